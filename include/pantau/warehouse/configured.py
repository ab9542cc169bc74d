"""The configured addresses, for loading and for reading: a setting, or a connection in one of Airflow's forms."""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import Conninfo

from pantau.errors import BadInput
from pantau.settings import Settings

VARIABLE = "AIRFLOW_CONN_PANTAU_WAREHOUSE"
READ_VARIABLE = "AIRFLOW_CONN_PANTAU_WAREHOUSE_READ"
_SCHEMES = ("postgres", "postgresql")


def configured(settings: Settings) -> str:
    """Return the configured loading address in the form of libpq, "" if there is none.

    Raises BadInput that names the variable if it is not PostgreSQL's.
    """
    return _read_configured(settings.warehouse, "PANTAU_WAREHOUSE", VARIABLE)


def configured_reading(settings: Settings) -> str:
    """Return the configured reading address, like `configured`."""
    return _read_configured(settings.warehouse_read, "PANTAU_WAREHOUSE_READ", READ_VARIABLE)


def _read_configured(setting: str, name: str, variable: str) -> str:
    if setting:
        return _check_address(setting, name)
    value = os.environ.get(variable, "").strip()
    if not value:
        return ""
    return _from_json(value, variable) if value.startswith("{") else _from_uri(value, variable)


def _check_address(address: str, name: str) -> str:
    try:
        conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        raise BadInput(
            f"{name} is no PostgreSQL address ({error}); write postgresql://user:password@host:5432/database"
        ) from None
    return address


def _from_uri(value: str, name: str) -> str:
    """Read Airflow's URI form, in which every part may be percent-encoded and the query holds the extras."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise BadInput(f"{name} is no connection URI ({error}); write postgresql://user:password@host:5432/database") from None
    _postgres_only(parts.scheme, name)
    # urlsplit lowers the host, and an encoded socket folder is a path: take it from the text
    host = unquote(
        parts.netloc.rpartition("@")[2].rsplit(":", 1)[0] if port is not None else parts.netloc.rpartition("@")[2].rstrip(":")
    )
    extras: dict[str, Any] = dict(parse_qsl(parts.query))
    if "__extra__" in extras:
        extras |= _object(extras.pop("__extra__"), "its __extra__", name)
    return _conninfo(host, port, unquote(parts.username or ""), unquote(parts.password or ""), unquote(parts.path[1:]), extras)


def _from_json(value: str, name: str) -> str:
    row = _object(value, "it", name)
    _postgres_only(str(row.get("conn_type", "postgres")), name)
    extra = row.get("extra") or {}
    extras = _object(extra, "its extra", name) if isinstance(extra, str) else extra
    return _conninfo(row.get("host"), row.get("port"), row.get("login"), row.get("password"), row.get("schema"), extras)


def _object(text: str, what: str, name: str) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(f"{name}: {what} is not JSON ({error.msg} at column {error.colno})") from None
    if not isinstance(row, dict):
        raise BadInput(f"{name}: {what} must be a JSON object")
    return row


def _postgres_only(kind: str, name: str) -> None:
    if kind not in _SCHEMES:
        raise BadInput(f"{name}: the warehouse is PostgreSQL, not {kind!r}; write postgresql://user:password@host:5432/database")


def _conninfo(host: Any, port: Any, user: Any, password: Any, database: Any, extras: dict[str, Any]) -> str:
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    given = {"host": host, "port": port, "user": user, "password": password, "dbname": database}
    # Airflow's hook has extras of its own (cursor, iam, …) that libpq does not know
    given |= {key: value for key, value in extras.items() if key in known}
    return make_conninfo("", **{key: str(value) for key, value in given.items() if value not in (None, "")})
