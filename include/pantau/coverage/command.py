"""`pantau coverage`: a calendar that compares what outlets' archives list with what is here."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from pantau.coverage.figures import calendar, cells
from pantau.coverage.printed import print_calendar
from pantau.errors import BadInput
from pantau.landing.audits import latest_audit
from pantau.terminal import json_text, terminal
from pantau.warehouse import connect_reading
from pantau.words import text
from pantau.workspace import Workspace


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau coverage`."""
    parser.add_argument("--from", dest="first", required=True, metavar="DAY", help=text("help.first_day"))
    parser.add_argument("--to", dest="last", required=True, metavar="DAY", help=text("help.last_day"))
    parser.add_argument("--outlet", action="append", default=[], help=text("help.outlets"))
    parser.add_argument("--json", action="store_true", help=text("help.coverage.json"))
    parser.add_argument("--png", type=Path, metavar="FILE", help=text("help.coverage.png"))


def run(args: Namespace) -> int:
    """Print the calendar, by week over more than 31 days. Raises BadInput for days or outlets that do not exist."""
    work = Workspace()
    for name in args.outlet:
        if name not in work.catalogue.outlets:
            raise BadInput(f"--outlet {name}: no such outlet in {work.settings.catalogue_folder / 'outlets.csv'}")
    with connect_reading(work.settings) as connection:
        found = cells(connection, work.catalogue, args.first, args.last, args.outlet)
        audit = latest_audit(connection)
    drawn = calendar(found)
    if args.png:
        from pantau.coverage.picture import draw

        draw(drawn, args.png)
    if args.json:
        rows = [asdict(cell) | {"share": cell.share} for row in found.values() for cell in row]
        print(json_text({"days": rows, "audit": audit.as_json() if audit else None}))
    else:
        print_calendar(drawn, audit, terminal())
    return 0
