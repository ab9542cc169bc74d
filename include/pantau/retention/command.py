"""`pantau retention`: delete the raw pages and stage results the settings no longer keep."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from pantau.retention.keep import Deletion, delete_old
from pantau.terminal import json_text, terminal
from pantau.workspace import Workspace

_WHY = {
    "not_loaded": "belum dimuat",
    "pending": "masih ada halaman yang ditunggu",
    "landed_since": "ada halaman sesudah muat terakhir",
}


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau retention`."""
    parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: Namespace) -> int:
    """Delete and print what went and what must stay, with the reason."""
    work = Workspace()
    found = delete_old(work, dry=args.dry_run)
    if args.json:
        print(json_text(summary(found)))
        return 0
    console, settings = terminal(None), work.settings
    if not settings.keep_pages_days and not settings.keep_results_days:
        console.print("Semua disimpan: PANTAU_KEEP_PAGES_DAYS dan PANTAU_KEEP_RESULTS_DAYS nol.")
        return 0
    verb = "akan dihapus" if args.dry_run else "dihapus"
    console.print(f"Halaman mentah {verb}: {len(found.retired)} hari, {sum(day.pages for day in found.retired)} halaman.")
    console.print(f"Hasil tahap {verb}: {len(found.results)} hari. {found.freed / 1e6:,.1f} MB dibebaskan.")
    for day in found.kept:
        console.print(f"{day.day} tetap disimpan: {_WHY[day.stays]}.")
    return 0


def summary(found: Deletion) -> dict[str, object]:
    """Return a deletion as JSON values: days, and days kept by reason."""
    return {
        "retired": [day.day for day in found.retired],
        "kept": {day.day: day.stays for day in found.kept},
        "results": list(found.results),
        "bytes": found.freed,
    }
