"""Days that need no load: a load remembers what it read, and the next load of the same leaves the rows as they are.

When an address moves to another day, the load of that day forgets what the address's former day was loaded from. All else that
another load changes in a day (a copy found later, pairs, stories) is what a load of this day would write too, so it needs no
load.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from pantau.landing.loaded import forget_loaded, read_loaded, save_loaded
from pantau.results import origin_of
from pantau.stages import RESULTS
from pantau.warehouse.schema import read_migrations
from pantau.workspace import Workspace

_NOT_LOADED = frozenset({"signatures"})  # pairs are made from these results; a load reads only the pairs
# Rows that somebody deleted by hand are loaded again.
_FIGURES = """SELECT
  (SELECT (counts ->> 'discovered')::bigint FROM loads WHERE day = %(day)s ORDER BY load_id DESC LIMIT 1),
  (SELECT count(*) FROM entry_outcomes WHERE day = %(day)s),
  (SELECT coalesce(sum(count), 0) FROM source_days WHERE day = %(day)s),
  (SELECT count(*) FROM entry_outcomes WHERE day = %(day)s AND outcome IN ('loaded', 'duplicate')),
  (SELECT count(*) FROM article_rows WHERE day = %(day)s)"""
_LOST_AN_ADDRESS = "SELECT day::text FROM moved"


@dataclass(frozen=True, slots=True)
class Origin:
    """Everything on which a load depends: what all days share, and what belongs to the day."""

    common: str
    day: str


def origin_of_load(work: Workspace, day: str) -> Origin:
    """Return what a load would be made from now. Call it before anything is read for the load."""
    common = origin_of(work.version("load"), work.version("pairs"), [migration.digest for migration in read_migrations()])
    own = [work.landing.listing_digest(day)]
    for name, (_, result) in RESULTS.items():
        if name not in _NOT_LOADED:
            own.append(work.results.digest(name, work.version(name), day, "day" if result.whole else work.part()))
    return Origin(common, origin_of(*own))


def is_loaded(connection: psycopg.Connection, day: str, origin: Origin) -> bool:
    """Tell whether the rows of the day are what a load of `origin` would make."""
    if read_loaded(connection, day) != (origin.common, origin.day):
        return False
    row = connection.execute(_FIGURES, {"day": day}).fetchone()
    assert row is not None  # noqa: S101 — scalar subqueries always give a row
    discovered, outcomes, counted, loaded, articles = row
    return bool(discovered == outcomes == counted and loaded == articles)


def note_loaded(connection: psycopg.Connection, day: str, origin: Origin) -> None:
    """Remember what the day was loaded from, and forget the days that lost an address to it; in the transaction of the load."""
    forget_loaded(connection, [row[0] for row in connection.execute(_LOST_AN_ADDRESS)])
    save_loaded(connection, day, origin.common, origin.day)
