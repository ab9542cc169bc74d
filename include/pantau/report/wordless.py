"""Days whose articles, or their quotes, have no search words: no query finds them, so a page with counts must say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import psycopg

from pantau.report.pages import ask

_DAYS = """SELECT w.day, w.articles, (SELECT count(*) FROM article_rows a WHERE a.day = w.day)::integer AS of
FROM (SELECT day, count(*)::integer AS articles FROM article_rows
      WHERE search IS NULL AND day BETWEEN %(first)s AND %(last)s GROUP BY day) w ORDER BY w.day"""

_QUOTELESS = """SELECT w.day, w.articles, (SELECT count(*) FROM article_rows a WHERE a.day = w.day)::integer AS of
FROM (SELECT a.day, count(DISTINCT a.article_id)::integer AS articles FROM quotes q JOIN article_rows a USING (article_id)
      WHERE q.search IS NULL AND a.day BETWEEN %(first)s AND %(last)s GROUP BY a.day) w ORDER BY w.day"""


@dataclass(frozen=True, slots=True)
class WordlessDay:
    """A day: the number of its articles without search words (`articles`), and of all its articles."""

    day: date
    articles: int
    of: int


def wordless_days(connection: psycopg.Connection, first: str, last: str) -> list[WordlessDay]:
    """Return the days of a range that hold articles without search words, the oldest first.

    An older version loaded such articles, or they cannot be tagged.
    """
    return ask(connection, WordlessDay, _DAYS, first=first, last=last)


def quoteless_days(connection: psycopg.Connection, first: str, last: str) -> list[WordlessDay]:
    """Return the days of a range that hold articles whose quotes have no search words, the oldest first.

    A version before `kutipan:` asked for words loaded these days. They have no facets of whom an article is about and who speaks
    either.
    """
    return ask(connection, WordlessDay, _QUOTELESS, first=first, last=last)
