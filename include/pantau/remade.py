"""Makes a damaged part of the stage results again, whichever stage finds it: from the landing, or from the stage before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from pantau.results import DROPPED
from pantau.stages import BY_NAME

if TYPE_CHECKING:
    from pantau.workspace import Workspace

_SHARD = re.compile(r"shard-(\d+)-of-\d+")
_OF_DEDUPE = frozenset({"dedupe", "signatures", "pairs"})
_NOTE = "INSERT INTO damaged_parts (kept_as, file, day) VALUES (%s, %s, %s) ON CONFLICT (kept_as) DO NOTHING"
_FORGET = "DELETE FROM damaged_parts WHERE day = %s AND kept_as <> ALL(%s)"


def maker(work: Workspace, stage: str, version: str, day: str, part: str) -> Callable[[], object] | None:
    """Return the function that makes the part again; None for a part of another version, which no run needs.

    A part of another number of shards is dropped, because stages read it only to use its rows again. Signatures and pairs are
    the exception: other days look for them, so they are made again too.
    """
    name = stage.partition(".")[0]
    if version != work.version(name):
        return None
    if name in _OF_DEDUPE:
        from pantau.dedupe.again import make_again

        return partial(make_again, work, name, day, part)
    found = _SHARD.fullmatch(part)
    if found and part != work.part(int(found[1])):
        return lambda: DROPPED
    return lambda: BY_NAME[name].run(work, day, int(found[1]) if found else None)


def note_damaged(work: Workspace, day: str, file: str, kept_as: str) -> None:
    """Record for the operator which part was damaged and where its copy is."""
    with work.connect() as connection:
        connection.execute(_NOTE, [kept_as, file, day])


def note_kept(work: Workspace, day: str, copies: Sequence[str]) -> None:
    """Make the records of a day's damaged parts agree with the copies that are there; an operator deletes a copy that is no
    longer needed."""
    with work.connect() as connection:
        connection.execute(_FORGET, [day, list(copies)])
        connection.cursor().executemany(_NOTE, [(copy, copy.partition(".damaged-")[0], day) for copy in copies])
