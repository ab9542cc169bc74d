"""Turns: starts on a host have a gap, places on a host are few, and all processes share both."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from pantau.net.pace import Gaps, after_answer, after_failure
from pantau.net.problem import FetchProblem

if TYPE_CHECKING:
    from pantau.net.hosts import HostMemory, Turn
    from pantau.net.pace import Pace
    from pantau.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")
# seconds; a start that is used later than this does not count as the one that was given
_LATE_S = 0.05
_TRIES = 20  # a process that missed this many starts, because it is too busy, sends its request anyway
# Starts are given this much further apart than the setting says: a request may take longer on its way, or wait longer before
# the other side reads it, than the next one. On two cores that were always busy the newsroom read one of 10,000 0.15 s late.
MARGIN_S = 0.15
# A waiting live request keeps those of past days away this much longer than its wait, because a busy process wakes up late.
_LIVE_MARGIN_S = 1.0


class Started:
    """A start that was given. It is checked again when the connection exists, because connecting may have taken long."""

    def __init__(self, turns: Turns, host: str, gaps: Gaps, turn: Turn, at: float) -> None:
        self._turns, self._host, self._gaps, self._turn, self._at = turns, host, gaps, turn, at
        self._sent_at = at

    async def ready(self) -> None:
        """Return when the request may be sent: now, or after those that started while it was held up."""
        allowed_s, tries = min(_LATE_S, self._gaps.live_s / 4), 0
        while self._gaps.live_s and time.monotonic() - self._at > allowed_s and tries < _TRIES:
            turn, asked_at = await self._turns.ask_again(self._host, self._gaps, self._turn)
            if turn.wait_s:
                await asyncio.sleep(turn.wait_s)
            else:
                self._turn, self._at, tries = turn, asked_at, tries + 1
        self._sent_at = time.monotonic()

    async def answered(self) -> None:
        """Note a good answer, which ended now: the host's gap follows the time that it took."""
        await self._turns.learn(self._host, self._turn.pace, self._gaps, took_s=time.monotonic() - self._sent_at)

    async def failed(self, kind: str) -> None:
        """Note a failure of this kind."""
        await self._turns.learn(self._host, self._turn.pace, self._gaps, kind=kind)


class Turns:
    """Gives turns on hosts, to live requests before those of a `past` day. One thread talks to the database, so the event
    loop never waits for it."""

    def __init__(self, settings: Settings, hosts: HostMemory, *, past: bool = False) -> None:
        self._most = settings.host_parallel
        self._past = past
        self.hosts = hosts
        self._local: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(self._most))
        self._permits = asyncio.Semaphore(settings.connections)
        self._thread = ThreadPoolExecutor(1, "pantau-turns")

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one short database call in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*args, **kwargs))

    @asynccontextmanager
    async def turn(self, host: str, gaps: Gaps) -> AsyncIterator[Started]:
        """Hold one of the host's places from the moment its next start has come, in the gaps to the other starts.

        Raises FetchProblem with `attempted` False while the host rests.
        """
        async with self._local[host]:
            place, started = await self._place_and_start(host, gaps)
            try:
                try:
                    yield started
                finally:
                    self._permits.release()
            finally:
                await self.call(self.hosts.unlock, place)

    async def _place_and_start(self, host: str, gaps: Gaps) -> tuple[int, Started]:
        """Take a place and a start. A live request keeps its place while it waits for a start; one of a past day frees it."""
        while True:
            place = await self._place(host, gaps)
            try:
                started, wait_s = await self._start(host, gaps)
            except BaseException:
                await self.call(self.hosts.unlock, place)
                raise
            if started:
                return place, started
            await self.call(self.hosts.unlock, place)
            await asyncio.sleep(wait_s)

    async def _place(self, host: str, gaps: Gaps) -> int:
        pause, most = 0.01, min(gaps.at_once or self._most, self._most)
        while (place := await self.call(self.hosts.take_slot, host, most, gaps.alone_s)) is None:
            if not self._past:
                await self.call(self.hosts.live_waits, host, _LIVE_MARGIN_S)
            await asyncio.sleep(pause)  # other processes hold all places, and nothing reports a freed lock
            pause = min(pause * 1.5, 0.25)
        return place

    async def _start(self, host: str, gaps: Gaps) -> tuple[Started | None, float]:
        """Wait for a start on the host, then take a connection; if the start passes during that wait, ask for a new one.

        A request of a past day does not wait for a start: it gets None and the seconds after which to try again.
        """
        while True:
            turn, asked_at = await self.call(self._ask, host, gaps)
            if turn.rest_s > 0:
                text = f"{host} rests for {turn.rest_s:.0f} s more after {turn.reason}"
                raise FetchProblem(turn.reason, text, "temporary", turn.rest_s, attempted=False, host_failed=True)
            if not turn.wait_s:
                began = time.monotonic()
                await self._permits.acquire()
                if time.monotonic() - began <= _LATE_S:
                    return Started(self, host, gaps, turn, asked_at), 0.0
                self._permits.release()  # another process may have given the host a rest
            elif self._past:
                return None, turn.wait_s
            else:
                await asyncio.sleep(turn.wait_s)  # only the few that hold the host's places wait for the same start

    def _ask(self, host: str, gaps: Gaps) -> tuple[Turn, float]:
        asked_at = time.monotonic()  # before the answer is on its way, because a busy process receives it late
        turn = self.hosts.start(host, gaps.live_s, gaps.old_s if self._past else None, gaps.most_s)
        if turn.wait_s and not self._past:
            self.hosts.live_waits(host, turn.wait_s + _LIVE_MARGIN_S)
        return turn, asked_at

    async def ask_again(self, host: str, gaps: Gaps, taken: Turn) -> tuple[Turn, float]:
        """Ask again for a start that was taken and not used; return it, or how long to wait, and the time of the question."""
        past_gap_s = gaps.old_s if self._past else None

        def ask() -> tuple[Turn, float]:
            asked_at = time.monotonic()
            return self.hosts.again(host, gaps.live_s, past_gap_s, taken, gaps.most_s), asked_at

        return await self.call(ask)

    async def learn(self, host: str, before: Pace, gaps: Gaps, *, took_s: float = 0.0, kind: str = "") -> None:
        """Let the host's pace follow an answer that took `took_s` seconds, or a failure of this kind."""
        if gaps.learns:
            after = after_failure(before, kind, gaps) if kind else after_answer(before, took_s, gaps)
            if after.is_news(before):
                await self.call(self.hosts.keep_pace, host, before, after, gaps.least_s)

    async def rest(self, host: str, seconds: float, reason: str) -> None:
        """Let a host rest, for all processes."""
        await self.call(self.hosts.rest, host, seconds, reason)

    def close(self) -> None:
        """Release the thread."""
        self._thread.shutdown(wait=False)
