"""Whose turn it is: starts on a host are spaced, places on a host are few, and both count for every process at once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from pantau.net.problem import FetchProblem

if TYPE_CHECKING:
    from pantau.landing.hosts import Hosts
    from pantau.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")
_LATE_S = 0.05  # a start this late is no longer the one that was reserved


class Turns:
    """Gives turns on hosts; one thread talks to the database, so the event loop never waits for it."""

    def __init__(self, settings: Settings, hosts: Hosts) -> None:
        self._most = settings.host_parallel
        self._hosts = hosts
        self._local: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(self._most))
        self._permits = asyncio.Semaphore(settings.connections)
        self._thread = ThreadPoolExecutor(1, "pantau-turns")

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one short database call in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*args, **kwargs))

    @asynccontextmanager
    async def turn(self, host: str, gap_s: float) -> AsyncIterator[None]:
        """Hold one of the host's places from the moment its next start has come.

        Raises FetchProblem with `attempted` False while the host rests.
        """
        async with self._local[host]:
            place = await self._place(host)
            try:
                await self._start(host, gap_s)
                try:
                    yield
                finally:
                    self._permits.release()
            finally:
                await self.call(self._hosts.unlock, place)

    async def _place(self, host: str) -> int:
        pause = 0.01
        while (place := await self.call(self._hosts.take_slot, host, self._most)) is None:
            await asyncio.sleep(pause)  # other processes hold them all, and a lock that is freed tells nobody
            pause = min(pause * 1.5, 0.25)
        return place

    async def _start(self, host: str, gap_s: float) -> None:
        """Wait for the start on the host, then take a connection; a start missed while waiting for that is taken anew."""
        clock = asyncio.get_running_loop().time
        while True:
            await self._wait_for_start(host, gap_s)
            ready = clock()
            await self._permits.acquire()
            if clock() - ready <= _LATE_S:
                return
            self._permits.release()

    async def _wait_for_start(self, host: str, gap_s: float) -> None:
        turn = await self.call(self._hosts.reserve, host, gap_s)
        if turn.rest_s > 0:
            text = f"{host} rests for {turn.rest_s:.0f} s more after {turn.reason}"
            raise FetchProblem(turn.reason, text, "temporary", turn.rest_s, attempted=False, host_failed=True)
        await asyncio.sleep(turn.wait_s)

    async def rest(self, host: str, seconds: float, reason: str) -> None:
        """Let a host rest, for every process."""
        await self.call(self._hosts.rest, host, seconds, reason)

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown(wait=False)
