"""`pantau retention`: deletes the raw pages and stage results that the settings no longer keep."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from pantau.retention.keep import Deletion, delete_old
from pantau.terminal import json_text, terminal
from pantau.words import text
from pantau.workspace import Workspace


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau retention`."""
    parser.add_argument("--dry-run", action="store_true", help=text("help.dry_run"))
    parser.add_argument("--json", action="store_true", help=text("help.json"))


def run(args: Namespace) -> int:
    """Delete, and print what was deleted and what must stay, with the reason."""
    work = Workspace(reads=args.dry_run)
    found = delete_old(work, dry=args.dry_run)
    if args.json:
        print(json_text(summary(found)))
        return 0
    console, settings = terminal(None), work.settings
    if not settings.keep_pages_days and not settings.keep_results_days:
        console.print(text("commands.retention.off"))
        return 0
    dry, pages = "_dry" if args.dry_run else "", sum(day.pages for day in found.retired)
    console.print(text(f"commands.retention.pages{dry}", days=len(found.retired), pages=pages))
    console.print(text(f"commands.retention.results{dry}", days=len(found.results), freed=f"{found.freed / 1e6:,.1f}"))
    for day in found.kept:
        console.print(text("commands.retention.stays", day=day.day, why=text(f"commands.retention.{day.stays}")))
    return 0


def summary(found: Deletion) -> dict[str, object]:
    """Return a deletion as JSON values: days, and days kept by reason."""
    return {
        "retired": [day.day for day in found.retired],
        "kept": {day.day: day.stays for day in found.kept},
        "results": list(found.results),
        "bytes": found.freed,
    }
