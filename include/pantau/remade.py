"""How a damaged part of the stage results is made again: by its own stage, from the landing or the stage before."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from pantau.stages import BY_NAME

if TYPE_CHECKING:
    from pantau.workspace import Workspace

_SHARD = re.compile(r"shard-(\d+)-of-\d+")
_BY_SHARD = frozenset({"extract", "clean", "tag"})


def maker(work: Workspace, stage: str, version: str, day: str, part: str) -> Callable[[], object] | None:
    """Return what makes the part again; None where only a run of its day can: another version, other shards, copies and pairs."""
    name = stage.partition(".")[0]
    found = _SHARD.fullmatch(part)
    if not found or part != work.part(shard := int(found[1])) or version != work.version(name):
        return None
    if name in _BY_SHARD:
        return lambda: BY_NAME[name].run(work, day, shard)
    if name == "signatures":
        from pantau.dedupe.signing import write_signatures

        return lambda: write_signatures(work, day, [shard])
    return None
