"""The words that set a day, an outlet, an entity or a watchlist apart, computed from the headlines of the warehouse as a
stream.

Only the counts of the terms that the set uses are held. The headlines of the past are read story by story; of a very large past
only one story in n, chosen by a digest of its id.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg

from pantau.day import shift
from pantau.report.distinctive import LEAST_UNITS, DistinctiveTerm, TitleLine, count_terms, distinctive, terms_of

PAST_DAYS = 28
MOST_PAST = 20_000  # headlines of the past that are read
_BATCH = 2_000
# Kind → its articles. The past of a day is the days before it; the past of the others is what else was written.
_SETS = {
    "day": "a.day = %(last)s",
    "outlet": "a.day BETWEEN %(first)s AND %(last)s AND a.outlet = %(one)s",
    "entity": (
        "a.day BETWEEN %(first)s AND %(last)s "
        "AND a.article_id IN (SELECT n.article_id FROM mentions n WHERE n.entity_id = %(one)s)"
    ),
    "watchlist": (
        "a.day BETWEEN %(first)s AND %(last)s AND a.article_id IN (SELECT h.article_id FROM watchlist_hits h "
        "WHERE h.watchlist = %(one)s AND h.day BETWEEN %(first)s AND %(last)s)"
    ),
}
_PAST = "a.day BETWEEN %(from)s AND %(last)s AND NOT ({here})"
_COUNT = "SELECT count(*) FROM article_rows a WHERE {which} AND a.copy_of IS NULL"
_HEADLINES = """SELECT coalesce(m.story_id, a.article_id) AS unit, a.title
FROM article_rows a LEFT JOIN story_members m USING (article_id)
WHERE {which} AND a.copy_of IS NULL AND a.title <> ''
  AND (%(step)s = 1 OR abs(hashtext(coalesce(m.story_id, a.article_id))::bigint) %% %(step)s = 0) ORDER BY 1"""


def day_terms(connection: psycopg.Connection, day: str, most: int) -> list[DistinctiveTerm]:
    """Return the words that set the headlines of a day apart from those of the 28 days before."""
    return _terms(connection, "day", {"last": day, "first": day, "from": shift(day, -PAST_DAYS)}, most)


def set_terms(
    connection: psycopg.Connection, kind: str, one: str, first: str, last: str, most: int, name: str = ""
) -> list[DistinctiveTerm]:
    """Return the words that set the headlines about `one` apart from all others of the 28 days up to `last`.

    `kind` is outlet, entity or watchlist, `one` its id; the days are `first` to `last`. Words of `name` are left out: it says
    nothing that articles about a person name that person.
    """
    begin = min(first, shift(last, 1 - PAST_DAYS))
    own = terms_of(name)
    words = {word for term in own for word in term.split()}
    found = _terms(connection, kind, {"one": one, "last": last, "first": first, "from": begin}, most + len(own) + len(words))
    return [term for term in found if not words & set(term.term.split())][:most]


def _terms(connection: psycopg.Connection, kind: str, asked: dict[str, Any], most: int) -> list[DistinctiveTerm]:
    here = _SETS[kind]
    counts = count_terms(_read(connection, here, asked | {"step": 1}))
    wanted = {term for term, count in counts.units.items() if count >= LEAST_UNITS}
    if not wanted:
        return []
    past = _PAST.format(here=here)
    row = connection.execute(_COUNT.format(which=past).encode(), asked).fetchone()
    step = 1 + (int(row[0]) if row else 0) // MOST_PAST
    return distinctive(counts, count_terms(_read(connection, past, asked | {"step": step}), wanted).times(step), most)


def _read(connection: psycopg.Connection, which: str, asked: dict[str, Any]) -> Iterator[TitleLine]:
    with connection.cursor("headlines") as cursor:
        cursor.itersize = _BATCH
        cursor.execute(_HEADLINES.format(which=which).encode(), asked)
        yield from (TitleLine(unit, title) for unit, title in cursor)
