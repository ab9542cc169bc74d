"""What a stage needs before it begins: every part of the results that it reads, in the right version."""

from __future__ import annotations

from pantau.errors import BadInput
from pantau.stages import BY_NAME, Result, Stage
from pantau.workspace import Workspace


class InputsMissing(BadInput):
    """A part that a stage reads does not exist in the present version; the message names the part, the version and the
    remedy."""


def require_inputs(work: Workspace, day: str, stage: Stage, shard: int | None) -> None:
    """Check that every part that the stage (or one shard of it) reads exists; raise InputsMissing that names those that do not.

    A missing part would be read as an empty one, and the day would lose its articles without a sign.
    """
    own = shard if stage.sharded and not stage.crosses else None
    for before in (BY_NAME[name] for name in stage.after):
        for result in before.writes:
            version = work.version(result.name)
            needed = sorted(_parts(work, result, own))
            missing = [part for part in needed if not work.results.has(result.name, version, day, part)]
            if missing:
                raise InputsMissing(
                    f"day {day}: {stage.name} (version {work.version(stage.name)}) was not begun and nothing was loaded: it "
                    f"reads {result.name} of version {version}, of which {', '.join(missing)} is not there; the code or seeds/ "
                    f"changed since {before.name} ran, or its results were deleted. Work the day again from {before.name}: "
                    f"pantau run {day} --from {before.name}, or in Airflow clear {before.name} and all after it"
                )


def _parts(work: Workspace, result: Result, shard: int | None) -> set[str]:
    if result.whole:
        return {"day"}
    return {work.part(place) for place in (range(work.settings.shards) if shard is None else (shard,))}
