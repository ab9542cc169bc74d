"""The identity of a landing: an id in its root and in the warehouse, so that no stage works with the wrong landing."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pantau.errors import StoreUnavailable
from pantau.landing.database import Database, lock_number
from pantau.stores import FileStore

if TYPE_CHECKING:
    import psycopg

MARKER = "pantau-landing.json"
_LOOKED_FOR = 20  # this many files prove the landing of an installation that is older than markers
_KNOWN = "SELECT landing_id, root FROM landing.identity"
_NOTE = """INSERT INTO landing.identity (landing_id, root) VALUES (%s, %s)
ON CONFLICT (one) DO UPDATE SET landing_id = excluded.landing_id, root = excluded.root, noted_at = now()"""
_FILES = """SELECT warc_file FROM landing.pages JOIN landing.entries e USING (url_key)
WHERE NOT EXISTS (SELECT FROM landing.retired_days r WHERE r.day = e.day)
GROUP BY warc_file ORDER BY max(fetched_at) DESC LIMIT %s"""


class WrongLanding(StoreUnavailable):
    """The landing seen from here is not the one the warehouse belongs to; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The id in the root of the landing ("": none), the id in the warehouse ("": none), and where that was noted."""

    marked: str
    known: str
    noted_root: str


def read_identity(database: Database, store: FileStore) -> Identity:
    """Return the ids of the landing and of the warehouse. Raises StoreUnavailable if one of them does not answer."""
    with database.session() as connection:
        return read_identity_by(connection, store)


def read_identity_by(connection: psycopg.Connection, store: FileStore) -> Identity:
    """Return the same through a connection that may only read."""
    known, root = _read_known(connection)
    return Identity(_read_marker(store), known, root)


def check_identity(database: Database, store: FileStore) -> str:
    """Return the id of the landing; raise WrongLanding if it is not the warehouse's. The first use makes the id.

    It costs one query and one small read. The marker is written before the warehouse knows it; after a kill in between, the
    next use goes on from there. WARC files prove the landing of an installation that is older than markers.
    """
    found = read_identity(database, store)
    if found.known and found.known == found.marked:
        return found.known
    with database.transaction() as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number("pantau.landing.identity")])
        known, root = _read_known(connection)
        marked = _read_marker(store)
        if known and known != marked:
            raise WrongLanding(_refusal(store, Identity(marked, known, root)))
        if not known:
            _refuse_another(connection, store, marked)
            marked = marked or _mark(store)
            connection.execute(_NOTE, [marked, str(store.root)])
        return marked


def see_identity(database: Database, store: FileStore) -> str:
    """Return the id of the landing, "" if neither store has one yet. Raises WrongLanding as above, and writes nothing."""
    found = read_identity(database, store)
    if found.known and found.known != found.marked:
        raise WrongLanding(_refusal(store, found))
    if not found.known:
        with database.session() as connection:
            _refuse_another(connection, store, found.marked)
    return found.known


def adopt(database: Database, store: FileStore) -> str:
    """Make the landing seen from here the one of the warehouse, whatever both knew; return its id. Only a person may decide
    this."""
    with database.transaction() as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number("pantau.landing.identity")])
        try:
            marked = _read_marker(store)
        except WrongLanding:  # a marker that cannot be read
            marked = ""
        known, _ = _read_known(connection)
        if not marked:
            marked = known or uuid.uuid4().hex
            store.write(MARKER, _content(marked))
        connection.execute(_NOTE, [marked, str(store.root)])
    return marked


def _read_known(connection: psycopg.Connection) -> tuple[str, str]:
    row = connection.execute(_KNOWN).fetchone()
    return (str(row[0]), str(row[1])) if row else ("", "")


def _read_marker(store: FileStore) -> str:
    for attempt in range(2):  # a read that was cut short proves nothing: read again
        try:
            return str(json.loads(store.read(MARKER))["landing"])
        except FileNotFoundError:
            return ""
        except (ValueError, KeyError, TypeError):
            if attempt:
                break
    raise WrongLanding(
        f"{store.root / MARKER} says nothing of which landing this is; nothing was changed. Restore that file, or where this is "
        "the right landing: pantau landing --adopt"
    )


def _mark(store: FileStore) -> str:
    """Give the landing an id; an id that is there already stays."""
    mine = uuid.uuid4().hex
    return mine if store.create(MARKER, _content(mine)) else _read_marker(store)


def _content(landing_id: str) -> bytes:
    return json.dumps({"landing": landing_id}).encode() + b"\n"


def _refuse_another(connection: psycopg.Connection, store: FileStore, marked: str) -> None:
    """Raise WrongLanding if the files say that the landing and a warehouse without an id do not belong together.

    The files prove a warehouse that knows pages, also if a run ended between the marker and its note in the warehouse.
    """
    files = [str(row[0]) for row in connection.execute(_FILES, [_LOOKED_FOR]).fetchall()]
    if not files:
        _refuse_empty(connection, store, marked)
    elif all(store.size(file) is None for file in files):
        raise WrongLanding(
            f"the landing {store.root} has none of the {len(files)} newest files that the warehouse {_name(connection)} knows, "
            f"as {files[0]}: it is another one, or not mounted. Nothing was changed. Correct PANTAU_LANDING_URL or mount it "
            "and try again; where the files are lost for good: pantau landing --adopt"
        )


def _refuse_empty(connection: psycopg.Connection, store: FileStore, marked: str) -> None:
    """Raise WrongLanding if the landing has a marker and files and the warehouse knows no page: then it is another
    warehouse."""
    files = [name for name in store.names(surely=True) if name != MARKER and not name.startswith(".")] if marked else []
    if files:
        raise WrongLanding(
            f"the landing {marked} at {store.root} has files, and the warehouse {_name(connection)} knows of no landing: it is "
            "empty, or another one. Nothing was changed. Correct PANTAU_WAREHOUSE (or the connection pantau_warehouse) or put "
            "the warehouse's backup back, and try again; where an empty warehouse is meant: pantau landing --adopt"
        )


def _refusal(store: FileStore, found: Identity) -> str:
    seen = f"is the landing {found.marked}" if found.marked else f"has no {MARKER}"
    return (
        f"{store.root} {seen}, and the warehouse belongs to the landing {found.known}, last noted at {found.noted_root}: this is "
        "another landing, or it is not mounted here. Nothing was changed. Correct PANTAU_LANDING_URL or PANTAU_WAREHOUSE, or "
        "mount it, and try again; where this is the right one: pantau landing --adopt"
    )


def _name(connection: psycopg.Connection) -> str:
    return f"{connection.info.dbname} at {connection.info.host or 'this machine'}"
