"""Monthly and news sitemaps as archives: the entries whose own time falls on the day.

It uses the reader of the feeds (feeds/sitemaps.py). ultimate-sitemap-parser 1.8.1 was tried and rejected: it is GPL, takes 100
MB a file, and walks whole trees of sitemaps by itself and synchronously. Pantau needs one file of one month, through the polite
client.
"""

from __future__ import annotations

import logging
import re
from functools import partial

from pantau.archives.asking import Asker
from pantau.archives.completeness import Listing
from pantau.archives.index import page_address
from pantau.archives.links import Link
from pantau.catalogue import fill_day
from pantau.day import day_of
from pantau.feeds.items import FeedItem
from pantau.feeds.limits import LightFeed, lighten
from pantau.feeds.reading import FeedReading, read_feed
from pantau.feeds.sitemaps import MOST_SITEMAPS
from pantau.model import Archive
from pantau.net import FetchProblem
from pantau.urls import canonical_url, url_key

log = logging.getLogger(__name__)
_MOST_ITEMS, _MOST_BYTES = 50_000, 50_000_000  # what sitemaps.org allows


async def list_sitemap(asker: Asker, archive: Archive, day: str, zone: str) -> Listing:
    """Return the articles of a day in a sitemap, or in the sitemaps that an index names (it skips those of other months)."""
    pattern = re.compile(fill_day(archive.link_pattern, day))
    waiting, read, undated = [page_address(archive, day, 0)], 0, 0
    links: dict[str, Link] = {}
    while waiting:
        address = waiting.pop(0)
        try:
            response = await asker.get(address)
            reading = await asker.read_light(_lighten, partial(_read, url=response.final_url, zone=zone), response.body)
        except FetchProblem as problem:
            return Listing(problem.kind, links, read, f"{address}: {problem.message}")
        read += 1
        waiting += [child for child in reading.sitemaps if _may_hold(child, day)] if read == 1 else []
        if len(reading.sitemaps) >= MOST_SITEMAPS:
            undated += 1
        undated += reading.skipped.get("too_costly", 0) + reading.skipped.get("unreadable_item", 0)  # its day is not known
        for item in reading.items:
            try:
                undated += not _take(item, day, pattern, links)
            except Exception:  # an unexpected error; the day of the item is not known, and the others stay
                log.exception("%s: an item cannot be read: %.200s", address, item.url)
                undated += 1
    if undated:
        return Listing("undated", links, read, f"{undated} entries without a time, or sitemaps that were not read")
    return Listing("ok" if links else "empty", links, read)


def _take(item: FeedItem, day: str, pattern: re.Pattern[str], links: dict[str, Link]) -> bool:
    """Add the item to the links if it is an article of the day. Return whether its day is known."""
    if not pattern.search(canonical_url(item.url)):
        return True
    if item.published_at and day_of(item.published_at) == day:
        links[url_key(item.url)] = _link(item)
    return item.published_at is not None


_lighten = partial(lighten, most_items=_MOST_ITEMS, most_bytes=_MOST_BYTES)


def _read(feed: LightFeed, url: str, zone: str) -> FeedReading:
    return read_feed(feed, url, zone=zone, most_items=_MOST_ITEMS, any_sitemap=True)


def _link(item: FeedItem) -> Link:
    """Return the link of an item. A `lastmod` alone is a time of change: it says on which day the article came out, but not
    when."""
    published = item.published_at if item.published_at != item.updated_at else None
    return Link(item.url, item.title, published)


def _may_hold(address: str, day: str) -> bool:
    months = re.findall(r"(?<!\d)(20\d\d)[-/]?(0[1-9]|1[0-2])(?!\d)", address)
    return not months or (day[:4], day[5:7]) in months
