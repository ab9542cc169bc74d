"""Runs many awaitables in parallel; the first error that is raised ends them all."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


async def together(works: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Return the result of each, in their order. The first error is raised after all others were cancelled and have ended.

    `asyncio.gather` would leave the others running: they would use a client that is closed meanwhile, and end in errors of
    their own.
    """
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        return list(await asyncio.gather(*tasks))
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
