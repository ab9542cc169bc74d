"""Reads a feed: RSS, Atom, RDF and news sitemaps become FeedItems. A document that is no feed ends in a named problem."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from pantau.feeds.items import FeedItem, RawItem, read_item
from pantau.feeds.limits import LightFeed, lighten
from pantau.net.problem import FetchProblem
from pantau.text.storable import make_all_storable
from pantau.urls import in_domains, url_key

if TYPE_CHECKING:
    from pantau.model import Feed, Outlet
    from pantau.net.response import Response
    from pantau.settings import Settings

log = logging.getLogger(__name__)

MOST_ITEMS = 2_000
MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What one document held: items in order, one per article; how many were skipped, by reason; the sitemaps that it names."""

    kind: str
    items: tuple[FeedItem, ...]
    skipped: dict[str, int] = field(default_factory=dict)
    sitemaps: tuple[str, ...] = ()
    ill_formed: str = ""

    @property
    def span_s(self) -> float | None:
        """Seconds that the items cover; None for fewer than two with a time.

        It is twice the span of the newer half, because feeds also hold items that are a year old, and the density of the new
        ones counts.
        """
        times = sorted((item.published_at for item in self.items if item.published_at), reverse=True)
        if len(times) < 2:
            return None
        whole, half = times[0] - times[-1], times[0] - times[len(times) // 2]
        return min(whole, 2 * half).total_seconds()


@dataclass(frozen=True, slots=True)
class _Clock:
    """The zone of times that name none, the present moment, and the kind of the feed's clock."""

    zone: str
    now: datetime
    kind: str


def read_feed(
    body: bytes | LightFeed,
    url: str,
    *,
    content_type: str = "",
    zone: str = "WIB",
    now: datetime | None = None,
    domains: Iterable[str] = (),
    most_items: int = MOST_ITEMS,
    most_bytes: int = MOST_BYTES,
    any_sitemap: bool = False,
    clock: str = "",
) -> FeedReading:
    """Read the bytes of a feed found at `url`, or what `lighten` made of them; ill-formed documents keep their good items.

    Times without a zone are in `zone`, and so are those that say GMT if `clock` is `local`. Items outside `domains` (if given)
    are skipped as `outside`. Raises FetchProblem: too_large, truncated_body, empty_body, block_page, html_not_xml, not_xml,
    xml_bomb, too_costly, ill_formed, empty_feed, not_news_sitemap (no news tags, unless `any_sitemap`) and no_usable_items (all
    were skipped).
    """
    feed = body if isinstance(body, LightFeed) else lighten(body, most_items, most_bytes)
    if feed.kind in ("sitemap", "sitemapindex"):
        from pantau.feeds.sitemaps import parse_sitemap

        raws, sitemaps, fault = parse_sitemap(feed.body, any_sitemap, url)
    else:
        from pantau.feeds.syndication import parse_syndication

        raws, fault = parse_syndication(feed.body, url, content_type)
        sitemaps = []
    skipped: Counter[str] = Counter()
    items = _items(raws[:most_items], tuple(domains), _Clock(zone, now or datetime.now(UTC), clock), skipped)
    if beyond := feed.beyond_cap + max(0, len(raws) - most_items):
        skipped["beyond_cap"] = beyond
    if feed.too_costly:
        skipped["too_costly"] = feed.too_costly
    fault = fault or ("junk before the document" if feed.junk else "")
    reading = FeedReading(feed.kind, items, dict(skipped), tuple(sitemaps), fault)
    if not items and not sitemaps:
        raise _nothing(reading)
    return reading


def readers_of(
    feed: Feed, outlet: Outlet, settings: Settings, response: Response, now: datetime
) -> tuple[partial[LightFeed], partial[FeedReading]]:
    """Return what reads the body of this answer of a feed, a look at its costs first: `lighten`, then `read_feed`.

    Both know what catalogue and settings say of it.
    """
    look = partial(lighten, most_items=settings.max_feed_items, most_bytes=settings.max_feed_bytes)
    return look, partial(
        read_feed,
        url=response.final_url,
        content_type=response.content_type,
        zone=outlet.zone,
        clock=feed.clock,
        now=now,
        domains=outlet.domains,
        most_items=settings.max_feed_items,
        most_bytes=settings.max_feed_bytes,
    )


def _items(raws: list[RawItem], domains: tuple[str, ...], clock: _Clock, skipped: Counter[str]) -> tuple[FeedItem, ...]:
    found: dict[str, FeedItem] = {}
    for raw in raws:
        try:
            end = _take(make_all_storable(raw), domains, clock, found)
        except Exception:  # an unexpected error; the item is counted, and the others stay
            log.exception("an item cannot be read: %s", raw.link[:200])
            end = "unreadable_item"
        if end:
            skipped[end] += 1
    return tuple(_without_stamp(list(found.values())))


def _take(raw: RawItem, domains: tuple[str, ...], clock: _Clock, found: dict[str, FeedItem]) -> str:
    """Add the item to those found, or return why it is passed over."""
    item = read_item(raw, zone=clock.zone, now=clock.now, clock=clock.kind)
    if isinstance(item, str):
        return item
    if domains and not in_domains(item.url.split("/")[2], domains):
        return "outside"
    key = url_key(item.url)
    if key in found:
        return "twice"
    found[key] = item
    return ""


def _without_stamp(items: list[FeedItem]) -> list[FeedItem]:
    """Drop the update times if all are equal: such a time is that of the document, and no article was edited then."""
    stamps = {item.updated_at for item in items}
    return [replace(item, updated_at=None) for item in items] if len(items) > 2 and len(stamps) == 1 else items


def _nothing(reading: FeedReading) -> FetchProblem:
    if reading.skipped:
        counts = ", ".join(f"{count} {reason}" for reason, count in sorted(reading.skipped.items()))
        return FetchProblem("no_usable_items", f"no item leads to an article: {counts}", "soft")
    if reading.ill_formed:
        return FetchProblem("ill_formed", f"not a well-formed document and nothing in it to save: {reading.ill_formed}", "soft")
    return FetchProblem("empty_feed", "the feed holds no items", "soft")
