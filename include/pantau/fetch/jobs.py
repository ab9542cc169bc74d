"""The URLs to fetch from one host, and the decision after each failure."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pantau.landing import PART, StateChange
from pantau.model import Entry, Landed
from pantau.net import FetchProblem
from pantau.net.problem import PERMANENT
from pantau.settings import Settings

SHORT_S = 5.0  # seconds: the run waits for this long at most, and leaves a longer wait to the next run


@dataclass(frozen=True, slots=True)
class Job:
    """One entry to fetch. `tries` counts towards the attempts allowed; `failed` says that an earlier run had given up on it.

    `half`: the first parts of its article are landed, and a further part fails now.
    """

    entry: Entry
    tries: int
    failed: bool
    half: bool = False

    def reason(self, kind: str) -> str:
        """Return the reason a failure of this kind is recorded under."""
        return PART + kind if self.half else kind


@dataclass(frozen=True, slots=True)
class RetryVerdict:
    """The decision after a failed try: a change of state for the catalogue, and seconds until the next try of this run
    (None: none)."""

    mark: StateChange
    again_in_s: float | None = None


class HostJobs:
    """The jobs of one host, in the order in which they may be tried; empty once this run has given the host up."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.rests = 0
        self._heap: list[tuple[float, int, Job]] = []
        self._numbers = itertools.count()

    def push(self, ready_at: float, job: Job) -> None:
        """Add a job that may be tried from `ready_at` on (the event loop's clock)."""
        heapq.heappush(self._heap, (ready_at, next(self._numbers), job))

    def pop(self) -> tuple[float, Job] | None:
        """Return the next job and the time from which it may be tried; None if there is none."""
        if not self._heap:
            return None
        ready_at, _, job = heapq.heappop(self._heap)
        return ready_at, job

    def drain(self) -> list[Job]:
        """Return all jobs left and forget them."""
        left = [job for _, _, job in self._heap]
        self._heap.clear()
        return left


def by_host(due: Iterable[Landed]) -> list[HostJobs]:
    """Split what is due into the jobs of each host; the tries of entries that an earlier run gave up start at 0."""
    hosts: dict[str, HostJobs] = {}
    for landed in due:
        host = urlsplit(landed.entry.url).netloc.lower()
        failed, half = landed.state == "failed", PART in landed.reason
        hosts.setdefault(host, HostJobs(host)).push(0.0, Job(landed.entry, 0 if failed else landed.attempts, failed, half))
    return list(hosts.values())


def judge(job: Job, problem: FetchProblem, settings: Settings, now: datetime) -> RetryVerdict:
    """Decide after a failed try: blocked, failed for good, or another try in this run or a later one."""
    key = job.entry.url_key
    if problem.kind == "robots" and not job.half:
        return RetryVerdict(StateChange(key, "blocked", "robots", attempts=1))
    if problem.kind in PERMANENT:
        return RetryVerdict(StateChange(key, "failed", job.reason(problem.kind), attempts=1))
    tries = job.tries + 1
    delay = max(settings.fetch_retry_s * tries, problem.retry_after_s or 0.0)
    at = now + timedelta(seconds=delay)
    last = tries >= settings.fetch_attempts
    if last or job.failed:
        mark = StateChange(key, "failed", job.reason(problem.kind), at, 1)
    else:
        mark = StateChange(key, "pending", f"retry:{job.reason(problem.kind)}", at, 1)
    return RetryVerdict(mark, None if last or delay > SHORT_S else delay)


def left_waiting(jobs: Iterable[Job], kind: str, until: datetime) -> list[StateChange]:
    """Return the changes of state for jobs that were not tried because their host rests; entries that had failed before stay
    failed."""
    return [StateChange(job.entry.url_key, "pending", f"retry:{job.reason(kind)}", until) for job in jobs if not job.failed]
