"""Spoilt pages: whatever is done to a page, it ends in a reading or a named outcome, soon, and never in an exception.

PANTAU_FUZZ=20000 tries that many pages, at random, and tells the slowest; without it a few hundred, always the same.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lab.newsroom_cases import newsroom_cases
from pantau.extract.body import LONGEST_TEXT
from shipped import clean_text, extract_page

HERE = Path(__file__).parent
ASKED = int(os.environ.get("PANTAU_FUZZ") or 0)
LIMIT_S = 2.0  # CPU seconds of one page
MOST = 10_000_000  # bytes of a page: what fetch lets through
_FAMILIES = ("lintaskini", "wartanusa", "harianpersada", "kabarkampung", "honaipost", "sultrapagi", "angkakita", "balidwipa")

TAGS = [b"div", b"p", b"span", b"table", b"td", b"ul", b"li", b"b", b"a", b"font", b"blockquote", b"form", b"select", b"svg",
        b"math", b"template", b"button", b"article", b"h1", b"iframe", b"noscript", b"script", b"style", b"title", b"textarea",
        b"body", b"html", b"head", b"frameset", b"plaintext", b"!--", b"![CDATA["]  # fmt: skip
PIECES = [b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3(", b"\xed\xa0\x80", b"&#x110000;", b"&#0;", b"&", b"<", b">", b'"', b"'",
          b"<!--", b"-->", b"<script>", b"</script>", b"]]>", b"{", b"[", b'"@graph":', b"null", b"1e999", b"\\ud800", b"\r",
          b"\x1b[31m", b"\x1f", b"&#x1f;", b"\x0c", b"\xef\xbf\xbf",
          "\u202e".encode(), "\u0130".encode(), b"2026-99-99T99:99:99+99:99", b"Baca juga: ", b"(abc/def)", b"JAKARTA - ",
          b'<meta property="og:title" content="', b'<script type="application/ld+json">', b"<div class='detail__body-text'>",
          b'<p><a href="//[::1">x</a></p>', b"99999999999999999999", b" ", b"\n", b"a", b"kata "]  # fmt: skip
CODECS = ["utf-16", "utf-16-be", "utf-32", "latin-1", "cp1252", "shift_jis", "utf-7", "koi8-r", "cp037"]
TYPES = ["", "text/html", "text/html; charset=utf-16", "text/html; charset=iso-8859-1", "text/html; charset=utf-7", "image/png",
         "text/html; charset=shift_jis", "text/html; charset=\x00", "application/json", "text/html; charset=base64",
         "text/html; charset=undefined", "text/html; charset=idna", "text/html; charset=punycode"]  # fmt: skip
URLS = ["https://www.kompas.com/read/2026/11/18/063000/x", "https://news.detik.com/berita/d-7016153/x", "https://x.example/a/b",
        "bukan alamat", "", "http://[::1", "https://www.liputan6.com/news/read/1/x?page=2"]  # fmt: skip


@cache
def samples() -> tuple[bytes, ...]:
    """Our own pages: the cases of the extractor and of the rules, and pages of the newsroom's families."""
    files = sorted([*HERE.glob("cases/*/page.html"), *HERE.glob("rules/*/*.html"), *HERE.parent.glob("rules/cases/**/*.html")])
    first = {case.group: case.sample.body for case in reversed(newsroom_cases().cases) if case.group in _FAMILIES}
    return (*(file.read_bytes() for file in files), *first.values())


Change = Callable[[bytes], bytes]


def _at(page: bytes, place: float) -> int:
    return int(len(page) * place)


def _change(kind: str, place: float, other: float, tag: bytes, piece: bytes, times: int, codec: str) -> Change:
    """Return one way to spoil a page; places are shares of its length."""

    def cut(page: bytes) -> bytes:
        return page[: _at(page, place)]

    def lose(page: bytes) -> bytes:
        start, stop = sorted((_at(page, place), _at(page, other)))
        return page[:start] + page[stop:]

    def swap(page: bytes) -> bytes:
        start, stop = sorted((_at(page, place), _at(page, other)))
        return page[stop:] + page[start:stop] + page[:start]

    def double(page: bytes) -> bytes:
        start, stop = sorted((_at(page, place), _at(page, other)))
        return page[:stop] + page[start:stop] * min(times, MOST // max(1, stop - start)) + page[stop:]

    def nest(page: bytes) -> bytes:
        return page[: _at(page, place)] + (b"<" + tag + b">") * times + page[_at(page, place) :]

    def nest_closed(page: bytes) -> bytes:
        whole = (b"<" + tag + b">") * times + b"kata " * 50 + (b"</" + tag + b">") * times
        return page[: _at(page, place)] + whole + page[_at(page, place) :]

    def put(page: bytes) -> bytes:
        return page[: _at(page, place)] + piece * times + page[_at(page, place) :]

    def sprinkle(page: bytes) -> bytes:
        step = max(1, len(page) // max(1, times % 500))
        return piece.join(page[start : start + step] for start in range(0, len(page), step))

    def rename(page: bytes) -> bytes:
        return page.replace(b"<p", b"<" + tag).replace(b"</p", b"</" + tag)

    def recode(page: bytes) -> bytes:
        return page.decode("utf-8", "replace").encode(codec, "replace")

    def one_line(page: bytes) -> bytes:
        text = page.replace(b"\n", b" ")
        return text[: _at(text, place)] + piece * min(MOST // max(1, len(piece)), times * 1000) + text[_at(text, place) :]

    ways = (cut, lose, swap, double, nest, nest_closed, put, sprinkle, rename, recode, one_line)
    return next(way for way in ways if way.__name__ == kind)


KINDS = ["cut", "lose", "swap", "double", "nest", "nest_closed", "put", "sprinkle", "rename", "recode", "one_line"]
shares = st.floats(0, 1)
changes = st.builds(
    _change,
    st.sampled_from(KINDS),
    shares,
    shares,
    st.sampled_from(TAGS),
    st.sampled_from(PIECES),
    st.sampled_from([1, 2, 30, 1000, 10_000]),
    st.sampled_from(CODECS),
)


def _spoilt(page: bytes, ways: list[Change]) -> bytes:
    for way in ways:
        page = way(page)[:MOST]
    return page


slowest: dict[str, tuple[float, str]] = {}


@pytest.fixture(scope="module", autouse=True)
def _tell_the_slowest() -> Iterator[None]:
    yield
    if ASKED:
        print(*(f"\nslowest {what}: {seconds:.2f} s, {page}" for what, (seconds, page) in slowest.items()))


def _timed(what: str, page: str, call: Callable[[], object]) -> float:
    started = time.process_time()
    call()
    spent = time.process_time() - started
    slowest[what] = max(slowest.get(what, (0.0, "")), (spent, page))
    return spent


@pytest.mark.timeout(6 * 3600 if ASKED else 300)
@settings(
    max_examples=ASKED or 200,
    deadline=None,
    derandomize=not ASKED,
    database=None,
    phases=[Phase.generate, Phase.shrink] if ASKED else [Phase.generate],
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=bool(ASKED),
)
@given(
    st.deferred(lambda: st.sampled_from(range(len(samples())))),
    st.lists(changes, max_size=4),
    st.sampled_from(TYPES),
    st.sampled_from(URLS),
)
def test_a_spoilt_page_ends_in_a_reading_soon(sample: int, ways: list[Change], content_type: str, url: str) -> None:
    page = _spoilt(samples()[sample], ways)
    found = []
    spent = _timed("reading", f"{len(page):,} bytes", lambda: found.append(extract_page(page, url, content_type=content_type)))
    reading = found[0]
    assert reading.outcome in ("", "not_article") or reading.reason == "too_costly", reading
    assert bool(reading.outcome) == bool(reading.reason)
    assert len(reading.text) <= LONGEST_TEXT
    assert spent < LIMIT_S, f"{spent:.1f} s for {len(page):,} bytes"
    if not reading.outcome:
        cleaned = _timed("cleaning", f"{len(reading.text):,} letters", lambda: clean_text(reading.text, title=reading.title))
        assert cleaned < LIMIT_S, f"{cleaned:.1f} s to clean {len(reading.text):,} letters"
