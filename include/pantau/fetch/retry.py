"""`pantau retry`: puts pages that Pantau gave up back in the queue."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter

from rich.markup import escape
from rich.table import Table

from pantau.day import parse_day
from pantau.errors import BadInput, visible
from pantau.landing.dead import DeadLetters, dead_letters, put_back
from pantau.terminal import json_text, terminal
from pantau.words import text
from pantau.workspace import Workspace


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau retry`."""
    parser.add_argument("--day", help=text("help.one_day"))
    parser.add_argument("--from", dest="first", help=text("help.first_day"))
    parser.add_argument("--to", dest="last", help=text("help.last_day"))
    parser.add_argument("--outlet", action="append", help=text("help.outlets"))
    parser.add_argument("--reason", action="append", help=text("help.retry.reason"))
    parser.add_argument("--dry-run", action="store_true", help=text("help.dry_run"))
    parser.add_argument("--json", action="store_true", help=text("help.json"))


def run(args: Namespace) -> int:
    """Put dead letters back and print them by day and reason. Raises BadInput for days or outlets that do not exist."""
    first, last = _days(args)
    work = Workspace(reads=args.dry_run)
    for outlet in args.outlet or ():
        if outlet not in work.catalogue.outlets:
            raise BadInput(f"--outlet {outlet}: no such outlet in {work.settings.catalogue_folder / 'outlets.csv'}")
    found = (dead_letters if args.dry_run else put_back)(work.landing.database, first, last, args.outlet, args.reason)
    if args.json:
        print(json_text([{name: getattr(row, name) for name in DeadLetters.__slots__} for row in found]))
    else:
        _print(found, args.dry_run)
    return 0


def _days(args: Namespace) -> tuple[str, str]:
    if bool(args.day) == bool(args.first or args.last):
        raise BadInput("give --day, or --from and --to")
    first, last = parse_day(args.day or args.first or args.last), parse_day(args.day or args.last or args.first)
    if first > last:
        raise BadInput(f"--from {first} comes after --to {last}; swap them")
    return first, last


def _print(found: list[DeadLetters], dry: bool) -> None:
    console = terminal(None)
    total = sum(row.count for row in found)
    if not total:
        console.print(text("commands.retry.nothing"))
        return
    table = Table(text("commands.col.day"), text("commands.col.reason"), text("commands.col.outlet"))
    table.add_column(text("commands.col.pages"), justify="right")
    groups: dict[tuple[str, str], Counter[str]] = {}
    for row in found:
        groups.setdefault((row.day, row.reason), Counter())[row.outlet] += row.count
    for (day, reason), outlets in groups.items():
        named = ", ".join(f"{outlet} {count}" for outlet, count in outlets.most_common(6))
        table.add_row(day, escape(visible(reason)), escape(named), str(outlets.total()))
    console.print(table)
    console.print(text("commands.retry.dry" if dry else "commands.retry.done", count=total), markup=False)
