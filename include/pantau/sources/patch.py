"""The proven state as a patch of feeds.csv, for a person to review and commit."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from pantau.day import WIB
from pantau.landing.probation import Probation
from pantau.model import Feed

_NO_END = "\n\\ No newline at end of file\n"
_MOVES = 5  # addresses that one feed may have had


def make_patch(file: Path, states: Mapping[str, Probation], found: Sequence[Feed] = ()) -> str:
    """Return a unified diff of feeds.csv in which proven feeds are enabled, with the evidence; "" if nothing must change.

    Proven sources that were `found` on the outlets' own sites get rows of their own at the end. A line that stays is not touched.
    Apply the diff with `patch -p1` or `git apply` in the folder that holds `seeds/`.
    """
    before = file.read_text(encoding="utf-8").splitlines(keepends=True)
    rows = [next(csv.reader([line]), []) for line in before]
    changed = {place: state for place, cells in enumerate(rows) if (state := _proven_state(cells, states))}
    after = [_write_proven(rows[place], changed[place]) if place in changed else line for place, line in enumerate(before)]
    listed = {state.source_url for state in changed.values()} | {cells[0] for cells in rows if cells}
    new = [feed for feed in found if feed.feed_url not in listed and _is_proven(states.get(feed.feed_url))]
    if new and after and not after[-1].endswith("\n"):
        after[-1] += "\n"
    after += [_write_found(feed, states[feed.feed_url], len(rows[0])) for feed in new]
    return unified(file, before, after)


def unified(file: Path, before: Sequence[str], after: Sequence[str]) -> str:
    """Return the unified diff of a file of seeds/, also if its last line does not end."""
    name = f"seeds/{file.name}"
    told = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", n=1)
    return "".join(line if line.endswith("\n") else line + _NO_END for line in told)


def day_of_proof(state: Probation) -> str:
    """Return the WIB day of the last good answer, or "" if there is none."""
    moment = state.last_good_at or state.proven_at
    return f"{moment.astimezone(WIB):%Y-%m-%d}" if moment else ""


def _is_proven(state: Probation | None) -> bool:
    return state is not None and state.state == "proven"


def _proven_state(cells: Sequence[str], states: Mapping[str, Probation]) -> Probation | None:
    """Return the proven state of an unproven row; of a source that moved, that of its last address."""
    if len(cells) < 7 or cells[4] != "unproven":
        return None
    state = states.get(cells[0])
    for _ in range(_MOVES):
        if state is None or state.result != "moved":
            break
        state = states.get(state.moved_to)
    return state if _is_proven(state) else None


def _write_proven(cells: Sequence[str], state: Probation) -> str:
    return _write([state.source_url, *cells[1:4], "yes", "", _tell_evidence(state), *cells[7:]])


def _write_found(feed: Feed, state: Probation, columns: int) -> str:
    row = [feed.feed_url, feed.outlet, feed.section, feed.kind, "yes", "", f"{_tell_evidence(state)}; found: {state.origin}"]
    return _write([*row, *[""] * (columns - len(row))])


def _write(row: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(row)
    return written.getvalue()


def _tell_evidence(state: Probation) -> str:
    day = day_of_proof(state)
    moved = f"; it redirects to {state.moved_to}" if state.moved_to else ""
    return f"[A] {day[:4]} Pantau itself asked it {state.tries} times; on {day} {state.items} items, {state.dated} dated{moved}"
