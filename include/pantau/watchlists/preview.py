"""What a watchlist would match before it is saved: a count for each day, samples, and what each exclusion removes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import psycopg

from pantau.day import days_between, shift
from pantau.search.compiled import CompiledQuery, compile_query
from pantau.search.find import ArticleHit, SearchRequest, condition_of, find_articles, words_are_dear
from pantau.watchlists.model import SavedWatchlist

DAYS = 28
SAMPLES = 20
_COUNT = "SELECT a.day::text, count(*) FROM article_rows a WHERE {where} AND a.copy_of IS NULL GROUP BY a.day"


@dataclass(frozen=True, slots=True)
class WatchPreview:
    """Counts of 28 days, oldest first; the latest articles; exclusion → number of articles that it removes."""

    counts: tuple[int, ...]
    samples: tuple[ArticleHit, ...]
    taken: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All articles of the 28 days."""
        return sum(self.counts)


def read_query(wanted: SavedWatchlist, seeds_dir: Path) -> CompiledQuery:
    """Return the compiled query of a watchlist. Raises BadInput that names the character that cannot be read.

    The query is read alone first, so that the character is one of the field that the reader typed.
    """
    compile_query(wanted.query, seeds_dir)
    return compile_query(wanted.whole, seeds_dir)


def preview(connection: psycopg.Connection, wanted: SavedWatchlist, day: str, seeds_dir: Path) -> WatchPreview:
    """Return what a watchlist would match in the 28 days up to a day."""
    query = read_query(wanted, seeds_dir)
    counts = _count_days(connection, query, day)
    asked = SearchRequest(query, _from(day), date.fromisoformat(day), order="time", most=SAMPLES)
    hits = find_articles(connection, asked, seeds_dir).hits
    taken = []
    for one in wanted.exclusions:
        others = tuple(other for other in wanted.exclusions if other != one)
        without = compile_query(replace(wanted, exclusions=others).whole, seeds_dir)
        taken.append((one, sum(_count_days(connection, without, day).values()) - sum(counts.values())))
    return WatchPreview(tuple(counts.get(on, 0) for on in days_between(shift(day, 1 - DAYS), day)), hits, tuple(taken))


def _count_days(connection: psycopg.Connection, query: CompiledQuery, day: str) -> dict[str, int]:
    where, values = condition_of(SearchRequest(query, _from(day), date.fromisoformat(day)))
    with words_are_dear(connection):
        return dict(connection.execute(_COUNT.format(where=where).encode(), values).fetchall())


def _from(day: str) -> date:
    return date.fromisoformat(shift(day, 1 - DAYS))
