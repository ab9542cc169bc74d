"""Great Expectations without what it imports for others: 1.6 s of processor time for 2.9, in each process that validates.

It imports drawing and statistics at once, which no rule of ours uses, and clients of clouds and databases where they happen to be
installed. We hand it frames.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_NOT_WANTED = ("boto3", "botocore", "sqlalchemy")  # Great Expectations goes on where these are not installed


class Later(ModuleType):
    """Stands for a module until something of it is used; then the module is imported."""

    def __init__(self, name: str, load: Callable[[], ModuleType]) -> None:
        super().__init__(name)
        self._load = load

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what the import system asks of every module
            raise AttributeError(name)
        return getattr(self._load(), name)


def _altair() -> ModuleType:
    import altair

    return altair


def _stats() -> ModuleType:
    import scipy.stats

    return scipy.stats  # type: ignore[no-any-return]


@contextmanager
def lighter() -> Iterator[None]:
    """While the block imports, drawing and statistics are imported later, and clients of stores count as not installed.

    An import of one of them after the block gives the module itself. One that was imported before does not change.
    """
    import scipy

    placed: dict[str, Any] = {
        "altair": Later("altair", _altair),
        "scipy.stats": Later("scipy.stats", _stats),
        **dict.fromkeys(_NOT_WANTED),
    }
    placed = {name: module for name, module in placed.items() if name not in sys.modules}
    sys.modules.update(placed)  # None: the import system says that it is not installed
    if later := placed.get("scipy.stats"):
        scipy.stats = later
    try:
        yield
    finally:
        for name, module in placed.items():
            if sys.modules.get(name, 0) is module:
                del sys.modules[name]
        if later and vars(scipy).get("stats") is later:
            del scipy.stats
