"""Connections to the warehouse, wherever it is."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import Conninfo

from pantau.errors import BadInput, PantauError
from pantau.settings import Settings
from pantau.warehouse import embedded
from pantau.warehouse.schema import migrate

VARIABLE = "AIRFLOW_CONN_PANTAU_WAREHOUSE"
CONNECT_TIMEOUT_S = 10
_SCHEMES = ("postgres", "postgresql")
_migrated: set[str] = set()  # addresses this process has brought up to date


def dsn(settings: Settings) -> str:
    """Return the warehouse's libpq connection string; the embedded server is started when it is the one and is down.

    Raises BadInput naming the variable when an address is given but is not PostgreSQL's.
    """
    return _configured(settings) or embedded.address(settings) or embedded.start(settings)


def _configured(settings: Settings) -> str:
    if settings.warehouse:
        return _checked(settings.warehouse)
    value = os.environ.get(VARIABLE, "").strip()
    if not value:
        return ""
    return _from_json(value) if value.startswith("{") else _from_uri(value)


def _checked(address: str) -> str:
    try:
        conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        raise BadInput(
            f"PANTAU_WAREHOUSE is no PostgreSQL address ({error}); write postgresql://user:password@host:5432/database"
        ) from None
    return address


def _from_uri(value: str) -> str:
    """Read Airflow's URI form, in which every part may be percent-encoded and the query holds the extras."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise BadInput(
            f"{VARIABLE} is no connection URI ({error}); write postgresql://user:password@host:5432/database"
        ) from None
    _postgres_only(parts.scheme)
    # urlsplit lowers the host, and an encoded socket folder is a path: take it from the text
    host = unquote(
        parts.netloc.rpartition("@")[2].rsplit(":", 1)[0] if port is not None else parts.netloc.rpartition("@")[2].rstrip(":")
    )
    extras: dict[str, Any] = dict(parse_qsl(parts.query))
    if "__extra__" in extras:
        extras |= _object(extras.pop("__extra__"), "its __extra__")
    return _conninfo(host, port, unquote(parts.username or ""), unquote(parts.password or ""), unquote(parts.path[1:]), extras)


def _from_json(value: str) -> str:
    row = _object(value, "it")
    _postgres_only(str(row.get("conn_type", "postgres")))
    extra = row.get("extra") or {}
    extras = _object(extra, "its extra") if isinstance(extra, str) else extra
    return _conninfo(row.get("host"), row.get("port"), row.get("login"), row.get("password"), row.get("schema"), extras)


def _object(text: str, what: str) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(f"{VARIABLE}: {what} is not JSON ({error.msg} at column {error.colno})") from None
    if not isinstance(row, dict):
        raise BadInput(f"{VARIABLE}: {what} must be a JSON object")
    return row


def _postgres_only(kind: str) -> None:
    if kind not in _SCHEMES:
        raise BadInput(
            f"{VARIABLE}: the warehouse is PostgreSQL, not {kind!r}; write postgresql://user:password@host:5432/database"
        )


def _conninfo(host: Any, port: Any, user: Any, password: Any, database: Any, extras: dict[str, Any]) -> str:
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    given = {"host": host, "port": port, "user": user, "password": password, "dbname": database}
    # Airflow's hook has extras of its own (cursor, iam, …) that libpq does not know
    given |= {name: value for name, value in extras.items() if name in known}
    return make_conninfo("", **{name: str(value) for name, value in given.items() if value not in (None, "")})


@contextmanager
def connect(settings: Settings) -> Iterator[psycopg.Connection]:
    """Yield a connection in UTC with the schema up to date; it commits at the end and rolls back on an error.

    Raises PantauError with what to check when the server cannot be reached.
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
        return _dial(address)
    except psycopg.OperationalError as error:
        if _configured(settings):
            raise PantauError(
                f"the warehouse does not answer ({_one_line(error)}); check PANTAU_WAREHOUSE or {VARIABLE}"
            ) from None
    try:
        return _dial(embedded.start(settings))  # it crashed, or was just being stopped
    except psycopg.OperationalError as error:
        raise PantauError(
            f"the embedded PostgreSQL does not answer ({_one_line(error)}); see {embedded.data_folder(settings)}"
        ) from None


def _dial(address: str) -> psycopg.Connection:
    program = os.path.basename(sys.argv[0]) or "python"
    given = conninfo_to_dict(address)
    extras: dict[str, Any] = {"application_name": f"pantau {program}", "connect_timeout": CONNECT_TIMEOUT_S}
    connection = psycopg.connect(address, **{name: value for name, value in extras.items() if name not in given})
    connection.autocommit = True
    connection.execute("SET timezone = 'UTC'")
    connection.autocommit = False
    return connection


def _migrate_once(connection: psycopg.Connection) -> None:
    key = f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}/{connection.info.user}"
    if key not in _migrated:
        migrate(connection)
        _migrated.add(key)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
