"""The fetch engine: all hosts in parallel, each at its own pace."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pantau.budget import Budget
from pantau.budget.documents import DocumentReader
from pantau.fetch.articles import Articles, Unfinished
from pantau.fetch.jobs import SHORT_S, HostJobs, Job, by_host, judge, left_waiting
from pantau.fetch.writer import GroupWriter
from pantau.landing import Landing, StateChange
from pantau.model import Landed, Outlet
from pantau.net import FetchProblem, PoliteClient
from pantau.net.manners import Manners
from pantau.rules import Rules
from pantau.settings import Settings

log = logging.getLogger(__name__)
PROGRESS_S = 5.0
MOST_CLAIMED = 1_500  # each claimed entry holds two advisory locks; PostgreSQL has room for some 6,000


class Fetcher:
    """Fetches entries within a budget of seconds and counts how they ended."""

    def __init__(
        self, settings: Settings, landing: Landing, outlets: Mapping[str, Outlet], rules: Rules, budget_s: float | None = None
    ) -> None:
        self._settings = settings
        self._outlets, self._rules = outlets, rules
        self._landing = landing
        self._budget_s = budget_s
        self._documents = DocumentReader(Budget(settings.item_cpu_s, settings.item_memory_mb))
        self._deadline = float("inf")
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.days: set[str] = set()
        self._total = 0
        self.elsewhere: set[str] = set()  # url keys another process is fetching at this moment

    async def fetch(self, due: Sequence[Landed], *, past: bool) -> None:
        """Try every entry until it is landed, blocked, failed, or must wait longer than this run lasts.

        Requests of a `past` day let live ones go first. The budget is for all calls together.
        """
        if self._budget_s is not None and self._deadline == float("inf"):
            self._deadline = asyncio.get_running_loop().time() + self._budget_s
        self._claims = asyncio.Semaphore(MOST_CLAIMED)
        self._total = self.counts.total() + len(due)
        self.elsewhere = set()
        client = PoliteClient(self._settings, self._landing.hosts, past=past, manners=Manners(self._outlets.values()))
        async with client, GroupWriter(self._landing) as writer:
            self._client = client
            self._articles = Articles(client, writer, self._landing, self._outlets, self._rules, self._documents)
            progress = asyncio.create_task(self._report_progress())
            hosts = by_host(due)
            try:
                await self._work_all(hosts)
            finally:
                progress.cancel()
            self.counts["pending"] += sum(len(jobs.drain()) for jobs in hosts)  # the budget was over before their turn

    async def _work_all(self, hosts: Iterable[HostJobs]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for jobs in hosts:
                    for _ in range(self._settings.host_parallel):
                        group.create_task(self._work(jobs))
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None  # the other tasks fail on the same store, so one error is enough

    async def _work(self, jobs: HostJobs) -> None:
        clock = asyncio.get_running_loop().time
        while clock() < self._deadline and (item := jobs.pop()) is not None:
            ready_at, job = item
            await asyncio.sleep(max(0.0, ready_at - clock()))
            async with self._claims:
                await self._fetch_claimed(jobs, job)

    async def _fetch_claimed(self, jobs: HostJobs, job: Job) -> None:
        """Fetch one entry unless another process fetches it, or has just fetched it."""
        hosts, key = self._landing.hosts, job.entry.url_key
        state = await self._client.turns.call(hosts.claim, key)
        if state is None:
            self.elsewhere.add(key)
            return
        try:
            if state in ("pending", "failed"):
                await self._one(jobs, job)
            else:
                self._note_end(job, state)
        finally:
            await self._client.turns.call(hosts.unclaim, key)

    async def _one(self, jobs: HostJobs, job: Job) -> None:
        try:
            await self._articles.get(job, self._deadline)
        except FetchProblem as problem:
            await self._note_failure(jobs, job, problem)
        except Unfinished as left:
            self.days.add(job.entry.day)  # its landed part changes the day
            if left.problem:
                await self._note_failure(jobs, left.job, left.problem)
            else:
                self._note_end(left.job, "pending", f"retry:{left.job.reason('next')}")
        else:
            self._note_end(job, "landed")

    async def _note_failure(self, jobs: HostJobs, job: Job, problem: FetchProblem) -> None:
        if problem.host_failed:
            await self._host_failed(jobs, job, problem)
            return
        verdict = judge(job, problem, self._settings, datetime.now(UTC))
        await self._mark([verdict.mark])
        self._after(jobs, job, verdict.mark, verdict.again_in_s)

    async def _host_failed(self, jobs: HostJobs, job: Job, problem: FetchProblem) -> None:
        """Leave a host alone that refuses connections or asks for a rest; wait for the end of a short rest, but only a few
        times."""
        now, rest_s = datetime.now(UTC), problem.retry_after_s or 0.0
        mark, again_in_s = StateChange(job.entry.url_key, "pending"), problem.retry_after_s
        if problem.attempted:
            jobs.rests += 1
            verdict = judge(job, problem, self._settings, now)
            mark, again_in_s = verdict.mark, verdict.again_in_s
            await self._mark([mark])
        if rest_s <= SHORT_S and jobs.rests < self._settings.fetch_attempts:
            self._after(jobs, job, mark, again_in_s)
            return
        left = jobs.drain() + ([] if problem.attempted else [job])
        await self._mark(left_waiting(left, problem.kind, now + timedelta(seconds=rest_s)))
        for waiting in left:
            reason = waiting.reason(problem.kind)
            state, reason = ("failed", reason) if waiting.failed else ("pending", f"retry:{reason}")
            self._note_end(waiting, state, reason)
        if problem.attempted:
            self._after(jobs, job, mark, None)

    def _after(self, jobs: HostJobs, job: Job, mark: StateChange, again_in_s: float | None) -> None:
        if again_in_s is None:
            self._note_end(job, mark.state, mark.reason)
        else:
            ready_at = asyncio.get_running_loop().time() + again_in_s
            jobs.push(ready_at, replace(job, tries=job.tries + mark.attempts))

    def _note_end(self, job: Job, state: str, reason: str = "") -> None:
        self.counts[state] += 1
        if reason:
            self.reasons[f"{state} {reason}"] += 1
        if state != "pending":
            self.days.add(job.entry.day)

    async def _mark(self, marks: list[StateChange]) -> None:
        if marks:
            await asyncio.to_thread(self._landing.mark_many, marks)

    async def _report_progress(self) -> None:
        while True:
            await asyncio.sleep(PROGRESS_S)
            log.info("%s", self.progress())

    def progress(self) -> str:
        """Return one line: how many are done and how they ended."""
        states = {state: self.counts[state] for state in ("landed", "failed", "blocked", "pending")}
        ends = ", ".join(f"{state} {count}" for state, count in states.items() if count)
        return f"fetch {sum(states.values())}/{self._total}: {ends or 'nothing yet'}"

    def report(self) -> dict[str, int]:
        """Return the counts by state, and by state and reason; `elsewhere` counts entries that another process was still
        fetching."""
        counts = self.counts + self.reasons
        return {name: counts[name] for name in sorted(counts)} | ({"elsewhere": len(self.elsewhere)} if self.elsewhere else {})
