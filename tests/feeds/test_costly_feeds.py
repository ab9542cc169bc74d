"""A document that would cost too much is cut or refused by its bytes, before any parser sees it."""

from __future__ import annotations

import gzip
import time

import pytest

from pantau.feeds.items import plain
from pantau.feeds.limits import LightFeed, afford, lighten
from pantau.feeds.reading import read_feed
from pantau.net.body import BodyReader
from pantau.net.problem import FetchProblem

ITEM = b"<item><title>t</title><link>https://koran.test/%d</link></item>"
URL = b"<url><loc>https://koran.test/%d</loc><lastmod>2026-11-22</lastmod></url>"


def rss(*parts: bytes) -> bytes:
    return b"<rss version='2.0'><channel>" + b"".join(parts) + b"</channel></rss>"


def test_an_item_of_too_many_tags_is_counted_and_its_neighbours_are_kept() -> None:
    reading = read_feed(rss(ITEM % 1, ITEM % 2, b"<a/>" * 1_200_000, ITEM % 3, ITEM % 4), "https://koran.test/rss")
    assert [item.url for item in reading.items] == [f"https://koran.test/{number}" for number in (1, 2, 4)]
    assert (reading.skipped, reading.ill_formed) == ({"too_costly": 1}, "")


def test_a_sitemap_of_millions_of_children_is_cut_too() -> None:
    body = gzip.compress(b"<urlset>" + URL % 1 + b"<a/>" * 3_000_000 + b"</urlset>", 1)
    reading = read_feed(body, "https://koran.test/s.xml.gz", most_bytes=50_000_000, any_sitemap=True)
    assert [item.url for item in reading.items] == ["https://koran.test/1"]
    assert reading.skipped == {"too_costly": 1}


def test_a_document_without_an_item_before_the_limit_is_refused() -> None:
    with pytest.raises(FetchProblem, match="too_costly"):
        read_feed(rss(b"<a>" * 100_000, ITEM % 1), "https://koran.test/rss")


def test_tags_in_cdata_are_text() -> None:
    feed = LightFeed(rss(*[b"<item><description><![CDATA[" + b"<p>" * 3_900 + b"]]></description></item>"] * 30), "rss")
    assert afford(feed, 30) is feed  # 117,000 of them, where 1,200 tags may be


@pytest.mark.parametrize("bad", [b"&" * 20_001, b"<b>" * 4_001, b"x" * 262_145], ids=["references", "nested", "letters"])
@pytest.mark.parametrize("place", range(3), ids=["first", "between", "last"])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open"])
def test_what_an_item_has_too_much_of_costs_that_item_alone(bad: bytes, place: int, closed: bool) -> None:
    items = [ITEM % number for number in range(2_000)]
    items.insert([0, 1_000, 2_000][place], b"<item><description>" + bad + (b"</description></item>" if closed else b""))
    reading = read_feed(rss(*items), "https://koran.test/rss", most_items=3_000)
    whole = closed or place == 2
    assert (len(reading.items), reading.skipped) == (2_000 if whole else 1_999, {"too_costly": 1})


def test_items_beyond_the_cap_are_counted_and_not_parsed() -> None:
    body = rss(*(ITEM % number for number in range(20_000)))
    light = lighten(body, 100, len(body))
    assert (light.beyond_cap, light.too_costly, len(light.body) < len(body) / 100) == (19_900, 0, True)
    reading = read_feed(body, "https://koran.test/rss", most_items=100)
    assert (len(reading.items), reading.skipped, reading.ill_formed) == (100, {"beyond_cap": 19_900}, "")


def test_a_tag_with_a_crowd_of_attributes_in_a_summary_costs_nothing() -> None:
    begun = time.process_time()  # quadratic, it takes minutes
    assert plain("<p " + " ".join(f"a{number}" for number in range(20_000)) + ">Isi</p>") == "Isi"
    assert time.process_time() - begun < 1


def test_a_body_of_empty_gzip_members_is_refused_and_a_few_are_read() -> None:
    empty = gzip.compress(b"")
    with pytest.raises(FetchProblem, match="too_costly"):
        BodyReader("gzip", 20_000_000).whole(empty * 100_000)
    assert BodyReader("gzip", 1_000).whole(empty * 10 + gzip.compress(b"isi")) == b"isi"
