"""`pantau day`: shows what a held day would lose (`show`), and lets exactly that go with a reason (`release`)."""

from __future__ import annotations

import argparse
import getpass

from pantau.day import parse_day
from pantau.errors import visible
from pantau.settings import settings
from pantau.validate.releases import HeldDay, held_day, held_items, release
from pantau.validate.shown import shown_observed
from pantau.warehouse import connect_reading
from pantau.words import text
from pantau.workspace import Workspace

SHOWN = 200


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `pantau day`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="show|release")
    show = actions.add_parser("show", help=text("help.day.show"))
    show.add_argument("day", help=text("help.one_day"))
    show.add_argument("--all", action="store_true", help=text("help.day.all", most=SHOWN))
    let = actions.add_parser("release", help=text("help.day.release"))
    let.add_argument("day", help=text("help.one_day"))
    let.add_argument("--why", required=True, help=text("help.day.why"))


def run(args: argparse.Namespace) -> int:
    """Show or release; the exit code is 2 if there is nothing to release."""
    day = parse_day(args.day)
    if args.action == "release":
        return _release(day, args.why)
    with connect_reading(settings()) as connection:
        held = held_day(connection, day)
        for row in held:
            _print(row)
            items = held_items(connection, day, row.rule, None if args.all else SHOWN)
            for item in items:
                print(visible(f"  {item.outlet:<24} {item.title or '–'}  {item.url}"))
            if row.items > len(items):
                print("  " + text("commands.day.more", count=row.items - len(items), day=day))
    if not held:
        print(text("commands.day.not_held", day=day))
    elif any(row.released is None for row in held):
        print(text("commands.day.release", day=day))
    return 0


def _release(day: str, why: str) -> int:
    with Workspace().connect() as connection:
        for row in release(connection, day, getpass.getuser(), why):
            print(visible(text("commands.day.released", rule=row.rule, observed=shown_observed(row.observed))))
    print(text("commands.day.again", day=day))
    return 0


def _print(row: HeldDay) -> None:
    print(visible(text("commands.day.held", day=row.day, rule=row.rule, observed=shown_observed(row.observed))))
    if row.released:
        print(visible("  " + text("commands.day.already", released=row.released)))
