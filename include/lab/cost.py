"""Measures time and memory of a piece of work, in the same way for every reader."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

from pantau.errors import PantauError
from pantau.url_rules import url_rules_folder
from pantau.urls import use_url_rules

_MB = 1_000_000
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process took: peak memory, memory in use at each quarter of the work (MB), CPU seconds of the work."""

    peak_mb: float
    quarters_mb: tuple[float, ...]
    seconds: float

    @property
    def growth_mb(self) -> float:
        """Return the growth of memory after the first quarter, when everything is loaded."""
        return self.quarters_mb[-1] - self.quarters_mb[0]


def interleaved(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return name → median CPU seconds of one call. The calls take turns, so that a busy machine slows all alike.

    It counts the CPU seconds of this process on one core; other programs do not count.
    """
    spent: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, call in work.items():
            started = time.process_time()
            call()
            spent[name].append(time.process_time() - started)
    return {name: median(times) for name, times in spent.items()}


def watched(make: Callable[..., Callable[[Any], object]], args: tuple[Any, ...], items: Iterable[Any], count: int) -> Usage:
    """Return what a new process takes. It calls `make(*args)` once, then the result on each of `count` items, one by one.

    The peak includes the interpreter and every imported library. Raises PantauError if that process dies.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_child, args=(theirs, url_rules_folder(), make, args, count), daemon=True)
    process.start()
    theirs.close()
    try:
        for item in items:
            ours.send(item)
        usage = ours.recv()
    except (EOFError, ConnectionError):
        raise PantauError("the process measured for memory died; run it again with --repeat 0 to see why") from None
    finally:
        ours.close()
        process.join(30)
    assert isinstance(usage, Usage)  # noqa: S101  (a pipe carries anything)
    return usage


def _child(
    pipe: Connection, seeds: Path, make: Callable[..., Callable[[Any], object]], args: tuple[Any, ...], count: int
) -> None:
    use_url_rules(seeds)
    call, quarters, spent = make(*args), [], 0.0
    marks = {max(1, count * quarter // 4) for quarter in (1, 2, 3, 4)}
    for number in range(1, count + 1):
        item = pipe.recv()
        started = time.process_time()
        call(item)
        spent += time.process_time() - started
        if number in marks:
            quarters.append(_in_use_mb())
    pipe.send(Usage(_peak_mb(), tuple(quarters), spent))


def _in_use_mb() -> float:
    import psutil

    return float(psutil.Process().memory_info().rss) / _MB


def _peak_mb() -> float:
    """Return the peak of this process. (ru_maxrss would count the parent's memory, which Linux lends a child until it
    starts.)"""
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / _MB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _MB if sys.platform == "darwin" else peak * 1024 / _MB
