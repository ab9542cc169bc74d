"""`pantau status`: where every discovered URL ended, per day and outlet."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

import psycopg
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pantau.day import parse_day
from pantau.errors import BadInput, visible
from pantau.report.changes import sentence
from pantau.report.figures import figures, latest_days
from pantau.settings import settings
from pantau.terminal import json_text, terminal

_HEADINGS = {
    "loaded": "Dimuat",
    "duplicate": "Salinan",
    "not_article": "Bukan artikel",
    "quarantined": "Karantina",
    "failed": "Gagal",
    "blocked": "Diblokir",
    "pending": "Tertunda",
}
_NOTHING = "Belum ada hari yang dimuat. Jalankan `make demo`, atau `pantau run` untuk hari ini, lalu coba lagi."
MOST_STORIES = 3
MOST_NAMED = 12  # missing outlets named in a line before "and so many more"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `pantau status`."""
    parser.add_argument("--day", help="one WIB day, YYYY-MM-DD (default: the last loaded days)")
    parser.add_argument("--days", type=int, default=7, metavar="N", help="how many of the last loaded days (default 7)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--digest", action="store_true", help="print a hash of every table's content as JSON, and nothing else")


def run(args: argparse.Namespace) -> int:
    """Print the status; exit code 0 whatever the figures say. Raises BadInput for a day or a number that is none."""
    from pantau.warehouse import connect_reading
    from pantau.warehouse.digest import warehouse_digest

    if args.days < 1:
        raise BadInput(f"--days {args.days} is no number of days; give 1 or more")
    wanted = [parse_day(args.day)] if args.day else None
    console = terminal()
    with connect_reading(settings()) as connection:
        if args.digest:
            connection.execute("SET LOCAL statement_timeout = 0")  # every row of every table is read
            print(json_text(warehouse_digest(connection), indent=2))
            return 0
        days = wanted or latest_days(connection, args.days)
        if args.json:
            print(json_text({"days": figures(connection, days)}, indent=2))
        elif days:
            print_status(connection, days, console)
        else:
            console.print(_NOTHING, markup=False)
    return 0


def print_status(connection: psycopg.Connection, days: Sequence[str], console: Console) -> bool:
    """Print the tables of `days`; return whether each of them balances (a day with entries never loaded does not)."""
    found = figures(connection, days)
    for day in found:
        _print_day(day, console)
    return all(day["balanced"] for day in found)


def _print_day(day: dict[str, Any], console: Console) -> None:
    if day["loaded"] or day["outlets"]:
        console.print(_table(day))
    else:
        console.print(f"[bold]{day['day']}[/] · belum dimuat, {day['late']} URL menunggu")
    for line in _remarks(day):
        console.print(line)
    console.print()


def _table(day: dict[str, Any]) -> Table:
    verdict = "[green]seimbang[/]" if day["balanced"] else "[bold red]TIDAK SEIMBANG[/]"
    table = Table(title=f"{day['day']} · {verdict}", title_justify="left", show_footer=True)
    table.add_column("Media", footer="Jumlah", overflow="fold")
    table.add_column("Ditemukan", footer=str(day["discovered"]), justify="right")
    for outcome, heading in _HEADINGS.items():
        table.add_column(heading, footer=str(day["outcomes"][outcome]), justify="right")
    table.add_column("Alasan", overflow="fold")
    for row in day["outlets"]:
        counts = [str(row["outcomes"][outcome] or "·") for outcome in _HEADINGS]
        table.add_row(escape(row["name"]), str(sum(row["outcomes"].values())), *counts, escape(_reasons(row)))
    return table


def _reasons(row: dict[str, Any]) -> str:
    found = [(count, reason) for reasons in row["reasons"].values() for reason, count in reasons.items()]
    return ", ".join(f"{reason} {count}" for count, reason in sorted(found, key=lambda pair: (-pair[0], pair[1])))


def _remarks(day: dict[str, Any]) -> list[str]:
    lines = [sentence(day["changes"])] if day["changes"] else []
    if day["loaded"] and day["late"]:
        lines.append(f"Ditemukan sesudah pemuatan terakhir: {day['late']} URL; pemuatan berikutnya menghitungnya.")
    if day["lost"]:
        lines.append(f"[bold red]Hilang: {day['lost']} URL tanpa hasil akhir.[/]")
    if day["missing"]:
        named = ", ".join(f"{row['name']} ({row['reason']})" for row in day["missing"][:MOST_NAMED])
        more = f", dan {len(day['missing']) - MOST_NAMED} lagi" if len(day["missing"]) > MOST_NAMED else ""
        lines.append(f"Media tanpa kabar ({len(day['missing'])}): {escape(visible(named))}{more}")
    for file in day["unreadable"][:MOST_NAMED]:
        words = (
            f"{file['warc_file']}: {file['pages']} halaman tidak terbaca, {file['kept']} di antaranya tetap seperti sebelumnya"
        )
        lines.append(f"[yellow]Berkas WARC rusak atau hilang[/] {escape(visible(words))}; pulihkan dari cadangan.")
    for part in day["damaged"][:MOST_NAMED]:
        words = f"{part['file']}, dibuat lagi; salinannya {part['kept_as']}"
        lines.append(f"[yellow]Bagian hasil tahap rusak[/] {escape(visible(words))}: lihat cakramnya, lalu hapus salinan itu.")
    if day["untagged"]:
        reasons = ", ".join(f"{reason} {count}" for reason, count in day["untagged"].items())
        lines.append(f"Dimuat tanpa tanda: {sum(day['untagged'].values())} artikel ({reasons}); halaman Mutu menyebutnya.")
    for story in day["stories"][:MOST_STORIES]:
        words = (
            f"{story['title']} ({story['members']} artikel, pertama {story['first_outlet']}; pantau story {story['story_id']})"
        )
        lines.append(f"Cerita terbesar: {escape(visible(words))}")
    for rule in day["quality"]:
        colour = "red" if rule["severity"] == "critical" else "yellow"
        observed = f": {rule['observed'][:200]}" if rule["observed"] else ""
        lines.append(
            f"[{colour}]Aturan {escape(rule['rule'])}[/] ({rule['severity']}) {escape(visible(rule['description'] + observed))}"
        )
    return lines
