"""What is known of the addresses of an outlet's past day before its run: landed, given up, or still to fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pantau.landing.known import KnownEntry, known_entries
from pantau.model import Entry
from pantau.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """The addresses of an outlet's day: how many the archive lists, how many are landed or given up for good, and those
    still to fetch."""

    listed: int
    landed: int
    given_up: int
    to_fetch: tuple[str, ...]


def standing(work: Workspace, outlet: str, day: str, listed: Sequence[Entry] | None) -> Standing:
    """Return the state of an outlet's day after `listed` is added to it; None for `listed`: the landing already has what the
    archive listed."""
    new = {entry.url_key: entry.url for entry in listed or ()}
    counts = {"landed": 0, "given_up": 0, "to_fetch": 0}
    to_fetch, from_archive = [], 0
    for entry in known_entries(work.landing.database, list(new), outlet, day):
        new.pop(entry.url_key, None)
        end = _standing(entry)
        counts[end] += 1
        from_archive += (entry.outlet, entry.day, entry.source) == (outlet, day, "archive")
        to_fetch += [entry.url] if end == "to_fetch" else []
    number = from_archive if listed is None else len(listed)
    return Standing(number, counts["landed"], counts["given_up"], (*to_fetch, *new.values()))


def _standing(entry: KnownEntry) -> str:
    """Return the entries that the fetch stage of the day would take: pending ones, and those given up for a reason that may
    have passed."""
    if entry.state == "pending" or entry.may_be_retried:
        return "to_fetch"
    return "landed" if entry.has_page else "given_up"
