"""Which run has a day for itself, since when it is quiet, and the versions that it began with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

_HOLDER = (
    """SELECT run, clock_timestamp() - quiet_since > make_interval(secs => patience_s) FROM landing.day_locks WHERE day = %s"""
)
_TAKE = """INSERT INTO landing.day_locks (day, run, quiet_since, patience_s)
VALUES (%(day)s, %(run)s, clock_timestamp(), %(patience)s)
ON CONFLICT (day) DO UPDATE SET run = excluded.run, quiet_since = excluded.quiet_since, patience_s = excluded.patience_s,
  versions = CASE WHEN day_locks.run = excluded.run THEN day_locks.versions END"""
_PIN = "UPDATE landing.day_locks SET versions = %s WHERE day = %s AND (versions IS NULL OR %s)"
_PINNED = "SELECT versions FROM landing.day_locks WHERE day = %s"
_QUIET = "UPDATE landing.day_locks SET quiet_since = clock_timestamp() WHERE day = %s AND run = %s"
_GIVE_BACK = "DELETE FROM landing.day_locks WHERE day = %s AND run = %s"


def read_holder(connection: psycopg.Connection, day: str) -> tuple[str, bool] | None:
    """Return the run that holds a day, and whether it has been quiet longer than it may; None if no run holds the day."""
    return connection.execute(_HOLDER, [day]).fetchone()


def save_holder(connection: psycopg.Connection, day: str, run: str, patience_s: float) -> None:
    """Give the day to a run, which may be quiet for `patience_s` seconds between two stages."""
    connection.execute(_TAKE, {"day": day, "run": run, "patience": patience_s})


def pin_versions(connection: psycopg.Connection, day: str, versions: Mapping[str, str], *, anew: bool) -> Mapping[str, str]:
    """Pin these versions if none are pinned, or `anew`; return those that are pinned."""
    connection.execute(_PIN, [json.dumps(dict(versions)), day, anew])
    return pinned_versions(connection, day) or versions


def pinned_versions(connection: psycopg.Connection, day: str) -> Mapping[str, str]:
    """Return the versions that are pinned for a day; {} if no run holds it, or none has pinned any."""
    row = connection.execute(_PINNED, [day]).fetchone()
    return row[0] if row and row[0] else {}


def note_quiet(connection: psycopg.Connection, day: str, run: str) -> None:
    """Note that the run has ended a stage and is quiet from now on."""
    connection.execute(_QUIET, [day, run])


def forget_holder(connection: psycopg.Connection, day: str, run: str) -> None:
    """Give the day back."""
    connection.execute(_GIVE_BACK, [day, run])
