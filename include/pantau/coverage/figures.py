"""The cells of the coverage calendar: one for each outlet and day (or week), with a state and a share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import psycopg
from psycopg.rows import class_row

from pantau.archives.proven import with_proven
from pantau.catalogue import Catalogue
from pantau.catalogue.archives import CANNOT
from pantau.day import days_between, shift

State = Literal["whole", "partial", "empty", "failed", "not_asked", "no_archive"]
WHOLE = ("ok", "empty")
_NO_ARCHIVE = (*CANNOT, "before_archive")
# If a week expects nothing on any day, the first of these states that one of its days has is the state of the week.
_RANK: tuple[State, ...] = ("partial", "failed", "not_asked", "empty", "whole", "no_archive")
_DAYS = """SELECT day::text, outlet, 'whole' AS state, listing, expected, found, loaded, gap, blocked, known, articles
FROM coverage_days WHERE day BETWEEN %(first)s AND %(last)s AND (%(outlets)s::text[] IS NULL OR outlet = ANY(%(outlets)s))"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One outlet's day, or its week by the Monday. The view `coverage_days` explains the figures.

    `state` is whole (its archive was read to the end), partial (not to the end: there may be more), or empty (read, nothing
    listed). It is failed if nothing was listed although the archive was asked; else not_asked, or no_archive (the outlet has
    none that reaches the day).
    """

    day: str
    outlet: str
    state: State
    listing: str
    expected: int = 0
    found: int = 0
    loaded: int = 0
    gap: int = 0
    blocked: int = 0
    known: int = 0
    articles: int = 0

    @property
    def share(self) -> float | None:
        """Found divided by expected, 0 to 1; None if nothing is expected."""
        return self.found / self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The cells of some outlets over some days. `columns` are the days, or the Mondays of the weeks, in order."""

    columns: tuple[str, ...]
    weekly: bool
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    silent: int  # outlets without an archive and without any known address

    @property
    def cells(self) -> list[Cell]:
        """All cells, outlet by outlet."""
        return [cell for _, cells in self.rows for cell in cells]


def cells(
    connection: psycopg.Connection, catalogue: Catalogue, first: str, last: str, outlets: Sequence[str] = ()
) -> dict[str, list[Cell]]:
    """Return outlet → its cell of every day from `first` to `last`, for `outlets` or for all of the catalogue. Raises BadDay
    if there is no day."""
    days = days_between(first, last)
    given = {"first": first, "last": last, "outlets": list(outlets) or None}
    with connection.cursor(row_factory=class_row(Cell)) as cursor:
        read = {(cell.outlet, cell.day): cell for cell in cursor.execute(_DAYS, given)}
    names = sorted(set(outlets) or catalogue.outlets)
    catalogue = with_proven(connection, catalogue)
    return {
        outlet: [_tell_state(read.get((outlet, day)) or Cell(day, outlet, "whole", "not_asked"), catalogue) for day in days]
        for outlet in names
    }


def _tell_state(cell: Cell, catalogue: Catalogue) -> Cell:
    return replace(cell, state=_state(cell, catalogue))


def _state(cell: Cell, catalogue: Catalogue) -> State:
    if cell.listing in WHOLE:
        return "whole" if cell.expected else "empty"
    serves = any(block.serves(cell.day) for block in catalogue.archives.get(cell.outlet, ()))
    if cell.listing in _NO_ARCHIVE or (cell.listing == "not_asked" and not serves):
        return "no_archive"
    if cell.listing == "not_asked":
        return "not_asked"
    return "partial" if cell.expected else "failed"


def calendar(found: dict[str, list[Cell]], *, most_days: int = 31) -> Calendar:
    """Return the calendar of `cells`: by day, or by week if there are more than `most_days`.

    Outlets without an archive and without any known address are counted and not shown.
    """
    shown = {outlet: row for outlet, row in found.items() if any(cell.known or cell.state != "no_archive" for cell in row)}
    weekly = max(map(len, found.values()), default=0) > most_days
    rows = {outlet: _weeks(row) if weekly else row for outlet, row in shown.items()}
    columns = sorted({cell.day for row in rows.values() for cell in row})
    return Calendar(tuple(columns), weekly, tuple((outlet, tuple(row)) for outlet, row in rows.items()), len(found) - len(shown))


def _weeks(row: list[Cell]) -> list[Cell]:
    weeks: dict[str, list[Cell]] = {}
    for cell in row:
        weeks.setdefault(shift(cell.day, -date.fromisoformat(cell.day).weekday()), []).append(cell)
    return [_sum(monday, week) for monday, week in weeks.items()]


def _sum(monday: str, week: list[Cell]) -> Cell:
    states = {cell.state for cell in week}
    expected = sum(cell.expected for cell in week)
    whole = states <= {"whole", "empty", "no_archive"}
    state: State = ("whole" if whole else "partial") if expected else next(name for name in _RANK if name in states)
    listing = ", ".join(sorted({cell.listing for cell in week}))
    names = ("found", "loaded", "gap", "blocked", "known", "articles")
    sums = {name: sum(getattr(cell, name) for cell in week) for name in names}
    return Cell(monday, week[0].outlet, state, listing, expected, **sums)


def total(found: Iterable[Cell]) -> tuple[int, int, int]:
    """Return expected, found and loaded over all cells."""
    rows = list(found)
    return sum(cell.expected for cell in rows), sum(cell.found for cell in rows), sum(cell.loaded for cell in rows)
