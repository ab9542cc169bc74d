"""Tells whether a run of a day would change nothing: asked once, instead of by one task for each stage and shard."""

from __future__ import annotations

import copy

from pantau.errors import PantauError
from pantau.load.stage import confirm
from pantau.results import Finished
from pantau.runs.day_lock import day_lock
from pantau.stages import BY_NAME, WORKED
from pantau.workspace import Workspace


def is_settled(work: Workspace, day: str) -> bool:
    """Tell whether the day is loaded from what is there and every stage would write what it wrote; if so, journal this check.

    Each stage answers with its own check of what its results were made from. A day on which another run works, or that a rule
    refused, is not settled: its own tasks handle that.
    """
    try:
        with day_lock(work.settings, day, last=True, wait_s=0.0):
            _ask_stages(work, day)
            return confirm(work, day)
    except PantauError:
        return False


def _ask_stages(work: Workspace, day: str) -> None:
    looking = copy.copy(work)
    looking.results = Finished(work.settings.results_root)
    for stage in (BY_NAME[name] for name in WORKED if name != "load"):
        for shard in range(work.settings.shards) if stage.sharded else (None,):
            stage.run(looking, day, shard)
