"""Whose turn it is: starts on a host are spaced, places on a host are few, and both count for every process at once."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from pantau.net.problem import FetchProblem

if TYPE_CHECKING:
    from pantau.landing.hosts import Hosts
    from pantau.landing.records import Turn
    from pantau.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")
# A start used later than this is no longer the one that was given. Starts are given so much further apart than the setting says,
# so that a late request followed by a punctual one still keeps it (without: 11 ms of 50, by the newsroom's log).
_LATE_S = 0.05


class Started:
    """A start that was given; whoever sends his request tells, since a connection may have taken long to come about."""

    def __init__(self, turns: Turns, host: str, gap_s: float, at: float) -> None:
        self._turns, self._host, self._gap_s, self._at = turns, host, gap_s, at

    async def sent(self) -> None:
        """Space the next start from now on when the request went out late."""
        if self._gap_s and time.monotonic() - self._at > min(_LATE_S, self._gap_s / 2):
            await self._turns.call(self._turns.hosts.sent, self._host, self._gap_s)


class Turns:
    """Gives turns on hosts; one thread talks to the database, so the event loop never waits for it."""

    def __init__(self, settings: Settings, hosts: Hosts) -> None:
        self._most = settings.host_parallel
        self.hosts = hosts
        self._local: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(self._most))
        self._permits = asyncio.Semaphore(settings.connections)
        self._thread = ThreadPoolExecutor(1, "pantau-turns")

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one short database call in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*args, **kwargs))

    @asynccontextmanager
    async def turn(self, host: str, gap_s: float) -> AsyncIterator[Started]:
        """Hold one of the host's places from the moment its next start has come.

        Raises FetchProblem with `attempted` False while the host rests.
        """
        async with self._local[host]:
            place = await self._place(host)
            try:
                started = await self._start(host, gap_s + min(_LATE_S, gap_s))
                try:
                    yield started
                finally:
                    self._permits.release()
            finally:
                await self.call(self.hosts.unlock, place)

    async def _place(self, host: str) -> int:
        pause = 0.01
        while (place := await self.call(self.hosts.take_slot, host, self._most)) is None:
            await asyncio.sleep(pause)  # other processes hold them all, and a lock that is freed tells nobody
            pause = min(pause * 1.5, 0.25)
        return place

    async def _start(self, host: str, gap_s: float) -> Started:
        """Wait for a start on the host, then take a connection; a start missed while waiting for that is taken anew."""
        while True:
            started_at = await self._wait_for_start(host, gap_s)
            await self._permits.acquire()
            if time.monotonic() - started_at <= _LATE_S:
                return Started(self, host, gap_s, started_at)
            self._permits.release()

    async def _wait_for_start(self, host: str, gap_s: float) -> float:
        """Return when the start was given, by the monotonic clock."""
        while True:
            turn, asked_at = await self.call(self._ask, host, gap_s)
            if turn.rest_s > 0:
                text = f"{host} rests for {turn.rest_s:.0f} s more after {turn.reason}"
                raise FetchProblem(turn.reason, text, "temporary", turn.rest_s, attempted=False, host_failed=True)
            if not turn.wait_s:
                return asked_at
            await asyncio.sleep(turn.wait_s)  # at most a few wait for the same start: those who hold the host's places

    def _ask(self, host: str, gap_s: float) -> tuple[Turn, float]:
        turn = self.hosts.start(host, gap_s)
        return turn, time.monotonic()  # here in the thread: a busy event loop hears of it late

    async def rest(self, host: str, seconds: float, reason: str) -> None:
        """Let a host rest, for every process."""
        await self.call(self.hosts.rest, host, seconds, reason)

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown(wait=False)
