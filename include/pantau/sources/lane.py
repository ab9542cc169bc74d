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
from pantau.model import Archive, Feed
from pantau.net import PoliteClient
from pantau.net.together import together
from pantau.sources.asking import SourceTester
from pantau.sources.dated import ArchiveTester
from pantau.sources.discovery import FRONT_PAGE, found_feeds
from pantau.sources.trial import LOST_AFTER, SourceAnswer, after, begin, demote, follow
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
_ROUNDS_A_DAY = 48  # rounds that the DAG prove_sources begins
_CATCH_UP = 4  # a round takes at most this many times its share, so that it catches up slowly after a pause of hours
_LEAST = 4
ARCHIVE = "archive"  # the origin of an archive of seeds/
Source = Feed | Archive
Heard = Callable[[Source, Probation], None]


def address_of(source: Source) -> str:
    """Return the address by which a source on trial is known; that of an archive holds the places of the day."""
    return source.url if isinstance(source, Archive) else source.feed_url


def read_trials(work: Workspace, sources: Sequence[Source]) -> dict[str, Probation]:
    """Return the state of these sources, by address, as the reading role sees it, without those never tried."""
    from pantau.warehouse import connect_reading

    with connect_reading(work.settings) as connection:
        return read_probations(connection, [address_of(source) for source in sources])


def unproven_sources(work: Workspace) -> list[Source]:
    """Return all sources that must prove themselves: feeds and front pages as of `unproven_feeds`, and unproven archives."""
    return [*unproven_feeds(work), *work.catalogue.unproven_archives()]


def unproven_feeds(work: Workspace) -> list[Feed]:
    """Return the feeds that must prove themselves: the unproven feeds of the catalogue, and those found on the outlets'
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
    sources = {address_of(source): source for source in unproven_sources(work)}
    if not sources:
        return Counter()
    with work.landing.database.session() as connection:
        states = read_probations(connection, list(sources))
    new = [_begin(source, moment) for address, source in sources.items() if address not in states]
    save_probations(work.landing.database, new)
    states |= {state.source_url: state for state in new}
    lost = _demote_lost(work, [state for state in states.values() if state.state == "proven"], moment)
    due = sorted((state for state in states.values() if state.next_try_at <= moment), key=lambda state: state.next_try_at)
    most = max(_LEAST, _CATCH_UP * len(sources) // _ROUNDS_A_DAY)
    tried = try_sources(work, [sources[state.source_url] for state in due[:most]], moment)
    counts = Counter(f"result.{state.result}" for state in tried)
    return counts + Counter(tried=len(tried), waiting=len(due) - len(tried), demoted=lost, new=len(new))


def try_sources(
    work: Workspace, sources: Sequence[Source], now: datetime | None = None, heard: Heard | None = None
) -> list[Probation]:
    """Try these sources now, all hosts in parallel, keep their answers and return them; `heard` is called for each as it
    ends."""
    moment = now or datetime.now(UTC)
    return asyncio.run(_ask_all(work, sources, moment, heard)) if sources else []


async def _ask_all(work: Workspace, sources: Sequence[Source], begun: datetime, heard: Heard | None) -> list[Probation]:
    with work.landing.database.session() as connection:
        before = read_probations(connection, [address_of(source) for source in sources])
    started = time.monotonic()
    async with PoliteClient(work.settings, work.landing.hosts, manners=work.manners) as client:
        testers = SourceTester(work, client), ArchiveTester(work, client)

        async def one(source: Source) -> Probation:
            answer = await _ask_guarded(*testers, source, begun)
            moment = begun + timedelta(seconds=time.monotonic() - started)
            state, heir = _next(before.get(address_of(source)) or _begin(source, begun), source, answer, moment)
            await asyncio.to_thread(_keep, work, state, heir)
            if heard:
                heard(source, state)
            return state

        return await together([one(source) for source in sources])


def _begin(source: Source, now: datetime) -> Probation:
    return begin(address_of(source), source.outlet, now, ARCHIVE if isinstance(source, Archive) else "seeds")


def _next(known: Probation, source: Source, answer: SourceAnswer, now: datetime) -> tuple[Probation, Probation | None]:
    """Return the state after an answer, and that of an heir; no redirect gives an archive another pattern of addresses."""
    if isinstance(source, Archive):
        return after(known, answer, now, polled=False), None
    return follow(known, answer, now, FRONT_PAGE if source.kind == FRONT else "moved")


async def _ask_guarded(feeds: SourceTester, archives: ArchiveTester, source: Source, now: datetime) -> SourceAnswer:
    """Return the answer; an unexpected error in reading it counts as a failure of that source only."""
    try:
        return await (archives.ask(source, now) if isinstance(source, Archive) else feeds.ask(source, now))
    except Exception as error:
        if is_fault_of_store(error):
            raise
        log.exception("trying %s", address_of(source))
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
