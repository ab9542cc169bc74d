"""`pantau search QUERY`: prints what a query finds in the warehouse, or with --in in lines of a file, by the same analyzer
and SQL."""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from pantau.day import WIB, parse_day
from pantau.errors import BadInput
from pantau.search.compiled import compile_query
from pantau.search.find import MOST, ArticleHit, SearchRequest, find_articles
from pantau.search.infile import LinesRead, find_lines
from pantau.search.marks import joined
from pantau.search.vocabulary import read_vocabulary
from pantau.settings import settings
from pantau.terminal import json_text, terminal
from pantau.warehouse.cells import safe_cell
from pantau.warehouse.reading import connect_reading
from pantau.words import text

USUAL = 50  # hits, if the user gives no number
COLUMNS = ("id", "title", "outlet", "published_at", "withdrawn_at", "released", "score", "snippet")

_SELDOM = ("withdrawn_at", "released")  # columns of the printed table only where a hit has them
OF_WAREHOUSE = ("outlet", "published_at", "withdrawn_at", "released")  # what lines of a file do not have


def arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `pantau search`."""
    parser.add_argument("query", metavar="QUERY", help=text("help.search.query"))
    parser.add_argument("--from", dest="first", metavar="DAY", help=text("help.search.from"))
    parser.add_argument("--to", dest="last", metavar="DAY", help=text("help.search.to"))
    parser.add_argument("--most", type=int, metavar="N", help=text("help.search.most"))
    parser.add_argument("--time", action="store_true", help=text("help.search.time"))
    parser.add_argument("--in", dest="file", metavar="FILE", help=text("help.search.in"))
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help=text("help.search.json"))
    how.add_argument("--csv", action="store_true", help=text("help.sql.csv"))


def run(args: Namespace) -> int:
    """Print the hits, best first. Raises BadInput for a query, a day or a file that cannot be read."""
    seeds = settings().seeds_dir
    most = args.most if args.most is not None else (MOST if args.file else USUAL)
    if not 1 <= most <= MOST:
        raise BadInput(f"--most {most} is no number of hits; give 1 to {MOST}")
    if args.file and (args.first or args.last):
        raise BadInput("lines of a file have no day; leave --from and --to out, or ask the warehouse without --in")
    query = compile_query(args.query, seeds, fields=not args.file)
    with connect_reading(settings()) as connection:
        if args.file:
            read = find_lines(connection, Path(args.file), query, read_vocabulary(seeds).analyzer, most)
            _write(({"id": hit.id, "title": hit.title, "score": hit.score, "snippet": hit.snippet} for hit in read.hits), args)
            _tell_left(read, args.file)
        else:
            order: Literal["time", "relevance"] = "time" if args.time else "relevance"
            asked = SearchRequest(query, _day(args.first), _day(args.last), order, most=most)
            _write(map(row_of, find_articles(connection, asked, seeds).hits), args)
    return 0


def row_of(hit: ArticleHit) -> dict[str, Any]:
    """Return a hit as a row of COLUMNS; marked words stand in brackets, `released` is a list of rules."""
    published, withdrawn = (moment.isoformat() if moment else None for moment in (hit.published_at, hit.withdrawn_at))
    snippet = joined(hit.snippet, "[", "]")
    values = (hit.article_id, hit.title, hit.outlet, published, withdrawn, hit.released, round(hit.score, 4), snippet)
    return dict(zip(COLUMNS, values, strict=True))


def _day(given: str | None) -> date | None:
    return date.fromisoformat(parse_day(given)) if given else None


def _write(rows: Iterable[Mapping[str, Any]], args: Namespace) -> None:
    if not args.csv and not args.json:
        return _draw(list(rows))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if args.csv:
        writer.writerow(name for name in COLUMNS if not args.file or name not in OF_WAREHOUSE)
    for row in rows:
        if args.csv:
            writer.writerow([safe_cell(value) for value in row.values()])
        else:
            print(json_text(dict(row)))
    return None


def _draw(rows: list[Mapping[str, Any]]) -> None:
    """Print the hits as a table with their times in WIB, or say that there are none."""
    from rich.markup import escape
    from rich.table import Table

    console = terminal(150)
    if not rows:
        console.print(text("commands.search.nothing"))
        return
    names = [name for name in COLUMNS if name in rows[0] and (name not in _SELDOM or any(row[name] for row in rows))]
    table = Table(*(text(f"commands.search.column.{name}") for name in names))
    for row in rows:
        table.add_row(*(escape(_shorten(name, row[name])) for name in names))
    console.print(table)


def _shorten(name: str, value: Any) -> str:
    if name in ("published_at", "withdrawn_at") and value:
        return f"{datetime.fromisoformat(value).astimezone(WIB):%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return ", ".join(value)
    return f"{value:.3f}" if isinstance(value, float) else str(value or "")


def _tell_left(read: LinesRead, file: str) -> None:
    """Say on standard error how many hits are not shown, and which lines were left out and why."""
    if read.found > len(read.hits):
        print(text("commands.search.more", found=read.found, count=len(read.hits)), file=sys.stderr)
    if read.bad:
        word = text("commands.search.line")
        reasons = ", ".join(f"{reason} {count} ({word} {line})" for reason, (count, line) in read.bad.items())
        left = sum(count for count, _ in read.bad.values())
        print(text("commands.search.bad", file=file, count=left, lines=read.lines, reasons=reasons), file=sys.stderr)
