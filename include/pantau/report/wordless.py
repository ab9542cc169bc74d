"""Days whose articles have no words to search by: what they say is found by no query, so a page that counts must say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import psycopg

from pantau.report.pages import ask

_DAYS = """SELECT w.day, w.articles, (SELECT count(*) FROM article_rows a WHERE a.day = w.day)::integer AS of
FROM (SELECT day, count(*)::integer AS articles FROM article_rows
      WHERE search IS NULL AND day BETWEEN %(first)s AND %(last)s GROUP BY day) w ORDER BY w.day"""


@dataclass(frozen=True, slots=True)
class WordlessDay:
    """A day with `articles` that have no words to search by, of so many in all."""

    day: date
    articles: int
    of: int


def wordless_days(connection: psycopg.Connection, first: str, last: str) -> list[WordlessDay]:
    """Return the days of a range, oldest first, that hold articles without words: loaded by an older version, or not taggable."""
    return ask(connection, WordlessDay, _DAYS, first=first, last=last)
