"""Connections that only read, as a role that can do nothing else if the server has one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from pantau.errors import PantauError, WarehouseUnavailable
from pantau.settings import Settings
from pantau.warehouse import embedded
from pantau.warehouse.configured import READ_VARIABLE, VARIABLE, configured, configured_reading
from pantau.warehouse.connection import connect, dial, dsn, one_line
from pantau.warehouse.roles import READ
from pantau.warehouse.schema import current

_current: set[str] = set()  # addresses whose schema this process has checked
SAME_LOGIN = (
    "read with the login that loads, in read-only transactions: give this server a role that can only read "
    "(docs/operate.md, “Who may do what”) and its address in PANTAU_WAREHOUSE_READ"
)


@contextmanager
def connect_reading(settings: Settings) -> Iterator[psycopg.Connection]:
    """Yield a read-only connection in UTC, rolled back at the end; of `pantau_read` if there is no other reading address.

    On a server without such a role it uses the login that loads; `reads_apart` tells. Raises PantauError if the warehouse does
    not answer, or if its schema is another Pantau's and there is no loading address to bring it up to date.
    """
    connection = _open(settings)
    try:
        connection.read_only = True
        _see_that_it_is_current(connection, settings)
        yield connection
    finally:
        connection.close()


def reads_apart(connection: psycopg.Connection) -> bool:
    """Tell whether the role of a reading connection owns nothing here and rules nobody."""
    asked = "SELECT rolsuper OR pg_has_role(d.datdba, 'USAGE') OR EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)"
    row = connection.execute(
        f"{asked} FROM pg_roles r, pg_database d WHERE rolname = current_user AND datname = current_database()"
    ).fetchone()
    return row == (False,)


def _open(settings: Settings) -> psycopg.Connection:
    given = configured_reading(settings)
    try:
        return dial(given) if given else _without_reading_address(settings)
    except psycopg.OperationalError as error:
        name = f"PANTAU_WAREHOUSE_READ or {READ_VARIABLE}" if given else f"PANTAU_WAREHOUSE or {VARIABLE}"
        raise WarehouseUnavailable(f"the warehouse does not answer ({one_line(error)}); check {name}") from None


def _without_reading_address(settings: Settings) -> psycopg.Connection:
    """Log in as `pantau_read`: no query can turn it into the loader. After SET ROLE one could, because RESET ROLE takes it
    back."""
    address = dsn(settings)
    reader, ours = _as_reader(address), embedded.is_own(settings, address)
    try:
        return dial(reader)
    except psycopg.OperationalError:
        if not ours and reader == address:
            raise
    if ours:
        embedded.start(settings)  # it crashed, is being stopped, or was made before there were roles
        return dial(_as_reader(dsn(settings)))
    return dial(address)


def _as_reader(address: str) -> str:
    """Return the address with another user; only over a socket, because elsewhere a login has its own password."""
    if not str(conninfo_to_dict(address).get("host", "")).startswith("/"):
        return address
    return make_conninfo(address, user=READ)


def _see_that_it_is_current(connection: psycopg.Connection, settings: Settings) -> None:
    """Check once in this process whether the schema is this Pantau's, and have it brought up to date if it is not."""
    key = f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}/{connection.info.user}"
    if key not in _current:
        up_to_date = current(connection)
        connection.rollback()
        if not up_to_date:
            _bring_up_to_date(settings)
        _current.add(key)


def _bring_up_to_date(settings: Settings) -> None:
    if configured_reading(settings) and not configured(settings):
        raise PantauError(
            "the warehouse is of another version of Pantau, and only its reading address is known here; "
            "bring it up to date where it is loaded: `pantau status` there, or the service init"
        )
    with connect(settings):  # migrates
        pass
