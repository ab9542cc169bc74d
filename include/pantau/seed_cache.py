"""What a process remembers of seeds/: it reads each file once, and again after the seeds have changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_forget: list[Callable[[], None]] = []


def seed_cache(maxsize: int | None = 8) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Cache what a function returns until `forget_seeds`; use it for everything that is read from seeds/ or made from it."""

    def keep(function: Callable[P, T]) -> Callable[P, T]:
        kept = lru_cache(maxsize=maxsize)(function)
        _forget.append(kept.cache_clear)
        return kept  # type: ignore[return-value]

    return keep


def forget_seeds() -> None:
    """Forget everything that was read from seeds/. The next use reads the files as they are then."""
    for forget in _forget:
        forget()
