"""Works stages of a day, each in a process of its own, and prints which files each opened: python opened.py DAY STAGE …"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

import pantau.extract.stage
import pantau.tag.stage
from pantau.budget import Answer
from pantau.stages import BY_NAME
from pantau.workspace import Workspace


def work_here(make: Any, args: tuple[Any, ...], items: Iterable[tuple[Any, Any]], _budget: Any) -> Iterator[tuple[Any, Any]]:
    """Work items in this process, where the audit hook sees which files they open."""
    work = make(*args)
    for key, item in items:
        yield key, Answer(work(item))


def opened_by(stage: str, day: str) -> list[str]:
    """Work one stage in a fork, where nothing was read yet, and return the files it opened."""
    with tempfile.NamedTemporaryFile("r") as told:
        child = os.fork()
        if not child:
            pantau.extract.stage.work_apart = pantau.tag.stage.work_apart = work_here  # type: ignore[assignment]
            work = Workspace()
            _ = work.versions  # this reads all seeds, but is part of no stage
            files: set[str] = set()
            sys.addaudithook(lambda event, args: files.add(str(args[0])) if event == "open" else None)
            BY_NAME[stage].run(work, day, None)
            with open(told.name, "w") as handle:
                json.dump(sorted(files), handle)
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            raise SystemExit(f"{stage} failed")
        return list(json.load(told))


if __name__ == "__main__":
    print(json.dumps({stage: opened_by(stage, sys.argv[1]) for stage in sys.argv[2:]}))
