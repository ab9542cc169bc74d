"""Lands answers in groups: while one group is written to disk, the next one is collected."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

from pantau.landing import FetchedPage, Landing

GROUP = 64
LINGER_S = 1.0  # an object store gets one object per group, so a group waits until it is large enough
_Item = tuple[FetchedPage, "asyncio.Future[None]"]


class GroupWriter:
    """Lands answers in their order, many per flush of the disk; use it as an async context manager."""

    def __init__(self, landing: Landing) -> None:
        self._landing = landing
        self._linger_s = 0.0 if landing.root.protocol in ("", "file", "local") else LINGER_S
        self._queue: asyncio.Queue[_Item] = asyncio.Queue(GROUP)

    async def land(self, answer: FetchedPage) -> None:
        """Return once the answer is in the landing; raise the error that made that impossible."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await self._queue.put((answer, done))
        await done

    async def __aenter__(self) -> Self:
        """Start writing."""
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop writing. Every caller has its answer by now, or has gone."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        while True:
            group = [await self._queue.get()]
            await asyncio.sleep(self._linger_s)
            while len(group) < GROUP and not self._queue.empty():
                group.append(self._queue.get_nowait())
            try:
                await asyncio.to_thread(self._landing.land_many, [answer for answer, _ in group])
            except Exception as error:
                _answer(group, error)
            else:
                _answer(group, None)


def _answer(group: list[_Item], error: Exception | None) -> None:
    for _, done in group:
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
