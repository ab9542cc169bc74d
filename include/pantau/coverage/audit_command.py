"""`pantau audit`: does from a shell what the DAG audit_coverage does every week."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from pantau.coverage.audit import Audited, audit
from pantau.errors import visible
from pantau.terminal import json_text, terminal
from pantau.words import text
from pantau.workspace import Workspace


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau audit`."""
    parser.add_argument("--json", action="store_true", help=text("help.json"))


def run(args: Namespace) -> int:
    """Audit a sample. Print its recall, and every outlet-day from which something is missing."""
    work = Workspace()
    try:
        done = audit(work)
    finally:
        work.landing.close()
    if args.json:
        print(json_text(summary(done)))
        return 0
    console = terminal(None)
    for line in lines(done):
        console.print(visible(line), markup=False, highlight=False)
    return 0


def lines(done: Audited) -> list[str]:
    """Return the audit in words: outlet-days from which something is missing, those that could not be listed, then the
    recall."""
    told = []
    for day in done.days:
        if day.result not in ("ok", "empty"):
            told.append(text("commands.audit.not_whole", day=day.day, outlet=day.outlet, result=day.result))
        elif day.found < day.listed:
            counts = {"found": day.found, "listed": day.listed, "refilled": day.refilled}
            told.append(text("commands.audit.short", day=day.day, outlet=day.outlet, **counts))
    kept = done.audit
    if kept.recall is None or kept.low is None or kept.high is None:
        return [*told, text("commands.audit.nothing")]
    shares = {"share": f"{100 * kept.recall:.2f}", "low": f"{100 * kept.low:.2f}", "high": f"{100 * kept.high:.2f}"}
    return [*told, text("commands.audit.recall", found=kept.found, listed=kept.listed, sampled=kept.sampled, **shares)]


def summary(done: Audited) -> dict[str, object]:
    """Return an audit as JSON values: its figures, its outlet-days, the days to be worked again."""
    days = [{name: getattr(day, name) for name in day.__slots__} for day in done.days]
    return done.audit.as_json() | {"days": days, "rework": list(done.rework)}
