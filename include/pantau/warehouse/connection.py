"""Connections to the warehouse: a configured server or the embedded one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from pantau.errors import WarehouseUnavailable
from pantau.settings import Settings
from pantau.warehouse import embedded
from pantau.warehouse.configured import VARIABLE, configured
from pantau.warehouse.roles import ADMIN
from pantau.warehouse.schema import migrate
from pantau.warehouse.telling import TellingConnection, said

CONNECT_TIMEOUT_S = 10
SOCKET_TIMEOUT_S = 2  # seconds; a server on this machine answers in milliseconds, or something is wrong with it
_migrated: set[str] = set()  # addresses whose schema this process has brought up to date


def dsn(settings: Settings) -> str:
    """Return the libpq connection string of the warehouse. If that is the embedded server and it is down, start it.

    Raises BadInput that names the variable if a given address is not PostgreSQL's.
    """
    return _loading(settings) or embedded.join(settings) or embedded.start(settings)


def _loading(settings: Settings) -> str:
    """Return the configured address; the loader's if it is the embedded server's own from before there were roles."""
    given = configured(settings)
    if given and (found := embedded.address(settings, role=ADMIN)) and conninfo_to_dict(given) == conninfo_to_dict(found):
        return embedded.address(settings) or given
    return given


@contextmanager
def connect(settings: Settings) -> Iterator[psycopg.Connection]:
    """Yield a connection in UTC with the schema up to date. It commits at the end and rolls back on an error.

    Raises WarehouseUnavailable with what to check if the server cannot be reached.
    """
    connection = _open(settings)
    try:
        _migrate_once(connection)
        with connection:
            yield connection
    finally:
        connection.close()


def _open(settings: Settings) -> psycopg.Connection:
    address = dsn(settings)
    try:
        return dial(address)
    except psycopg.OperationalError as error:
        if not embedded.is_own(settings, address):
            raise WarehouseUnavailable(
                f"the warehouse does not answer ({one_line(error)}); check PANTAU_WAREHOUSE or {VARIABLE}"
            ) from None
    try:
        return dial(embedded.start(settings))  # the server crashed, was just being stopped, or lost its socket
    except psycopg.OperationalError as error:
        raise WarehouseUnavailable(
            f"the embedded PostgreSQL does not answer ({one_line(error)}); see {embedded.data_folder(settings)}"
        ) from None


def dial(address: str) -> psycopg.Connection:
    """Return a new connection in UTC with the name of this program; raises psycopg.OperationalError."""
    program = os.path.basename(sys.argv[0]) or "python"
    given = conninfo_to_dict(address)
    patience_s = SOCKET_TIMEOUT_S if str(given.get("host", "")).startswith("/") else CONNECT_TIMEOUT_S
    extras: dict[str, Any] = {"application_name": f"pantau {program}", "connect_timeout": patience_s}
    connection = TellingConnection.connect(address, **{name: value for name, value in extras.items() if name not in given})
    connection.autocommit = True
    connection.execute("SET timezone = 'UTC'")
    connection.autocommit = False
    return connection


def _migrate_once(connection: psycopg.Connection) -> None:
    key = f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}/{connection.info.user}"
    if key not in _migrated:
        migrate(connection)
        _migrated.add(key)


def one_line(error: Exception) -> str:
    """Return the message of an error on one line, its class name if it has none, and the statement that caused it."""
    return said(error) if isinstance(error, psycopg.Error) else " ".join(str(error).split()) or type(error).__name__
