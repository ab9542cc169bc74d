"""Retired days: their raw pages were deleted, so they cannot be worked again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pantau.errors import BadInput
from pantau.landing.database import Database
from pantau.stores import FileStore

# The pages of a day may be deleted when all of it is in the warehouse: no entry is pending, nothing was landed after its last
# load.
_OLD = """SELECT e.day::text, count(p.url_key)::integer,
  CASE WHEN max(l.loaded_at) IS NULL THEN 'not_loaded'
       WHEN bool_or(e.state = 'pending') THEN 'pending'
       WHEN max(greatest(p.fetched_at, t.fetched_at)) > max(l.loaded_at) THEN 'landed_since' ELSE '' END
FROM landing.entries e LEFT JOIN landing.pages p USING (url_key)
LEFT JOIN LATERAL (SELECT max(fetched_at) AS fetched_at FROM landing.parts WHERE url_key = e.url_key) t ON true
LEFT JOIN (SELECT day, max(loaded_at) AS loaded_at FROM loads GROUP BY day) l ON l.day = e.day
WHERE e.day <= %s AND NOT EXISTS (SELECT FROM landing.retired_days r WHERE r.day = e.day)
GROUP BY e.day ORDER BY e.day"""
_RETIRE = "INSERT INTO landing.retired_days (day, pages) VALUES (%s, %s) ON CONFLICT DO NOTHING"
# A page may be in the file of another day, because its entry was moved later. A file is deleted with the last of its days.
_FILES = """SELECT warc_file FROM (
    SELECT p.warc_file, e.day FROM landing.pages p JOIN landing.entries e USING (url_key)
    UNION ALL SELECT t.warc_file, e.day FROM landing.parts t JOIN landing.entries e USING (url_key)) f
  LEFT JOIN landing.retired_days r USING (day)
GROUP BY warc_file HAVING count(*) = count(r.day) ORDER BY warc_file"""


class RetiredDay(BadInput):
    """The raw pages of the day were deleted: it cannot be worked again, and the warehouse keeps what it has."""


@dataclass(frozen=True, slots=True)
class OldDay:
    """A day older than what is kept: how many pages it has, and why they must stay ("": they may be deleted)."""

    day: str
    pages: int
    stays: str


def old_days(database: Database, last: str) -> list[OldDay]:
    """Return the days up to `last` that still have their pages; `stays` is not_loaded, pending, landed_since or ""."""
    with database.session() as connection:
        return [OldDay(*row) for row in connection.execute(_OLD, [last]).fetchall()]


def retire(database: Database, store: FileStore, days: Iterable[OldDay]) -> int:
    """Retire days and delete the WARC files that only they need; return the bytes freed. After a kill it can be started
    again."""
    with database.transaction() as connection:
        connection.cursor().executemany(_RETIRE, [(day.day, day.pages) for day in days])
    with database.session() as connection:
        files = [str(row[0]) for row in connection.execute(_FILES).fetchall()]
    return sum(store.delete(file) for file in files)


def retired_among(database: Database, days: Iterable[str]) -> set[str]:
    """Return those of `days` that are retired."""
    with database.session() as connection:
        rows = connection.execute("SELECT day::text FROM landing.retired_days WHERE day = ANY(%s::date[])", [list(days)])
        return {row[0] for row in rows.fetchall()}


def refuse_retired(database: Database, day: str) -> None:
    """Raise RetiredDay for a day whose raw pages were deleted."""
    if retired_among(database, [day]):
        raise RetiredDay(f"the raw pages of {day} were deleted by retention; the warehouse keeps the day as it was loaded last")
