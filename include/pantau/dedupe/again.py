"""Makes damaged results of dedupe again, whichever day or stage finds them.

An older version of the earlier stages may have worked the day of the part, and nobody reads its articles any more. Then the
signatures are made from what is loaded, and the search uses all of them.
"""

from __future__ import annotations

from pantau.dedupe.searches import unit
from pantau.dedupe.signing import sign_loaded, write_signatures
from pantau.dedupe.stage import copies_of, is_large, leave_to_the_first, search
from pantau.workspace import Workspace


def make_again(work: Workspace, name: str, day: str, part: str) -> None:
    """Make one part of `dedupe` (copies), `signatures` or `pairs` again; for pairs also the record of who was compared."""
    shard = next((number for number in range(work.settings.shards) if work.part(number) == part), None)
    here = shard is not None and _is_there(work, day, part)
    if name == "dedupe":
        copies_of(work, day)
    elif name == "signatures" and here and shard is not None:
        write_signatures(work, day, [shard])
    elif name == "signatures":
        sign_loaded(work, day, part)
    elif shard and here and not is_large(work, day) and _first_compared(work, day, part):
        leave_to_the_first(work, day, part)
    else:
        search(work, day, part, _among(work, day, part, shard if here else None))


def _is_there(work: Workspace, day: str, part: str) -> bool:
    """Tell whether the articles of a part are there in the version of now."""
    return all(work.results.has(name, work.version(name), day, part) for name in ("extract", "clean"))


def _first_compared(work: Workspace, day: str, part: str) -> bool:
    found = work.results.remembered("pairs.searched", work.version("pairs"), day, work.part(0))
    return unit(day, part) in found.get("of", ())


def _among(work: Workspace, day: str, part: str, shard: int | None) -> list[str]:
    """Return the parts of the signatures from which a search starts: those that the day's own run would take, or all that
    exist."""
    if shard is None:
        return work.results.parts("signatures", work.version("signatures"), day)
    if shard or is_large(work, day):
        return [part]
    return [work.part(number) for number in range(work.settings.shards)]
