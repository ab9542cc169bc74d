"""The coverage calendar in a terminal: a heat map that is readable without colours too."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pantau.coverage.figures import Calendar, Cell, total
from pantau.coverage.palette import PARTIAL, STATES, STEPS, Colour, colour, mark
from pantau.landing.audits import Audit

_WIDE = 31  # columns side by side; more go below each other


def print_calendar(drawn: Calendar, audit: Audit | None, console: Console) -> None:
    """Print the calendar, its legend, its sums, and the last audit."""
    if not drawn.rows:
        console.print("Belum ada yang diketahui dari hari-hari ini, dan tidak ada media yang punya arsip untuknya.")
    room = max(5, min(_WIDE, (console.width - 22) // 5))
    for start in range(0, len(drawn.columns), room):
        console.print(_table(drawn, drawn.columns[start : start + room]))
    console.print(_legend())
    for line in remarks(drawn, audit):
        console.print(line, markup=False)


def _table(drawn: Calendar, columns: tuple[str, ...]) -> Table:
    what = "minggu (Senin)" if drawn.weekly else "hari"
    title = f"Cakupan per {what}, {columns[0]} sampai {columns[-1]}"
    table = Table(title=title, title_justify="left", box=None, padding=(0, 0, 0, 1), pad_edge=False)
    table.add_column("Media", width=20, no_wrap=True)
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
    line = Text("Angka: persen yang ada dari yang didaftar arsip. ")
    for _, _, shade, words in STEPS:
        line.append("   ", _style(shade)).append(f" {words}  ")
    for sign, shade, words in STATES.values():
        line.append(f" {sign} ", _style(shade)).append(f" {words}  ")
    return line.append(f"{PARTIAL} arsip tidak terbaca sampai habis")


def remarks(drawn: Calendar, audit: Audit | None) -> Iterable[str]:
    """Yield what the calendar sums up to, who is not in it, and what the last audit found."""
    expected, found, loaded = total(drawn.cells)
    if expected:
        blocked = sum(cell.blocked for cell in drawn.cells)
        here = f"Didaftar arsip {expected}, ada {found} ({100 * found / expected:.1f} %), dimuat {loaded}"
        yield f"{here}, kurang {expected - found} (dilarang robots.txt {blocked})."
    if drawn.silent:
        yield f"{drawn.silent} media tanpa arsip dan tanpa kabar tidak ditampilkan."
    if audit and audit.recall is not None and audit.low is not None and audit.high is not None:
        interval = f"95 %: {100 * audit.low:.1f} sampai {100 * audit.high:.1f} %"
        here = f"{audit.found} dari {audit.listed} alamat dalam {audit.sampled} hari-media ada di gudang"
        share = f"{100 * audit.recall:.1f} % ({interval})"
        yield f"Audit {audit.audited_at:%Y-%m-%d}: {here}, {share}; {audit.refilled} diisi ulang."
