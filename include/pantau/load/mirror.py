"""The tables `outlets` and `feeds`: the catalogue of seeds/ as of the last load."""

from __future__ import annotations

from dataclasses import astuple, fields, replace
from pathlib import Path
from typing import Any

import psycopg

from pantau.load.rows import copy_rows
from pantau.model import INDEPENDENT, Feed, Outlet
from pantau.warehouse.locks import SWAP_LOCK
from pantau.workspace import Workspace

_OUTLET = ", ".join(field.name for field in fields(Outlet))
_FEED = ", ".join(field.name for field in fields(Feed))
_STAGED = """CREATE TEMP TABLE staged_outlets (LIKE outlets) ON COMMIT DROP;
CREATE TEMP TABLE staged_feeds (LIKE feeds) ON COMMIT DROP"""


def mirror_catalogue(connection: psycopg.Connection, work: Workspace) -> None:
    """Make the tables equal to the catalogue, in the caller's transaction; write nothing if they are equal already.

    Every load calls it, also for a day that does not change: a new note on an outlet is no reason to load a day again.
    """
    outlets = sorted(_values(_without_marker(outlet)) for outlet in work.catalogue.outlets.values())
    feeds = sorted(map(_values, work.catalogue.feeds))
    if _read_stored(connection, "outlets", _OUTLET) == outlets and _read_stored(connection, "feeds", _FEED) == feeds:
        return
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [SWAP_LOCK])
    connection.execute(_STAGED.encode())
    copy_rows(connection, f"COPY staged_outlets ({_OUTLET}) FROM STDIN", outlets)
    copy_rows(connection, f"COPY staged_feeds ({_FEED}) FROM STDIN", feeds)
    connection.execute((Path(__file__).parent / "mirror.sql").read_bytes())


def _without_marker(outlet: Outlet) -> Outlet:
    """Return an outlet as the table has it, without the marker of independent outlets, because they belong to no group."""
    return replace(outlet, owner_group="") if outlet.owner_group == INDEPENDENT else outlet


def _values(row: Outlet | Feed) -> list[Any]:
    return [list(value) if isinstance(value, tuple) else value for value in astuple(row)]


def _read_stored(connection: psycopg.Connection, table: str, columns: str) -> list[list[Any]]:
    rows = connection.execute(f"SELECT {columns} FROM {table}".encode())  # noqa: S608 — the names of our own tables
    return sorted(list(row) for row in rows)
