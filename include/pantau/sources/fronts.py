"""Front pages as sources: which of their links are articles, and which outlets need their front page as a source."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from pantau.budget.documents import DocumentReader
from pantau.day import day_of
from pantau.feeds.front import FRONT, read_front
from pantau.feeds.reading import FeedReading, readers_of
from pantau.landing.articles import landed_addresses
from pantau.model import Feed
from pantau.net import Response
from pantau.rules.addresses import learn_addresses
from pantau.workspace import Workspace

_ENOUGH = 20  # landed articles from which the pattern of their addresses is learnt
_MOST = 400
_DAYS = 28
_FITTING = 0.8  # least share of them that fits the learnt pattern; with less the outlet has too many forms


def what_to_ask(feed: Feed) -> str:
    """Return the kind of document that a request to a source expects."""
    return "page" if feed.kind == FRONT else "feed"


async def read_source(work: Workspace, reader: DocumentReader, feed: Feed, response: Response, now: datetime) -> FeedReading:
    """Return the content of a source's answer. A front page is read with the outlet's pattern of addresses, any other as a feed.

    Raises the errors of `read_feed`, `read_front` and the reader.
    """
    outlet = work.catalogue.outlets[feed.outlet]
    if feed.kind != FRONT:
        return await reader.read_light(*readers_of(feed, outlet, work.settings, response, now), response.body)
    pattern = await asyncio.to_thread(article_pattern, work, feed.outlet, now)
    read = partial(
        read_front,
        url=response.final_url,
        content_type=response.content_type,
        pattern=pattern,
        domains=outlet.domains,
        most_items=work.settings.max_feed_items,
    )
    return await reader.read(read, response.body)


def article_pattern(work: Workspace, outlet: str, now: datetime) -> re.Pattern[str] | None:
    """Return the pattern of the outlet's rule, else the pattern of most addresses of its landed articles.

    None if too few are landed: then the pattern is learnt from the front page, from the addresses of its headlines.
    """
    rule = work.rules.for_outlet(outlet)
    if rule is not None and rule.article is not None:
        return rule.article
    with work.landing.database.session() as connection:
        urls = landed_addresses(connection, outlet, day_of(now), _DAYS, _MOST)
    learnt = learn_addresses(urls) if len(urls) >= _ENOUGH else None
    return learnt.pattern if learnt and learnt.fitting >= _FITTING * learnt.of else None


def needed_fronts(feeds: Iterable[Feed], indexed: Iterable[str]) -> list[Feed]:
    """Return the feeds to poll: front pages only of outlets that have no other source, neither a feed nor an index of the day."""
    listed = list(feeds)
    told = {feed.outlet for feed in listed if feed.kind != FRONT} | set(indexed)
    return [feed for feed in listed if feed.kind != FRONT or feed.outlet not in told]
