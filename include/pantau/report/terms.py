"""The words that set a day, an outlet, an entity or a watchlist apart: its headlines against the counted words of the days.

The headlines of the set itself are read; those of the days come from the counts that each load leaves (`headlines`), without
what the set has in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg

from pantau.day import shift
from pantau.report.distinctive import LEAST_UNITS, DistinctiveTerm, TermCounts, TitleLine, count_terms, distinctive, terms_of
from pantau.report.headlines import LONGEST, is_counted, words_between

PAST_DAYS = 28
MOST_WANTED = 2_000  # the most frequent words of a set that are compared: rarer ones are never among the first of a large set
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
_HEADLINES = """SELECT coalesce(m.story_id, a.article_id) AS unit, a.title, a.day::text AS day
FROM article_rows a LEFT JOIN story_members m USING (article_id)
WHERE {which} AND a.copy_of IS NULL AND a.title <> '' ORDER BY 1"""


def day_terms(connection: psycopg.Connection, day: str, most: int) -> list[DistinctiveTerm]:
    """Return the words that set the headlines of a day apart from those of the 28 days before."""
    lines = read_lines(connection, "day", {"last": day})
    return _compare(connection, lines, (shift(day, -PAST_DAYS), shift(day, -1)), most)


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
    lines = read_lines(connection, kind, {"one": one, "last": last, "first": first})
    found = _compare(connection, lines, (begin, last), most + len(own) + len(words))
    return [term for term in found if not words & set(term.term.split())][:most]


def read_lines(connection: psycopg.Connection, kind: str, asked: dict[str, Any]) -> list[TitleLine]:
    """Return the headlines of a set without copies, those of a story next to each other."""
    return [TitleLine(*row) for row in connection.execute(_HEADLINES.format(which=_SETS[kind]).encode(), asked)]


def _compare(
    connection: psycopg.Connection, lines: Sequence[TitleLine], days: tuple[str, str], most: int
) -> list[DistinctiveTerm]:
    here = count_terms(lines)
    frequent = sorted((-count, term) for term, count in here.units.items() if count >= LEAST_UNITS and len(term) <= LONGEST)
    wanted = [term for _, term in frequent[:MOST_WANTED]]
    if not wanted:
        return []
    everything, steps = words_between(connection, *days, wanted)
    own = count_again(lines, steps)
    past = {term: everything.units.get(term, 0) - own.units.get(term, 0) for term in wanted}
    chosen = TermCounts({term: here.units[term] for term in wanted}, here.total)
    return distinctive(chosen, TermCounts(past, everything.total - own.total), most)


def count_again(lines: Iterable[TitleLine], steps: Mapping[str, int]) -> TermCounts:
    """Return what the set adds to the counts of its days: each headline once a day, if it is one of those counted there."""
    units: Counter[str] = Counter()
    for day, title in {(line.day, line.title) for line in lines if line.day in steps}:
        if is_counted(title, steps[day]):
            units.update(dict.fromkeys((term for term in terms_of(title) if len(term) <= LONGEST), steps[day]))
    return TermCounts(units, units.total())
