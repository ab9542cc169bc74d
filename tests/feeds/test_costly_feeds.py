"""A document that would cost too much is cut or refused by its bytes, before any parser sees it."""

from __future__ import annotations

import gzip
import time

import pytest

from pantau.feeds.items import plain
from pantau.feeds.limits import affordable
from pantau.feeds.reading import read_feed
from pantau.net.body import BodyReader
from pantau.net.problem import FetchProblem

ITEM = b"<item><title>t</title><link>https://koran.test/%d</link></item>"
URL = b"<url><loc>https://koran.test/%d</loc><lastmod>2026-11-22</lastmod></url>"


def rss(*parts: bytes) -> bytes:
    return b"<rss version='2.0'><channel>" + b"".join(parts) + b"</channel></rss>"


def test_what_comes_before_too_many_tags_is_kept_and_the_rest_is_counted() -> None:
    reading = read_feed(rss(ITEM % 1, ITEM % 2, b"<a/>" * 1_200_000, ITEM % 3, ITEM % 4), "https://koran.test/rss")
    assert [item.url for item in reading.items] == ["https://koran.test/1", "https://koran.test/2"]
    assert (reading.skipped, reading.ill_formed) == ({"too_costly": 2}, "")


def test_a_sitemap_of_millions_of_children_is_cut_too() -> None:
    body = gzip.compress(b"<urlset>" + URL % 1 + b"<a/>" * 3_000_000 + b"</urlset>", 1)
    reading = read_feed(body, "https://koran.test/s.xml.gz", most_bytes=50_000_000, any_sitemap=True)
    assert [item.url for item in reading.items] == ["https://koran.test/1"]
    assert reading.skipped == {"too_costly": 1}


def test_a_document_without_an_item_before_the_limit_is_refused() -> None:
    with pytest.raises(FetchProblem, match="too_costly"):
        read_feed(rss(b"<a>" * 100_000, ITEM % 1), "https://koran.test/rss")


def test_tags_in_cdata_are_text() -> None:
    body = rss(b"<item><description><![CDATA[" + b"<p>" * 100 + b"]]></description></item>")
    assert affordable(body, "rss", 20) == (body, 0)


def test_a_tag_with_a_crowd_of_attributes_in_a_summary_costs_nothing() -> None:
    begun = time.process_time()  # quadratic, it takes minutes
    assert plain("<p " + " ".join(f"a{number}" for number in range(20_000)) + ">Isi</p>") == "Isi"
    assert time.process_time() - begun < 1


def test_a_body_of_empty_gzip_members_is_refused_and_a_few_are_read() -> None:
    empty = gzip.compress(b"")
    with pytest.raises(FetchProblem, match="too_costly"):
        BodyReader("gzip", 20_000_000).whole(empty * 100_000)
    assert BodyReader("gzip", 1_000).whole(empty * 10 + gzip.compress(b"isi")) == b"isi"
