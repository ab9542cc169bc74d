"""A plan as people read it: a table with totals, then a line for each reason why days cannot be listed."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pantau.backfill.plan import BackfillPlan, OutletDay
from pantau.errors import visible
from pantau.terminal import terminal
from pantau.words import text

_MOST_ROWS = 200  # more are summed up by outlet
_MOST_NAMED = 8
_COUNTS = ("listed", "landed", "given_up", "to_fetch")


def print_plan(found: BackfillPlan, console: Console) -> None:
    """Print the rows that have anything in them, the totals, and the reasons."""
    rows = [row for row in found.rows if row.listed or row.landed or row.to_fetch or row.index_requests]
    by_day = len(rows) <= _MOST_ROWS
    table = Table(title=text("commands.plan.title", first=found.first, last=found.last), title_justify="left", show_footer=True)
    table.add_column(text("commands.col.outlet"), footer=text("commands.col.total"), overflow="fold")
    table.add_column(text("commands.col.day"))
    for name in _COUNTS:
        table.add_column(text(f"commands.plan.{name}"), footer=str(found.total(name)), justify="right")
    table.add_column(text("commands.plan.requests"), footer=str(found.total("requests")), justify="right")
    table.add_column(text("commands.plan.megabytes"), footer=_megabytes(found.size), justify="right")
    table.add_column(text("commands.plan.hours"), footer=_hours(found.hours), justify="right")
    table.add_column(text("commands.plan.remark"), overflow="fold")
    for group in _groups(rows, by_day):
        table.add_row(*_cells(group))
    console.print(table)
    for line in reasons(found.rows):
        console.print(line, markup=False)
    _print_remarks(found, console)


def as_text(found: BackfillPlan) -> str:
    """Return the same as plain text, for a log."""
    written = StringIO()
    print_plan(found, terminal(150, file=written, color_system=None))
    return written.getvalue()


def _groups(rows: list[OutletDay], by_day: bool) -> list[list[OutletDay]]:
    if by_day:
        return [[row] for row in rows]
    outlets: dict[str, list[OutletDay]] = {}
    for row in rows:
        outlets.setdefault(row.outlet, []).append(row)
    return list(outlets.values())


def _cells(group: list[OutletDay]) -> list[str]:
    sizes = [row.size for row in group if row.to_fetch]
    size = None if None in sizes else sum(size for size in sizes if size is not None)
    days = group[0].day if len(group) == 1 else text("commands.plan.days", count=len(group))
    results = sorted({text(f"commands.plan.{row.state}", result=row.result) for row in group if row.state != "complete"})
    counts = [str(sum(getattr(row, name) for row in group)) for name in (*_COUNTS, "requests")]
    return [
        escape(group[0].outlet),
        days,
        *counts,
        _megabytes(size),
        _hours(sum(row.hours for row in group)),
        escape(", ".join(results)),
    ]


def reasons(rows: Iterable[OutletDay]) -> list[str]:
    """Return a line for each reason why days are listed in part or not at all: how many days, which outlets, and what to do."""
    groups: dict[tuple[str, str, str], list[OutletDay]] = {}
    for row in rows:
        if row.state != "complete":
            # a failure's message names its page; the catalogue gives one reason for all days of an outlet
            groups.setdefault((row.state, row.result, row.reason if row.state == "cannot" else ""), []).append(row)
    lines = []
    for (state, result, _), group in sorted(groups.items(), key=lambda pair: (pair[0][:2], -len(pair[1]))):
        outlets = sorted({row.outlet for row in group})
        named, more = ", ".join(outlets[:_MOST_NAMED]), len(outlets) - _MOST_NAMED
        named = text("commands.plan.named_more", named=named, more=more) if more > 0 else named
        what = text(f"commands.plan.{state}", result=result)
        lines.append(visible(text("commands.plan.reason", state=what, count=len(group), named=named, reason=group[0].reason)))
    return lines


def _print_remarks(found: BackfillPlan, console: Console) -> None:
    if found.busiest:
        console.print(text("commands.plan.busiest", host=visible(found.busiest)), markup=False)
    if found.size is None:
        console.print(text("commands.plan.no_size"))
    console.print(text("commands.plan.asked", count=found.asked))


def _megabytes(size: float | None) -> str:
    return "–" if size is None else f"{size / 1e6:,.1f}"


def _hours(value: float) -> str:
    return f"{value:,.2f}"
