"""The coverage calendar in a terminal: a heat map that is readable without colours too."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pantau.coverage.figures import Calendar, Cell, total
from pantau.coverage.palette import PARTIAL, STATES, STEPS, Colour, colour, mark
from pantau.landing.audits import Audit
from pantau.words import text

_WIDE = 31  # columns side by side; more go below each other


def print_calendar(drawn: Calendar, audit: Audit | None, console: Console) -> None:
    """Print the calendar, its legend, its sums, and the last audit."""
    if not drawn.rows:
        console.print(text("commands.coverage.nothing"))
    room = max(5, min(_WIDE, (console.width - 22) // 5))
    for start in range(0, len(drawn.columns), room):
        console.print(_table(drawn, drawn.columns[start : start + room]))
    console.print(_legend())
    for line in remarks(drawn, audit):
        console.print(line, markup=False)


def _table(drawn: Calendar, columns: tuple[str, ...]) -> Table:
    what = "commands.coverage.by_week" if drawn.weekly else "commands.coverage.by_day"
    title = text(what, first=columns[0], last=columns[-1])
    table = Table(title=title, title_justify="left", box=None, padding=(0, 0, 0, 1), pad_edge=False)
    table.add_column(text("commands.col.outlet"), width=20, no_wrap=True)
    for place, day in enumerate(columns):
        month = day[5:7] if place == 0 or day[5:7] != columns[place - 1][5:7] else ""
        table.add_column(f"{month}\n{day[8:]}", width=4, justify="right", no_wrap=True)
    for outlet, row in drawn.rows:
        cells = {cell.day: cell for cell in row}
        table.add_row(Text(outlet), *(_cell(cells.get(day)) for day in columns))
    return table


def _cell(cell: Cell | None) -> Text:
    return Text(f"{mark(cell):>4}", style=_style(colour(cell))) if cell else Text("")


def _style(shade: Colour) -> str:
    return "black on rgb({},{},{})".format(*shade)


def _legend() -> Text:
    line = Text(text("commands.coverage.figure") + " ")
    for _, step, shade in STEPS:
        line.append("   ", _style(shade)).append(f" {text(f'terms.cover.{step}')}  ")
    for state, (sign, shade) in STATES.items():
        line.append(f" {sign} ", _style(shade)).append(f" {text(f'terms.cover.{state}')}  ")
    return line.append(f"{PARTIAL} {text('terms.cover.partial')}")


def remarks(drawn: Calendar, audit: Audit | None) -> Iterable[str]:
    """Yield the sums of the calendar, the number of outlets that are not in it, and what the last audit found."""
    expected, found, loaded = total(drawn.cells)
    if expected:
        blocked = sum(cell.blocked for cell in drawn.cells)
        counts = {"expected": expected, "found": found, "loaded": loaded, "short": expected - found, "blocked": blocked}
        yield text("commands.coverage.sum", share=f"{100 * found / expected:.1f}", **counts)
    if drawn.silent:
        yield text("commands.coverage.silent", count=drawn.silent)
    if audit and audit.recall is not None and audit.low is not None and audit.high is not None:
        shares = {"share": f"{100 * audit.recall:.1f}", "low": f"{100 * audit.low:.1f}", "high": f"{100 * audit.high:.1f}"}
        counts = {"found": audit.found, "listed": audit.listed, "sampled": audit.sampled, "refilled": audit.refilled}
        yield text("commands.coverage.audit", day=f"{audit.audited_at:%Y-%m-%d}", **counts, **shares)
