"""`pantau evaluate WHAT PATH`: prints how right and how fast a part is, beside other readers in the same run. The command fails
if a figure is below its pinned floor.

A new measure is a module with `measure(path, options) -> Report`, `BASELINES` and `DEFAULT`, and a line in MEASURES.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from lab.floors import below, read_floor, write_floor
from lab.report import Column, Options, Report, Table, Value
from pantau.errors import BadInput, visible
from pantau.terminal import terminal
from pantau.words import text

Measure = Callable[[str, Options], Report]


def _extract() -> Measure:
    from lab import extract

    return extract.measure


def _clean() -> Measure:
    from lab import clean

    return clean.measure


def _dates() -> Measure:
    from lab import dates

    return dates.measure


def _dedupe() -> Measure:
    from lab import dedupe

    return dedupe.measure


def _entities() -> Measure:
    from lab import entities

    return entities.measure


def _events() -> Measure:
    from lab import events

    return events.measure


def _cases() -> Measure:
    from lab import kinds

    return kinds.measure


def _drafts() -> Measure:
    from lab import drafts

    return drafts.measure


def _lessons() -> Measure:
    from lab import lessons

    return lessons.measure


def _leaks() -> Measure:
    from lab import leaks

    return leaks.measure


def _quotes() -> Measure:
    from lab import quotes

    return quotes.measure


def _places() -> Measure:
    from lab import places

    return places.measure


def _aliases() -> Measure:
    from lab import aliases

    return aliases.measure


def _tone() -> Measure:
    from lab import tone

    return tone.measure


def _search() -> Measure:
    from lab import search_truth

    return search_truth.measure


def _topics() -> Measure:
    from lab import topics

    return topics.measure


def _feedback() -> Measure:
    from lab import feedback

    return feedback.measure


# What is measured → a function that imports its module when it is needed. The catalogue of texts explains PATH.
MEASURES: dict[str, Callable[[], Measure]] = {
    "extract": _extract,
    "clean": _clean,
    "dates": _dates,
    "cases": _cases,
    "dedupe": _dedupe,
    "entities": _entities,
    "quotes": _quotes,
    "places": _places,
    "aliases": _aliases,
    "tone": _tone,
    "drafts": _drafts,
    "lessons": _lessons,
    "topics": _topics,
    "leaks": _leaks,
    "events": _events,
    "search": _search,
    "feedback": _feedback,
}


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau evaluate`."""
    parser.epilog = text("help.evaluate.epilog")
    parser.add_argument("what", choices=MEASURES, help=text("help.evaluate.what"))
    parser.add_argument(
        "path", nargs="?", default="", help="; ".join(f"{what}: {text(f'help.evaluate.path_{what}')}" for what in MEASURES)
    )
    parser.add_argument("--baseline", metavar="NAMES", help=text("help.evaluate.baseline"))
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help=text("help.evaluate.rounds"))
    parser.add_argument("--repeat", type=int, default=0, metavar="N", help=text("help.evaluate.repeat"))
    parser.add_argument("--without-rules", action="store_true", help=text("help.evaluate.without_rules"))
    parser.add_argument("--floor", type=Path, metavar="FILE", help=text("help.evaluate.floor"))
    parser.add_argument("--write-floor", type=Path, metavar="FILE", help=text("help.evaluate.write_floor"))
    parser.add_argument("--json", action="store_true", help=text("help.json"))


def run(args: Namespace) -> int:
    """Print the figures; exit code 1 where one is below its floor. Raises BadInput for a corpus or floor that does not fit."""
    if args.rounds < 0 or args.repeat < 0:
        raise BadInput("--rounds and --repeat are numbers from 0 up; give one of those")
    floor = read_floor(args.floor, args.what) if args.floor else None
    if not args.path and args.what != "cases":
        raise BadInput(f"give what is measured: {text(f'help.evaluate.path_{args.what}')}")
    measure = MEASURES[args.what]()
    report = measure(args.path, Options(_baselines(args.baseline), args.rounds, args.repeat, args.without_rules))
    if args.json:
        print(json.dumps(as_json(report), ensure_ascii=False, indent=2))
    else:
        print_report(report, terminal(170))
    if args.write_floor:
        write_floor(args.write_floor, report)
    failed = below(report, floor) if floor else []
    for line in failed:
        print(line, file=sys.stderr)
    return 1 if failed else 0


def _baselines(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    return () if names == ("none",) else names


def as_json(report: Report) -> dict[str, object]:
    """Return the report as a JSON object: figures by name, tables as lists of objects."""
    return {
        "what": report.what,
        "corpus": report.corpus,
        "items": report.items,
        "digest": report.digest,
        "figures": {figure.name: figure.value for figure in report.figures},
        "tables": [_plain(table) for table in report.tables],
        "notes": list(report.notes),
    }


def _plain(table: Table) -> dict[str, object]:
    return {
        "title": table.title,
        "columns": [column.heading for column in table.columns],
        "rows": [list(row) for row in table.rows],
    }


def print_report(report: Report, console: Console) -> None:
    """Print the tables for people."""
    console.print(f"[bold]{report.what}[/]: {escape(visible(report.corpus))}, digest {report.digest}", highlight=False)
    for table in report.tables:
        shown = RichTable(title=escape(table.title), title_justify="left")
        for column in table.columns:
            shown.add_column(escape(column.heading), justify="left" if column.form == "s" else "right", overflow="fold")
        for row in table.rows:
            shown.add_row(*(escape(visible(_cell(value, column))) for value, column in zip(row, table.columns, strict=True)))
        console.print(shown)
    for note in report.notes:
        console.print(escape(visible(note)), highlight=False)


def _cell(value: Value, column: Column) -> str:
    if value is None:
        return "·"
    return value if isinstance(value, str) else format(value, column.form)
