"""`pantau sql`: runs one query on the warehouse, read only, and prints a table, CSV or JSON."""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from math import isfinite
from typing import Any, TextIO, cast

import psycopg
from psycopg.adapt import Loader
from psycopg.pq import ExecStatus

from pantau.errors import BadInput, visible
from pantau.settings import settings
from pantau.terminal import json_text, terminal
from pantau.warehouse.cells import plain_value, safe_cell, text_of_value
from pantau.warehouse.reading import SAME_LOGIN, connect_reading, reads_apart
from pantau.words import text

LONGEST_S = 86_400
MOST_ROWS = 500  # rows of the table; CSV and JSON give all
PIPED = 200  # columns of a table that does not go to a terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `pantau sql`."""
    parser.add_argument("sql", metavar="SQL", help=text("help.sql.sql"))
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--csv", action="store_true", help=text("help.sql.csv"))
    shape.add_argument("--json", action="store_true", help=text("help.sql.json"))
    parser.add_argument("--timeout", type=int, default=60, metavar="SECONDS", help=text("help.sql.timeout"))


def run(args: argparse.Namespace) -> int:
    """Answer one query. Raises BadInput with PostgreSQL's own message if it cannot be answered."""
    question = _question(args.sql)
    if not 1 <= args.timeout <= LONGEST_S:
        raise BadInput(f"--timeout {args.timeout} is no number of seconds; give 1 to {LONGEST_S}")
    write = _write_csv if args.csv else _write_json if args.json else _write_table
    with connect_reading(settings()) as connection:
        if sys.stderr is not None and sys.stderr.isatty() and not reads_apart(connection):
            print(f"pantau sql: note: {SAME_LOGIN}", file=sys.stderr)
        connection.adapters.register_loader("numeric", _Number)
        connection.execute(f"SET LOCAL statement_timeout = {args.timeout * 1000:d}".encode())
        try:
            _answer(connection, question, write)
        except psycopg.Error as error:
            raise BadInput(_one_line(error, args.timeout)) from None
    return 0


def _question(given: str) -> str:
    if given == "-" and sys.stdin is None:
        raise BadInput("standard input is closed; pipe the statement into it, or give it as an argument")
    question = sys.stdin.read() if given == "-" else given
    if "\0" in question or not question.encode("utf-8", "replace").decode() == question:
        raise BadInput("the statement is not UTF-8 text; save it as UTF-8")
    return question


class _Number(Loader):
    """Load numeric as int or float, for figures that people and JSON read (a Decimal('3') is neither)."""

    def load(self, data: Any) -> int | float:
        text = bytes(data).decode()
        return int(text) if re.fullmatch(r"-?\d+", text) else float(text)


def _answer(connection: psycopg.Connection, question: str, write: Any) -> None:
    """Stream the answer, so that a large one is never held. A prepared statement is single: no COMMIT can bring a second."""
    columns = _prepare(connection, question)
    if not columns:
        raise BadInput("the statement gives no rows; `pantau sql` only reads: write a SELECT")
    with connection.cursor() as cursor:
        rows = cast("Generator[Sequence[Any]]", cursor.stream("EXECUTE question"))
        with closing(rows):  # left open by a reader that has gone (`… | head`), it keeps the lock for which the rollback waits
            write(columns, rows, sys.stdout)


def _prepare(connection: psycopg.Connection, question: str) -> list[str]:
    connection.execute("SELECT 1")  # from here on the transaction cannot write, whatever the query says
    server = connection.pgconn
    for result in (server.prepare(b"question", question.encode()), server.describe_prepared(b"question")):
        if result.status == ExecStatus.FATAL_ERROR:
            raise psycopg.errors.error_from_result(result)
    return [(result.fname(number) or b"").decode() for number in range(result.nfields)]


def _write_csv(columns: list[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([safe_cell(name) for name in columns])
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])


def _write_json(columns: list[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    for row in rows:
        values = (None if isinstance(value, float) and not isfinite(value) else value for value in row)  # JSON has no NaN
        out.write(json_text(dict(zip(columns, values, strict=True)), default=plain_value) + "\n")


def _write_table(columns: list[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for name in columns:
        table.add_column(Text(visible(name)), overflow="fold")
    count = 0
    for row in rows:
        count += 1
        if count > MOST_ROWS:
            break
        table.add_row(*[Text("" if value is None else visible(text_of_value(value))) for value in row])
    console = terminal(PIPED, file=out)
    console.print(table)
    if count > MOST_ROWS:
        console.print(f"the first {MOST_ROWS} rows; --csv or --json gives all")


def _one_line(error: psycopg.Error, timeout: int) -> str:
    if isinstance(error, psycopg.errors.QueryCanceled):
        return f"no answer within {timeout} s; narrow the question or give --timeout more seconds"
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return f"{_words(error)}: `pantau sql` only reads; write a SELECT"
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return f"{_words(error)}: `pantau sql` may read the tables and views of the warehouse, nothing else"
    hint = (error.diag.message_hint or "").rstrip(".")
    return f"{_words(error)}; {hint or 'docs/data-dictionary.md describes the tables; so does `pantau sql`: TABLE outlets'}"


def _words(error: psycopg.Error) -> str:
    return error.diag.message_primary or " ".join(str(error).split())
