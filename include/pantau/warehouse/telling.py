"""A PostgreSQL connection whose errors name the statement that failed, because the server's own message often does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.abc import PQGen

LONGEST = 120


class TellingConnection(psycopg.Connection[Any]):
    """A connection that notes on every psycopg.Error the statement it was about; else it is psycopg's own."""

    statement = ""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.cursor_factory = _TellingCursor
        self.server_cursor_factory = _TellingServerCursor

    def wait(self, gen: PQGen[Any], *args: Any, **given: Any) -> Any:
        """Do what psycopg's own method does, and note the statement on what it raises."""
        with _noting(self):
            return super().wait(gen, *args, **given)

    def cursor(self, *args: Any, **given: Any) -> Any:
        """Return a cursor. If the connection was lost before, the error says after which statement."""
        with _noting(self, "after"):
            return super().cursor(*args, **given)

    def commit(self) -> None:
        """Commit the transaction."""
        self.statement = "COMMIT"
        with _noting(self):
            super().commit()

    @contextmanager
    def transaction(self, savepoint_name: str | None = None, force_rollback: bool = False) -> Iterator[psycopg.Transaction]:
        """Yield inside a transaction, which commits at the end."""
        self.statement = "BEGIN"
        with super().transaction(savepoint_name, force_rollback) as begun:
            yield begun
            self.statement = "COMMIT"


class _TellingCursor(psycopg.Cursor[Any]):
    def execute(self, query: Any, *args: Any, **given: Any) -> Any:
        with _telling(self.connection, query):
            return super().execute(query, *args, **given)

    def executemany(self, query: Any, *args: Any, **given: Any) -> None:
        with _telling(self.connection, query):
            super().executemany(query, *args, **given)

    @contextmanager
    def copy(self, statement: Any, *args: Any, **given: Any) -> Iterator[psycopg.Copy]:
        with _telling(self.connection, statement), super().copy(statement, *args, **given) as copy:
            yield copy


class _TellingServerCursor(psycopg.ServerCursor[Any]):
    def execute(self, query: Any, *args: Any, **given: Any) -> Any:
        with _telling(self.connection, query):
            return super().execute(query, *args, **given)


@contextmanager
def _telling(connection: object, query: Any) -> Iterator[None]:
    """Note the statement also on an error before anything was sent, as from a connection that was lost earlier."""
    if not isinstance(connection, TellingConnection):
        yield
        return
    connection.statement = short(query)
    with _noting(connection):
        yield


@contextmanager
def _noting(connection: TellingConnection, when: str = "while") -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        if connection.statement and not getattr(error, "__notes__", None):
            error.add_note(f"{when}: {connection.statement}")
        raise


def short(query: Any) -> str:
    """Return the beginning of a statement on one line."""
    text = query.decode() if isinstance(query, bytes) else query if isinstance(query, str) else str(query)
    line = " ".join(text[: 4 * LONGEST].split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def said(error: psycopg.Error) -> str:
    """Return the server's message and the statement that it is about, on one line."""
    words = " ".join(str(error).split()) or type(error).__name__
    return " ".join([words, *(f"({note})" for note in getattr(error, "__notes__", ()))])
