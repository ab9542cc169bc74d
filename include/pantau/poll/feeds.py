"""Polling: every feed that is due is asked once, and ends in a named result."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pantau.archives.proven import usable_catalogue
from pantau.budget.documents import DocumentReader
from pantau.day import day_of
from pantau.feeds.front import FRONT
from pantau.feeds.items import FeedItem
from pantau.feeds.reading import FeedReading
from pantau.landing.clock import pull_back
from pantau.landing.records import FeedState
from pantau.landing.writing import add_each, is_fault_of_store
from pantau.model import Archive, Entry, Feed
from pantau.net import FetchProblem, PoliteClient, Response
from pantau.net.problem import WEIGHTS
from pantau.net.together import together
from pantau.poll.clocks import count_ahead, find_hours_ahead
from pantau.poll.indexes import live_indexes, poll_indexes
from pantau.poll.interval import FeedPace, after_failure, next_pace
from pantau.poll.report import PollReport, SourceReading
from pantau.sources.fronts import needed_fronts, read_source, what_to_ask
from pantau.sources.lane import proven_feeds
from pantau.urls import article_id, url_key
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
_UNCONDITIONAL = 12  # every twelfth poll asks without conditions, because some servers answer "not modified" for ever
_GENERIC_SECTIONS = {"", "all", "regional", "terkini", "latest", "top-news"}
_MESSAGE = 500


def poll_due(work: Workspace, now: datetime | None = None) -> PollReport:
    """Poll what is due at `now` (default: the present) and land its entries. Failures are data and are not raised.

    It polls the enabled feeds, those that proved themselves, the index of the present day for outlets that have neither, and the
    front page for outlets that have none of these. First it pulls back times in the future, which a clock that ran ahead has
    left, and counts them (`pulled_back.<what>`).
    """
    begun = now or datetime.now(UTC)
    pulled = pull_back(work.landing.database, work.settings, begun)
    feeds = {feed.feed_url: feed for feed in (*work.catalogue.enabled_feeds(), *proven_feeds(work))}
    fed = (feed.outlet for feed in feeds.values() if feed.kind != FRONT)
    indexes = live_indexes(usable_catalogue(work), fed, day_of(begun))
    indexed = (archive.outlet for archive in indexes.values())
    feeds = {feed.feed_url: feed for feed in needed_fronts(feeds.values(), indexed)}
    due = work.landing.due_feeds(begun, [*feeds, *indexes])
    wanted = [feeds[url] for url in due if url in feeds], [indexes[url] for url in due if url in indexes]
    report = asyncio.run(_poll_all(work, *wanted, begun)) if due else PollReport(())
    return replace(report, pulled_back=pulled)


async def _poll_all(work: Workspace, feeds: list[Feed], indexes: list[Archive], begun: datetime) -> PollReport:
    """Poll feeds and indexes side by side; they keep their gap to a host together."""
    started = time.monotonic()

    def clock() -> datetime:
        return begun + timedelta(seconds=time.monotonic() - started)

    report, listed = await asyncio.gather(poll_feeds(work, feeds, begun), poll_indexes(work, indexes, clock))
    return PollReport((*report.readings, *listed))


async def poll_feeds(work: Workspace, feeds: Iterable[Feed], begun: datetime) -> PollReport:
    """Poll these feeds, all hosts in parallel, each at its own pace."""
    wanted = list(feeds)
    states = work.landing.feed_states([feed.feed_url for feed in wanted])
    started = time.monotonic()

    def clock() -> datetime:
        return begun + timedelta(seconds=time.monotonic() - started)

    async with PoliteClient(work.settings, work.landing.hosts, manners=work.manners) as client:
        reader = DocumentReader(work.budget)
        polls = [_Poll(work, client, reader, clock, feed, states.get(feed.feed_url)).run() for feed in wanted]
        readings = await together(polls)
    for reading in readings:
        if not reading.ok:
            log.warning("%s: %s: %s", reading.source, reading.result, reading.message)
    return PollReport(tuple(readings))


def entry_of(item: FeedItem, outlet: str, source_url: str, section: str, seen_at: datetime) -> Entry:
    """Return the entry that an item of a feed announces. Its day is the WIB day of its time, or that of `seen_at` if it has
    none.

    A time in the future or before 2000 is replaced by `seen_at`; the flag and the printed time stay with the entry.
    """
    key = url_key(item.url)
    doubted = item.time_flag in ("future", "too_old")
    return Entry(
        article_id=article_id(key),
        url_key=key,
        url=item.url,
        outlet=outlet,
        day=day_of(item.published_at or seen_at),
        source="feed",
        source_url=source_url,
        title=item.title,
        summary=item.summary,
        section=section if section not in _GENERIC_SECTIONS else item.category,
        published_at=seen_at if doubted else item.published_at,
        updated_at=item.updated_at,
        raw_date=item.raw_date,
        time_flag=item.time_flag,
    )


class _Poll:
    """One poll of one feed."""

    def __init__(
        self,
        work: Workspace,
        client: PoliteClient,
        reader: DocumentReader,
        clock: Callable[[], datetime],
        feed: Feed,
        state: FeedState | None,
    ) -> None:
        self.work, self.client, self.reader, self.clock, self.feed = work, client, reader, clock, feed
        self.settings = work.settings
        self.state = state or FeedState(feed.feed_url, feed.outlet, self.settings.poll_start_s, clock())

    async def run(self) -> SourceReading:
        """Ask, read, land and remember; every end has a name."""
        try:
            response = await self.client.get(self.feed.feed_url, what_to_ask(self.feed), self._conditions())
            body_hash = hashlib.blake2b(response.body, digest_size=16).hexdigest()
            if response.status == 304 or body_hash == self.state.body_hash:
                return self._end_unchanged("not_modified" if response.status == 304 else "same_body", response)
            reading = await self._whole(await self._read(response))
            return self._end_landed(reading, response, body_hash)
        except FetchProblem as problem:
            return self._end_failed(problem)
        except Exception as error:  # an unexpected error; the other feeds are polled all the same
            if is_fault_of_store(error):
                raise
            log.exception("polling %s", self.feed.feed_url)
            return self._end_failed(FetchProblem("reader_crash", f"{type(error).__name__}: {error}", "soft"))

    def _conditions(self) -> dict[str, str]:
        if self.state.polls % _UNCONDITIONAL == _UNCONDITIONAL - 1:
            return {}
        sent = {"If-None-Match": self.state.etag, "If-Modified-Since": self.state.last_modified}
        return {name: value for name, value in sent.items() if value}

    async def _read(self, response: Response) -> FeedReading:
        return await read_source(self.work, self.reader, self.feed, response, self.clock())

    async def _whole(self, reading: FeedReading) -> FeedReading:
        """Add what the sitemaps of an index hold. One that fails is counted; the index fails if all of them do."""
        items, skipped = list(reading.items), dict(reading.skipped)
        problem: FetchProblem | None = None
        for address in reading.sitemaps:
            try:
                part = await self._read(await self.client.get(address, "feed"))
            except FetchProblem as error:
                problem = error
                skipped[f"sitemap_{error.kind}"] = skipped.get(f"sitemap_{error.kind}", 0) + 1
                continue
            items += part.items
            for reason, count in part.skipped.items():
                skipped[reason] = skipped.get(reason, 0) + count
        if reading.sitemaps and not items and problem is not None:
            raise problem
        return replace(reading, items=tuple(items), skipped=skipped)

    def _end_landed(self, reading: FeedReading, response: Response, body_hash: str) -> SourceReading:
        seen_at = self.clock()
        entries = [entry_of(item, self.feed.outlet, self.feed.feed_url, self.feed.section, seen_at) for item in reading.items]
        added, lost = add_each(self.work.landing, entries)
        reading = replace(reading, skipped={**reading.skipped, **lost})
        first = self.state.last_ok_at is None
        gap = not first and len(entries) > 4 and added.new == len(entries)
        notes = [f"{count} {reason}" for reason, count in sorted(reading.skipped.items())]
        notes += ["all items are new: some may have rolled out unseen"] if gap else []
        notes += [f"ill-formed: {reading.ill_formed}"] if reading.ill_formed else []
        zone = self.work.catalogue.outlets[self.feed.outlet].zone
        hours = find_hours_ahead(reading.items, zone, seen_at)
        notes += [f"times that say GMT are {hours} hours in the future"] if hours else []
        ahead_hours, ahead_polls = count_ahead(hours, (self.state.ahead_hours, self.state.ahead_polls), added.new)
        # An index stays the same while its sitemaps change, so it is always read whole.
        whole = reading.kind != "sitemapindex"
        state = replace(
            self.state,
            etag=response.headers.get("ETag", "")[:_MESSAGE] if whole else "",
            last_modified=response.headers.get("Last-Modified", "")[:_MESSAGE] if whole else "",
            body_hash=body_hash if whole else "",
            last_result="ok",
            last_message="; ".join(notes)[:_MESSAGE],
            last_new=added.new,
            last_seen=added.seen,
            ahead_hours=ahead_hours,
            ahead_polls=ahead_polls,
        )
        self._remember(state, self._pace(added.new, len(entries), reading.span_s, seen_at), seen_at)
        pages = 1 + len(reading.sitemaps)
        return SourceReading(self.feed.feed_url, self.feed.outlet, "ok", "; ".join(notes), True, pages, added, reading.skipped)

    def _end_unchanged(self, result: str, response: Response) -> SourceReading:
        seen_at = self.clock()
        state = replace(
            self.state,
            etag=response.headers.get("ETag", self.state.etag)[:_MESSAGE],
            last_modified=response.headers.get("Last-Modified", self.state.last_modified)[:_MESSAGE],
            last_result=result,
            last_message="",
            last_new=0,
            last_seen=0,
        )
        self._remember(state, self._pace(0, 0, None, seen_at), seen_at)
        return SourceReading(self.feed.feed_url, self.feed.outlet, result, pages=1)

    def _pace(self, new: int, total: int, span_s: float | None, seen_at: datetime) -> FeedPace:
        last = self.state.last_ok_at
        return next_pace(
            FeedPace(self.state.interval_s, self.state.safe_s),
            new=new,
            total=total,
            span_s=span_s,
            elapsed_s=max(0.0, (seen_at - last).total_seconds()) if last else 0.0,
            shortest_s=self.settings.poll_min_s,
            longest_s=self.settings.poll_max_s,
            first=last is None,
        )

    def _remember(self, state: FeedState, pace: FeedPace, seen_at: datetime) -> None:
        state = replace(
            state,
            interval_s=pace.interval_s,
            safe_s=pace.safe_s,
            next_poll_at=seen_at + timedelta(seconds=pace.interval_s),
            last_poll_at=seen_at,
            last_ok_at=seen_at,
            failures=0.0,
            polls=state.polls + 1,
        )
        self.work.landing.save_feed_state(state)

    def _end_failed(self, problem: FetchProblem) -> SourceReading:
        moment = self.clock()
        state = self.state
        failures = state.failures + (WEIGHTS[problem.weight] if problem.attempted else 0.0)
        wait_s = after_failure(
            failures,
            interval_s=state.interval_s,
            start_s=self.settings.poll_start_s,
            longest_s=self.settings.poll_max_s,
            retry_after_s=problem.retry_after_s,
        )
        if not problem.attempted:  # the host rests after another feed's failure; this feed did nothing wrong
            wait_s = min(problem.retry_after_s or self.settings.host_cooldown_s, self.settings.poll_max_s)
        self.work.landing.save_feed_state(
            replace(
                state,
                failures=failures,
                next_poll_at=moment + timedelta(seconds=wait_s),
                last_poll_at=moment if problem.attempted else state.last_poll_at,
                polls=state.polls + int(problem.attempted),
                last_result=problem.kind,
                last_message=problem.message[:_MESSAGE],
                last_new=0,
                last_seen=0,
            )
        )
        return SourceReading(self.feed.feed_url, self.feed.outlet, problem.kind, problem.message[:_MESSAGE], ok=False)
