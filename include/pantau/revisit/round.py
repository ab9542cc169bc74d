"""A round of revisits: every host at its own pace, after all other requests to it."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pantau.budget import Budget
from pantau.budget.documents import DocumentReader
from pantau.fetch.articles import Articles, Unfinished
from pantau.fetch.jobs import Job
from pantau.landing.retired import retired_among
from pantau.landing.revisits import OPTED_OUT, DueRevisit, Revisit, due_revisits, is_wanted, pass_over, save_revisit
from pantau.model import StageReport
from pantau.net import FetchProblem, PoliteClient
from pantau.net.turns import MARGIN_S
from pantau.revisit.looking import AgainClient, Basket, GonePage, Sight, judge_answers, judge_gone
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
MOST = 20_000  # articles read for one round; its budget ends the round long before
_HOUR_S = 3600.0


def revisit_due(work: Workspace, now: datetime | None = None) -> tuple[StageReport, frozenset[str]]:
    """Revisit the articles due at `now`, for at most `revisit_budget_s`; return the counts and the days that changed.

    A host gets at most `revisit_share` of the requests that its gap allows in an hour, and none while a page of the outlet
    waits for its first fetch. Counts: each result; `waiting` are due and were not asked for in this round. Articles of outlets
    that want no revisits are kept and counted as `opted_out` when they are due, and are not asked for.
    """
    off = sorted(name for name, outlet in work.catalogue.outlets.items() if outlet.no_revisits)
    moment = now or datetime.now(UTC)
    passed = pass_over(work.landing.database, moment, off) if off else 0
    due = due_revisits(work.landing.database, moment, off, MOST)
    looks = _Round(work)
    asyncio.run(looks.work_all(due))
    looks.counts["waiting"] = len(due) - looks.counts.total()
    looks.counts[OPTED_OUT] = passed
    gone = retired_among(work.landing.database, looks.days)
    log.info("revisits: %s; reasons: %s", dict(looks.counts), dict(looks.reasons))
    return StageReport("revisit", "", dict(looks.counts)), frozenset(looks.days - gone)


class _Round:
    def __init__(self, work: Workspace) -> None:
        self._work = work
        self._documents = DocumentReader(Budget(work.settings.item_cpu_s, work.settings.item_memory_mb))
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.days: set[str] = set()

    async def work_all(self, due: list[DueRevisit]) -> None:
        self._deadline = asyncio.get_running_loop().time() + self._work.settings.revisit_budget_s
        hosts: dict[str, list[DueRevisit]] = {}
        for one in due:
            hosts.setdefault(urlsplit(one.entry.url).netloc.lower(), []).append(one)
        async with PoliteClient(
            self._work.settings, self._work.landing.hosts, past=True, manners=self._work.manners
        ) as self._client:
            try:
                async with asyncio.TaskGroup() as group:
                    for waiting in hosts.values():
                        group.create_task(self._work_host(waiting))
            except BaseExceptionGroup as errors:
                raise errors.exceptions[0] from None  # the others fail on the same store, so one error is enough

    async def _work_host(self, waiting: list[DueRevisit]) -> None:
        clock = asyncio.get_running_loop().time
        for one in waiting[: self._most(waiting[0].entry.url)]:
            if clock() >= self._deadline:
                return
            if await asyncio.to_thread(is_wanted, self._work.landing.database, one.entry.outlet):
                return
            if not await self._claim_article(one):
                return

    def _most(self, url: str) -> int | None:
        """Return how many requests of an hour revisits may use on a host; None if its gap is 0."""
        settings = self._work.settings
        host = urlsplit(url).hostname or ""
        gap_s = settings.past_gap_s(any(host == one or host.endswith(f".{one}") for one in settings.opened()))
        return max(1, int(settings.revisit_share * _HOUR_S / (gap_s + MARGIN_S))) if gap_s else None

    async def _claim_article(self, due: DueRevisit) -> bool:
        """Revisit one article, except if another process is fetching it; return False if its host must be left alone."""
        hosts, key = self._work.landing.hosts, due.entry.url_key
        if (state := await self._client.turns.call(hosts.claim, key)) is None:
            return True
        try:
            return state != "landed" or await self._look_at_article(due)
        finally:
            await self._client.turns.call(hosts.unclaim, key)

    async def _look_at_article(self, due: DueRevisit) -> bool:
        asked_at, basket = datetime.now(UTC), Basket()
        work = self._work
        client, outlets = AgainClient(self._client), work.catalogue.outlets
        articles = Articles(client, basket, work.landing, outlets, work.rules, self._documents)
        try:
            await articles.get(Job(due.entry, 0, failed=False), self._deadline)
            sight = judge_answers(due, basket.answers)
        except GonePage as gone:
            sight = judge_gone(due, gone.response)
        except FetchProblem as problem:
            if problem.host_failed:
                return False  # nothing was learnt of the article: a later round asks again
            sight = Sight("unanswered", problem.kind)
        except Unfinished as left:
            if left.problem is None or left.problem.host_failed:
                return False
            sight = Sight("unanswered", left.problem.kind)
        await self._keep(due, Revisit(due.entry.url_key, due.visit, asked_at, sight.result, sight.detail[:100]), sight)
        return True

    async def _keep(self, due: DueRevisit, found: Revisit, sight: Sight) -> None:
        """Land what the revisit brought, then note it. After a crash in between, a later round revisits the article once
        more."""
        if sight.land:
            await asyncio.to_thread(self._work.landing.land_many, sight.land)
            self.days.add(due.entry.day)
        await asyncio.to_thread(save_revisit, self._work.landing.database, found)
        self.counts[found.result] += 1
        if found.detail:
            self.reasons[f"{found.result} {found.detail}"] += 1
