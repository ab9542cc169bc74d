"""The hostile set: pages, feeds, lists and requests to the pages, as data in tests/hostile and tests/plugins/cases.

PANTAU_HOSTILE=1 uses their full size; the suite uses a twentieth. `end` is the outcome that an item must have, `small` its
outcome in the suite's size if that differs.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

from pantau.files import parse_yaml
from pantau.settings import Settings

FULL = bool(os.environ.get("PANTAU_HOSTILE"))
_TESTS = Path(__file__).parent
PAGES: list[dict[str, Any]] = parse_yaml((_TESTS / "hostile" / "pages.yaml").read_text(encoding="utf-8"))
SOURCES: dict[str, list[dict[str, Any]]] = parse_yaml((_TESTS / "hostile" / "sources.yaml").read_text(encoding="utf-8"))
_REQUESTS = (_TESTS / "plugins" / "cases" / "hostile_requests.txt").read_text(encoding="utf-8").splitlines()
REQUESTS = [line for line in _REQUESTS if line[:1] == "/"]
ARTICLE = (
    "<meta property='article:published_time' content='2026-11-09T10:00:00+07:00'>"
    '<script type=\'application/ld+json\'>{{"@type":"NewsArticle","headline":"Pasar Rebo nomor {0} ramai lagi",'
    '"datePublished":"2026-11-09T10:00:00+07:00"}}</script>'
    "<meta property='og:type' content='article'><h1>Pasar Rebo nomor {0} ramai lagi</h1>"
    "<time datetime='2026-11-09T10:00:00+07:00'>9 November 2026, 10.00 WIB</time>"
    "<p>Pedagang nomor {0} kembali berjualan sejak subuh setelah jalan di depan pasar dibuka untuk dua arah oleh dinas kota.</p>"
    "<p>Pembeli datang dari tiga kecamatan dan memenuhi lorong pasar hingga menjelang siang, kata pengelola pasar itu.</p>"
)
GOOD = {
    "feed": "<item><title>Baik</title><link>https://koran.test/read/1</link></item>",
    "index": "<li class=berita><a href='/read/1'>Baik</a>",
    "sitemap": "<url><loc>https://koran.test/read/1</loc><lastmod>2026-11-18T10:00:00+07:00</lastmod></url>",
    "wordpress": '{"link":"https://koran.test/read/1","date_gmt":"2026-11-18T03:00:00","title":{"rendered":"Baik"}}',
}
QUERIES = {"index": "?d={yyyy}-{mm}-{dd}", "sitemap": "?m={yyyy}{mm}", "wordpress": "?d={yyyy}-{mm}-{dd}&page={page}"}
MORE = {"index": "link: li.berita a", "sitemap": "kind: sitemap", "wordpress": "kind: wordpress\n  max_pages: 1"}
_MOST = Settings.model_fields["max_page_bytes"].default - 10_000  # as long as a page may be: this costs most


def end_of(item: dict[str, Any]) -> str:
    """How the item must end in the present size."""
    return str(item["end"] if FULL else item.get("small", item["end"]))


def page_body(item: dict[str, Any], number: int) -> bytes:
    """The bytes of a hostile page: a hostile part, cut to what fetch allows unless the item is `over`, then an article."""
    behind = item.get("behind", "") + ("" if item.get("alone") else ARTICLE.format(number))
    repeat, times = item["repeat"], _times(item, 300)

    def encode(text: str) -> bytes:
        return text.encode(item.get("coding", "utf-8"), "surrogatepass")

    if not item.get("over"):
        room = _MOST - len(encode(item["before"] + behind))
        times = min(times, room // len(encode(repeat.replace("#", str(times)))))
    return encode(item["before"] + _repeated(repeat, times, "#" in repeat) + behind)


def document(item: dict[str, Any], kind: str) -> bytes:
    """The bytes of a hostile feed or list; {good} in it is a good item or link."""
    if item.get("members"):
        return gzip.compress(b"") * _times(item)
    repeat = item.get("repeat", "")
    middle = _repeated(repeat, _times(item), "#=" in repeat or "#<" in repeat)
    ends = [item.get(name, "").replace("{good}", GOOD[kind]) for name in ("before", "behind")]
    body: bytes = middle.join(ends).encode()
    for _ in range(item.get("packed", 0)):
        body = gzip.compress(body, 1)
    return body


def _times(item: dict[str, Any], least: int = 0) -> int:
    times = int(item.get("times", 0))
    return times if FULL else max(min(least, times), times // 20)


def _repeated(text: str, times: int, numbered: bool) -> str:
    return "".join(text.replace("#", str(place)) for place in range(times)) if numbered else text * times
