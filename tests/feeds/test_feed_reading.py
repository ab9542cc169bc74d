"""One case file per dialect and fault; each ends in the items or the named problem beside it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.day import WIB
from pantau.feeds.reading import FeedReading, read_feed
from pantau.net import FetchProblem
from pantau.settings import PROJECT

CASES = Path(__file__).parent / "cases" / "feeds"
REAL = PROJECT.parent / "shared" / "data" / "feeds"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=WIB)
PROBLEMS = {
    "too_large", "truncated_body", "empty_body", "block_page", "html_not_xml", "not_xml", "xml_bomb", "ill_formed", "empty_feed",
    "not_news_sitemap", "no_usable_items", "too_costly",
}  # fmt: skip


def read(body: bytes, **options: Any) -> FeedReading:
    return read_feed(body, options.pop("url", "https://www.contoh.id/feed"), now=NOW, **options)


def outcome(body: bytes, **options: Any) -> FeedReading | str:
    """The reading, or the name of the problem."""
    try:
        return read(body, **options)
    except FetchProblem as problem:
        return problem.kind


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.xml")))
def test_case(name: str) -> None:
    expected = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    options = {key: expected[key] for key in ("url", "zone", "domains") if key in expected}
    body = (CASES / f"{name}.xml").read_bytes()
    if "problem" in expected:
        with pytest.raises(FetchProblem) as caught:
            read(body, **options)
        assert caught.value.kind == expected["problem"]
        assert caught.value.message
        return
    reading = read(body, **options)
    assert reading.kind == expected["kind"]
    assert bool(reading.ill_formed) == expected.get("ill_formed", False), reading.ill_formed
    assert reading.skipped == expected.get("skipped", {})
    assert list(reading.sitemaps) == expected.get("sitemaps", [])
    assert len(reading.items) == len(expected["items"]), reading.items
    for item, wanted in zip(reading.items, expected["items"], strict=True):
        for field, value in wanted.items():
            assert _shown(getattr(item, field)) == value, (field, item)


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def test_every_case_has_its_answer() -> None:
    assert {path.stem for path in CASES.glob("*.xml")} == {path.stem for path in CASES.glob("*.json")}


RSS = (
    '<?xml version="1.0" encoding="{charset}"?><rss version="2.0"><channel><title>x</title>'
    "<item><title>Menteri: “tetap” – naik 5 °C</title><link>https://www.contoh.id/read/1/a</link></item></channel></rss>"
)
TITLE = "Menteri: “tetap” – naik 5 °C"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (RSS.format(charset="utf-8").encode(), "text/xml; charset=iso-8859-1"),  # the server is wrong
        (RSS.format(charset="iso-8859-1").encode(), "application/rss+xml"),  # the declaration is wrong
        (RSS.format(charset="utf-8").encode(), "text/html"),
        (RSS.format(charset="utf-8").encode("cp1252"), "text/xml; charset=utf-8"),  # both are wrong
        (RSS.format(charset="windows-1252").encode("cp1252"), ""),
        (RSS.format(charset="utf-16").encode("utf-16"), "application/xml"),
        (b"\xef\xbb\xbf" + RSS.format(charset="utf-8").encode(), ""),
        (b"\n\n " + RSS.format(charset="utf-8").encode(), "text/xml; charset=apa-saja"),
        (gzip.compress(RSS.format(charset="utf-8").encode()), "application/x-gzip"),
        (b"".join(map(gzip.compress, RSS.format(charset="utf-8").encode().partition(b"<item>"))), "application/x-gzip"),
    ],
)
def test_charsets_and_packing(body: bytes, content_type: str) -> None:
    assert [item.title for item in read(body, content_type=content_type).items] == [TITLE]


def test_a_stray_byte_spoils_only_itself() -> None:
    items = "".join(f"<item><title>“Berita” {n}</title><link>https://contoh.id/read/{n}</link></item>" for n in range(20))
    body = f'<?xml version="1.0" encoding="utf-8"?><rss><channel>{items}</channel></rss>'.encode()
    body = body.replace(b"7</title>", b"7\x93</title>", 1)
    titles = [item.title for item in read(body, content_type="text/xml; charset=utf-8").items]
    assert titles[0] == "“Berita” 0"
    assert len(titles) == 20


@pytest.mark.parametrize(
    ("reference", "read_as"),
    [
        ("&#55357;&#56832;", "😀"),
        ("&#xD83D;&#xde00;", "😀"),
        ("&#55357;", "\ufffd"),
        ("&#xDE00;", "\ufffd"),
        ("&#0;", "\ufffd"),
        ("&#x110000;", "\ufffd"),
        ("&#99999999999999999999;", "\ufffd"),
        ("&#x" + "f" * 5_000 + ";", "\ufffd"),
        ("&#00000000000233;", "é"),
        ("&#x1F600;", "😀"),
    ],
)
def test_a_reference_to_no_character_spoils_only_itself(reference: str, read_as: str) -> None:
    items = "".join(
        f"<item><title>{text}</title><link>https://contoh.id/read/{n}</link></item>" for n, text in enumerate([reference, "b"])
    )
    body = f'<?xml version="1.0"?><rss><channel>{items}</channel></rss>'.encode()
    assert [item.title for item in read(body).items] == [read_as, "b"]


def test_caps() -> None:
    items = "".join(f"<item><link>https://contoh.id/read/{n}</link></item>" for n in range(30))
    body = f"<rss><channel>{items}</channel></rss>".encode()
    reading = read(body, most_items=10)
    assert len(reading.items) == 10
    assert reading.skipped == {"beyond_cap": 20}
    for packed in (body, gzip.compress(body)):
        with pytest.raises(FetchProblem, match="too_large"):
            read(packed, most_bytes=len(body) - 1)
    with pytest.raises(FetchProblem, match="truncated_body"):
        read(gzip.compress(body)[:-20])
    with pytest.raises(FetchProblem, match="truncated_body"):
        read(b"\x1f\x8b" + body)
    with pytest.raises(FetchProblem, match="too_large"):
        read(gzip.compress(b"\0" * 50_000_000))
    with pytest.raises(FetchProblem, match="unpacks to more than"):
        read(gzip.compress(b"\0" * 1_000_000) * 6)
    with pytest.raises(FetchProblem, match="members"):
        read(gzip.compress(b"") * 2_000)


@pytest.mark.parametrize(
    "hostile",
    [
        b"<rss " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b">",
        b"<rss>" + b"".join(b'<x%d:a xmlns:x%d="u%d">' % (n, n, n) for n in range(20_000)),
        b"<!DOCTYPE rss [" + b"]" * 500_000 + b"<rss>",
        b"<!DOCTYPE rss " * 40_000 + b"<rss>",
        b'<!DOCTYPE rss [<!ENTITY a "' + b"x" * 5_000 + b'">]><rss><channel><title>' + b"&a;" * 100_000,
        b"<rss><channel>" + b"<item>" * 10_000,
        b"<rss>" + b"<" * 100_000,
    ],
)
def test_hostile_documents_end_soon(hostile: bytes) -> None:
    with pytest.raises(FetchProblem) as caught:
        read(hostile)
    assert caught.value.kind in PROBLEMS


def test_bytes_that_name_a_file_are_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "rahasia.xml"
    secret.write_bytes(RSS.format(charset="utf-8").encode())
    with pytest.raises(FetchProblem, match="not_xml"):
        read(str(secret).encode())


def test_span_is_of_the_dense_part() -> None:
    def feed(*times: str) -> FeedReading:
        items = "".join(
            f"<item><link>https://contoh.id/read/{n}</link><pubDate>{time}</pubDate></item>" for n, time in enumerate(times)
        )
        return read(f"<rss><channel>{items}</channel></rss>".encode())

    hours = [f"2026-11-20T{hour:02}:00:00+07:00" for hour in range(6, 11)]
    assert feed(*hours).span_s == 4 * 3600
    assert feed(*hours, "2025-01-01T00:00:00+07:00").span_s == 6 * 3600  # an evergreen item does not stretch it
    assert feed("2026-11-20T06:00:00+07:00").span_s is None


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_name(body: bytes) -> None:
    for prefix in (b"", b"<rss><channel><item>", b"<?xml version='1.0'?><urlset xmlns:news='n'><url><news:news/><loc>"):
        end = outcome(prefix + body)
        assert end in PROBLEMS if isinstance(end, str) else end.items or end.sitemaps


def _real_files() -> Iterator[Path]:
    return (path for path in sorted(REAL.rglob("*")) if path.is_file())


@pytest.mark.skipif(not REAL.is_dir(), reason="the real feeds are not on this machine")
def test_real_feeds_all_end_in_a_name() -> None:
    files = list(_real_files())
    assert len(files) > 600
    ends = [(path, outcome(path.read_bytes(), url="https://contoh.id/feed")) for path in files]
    assert {end for _, end in ends if isinstance(end, str)} <= PROBLEMS
    readings = [end for _, end in ends if isinstance(end, FeedReading)]
    assert len(readings) > 330
    assert all(item.published_at or item.time_flag for reading in readings for item in reading.items)
