"""What the last load of a day changed, compared with the load before, as a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import psycopg

from pantau.words import text

COUNTS = ("articles_new", "articles_gone", "titles_changed", "texts_changed", "tags_changed")
_LAST = """SELECT DISTINCT ON (day) day::text, counts, (SELECT count(*) FROM loads o WHERE o.day = l.day)
FROM loads l WHERE day = ANY(%s::date[]) ORDER BY day, load_id DESC"""


def last_changes(connection: psycopg.Connection, days: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return day → the counts of COUNTS and `first` (1: the day's first load), without loads that did not compare."""
    rows = connection.execute(_LAST, [list(days)]).fetchall()
    return {
        day: {"first": int(loads == 1), **{name: counts[name] for name in COUNTS}}
        for day, counts, loads in rows
        if counts.keys() >= set(COUNTS)
    }


def sentence(changed: Mapping[str, int]) -> str:
    """Return the counts as a sentence, in the language of the reader."""
    if changed["first"]:
        return text("terms.changes.first", count=changed["articles_new"])
    told = [text(f"terms.change.{name}", count=changed[name]) for name in COUNTS if changed[name]]
    return text("terms.changes.since", changes=", ".join(told) or text("terms.changes.nothing"))
