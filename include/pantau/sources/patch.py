"""The proven state as a patch of feeds.csv, for a person to review and commit."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Mapping
from pathlib import Path

from pantau.day import WIB
from pantau.landing.probation import Probation


def make_patch(file: Path, states: Mapping[str, Probation]) -> str:
    """Return a unified diff of feeds.csv in which proven feeds are enabled, with the evidence; "" if nothing must change.

    A line that stays is not touched. Apply the diff with `patch -p1` or `git apply` in the folder that holds `seeds/`.
    """
    before = file.read_text(encoding="utf-8").splitlines(keepends=True)
    after = [_line_after(line, states) for line in before]
    name = f"seeds/{file.name}"
    return "".join(difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", n=1))


def _line_after(line: str, states: Mapping[str, Probation]) -> str:
    """Return a line of the table as it should be, with the new address of a source that moved; any other line stays byte for
    byte."""
    cells = next(csv.reader([line]), [])
    state = states.get(cells[0]) if cells else None
    if state and state.result == "moved":
        state = states.get(state.moved_to)
    if state is None or state.state != "proven" or len(cells) < 7 or cells[4] != "unproven":
        return line
    written = io.StringIO()
    own = [state.source_url, *cells[1:4], "yes", "", _tell_evidence(state), *cells[7:]]
    csv.writer(written, lineterminator="\n").writerow(own)
    return written.getvalue()


def _tell_evidence(state: Probation) -> str:
    moment = state.last_good_at or state.proven_at
    day = f"{moment.astimezone(WIB):%Y-%m-%d}" if moment else ""
    moved = f"; it redirects to {state.moved_to}" if state.moved_to else ""
    return f"[A] {day[:4]} Pantau itself asked it {state.tries} times; on {day} {state.items} items, {state.dated} dated{moved}"
