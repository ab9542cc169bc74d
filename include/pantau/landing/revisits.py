"""Revisits: which articles are due for one, and what each of them found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pantau.landing.database import Database
from pantau.model import Entry

if TYPE_CHECKING:
    import psycopg

FIRST, SECOND, TOO_LATE = timedelta(hours=6), timedelta(hours=48), timedelta(hours=72)
OPTED_OUT = "opted_out"  # the result of a revisit that is not made, because the outlet wants none
_ENTRY = tuple(field.name for field in fields(Entry))
_COLUMNS = ", ".join("e.day::text" if name == "day" else f"e.{name}" for name in _ENTRY)
# Only pages fetched while they were news: an old article that an archive listed is no longer edited. Only pages that read as an
# article.
_KNOWN = """WITH known AS (
  SELECT e.*, o.outcome, first.at AS first_at, CASE WHEN first.at + %(second)s <= %(now)s THEN 2 ELSE 1 END AS visit
  FROM landing.entries e JOIN entry_outcomes o USING (url_key),
    LATERAL (SELECT min(fetched_at) AS at FROM landing.pages p WHERE p.url_key = e.url_key AND p.status = 200) first
  WHERE e.day >= (%(now)s - %(late)s)::date - 1 AND e.state = 'landed' AND o.outcome IN ('loaded', 'duplicate')
    AND first.at + %(first)s <= %(now)s AND first.at + %(late)s > %(now)s
    AND (first.at AT TIME ZONE 'Asia/Jakarta')::date - e.day <= 1 AND (e.outlet = ANY(%(off)s)) = {closed})
"""
_NEW = "NOT EXISTS (SELECT FROM landing.revisits r WHERE (r.url_key, r.visit) = (e.url_key, e.visit))"
_DUE = f"""{_KNOWN.format(closed="false")}SELECT {_COLUMNS}, e.visit, newest.status, newest.parts, newest.digest, newest.final_url
FROM known e, LATERAL (SELECT p.status, p.parts, p.digest, p.final_url FROM landing.pages p WHERE p.url_key = e.url_key
  ORDER BY p.fetched_at DESC LIMIT 1) newest
WHERE {_NEW}
ORDER BY e.first_at, e.url_key COLLATE "C" LIMIT %(limit)s"""  # noqa: S608
_PASS_OVER = f"""{_KNOWN.format(closed="true")}INSERT INTO landing.revisits (url_key, visit, asked_at, result)
SELECT e.url_key, e.visit, %(now)s, '{OPTED_OUT}' FROM known e WHERE {_NEW} ON CONFLICT DO NOTHING"""  # noqa: S608
_WANTED = """SELECT EXISTS (SELECT FROM landing.entries WHERE outlet = %s AND state = 'pending' AND next_try_at <= now())"""
_SAVE = """INSERT INTO landing.revisits (url_key, visit, asked_at, result, detail) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (url_key, visit) DO UPDATE SET (asked_at, result, detail) = (excluded.asked_at, excluded.result, excluded.detail)"""


RESULTS = ("same", "changed", "gone", "elsewhere", "unanswered")  # of a request
_COUNTS = """SELECT day::text, result, sum(count)::integer FROM revisit_days
WHERE day BETWEEN %(first)s AND %(last)s AND (%(outlet)s = '' OR outlet = %(outlet)s) GROUP BY day, result ORDER BY day, result"""


@dataclass(frozen=True, slots=True)
class DueRevisit:
    """An article to revisit, for the `visit`-th time, and what its newest landed page was."""

    entry: Entry
    visit: int
    status: int
    parts: int
    digest: str
    final_url: str


@dataclass(frozen=True, slots=True)
class Revisit:
    """What a revisit found (see landing.revisits)."""

    url_key: str
    visit: int
    asked_at: datetime
    result: str
    detail: str = ""


def due_revisits(database: Database, now: datetime, off: Sequence[str], limit: int) -> list[DueRevisit]:
    """Return the articles whose revisit is due, the one that waits longest first, without the outlets in `off`.

    The first revisit is due from 6 to 48 hours after the article was first fetched, the second from then to 72 hours. A missed
    revisit is not made up.
    """
    given = {"now": now, "first": FIRST, "second": SECOND, "late": TOO_LATE, "off": list(off), "limit": limit}
    with database.session() as connection:
        rows = connection.execute(_DUE.encode(), given).fetchall()
    width = len(_ENTRY)
    return [DueRevisit(Entry(*row[:width]), *row[width:]) for row in rows]


def pass_over(database: Database, now: datetime, off: Sequence[str]) -> int:
    """Keep for each article of the outlets in `off` whose revisit is due that it is `opted_out`; return how many these are."""
    given = {"now": now, "first": FIRST, "second": SECOND, "late": TOO_LATE, "off": list(off)}
    with database.session() as connection:
        return connection.execute(_PASS_OVER.encode(), given).rowcount


def count_revisits(connection: psycopg.Connection, first: str, last: str, outlet: str = "") -> dict[str, dict[str, int]]:
    """Return day → result → revisits of articles of that day, from day `first` to `last`, of one outlet if named."""
    found: dict[str, dict[str, int]] = {}
    for day, result, count in connection.execute(_COUNTS, {"first": first, "last": last, "outlet": outlet}):
        found.setdefault(day, {})[result] = count
    return found


def tell_revisits(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the values of the sentence about revisits: how many were asked for, how many of each result, and how many are
    `opted_out`."""
    of_each = {name: counts.get(name, 0) for name in RESULTS}
    return {"all": sum(of_each.values()), OPTED_OUT: counts.get(OPTED_OUT, 0)} | of_each


def is_wanted(database: Database, outlet: str) -> bool:
    """Tell whether a page of the outlet waits for its first fetch now: then revisits wait."""
    with database.session() as connection:
        row = connection.execute(_WANTED, [outlet]).fetchone()
    return bool(row and row[0])


def save_revisit(database: Database, found: Revisit) -> None:
    """Keep what a revisit found."""
    with database.session() as connection:
        connection.execute(_SAVE, [found.url_key, found.visit, found.asked_at, found.result, found.detail])
