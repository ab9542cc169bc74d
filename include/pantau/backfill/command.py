"""`pantau backfill plan`: what a backfill of past days would fetch and cost, before anything is fetched."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from rich.progress import Progress

from pantau.backfill.plan import BackfillPlan, checked, plan
from pantau.backfill.printed import print_plan
from pantau.terminal import json_text, terminal
from pantau.words import text
from pantau.workspace import Workspace


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau backfill`."""
    parser.add_argument("what", choices=["plan"], help=text("help.backfill.what"))
    parser.add_argument("--from", dest="first", required=True, metavar="DAY", help=text("help.first_day"))
    parser.add_argument("--to", dest="last", required=True, metavar="DAY", help=text("help.last_day"))
    parser.add_argument("--outlet", action="append", default=[], help=text("help.outlets"))
    parser.add_argument("--json", action="store_true", help=text("help.json"))


def run(args: Namespace) -> int:
    """Print the plan. It reads index pages, with the gap of each host, and fetches nothing else."""
    work = Workspace()
    try:
        found = _make_plan(work, args)
    finally:
        work.landing.close()
    if args.json:
        print(json_text(as_json(found), indent=2))
    else:
        print_plan(found, terminal())
    return 0


def _make_plan(work: Workspace, args: Namespace) -> BackfillPlan:
    """Make the plan, with a progress bar in a terminal."""
    days, outlets = checked(work, args.first, args.last, args.outlet)
    with Progress(console=terminal(None, stderr=True), disable=not sys.stderr.isatty(), transient=True) as progress:
        bar = progress.add_task("indeks", total=len(days) * len(outlets))
        return plan(work, args.first, args.last, args.outlet, lambda: progress.advance(bar))


def as_json(found: BackfillPlan) -> dict[str, object]:
    """Return a plan as JSON values: totals, and one object per outlet and day."""
    names = ("listed", "landed", "given_up", "to_fetch", "index_requests", "page_requests", "requests")
    totals: dict[str, object] = {name: found.total(name) for name in names}
    totals |= {"megabytes": _megabytes(found.size), "hours": round(found.hours, 4), "busiest_host": found.busiest}
    rows = [
        {"outlet": row.outlet, "day": row.day, "state": row.state, "result": row.result, "reason": row.reason}
        | {name: getattr(row, name) for name in names}
        | {"megabytes": _megabytes(row.size), "hours": round(row.hours, 4)}
        for row in found.rows
    ]
    return {"first": found.first, "last": found.last, "index_pages_read": found.asked, "totals": totals, "days": rows}


def _megabytes(size: float | None) -> float | None:
    return None if size is None else round(size / 1e6, 3)
