"""Run one stage of a day in a process that kills itself (SIGKILL) at the n-th call of a function: `killed.py DAY STAGE TARGET N`.

TARGET is `module:Class.method`; the kill comes right before the call. Exit code 0 means that the call was never made.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import Any

from pantau.runs.pipeline import run_stage
from pantau.workspace import Workspace


def arm(target: str, nth: int) -> None:
    """Replace TARGET by a function that kills the process at the n-th call, and does the same as TARGET at the others."""
    module, _, path = target.partition(":")
    owner: Any = import_module(module)
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    real, calls = getattr(owner, name), 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)

    setattr(owner, name, deadly)


if __name__ == "__main__":
    day, stage, target, nth = sys.argv[1:]
    work = Workspace()
    arm(target, int(nth))
    run_stage(work, stage, day)
