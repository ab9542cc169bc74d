"""The fetch stage: for a day's run, and for the live polling."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from pantau.day import shift, today
from pantau.fetch.fetcher import Fetcher
from pantau.fetch.jobs import SHORT_S
from pantau.landing import Landing
from pantau.landing.retired import retired_among
from pantau.model import Landed, StageReport
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
MOST_LIVE = 20_000  # entries read in one live run; the budget ends the run long before
_ELSEWHERE_PAUSE_S = 0.5


def run(work: Workspace, day: str, shard: int | None = None) -> StageReport:
    """Fetch the day's entries (of a shard's outlets) until each is landed, blocked, failed or must wait for a later run.

    It tries an entry that an earlier run gave up again if its reason may have passed. The counts are those of this run.
    """
    outlets = None if shard is None else work.outlets_of(shard)
    fetcher = Fetcher(work.settings, work.landing, work.catalogue.outlets, work.rules)
    asyncio.run(_whole_day(fetcher, work.landing, day, outlets, work.settings.total_timeout_s))
    log.info("%s", fetcher.progress())
    return StageReport("fetch", day, fetcher.report())


def is_due(work: Workspace, day: str) -> bool:
    """Tell whether a run of the day would ask for a page now."""
    return bool(work.landing.due(_reach(), day, again=True, limit=1))


def fetch_due(work: Workspace, now: datetime | None = None) -> tuple[StageReport, frozenset[str]]:
    """Fetch pending entries of any day for at most `fetch_budget_s`; return the counts and the days that changed."""
    due = work.landing.due(now or datetime.now(UTC), limit=MOST_LIVE)
    fetcher = Fetcher(work.settings, work.landing, work.catalogue.outlets, work.rules, work.settings.fetch_budget_s)
    asyncio.run(_live_first(fetcher, due))
    log.info("%s", fetcher.progress())
    gone = retired_among(work.landing.database, fetcher.days)  # a feed that lists an article of an old day
    return StageReport("fetch", "", fetcher.report()), frozenset(fetcher.days - gone)


async def _live_first(fetcher: Fetcher, due: list[Landed]) -> None:
    """Fetch the entries of today and yesterday; then, with the rest of the budget, those that an archive or an audit listed."""
    live = shift(today(), -1)
    for past in (False, True):
        if chosen := [landed for landed in due if (landed.entry.day < live) == past]:
            await fetcher.fetch(chosen, past=past)


async def _whole_day(fetcher: Fetcher, landing: Landing, day: str, outlets: list[str] | None, patience_s: float) -> None:
    """Fetch a day. It waits for an entry that another process is fetching, and takes it over if that process dies."""
    due = landing.due(_reach(), day, outlets, again=True)
    clock = asyncio.get_running_loop().time
    waiting_since = clock()
    while due:
        await fetcher.fetch(due, past=day < today())
        if not fetcher.elsewhere or clock() - waiting_since > patience_s:
            return
        await asyncio.sleep(_ELSEWHERE_PAUSE_S)
        due = [landed for landed in landing.due(_reach(), day, outlets) if landed.entry.url_key in fetcher.elsewhere]


def _reach() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=SHORT_S)
