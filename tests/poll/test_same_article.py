"""An article is one article however feeds announce it: Pantau never tells articles apart by a feed's own ids."""

from __future__ import annotations

from datetime import UTC, datetime

from pantau.feeds.reading import read_feed
from pantau.urls import url_key

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def feed(*items: tuple[str, str]) -> bytes:
    rows = "".join(
        f"<item><title>Berita {link[-6:]}</title><link>{link}</link><guid isPermaLink='false'>{guid}</guid>"
        "<pubDate>Fri, 20 Nov 2026 08:00:00 +0700</pubDate></item>"
        for link, guid in items
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Umpan</title>{rows}</channel></rss>".encode()


def keys(body: bytes, url: str) -> list[str]:
    return [url_key(item.url) for item in read_feed(body, url, now=NOW).items]


def test_tribuns_items_with_the_home_page_for_a_guid_stay_apart() -> None:
    home = "https://www.tribunnews.com/"
    links = [f"https://www.tribunnews.com/nasional/2026/11/20/berita-{number}" for number in range(3)]
    assert keys(feed(*((link, home) for link in links)), home + "rss") == [url_key(link) for link in links]


def test_tribuns_items_that_lead_home_are_no_article() -> None:
    home = "https://www.tribunnews.com/"
    article = home + "nasional/2026/11/20/berita"
    found = read_feed(feed((home, home), (article, home), (home, home)), home + "rss", now=NOW)
    assert [item.url for item in found.items] == [article]
    assert found.skipped == {"homepage_link": 2}


def test_a_positional_guid_that_passes_on_to_another_article_changes_nothing() -> None:
    """A Tempo feed numbered its items 1, 2, 3 … again each time it was written."""
    links = [f"https://www.tempo.co/politik/judul-{number}" for number in range(2_000_001, 2_000_005)]
    morning = feed(*((link, str(place)) for place, link in enumerate(links[:3], 1)))
    noon = feed(*((link, str(place)) for place, link in enumerate(links[1:], 1)))
    here = "https://rss.tempo.co/nasional"
    assert set(keys(morning, here)) & set(keys(noon, here)) == {url_key(link) for link in links[1:3]}
    assert len({*keys(morning, here), *keys(noon, here)}) == 4


def test_old_and_new_addresses_in_one_feed_are_one_article() -> None:
    twins = ["https://nasional.tempo.co/read/2000001/judul", "https://www.tempo.co/politik/judul-2000001"]
    twins += ["https://nasional.tempo.co/amp/2000001/judul", "http://m.tempo.co/read/2000001/judul?page=all&utm_source=rss"]
    assert set(keys(feed(*((link, link) for link in twins)), "https://rss.tempo.co/nasional")) == {"tempo.co/2000001"}
