"""The error of a lost connection names the store and the statement, wherever in the work of psycopg it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from databases import server_address
from pantau.errors import WarehouseUnavailable
from pantau.remedies import named
from pantau.settings import Settings
from pantau.warehouse import connect

_INSERT = "INSERT INTO t VALUES (%s)"
Work = Callable[[psycopg.Connection, Callable[[], None]], None]


def _many(connection: psycopg.Connection, lose: Callable[[], None]) -> None:
    """BEGIN goes out together with the statement, inside a pipeline."""
    lose()
    connection.cursor().executemany(_INSERT, [[1], [2]])


def _many_in_a_transaction(connection: psycopg.Connection, lose: Callable[[], None]) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        lose()
        cursor.executemany(_INSERT, [[1], [2]])


def _many_halfway(connection: psycopg.Connection, lose: Callable[[], None]) -> None:
    def rows() -> Iterator[list[int]]:
        yield [1]
        lose()
        yield [2]

    connection.cursor().executemany(_INSERT, rows())


def _one(connection: psycopg.Connection, lose: Callable[[], None]) -> None:
    lose()
    connection.execute(_INSERT, [1])


def _copy(connection: psycopg.Connection, lose: Callable[[], None]) -> None:
    lose()
    with connection.cursor().copy("COPY t FROM STDIN") as copy:
        copy.write_row([1])


def _begin(connection: psycopg.Connection, lose: Callable[[], None]) -> None:
    lose()
    with connection.transaction():
        pytest.fail("there is no server to begin it")


def _commit(connection: psycopg.Connection, lose: Callable[[], None]) -> None:
    connection.execute(_INSERT, [1])
    lose()


_WORK: list[tuple[Work, str]] = [
    (_many, _INSERT),
    (_many_in_a_transaction, _INSERT),
    (_many_halfway, _INSERT),
    (_one, _INSERT),
    (_copy, "COPY t FROM STDIN"),
    (_begin, "BEGIN"),
    (_commit, "COMMIT"),
]


def _ended(connection: psycopg.Connection, server: Settings) -> Callable[[], None]:
    """The server ends the session, as it does when it is stopped."""
    backend = connection.info.backend_pid

    def lose() -> None:
        with psycopg.connect(server_address(server, "postgres"), autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])

    return lose


def _closed(connection: psycopg.Connection, _server: Settings) -> Callable[[], None]:
    """The connection is dead already, and psycopg knows it."""
    return connection.pgconn.finish


# A connection that is closed has nothing to commit.
_CASES = [(work, said, way) for work, said in _WORK for way in (_ended, _closed) if (work, way) != (_commit, _closed)]


@pytest.mark.parametrize(("work", "statement", "way"), _CASES)
def test_a_lost_connection_is_named(
    database: Settings, database_server: Settings, work: Work, statement: str, way: Callable[..., Any]
) -> None:
    with connect(database) as connection:
        connection.execute("CREATE TABLE t (n int)")
    with pytest.raises(psycopg.Error) as caught, connect(database) as connection:
        work(connection, way(connection, database_server))
    told = named(caught.value)
    assert isinstance(told, WarehouseUnavailable), told
    no_cursor = way is _closed and work in (_many, _one, _copy)  # then only the statement before is known
    assert ("(after: " if no_cursor else f"(while: {statement})") in str(told)
    assert "the warehouse does not answer" in str(told)
    assert "\n" not in str(told)
