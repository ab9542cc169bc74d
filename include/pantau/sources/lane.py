"""The slow lane: tries the unproven sources that are due, and says which of all have proved themselves."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pantau.feeds.front import FRONT
from pantau.landing.probation import Probation, read_probations, save_probations
from pantau.landing.writing import is_fault_of_store
from pantau.model import Feed
from pantau.net import PoliteClient
from pantau.net.together import together
from pantau.sources.asking import SourceTester
from pantau.sources.discovery import FRONT_PAGE, found_feeds
from pantau.sources.trial import LOST_AFTER, SourceAnswer, begin, demote, follow
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
_ROUNDS_A_DAY = 48  # rounds that the DAG prove_sources begins
_CATCH_UP = 4  # a round takes at most this many times its share, so that it catches up slowly after a pause of hours
_LEAST = 4
Heard = Callable[[Feed, Probation], None]


def read_trials(work: Workspace, feeds: Sequence[Feed]) -> dict[str, Probation]:
    """Return the state of these sources, by address, as the reading role sees it, without those never tried."""
    from pantau.warehouse import connect_reading

    with connect_reading(work.settings) as connection:
        return read_probations(connection, [feed.feed_url for feed in feeds])


def unproven_feeds(work: Workspace) -> list[Feed]:
    """Return the sources that must prove themselves: the unproven feeds of the catalogue, and those found on the outlets'
    own sites."""
    return [*work.catalogue.unproven_feeds(), *found_feeds(work)]


def proven_feeds(work: Workspace) -> list[Feed]:
    """Return the unproven feeds that have proved themselves: they are polled like enabled ones."""
    unproven = unproven_feeds(work)
    if not unproven:
        return []
    with work.landing.database.session() as connection:
        states = read_probations(connection, [feed.feed_url for feed in unproven])
    return [feed for feed in unproven if feed.feed_url in states and states[feed.feed_url].state == "proven"]


def try_due(work: Workspace, now: datetime | None = None) -> Counter[str]:
    """Try the sources that are due at `now`, the longest overdue first, and return how many ended in which result.

    A new source gets a time within the next 24 hours. A proven source that polling has lost is demoted (`demoted`). No round
    takes more than four times its share of all sources, so that one after a long pause does not send too many requests.
    """
    moment = now or datetime.now(UTC)
    feeds = {feed.feed_url: feed for feed in unproven_feeds(work)}
    if not feeds:
        return Counter()
    with work.landing.database.session() as connection:
        states = read_probations(connection, list(feeds))
    new = [begin(url, feed.outlet, moment) for url, feed in feeds.items() if url not in states]
    save_probations(work.landing.database, new)
    states |= {state.source_url: state for state in new}
    lost = _demote_lost(work, [state for state in states.values() if state.state == "proven"], moment)
    due = sorted((state for state in states.values() if state.next_try_at <= moment), key=lambda state: state.next_try_at)
    most = max(_LEAST, _CATCH_UP * len(feeds) // _ROUNDS_A_DAY)
    tried = try_sources(work, [feeds[state.source_url] for state in due[:most]], moment)
    counts = Counter(f"result.{state.result}" for state in tried)
    return counts + Counter(tried=len(tried), waiting=len(due) - len(tried), demoted=lost, new=len(new))


def try_sources(
    work: Workspace, feeds: Sequence[Feed], now: datetime | None = None, heard: Heard | None = None
) -> list[Probation]:
    """Try these sources now, all hosts in parallel, keep their answers and return them; `heard` is called for each as it
    ends."""
    moment = now or datetime.now(UTC)
    return asyncio.run(_ask_all(work, feeds, moment, heard)) if feeds else []


async def _ask_all(work: Workspace, feeds: Sequence[Feed], begun: datetime, heard: Heard | None) -> list[Probation]:
    with work.landing.database.session() as connection:
        before = read_probations(connection, [feed.feed_url for feed in feeds])
    started = time.monotonic()
    async with PoliteClient(work.settings, work.landing.hosts, manners=work.manners) as client:
        tester = SourceTester(work, client)

        async def one(feed: Feed) -> Probation:
            answer = await _ask_guarded(tester, feed, begun)
            moment = begun + timedelta(seconds=time.monotonic() - started)
            known = before.get(feed.feed_url) or begin(feed.feed_url, feed.outlet, begun)
            state, heir = follow(known, answer, moment, FRONT_PAGE if feed.kind == FRONT else "moved")
            await asyncio.to_thread(_keep, work, state, heir)
            if heard:
                heard(feed, state)
            return state

        return await together([one(feed) for feed in feeds])


async def _ask_guarded(tester: SourceTester, feed: Feed, now: datetime) -> SourceAnswer:
    """Return the answer; an unexpected error in reading it counts as a failure of that source only."""
    try:
        return await tester.ask(feed, now)
    except Exception as error:
        if is_fault_of_store(error):
            raise
        log.exception("trying %s", feed.feed_url)
        return SourceAnswer("reader_crash", f"{type(error).__name__}: {error}", 0.5)


def _keep(work: Workspace, state: Probation, heir: Probation | None) -> None:
    """Keep a state. A source that was just proven is polled at once, whatever its earlier polling came to."""
    save_probations(work.landing.database, [state], [heir] if heir else [])
    if state.state == "proven" and state.proven_at == state.last_try_at:
        for old in work.landing.feed_states([state.source_url]).values():
            work.landing.save_feed_state(replace(old, failures=0.0, next_poll_at=state.last_try_at or old.next_poll_at))


def _demote_lost(work: Workspace, proven: Iterable[Probation], now: datetime) -> int:
    """Demote the proven sources that polling could not get for a long time, and return how many."""
    polled = work.landing.feed_states([state.source_url for state in proven])
    lost = [
        demote(state, f"{found.last_result}: {found.last_message}", now)
        for state in proven
        if (found := polled.get(state.source_url)) and found.failures >= LOST_AFTER
    ]
    save_probations(work.landing.database, lost)
    return len(lost)
