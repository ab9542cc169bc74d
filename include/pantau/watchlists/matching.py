"""Matches watchlists with days: the stored matches are a pure function of a day's articles and of a watchlist's version."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import psycopg

from pantau.errors import BadInput
from pantau.search.compiled import CompiledQuery, compile_query
from pantau.search.find import SearchRequest, condition_of, words_are_dear
from pantau.search.marks import find_spans
from pantau.search.vocabulary import read_vocabulary
from pantau.watchlists.kept import read_saved
from pantau.watchlists.model import SavedWatchlist

log = logging.getLogger(__name__)
LEAD = 300  # characters of a text: if a word of the query stands in them, the article is about it
MOST_SPANS = 10
CHUNK_DAYS = 14  # days of one transaction: how often progress shows
_GONE = "DELETE FROM watchlist_matches WHERE watchlist = %s AND day = ANY(%s::date[])"
_FIND = "SELECT a.article_id, a.day, a.title, a.text FROM article_rows a WHERE {where} AND a.day = ANY(%(days)s::date[])"
_KEEP = "COPY watchlist_matches (watchlist, article_id, day, main, in_title, spans) FROM STDIN"
_NOTE = """INSERT INTO watchlist_days (watchlist, day, version) SELECT %s, unnest(%s::date[]), %s
ON CONFLICT (watchlist, day) DO UPDATE SET version = excluded.version, matched_at = now()"""
_OPEN = """SELECT l.day::text FROM (SELECT DISTINCT day FROM loads) l
LEFT JOIN watchlist_days d ON d.day = l.day AND d.watchlist = %s WHERE d.version IS DISTINCT FROM %s ORDER BY l.day DESC"""
_PROGRESS = """SELECT (SELECT count(DISTINCT day) FROM loads), count(*) FILTER (WHERE d.version = w.version)
FROM watchlists w LEFT JOIN watchlist_days d USING (watchlist) WHERE w.watchlist = %s GROUP BY w.watchlist"""


def match_day(connection: psycopg.Connection, day: str, seeds_dir: Path) -> dict[str, int]:
    """Match every watchlist with a day, in the caller's transaction; return id → matches.

    A query that can no longer be read (a name went out of the seeds) is logged and matches nothing, so that it does not stop
    the day.
    """
    found = {}
    for one in read_saved(connection):
        try:
            query = compile_query(one.whole, seeds_dir)
        except BadInput as error:
            log.warning("watchlist %s matches nothing: %s", one.watchlist, error)
            query = None
        found[one.watchlist] = match_days(connection, one, query, [day], seeds_dir)
    return found


def match_all(connection: psycopg.Connection, ident: str, seeds_dir: Path) -> int:
    """Match a watchlist with all loaded days that do not have its version yet, newest first; return how many days.

    It commits every CHUNK_DAYS days, so that the page shows progress and a repeated run goes on. Raises BadInput for a query
    that cannot be read.
    """
    one = next(iter(read_saved(connection, ident)), None)
    if one is None:
        return 0  # it was deleted meanwhile
    query = compile_query(one.whole, seeds_dir)
    days = [str(row[0]) for row in connection.execute(_OPEN, [ident, one.version])]
    for begin in range(0, len(days), CHUNK_DAYS):
        match_days(connection, one, query, days[begin : begin + CHUNK_DAYS], seeds_dir)
        connection.commit()
    return len(days)


def match_days(
    connection: psycopg.Connection, one: SavedWatchlist, query: CompiledQuery | None, days: Sequence[str], seeds_dir: Path
) -> int:
    """Replace the matches of these days; return how many there are now. Without a query there are none."""
    connection.execute(_GONE, [one.watchlist, list(days)])
    with words_are_dear(connection):
        rows = list(find_matches(connection, query, days, seeds_dir)) if query else []
    with connection.cursor() as cursor, cursor.copy(_KEEP) as copy:
        for row in rows:
            copy.write_row((one.watchlist, *row))
    connection.execute(_NOTE, [one.watchlist, list(days), one.version])
    return len(rows)


def find_matches(
    connection: psycopg.Connection, query: CompiledQuery, days: Sequence[str], seeds_dir: Path
) -> Iterator[tuple[str, date, bool, bool, list[int]]]:
    """Yield article, day, main, in the title, spans of every match."""
    where, values = condition_of(SearchRequest(query))
    analyzer = read_vocabulary(seeds_dir).analyzer
    asked = values | {"days": list(days)}
    for article_id, day, title, text in connection.execute(_FIND.format(where=where).encode(), asked):
        spans = find_spans(text, query.terms, analyzer, most=MOST_SPANS)
        titled = bool(find_spans(title, query.terms, analyzer, title=True, most=1))
        main = titled or bool(spans and spans[0][0] < LEAD) or not query.terms
        yield article_id, day, main, titled, [place for span in spans for place in span]


def progress_of(connection: psycopg.Connection, ident: str) -> tuple[int, int]:
    """Return how many days are loaded, and for how many of them the watchlist in its present version is matched."""
    row = connection.execute(_PROGRESS, [ident]).fetchone()
    return (int(row[0]), min(int(row[0]), int(row[1]))) if row else (0, 0)
