"""Work for a separate process that fails in every way in which an item can make it fail."""

from __future__ import annotations

import ctypes
import gc
import importlib
import logging
import os
import re
import time
import weakref
from collections.abc import Callable
from pathlib import Path

from pantau.net.problem import FetchProblem

log = logging.getLogger(__name__)


class Ending:
    """An object whose destructor takes long."""

    def __del__(self) -> None:
        _spin_for(0.25)


def _spin_when_collecting(phase: str, _told: dict[str, int]) -> None:
    if phase == "start":
        _spin_for(0.25)


def _spin_for(seconds: float) -> None:
    began = time.process_time()
    while time.process_time() - began < seconds:
        pass


def make(folder: str = "") -> Callable[[str], object]:
    """Return a function that works an item by its first word; with the folder `refuse` the work cannot even begin."""
    if folder == "refuse":
        raise ValueError("the rules cannot be read")
    kept: list[bytearray] = []

    def work(item: str) -> object:
        kind, _, rest = item.partition(" ")
        if kind == "spin":
            while True:
                pass
        if kind == "destroy":  # Python swallows an exception that is raised in a destructor
            weakref.finalize(Ending(), _spin_for, 0.25)
        if kind == "collect":  # and one that is raised in a callback of the garbage collector
            gc.callbacks.append(_spin_when_collecting)
            try:
                gc.collect()
            finally:
                gc.callbacks.remove(_spin_when_collecting)
        if kind == "regex":  # inside C code, where no Python signal handler runs
            return re.match(r"(a+)+$", "a" * 60 + "b")
        if kind == "memory":
            return len(bytearray(3 << 30))
        if kind == "hoard":  # the memory that this item keeps must not harm the next one
            kept.append(bytearray(150 << 20))
            return len(kept)
        if kind == "library" and kept:  # the library is there, but earlier items left no memory to load it
            raise ImportError("md.so: failed to map segment from shared object")
        if kind == "absent":
            importlib.import_module("no_such_library")
        if kind == "crash":
            ctypes.string_at(0)
        if kind == "once":  # killed from outside, the first time only
            if not Path(rest).exists():
                Path(rest).touch()
                os.kill(os.getpid(), 9)
            return "again"
        if kind == "raise":
            raise LookupError(rest)
        if kind == "print":
            print("not an answer")
            log.warning("told %s", rest)
        if kind == "sleep":  # a busy machine is no fault of the item
            time.sleep(float(rest))
        if kind == "unpicklable":
            return lambda: None
        if kind == "secrets":
            return {name: value for name, value in os.environ.items() if "CONN" in name or name.startswith(("PANTAU", "AIRFLOW"))}
        return item

    return work


def read_document(body: bytes, problem: str = "") -> int:
    """Return the size of a document; one that begins with a word of `make` fails in that way."""
    if problem:
        raise FetchProblem(problem, "said in the process apart", "temporary", 7.0, attempted=False)
    make()(body[:20].decode().strip())
    return len(body)
