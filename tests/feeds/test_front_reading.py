"""Front pages read like feeds: which of their links are articles, and under which headline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.feeds.front import has_articles, read_front
from pantau.net.problem import FetchProblem

HOME = "https://www.koran.test/"
PAGE = (Path(__file__).parent / "fronts" / "koran.html").read_bytes()
DOMAINS = ("koran.test",)
TITLES = [
    "DPRD Demak Sahkan Anggaran Perbaikan Jalan",
    "Warga Kudus Perbaiki Jembatan Bersama",
    "Harga Cabai di Brebes Turun Lagi",
    "Persiba Menang Tipis atas Tamu dari Bali",
    "Festival Kopi Gayo Dibuka Hari Ini",
    "Nelayan Sikka Terima Bantuan Mesin Perahu",
]


@pytest.mark.parametrize("pattern", [None, re.compile(r"/\d{8}/")], ids=["learnt from the headlines", "of the rule"])
def test_the_articles_of_a_front_page_in_its_order_each_once_with_its_headline(pattern: re.Pattern[str] | None) -> None:
    found = read_front(PAGE, HOME, pattern=pattern, domains=DOMAINS)
    assert [item.title for item in found.items] == TITLES
    assert found.items[0].url == "https://www.koran.test/politik/48213001/dprd-demak-sahkan-anggaran-perbaikan-jalan"
    assert {item.time_flag for item in found.items} == {"no_time"}
    assert found.skipped == {"outside": 1}
    assert found.span_s is None


def test_a_rule_says_what_an_article_is_whatever_the_page_looks_like() -> None:
    found = read_front(PAGE, HOME, pattern=re.compile(r"/ekonomi/"), domains=DOMAINS)
    assert [item.title for item in found.items] == TITLES[-1:]
    assert read_front(PAGE, HOME, pattern=re.compile(r"/daerah/"), most_items=2).skipped == {"beyond_cap": 1}


def test_the_base_of_a_page_counts() -> None:
    page = PAGE.replace(b"<head>", b'<head><base href="https://news.koran.test/">')
    assert read_front(page, HOME, domains=DOMAINS).items[0].url.startswith("https://news.koran.test/politik/")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "no_usable_items"),
        (b"<html><body><h1>Situs dalam perbaikan</h1><a href='/'>Beranda</a></body></html>", "no_usable_items"),
        (b"<html><title>Just a moment...</title><body><a href='/cek'>Lanjut</a></body></html>", "block_page"),
        (b"<a>" * 70_000, "too_costly"),
        (b"\xff\xfe\x00<a href='\xff'>x", "no_usable_items"),
    ],
)
def test_what_is_no_front_page_ends_by_name(body: bytes, kind: str) -> None:
    with pytest.raises(FetchProblem) as raised:
        read_front(body, HOME, domains=DOMAINS)
    assert raised.value.kind == kind
    assert not has_articles(body, HOME, pattern=None, domains=DOMAINS)


def test_a_page_with_a_charset_nobody_knows_is_read() -> None:
    assert len(read_front(PAGE, HOME, content_type="text/html; charset=kuno", domains=DOMAINS).items) == len(TITLES)
    assert has_articles(PAGE, HOME, pattern=None, domains=DOMAINS)


@given(st.binary(max_size=300), st.sampled_from([b"<a href='", b"<base href='", b"<h2>", b""]))
def test_any_bytes_give_items_of_the_outlet_or_a_named_end(junk: bytes, start: bytes) -> None:
    try:
        found = read_front(start + junk + PAGE, HOME, domains=DOMAINS)
    except FetchProblem:
        return
    assert found.items
    assert all(item.url.split("/")[2].endswith("koran.test") for item in found.items)
