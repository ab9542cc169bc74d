"""What the catalogue remembers of sources on trial: feeds that must prove themselves before they are polled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import datetime

import psycopg
from psycopg.rows import class_row

from pantau.landing.database import Database
from pantau.text import make_storable


@dataclass(frozen=True, slots=True)
class Probation:
    """The state of one source on trial; the comments of the table landing.probation explain every field."""

    source_url: str
    outlet: str
    next_try_at: datetime
    state: str = "waiting"
    good: int = 0
    failures: float = 0.0
    tries: int = 0
    last_try_at: datetime | None = None
    last_good_at: datetime | None = None
    proven_at: datetime | None = None
    result: str = ""
    message: str = ""
    items: int = 0
    dated: int = 0
    titles: tuple[str, ...] = ()
    lag_s: float | None = None
    moved_to: str = ""
    origin: str = "seeds"


@dataclass(frozen=True, slots=True)
class Discovery:
    """When an outlet's site was searched for feeds, how that ended, and when it is searched next."""

    outlet: str
    next_at: datetime
    last_at: datetime | None = None
    found: int = 0
    result: str = ""
    message: str = ""


_NAMES = tuple(field.name for field in fields(Probation))
_COLUMNS = ", ".join(_NAMES)
_SAVE = f"""INSERT INTO landing.probation ({_COLUMNS}) VALUES ({", ".join(["%s"] * len(_NAMES))})
ON CONFLICT (source_url) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _NAMES[1:])}"""  # noqa: S608


_SEARCHED = tuple(field.name for field in fields(Discovery))
_SAVE_SEARCH = f"""INSERT INTO landing.discoveries ({", ".join(_SEARCHED)}) VALUES ({", ".join(["%s"] * len(_SEARCHED))})
ON CONFLICT (outlet) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _SEARCHED[1:])}"""  # noqa: S608
_ADD = _SAVE.partition("ON CONFLICT")[0] + "ON CONFLICT (source_url) DO NOTHING"  # the trial of a known one continues


def save_probations(database: Database, states: Sequence[Probation], found: Sequence[Probation] = ()) -> None:
    """Keep the state of each source, all or none; the trial of one that is `found` and known already continues."""
    rows = [_make_row(state) for state in sorted(states, key=lambda state: state.source_url)]
    with database.transaction() as connection:
        connection.cursor().executemany(_SAVE.encode(), rows)
        connection.cursor().executemany(_ADD.encode(), [_make_row(state) for state in found])


def read_probations(connection: psycopg.Connection, source_urls: Sequence[str]) -> dict[str, Probation]:
    """Return the state of these sources, by address, without those never seen before. A reading role may call this."""
    query = f"SELECT {_COLUMNS} FROM source_trials WHERE source_url = ANY(%s)"  # noqa: S608 — names of our own fields
    with connection.cursor(row_factory=class_row(Probation)) as cursor:
        found = cursor.execute(query.encode(), [list(source_urls)]).fetchall()
    return {row.source_url: replace(row, titles=tuple(row.titles)) for row in found}


def save_discovery(database: Database, ended: Discovery, found: Sequence[Probation]) -> None:
    """Keep how the search of an outlet's site ended and the candidates that it found, all or none; known ones stay as they
    are."""
    with database.transaction() as connection:
        connection.execute(_SAVE_SEARCH.encode(), [_clean_value(value) for value in astuple(ended)])
        for state in found:
            connection.execute(_ADD.encode(), _make_row(state))


def read_discoveries(connection: psycopg.Connection) -> dict[str, Discovery]:
    """Return how the searches of all outlets' sites ended, by outlet."""
    with connection.cursor(row_factory=class_row(Discovery)) as cursor:
        rows = cursor.execute(f"SELECT {', '.join(_SEARCHED)} FROM source_searches".encode()).fetchall()  # noqa: S608
    return {row.outlet: row for row in rows}


def found_sources(connection: psycopg.Connection) -> list[tuple[str, str, str]]:
    """Return address, outlet and origin of the sources that were found on the outlets' own sites."""
    query = b"SELECT source_url, outlet, origin FROM source_trials WHERE origin NOT IN ('seeds', 'archive') ORDER BY source_url"
    return connection.execute(query).fetchall()


def _make_row(state: Probation) -> list[object]:
    values = [list(value) if isinstance(value, tuple) else value for value in astuple(state)]
    return [_clean_value(value) for value in values]


def _clean_value(value: object) -> object:
    if isinstance(value, list):
        return [make_storable(item) for item in value]
    return make_storable(value) if isinstance(value, str) else value
