"""The one way to search articles: the page, the command, exports and watchlists all use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row

from pantau.errors import BadInput
from pantau.search.compiled import CompiledQuery
from pantau.search.fields import NARROW
from pantau.search.marks import MarkedPiece, find_spans, marked_pieces, snippet_of
from pantau.search.vocabulary import read_vocabulary

PAGE = 20
MOST = 1_000  # hits of one call
RANKED = 5_000  # newest articles of a range that are ranked, or grouped by story
WINDOWS = (30, 120, 480)  # days: what lies further back is looked at only where these hold too few hits
_WEIGH = "SELECT set_config('cpu_operator_cost', %s, true), set_config('work_mem', %s, true)"
_DEAR = ("0.25", "64MB")  # a hundred times what PostgreSQL takes for usual; one search works at a time in a connection
_DATES = "(%(first)s::date IS NULL OR a.day >= %(first)s) AND (%(last)s::date IS NULL OR a.day <= %(last)s)"
_RANK = "ts_rank_cd('{{0.1, 0.2, 0.4, 1}}', {search}, %(rank)s::tsquery, 1)"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is asked: a compiled query, the days (both included, None: no bound), the order, and how many.

    `narrowed` holds facets that were clicked: kind → value (see `fields.NARROW`). `collapsed` gives one hit per story. `after`
    is the `next` of the page before, "" for the first.
    """

    query: CompiledQuery
    first: date | None = None
    last: date | None = None
    order: Literal["relevance", "time"] = "relevance"
    collapsed: bool = False
    narrowed: Mapping[str, str] = field(default_factory=dict, hash=False)
    after: str = ""
    most: int = PAGE


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article that a query finds. `score` is PostgreSQL's rank (0 if a query has no words); `others` is the number of
    further articles of its story."""

    article_id: str
    day: date
    outlet: str
    outlet_name: str
    url: str
    title: str
    published_at: datetime | None
    language: str
    withdrawn_at: datetime | None
    released: list[str]
    score: float
    story_id: str
    others: int
    marked_title: tuple[MarkedPiece, ...]
    snippet: tuple[MarkedPiece, ...]


@dataclass(frozen=True, slots=True)
class HitPage:
    """Hits in order, and the value of `after` for the next page ("" at the end)."""

    hits: tuple[ArticleHit, ...]
    next: str


@dataclass(frozen=True, slots=True)
class _HitRow:
    article_id: str
    day: date
    outlet: str
    outlet_name: str
    url: str
    title: str
    text: str
    published_at: datetime | None
    language: str
    withdrawn_at: datetime | None
    released: list[str]
    score: float
    moment: datetime
    story_id: str
    others: int
    candidates: int


_FIND = """
WITH candidates AS MATERIALIZED (
  SELECT a.article_id, a.day, coalesce(a.published_at, a.day::timestamptz) AS moment{search}
  FROM article_rows a WHERE {where}{newest}
), scored AS (
  SELECT c.article_id, c.day, c.moment, {score}::real AS score FROM candidates c
), placed AS (
  SELECT s.*, coalesce(m.story_id, '') AS story_id, {others} AS others, {place} AS place
  FROM scored s LEFT JOIN story_members m USING (article_id)
), shown AS (
  SELECT * FROM placed p WHERE place = 1 AND {after} ORDER BY {order} LIMIT %(most)s
)
SELECT a.article_id, a.day, a.outlet, coalesce(o.name, a.outlet) AS outlet_name, a.url, a.title, a.text, a.published_at,
       a.language, a.withdrawn_at, a.released, p.score, p.moment, p.story_id, p.others,
       (SELECT count(*) FROM candidates) AS candidates
FROM shown p JOIN article_rows a USING (article_id) LEFT JOIN outlets o ON o.outlet = a.outlet ORDER BY {order}
"""
_NEWEST = " ORDER BY a.day DESC, a.article_id LIMIT %(ranked)s"
_STORY = "PARTITION BY coalesce(m.story_id, s.article_id)"
_ORDERS = {
    "relevance": ("score DESC, moment DESC, article_id", "s.score DESC, s.moment DESC, s.article_id"),
    "time": ("p.day DESC, moment DESC, article_id", "s.day DESC, s.moment DESC, s.article_id"),
}
_AFTER = {
    "relevance": (
        "(-p.score, -extract(epoch FROM p.moment), p.article_id) > (-%(score)s::real, -%(moment)s::numeric, %(article)s)"
    ),
    "time": (
        "(date '2000-01-01' - p.day, -extract(epoch FROM p.moment), p.article_id) > "
        "(date '2000-01-01' - %(day)s::date, -%(moment)s::numeric, %(article)s)"
    ),
}


def find_articles(connection: psycopg.Connection, asked: SearchRequest, seeds_dir: Path) -> HitPage:
    """Return a page of the articles that a query finds, best or newest first, with marked titles and snippets.

    The query comes from `compile_query` and means the same here, on the page Cari, in exports and for watchlists. To get all
    ids and no texts, use `condition_of` in your own statement. Only the RANKED newest articles of the range are ranked or
    grouped by story; by time and uncollapsed there is no such bound. Articles loaded before words were stored are not found.
    Raises BadInput for an `after` that no page gave.
    """
    rows = _ask(connection, asked)
    analyzer = read_vocabulary(seeds_dir).analyzer
    terms = asked.query.terms
    hits = []
    for row in rows[: asked.most]:
        title = marked_pieces(row.title, find_spans(row.title, terms, analyzer, title=True))
        known = (row.article_id, row.day, row.outlet, row.outlet_name, row.url, row.title, row.published_at)
        hits.append(
            ArticleHit(
                *known,
                row.language,
                row.withdrawn_at,
                row.released,
                row.score,
                row.story_id,
                row.others,
                title,
                snippet_of(row.text, terms, analyzer),
            )
        )
    return HitPage(tuple(hits), _cursor(rows[asked.most - 1]) if len(rows) > asked.most else "")


def condition_of(asked: SearchRequest) -> tuple[str, dict[str, Any]]:
    """Return the SQL condition over `article_rows a` that finds what is asked, and the values bound to it by name."""
    narrowed = [f"({NARROW[kind]})" for kind in asked.narrowed]
    values = {f"f_{kind}": f"{kind}/{value}" if "facets" in NARROW[kind] else value for kind, value in asked.narrowed.items()}
    return " AND ".join([f"({asked.query.condition})", _DATES, *narrowed]), {
        **asked.query.values,
        **values,
        "first": asked.first,
        "last": asked.last,
    }


def _ask(connection: psycopg.Connection, asked: SearchRequest) -> list[_HitRow]:
    """Ask window after window, each reaching further back, until one holds what is wanted: the whole range says the same."""
    by_day = asked.order == "time" and not asked.collapsed
    with words_are_dear(connection):
        for first, last in windows(connection, asked):
            rows = _ask_days(connection, replace(asked, first=first, last=last))
            if len(rows) > asked.most if by_day else rows and rows[0].candidates >= RANKED:
                break
    return rows


@contextmanager
def words_are_dear(connection: psycopg.Connection) -> Iterator[None]:
    """Let the statements inside be planned by what it costs to open an article's words, then as before.

    PostgreSQL takes a look at a tsvector for as cheap as a comparison of numbers, and reads every article of the table where the
    index would leave a tenth. With little memory the list of hits keeps pages only, and all articles on them are opened again.
    """
    read = "SELECT current_setting('cpu_operator_cost'), current_setting('work_mem')"
    before = connection.execute(read).fetchone() or _DEAR
    connection.execute(_WEIGH, _DEAR)
    yield
    connection.execute(_WEIGH, before)


def windows(connection: psycopg.Connection, asked: SearchRequest) -> Iterator[tuple[date | None, date | None]]:
    """Yield the days from which the newest hits are taken, each time more of them, the last time all that are asked about."""
    row = connection.execute("SELECT min(day), max(day) FROM article_rows").fetchone()
    oldest, newest = row or (None, None)
    if oldest is not None and newest is not None:
        begin, end = max(asked.first or oldest, oldest), min(asked.last or newest, newest)
        starts = (end - timedelta(days=days - 1) for days in WINDOWS)
        yield from ((start, asked.last) for start in starts if start > begin)
    yield asked.first, asked.last


def _ask_days(connection: psycopg.Connection, asked: SearchRequest) -> list[_HitRow]:
    where, values = condition_of(asked)
    ranked = asked.order == "relevance" and bool(asked.query.rank)
    order, ordered = _ORDERS[asked.order]
    sql = _FIND.format(
        search=", a.search" if ranked else "",
        where=where,
        newest=_NEWEST if asked.order == "relevance" or asked.collapsed else "",
        score=_RANK.format(search="c.search") if ranked else "0",
        others=f"count(*) OVER ({_STORY}) - 1" if asked.collapsed else "0",
        place=f"row_number() OVER ({_STORY} ORDER BY {ordered})" if asked.collapsed else "1",
        after=_AFTER[asked.order] if asked.after else "true",
        order=order,
    )
    values |= {"rank": asked.query.rank, "ranked": RANKED, "most": asked.most + 1, **_place(asked.after)}
    with connection.cursor(row_factory=class_row(_HitRow)) as cursor:
        return cursor.execute(sql.encode(), values).fetchall()


def _cursor(row: _HitRow) -> str:
    return f"{row.score!r}_{row.moment.timestamp():.6f}_{row.day}_{row.article_id}"


def _place(after: str) -> dict[str, Any]:
    if not after:
        return {}
    try:
        score, moment, day, article = after.split("_", 3)
        known = {"score": float(score), "moment": f"{float(moment):.6f}", "day": date.fromisoformat(day)}
        return known | {"article": article}
    except ValueError:
        raise BadInput(f"{after[:60]!r} is no place in a list of hits; begin at the first page") from None
