"""What each loaded day was loaded from, so that a load of the very same leaves the rows as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

_READ = "SELECT common, origin FROM landing.loaded_days WHERE day = %s"
_FORGET = "DELETE FROM landing.loaded_days WHERE day = ANY(%s::date[])"
_FORGET_OLDER = "DELETE FROM landing.loaded_days WHERE common <> %s"
_SAVE = "INSERT INTO landing.loaded_days (day, common, origin) VALUES (%s, %s, %s)"


def read_loaded(connection: psycopg.Connection, day: str) -> tuple[str, str] | None:
    """Return what the day was loaded from: the digest that every day shares, and the day's own; None if unknown."""
    return connection.execute(_READ, [day]).fetchone()


def forget_loaded(connection: psycopg.Connection, days: Sequence[str]) -> None:
    """Forget what these days were loaded from; the next load of each writes its rows anew."""
    connection.execute(_FORGET, [list(days)])


def save_loaded(connection: psycopg.Connection, day: str, common: str, origin: str) -> None:
    """Remember what the day was loaded from, and forget every day that shares another `common`."""
    connection.execute(_FORGET_OLDER, [common])
    forget_loaded(connection, [day])
    connection.execute(_SAVE, [day, common, origin])
