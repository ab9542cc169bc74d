"""Articles for readers: a day's list, one article with its tags, and where in the text their evidence is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import pairwise

import psycopg

from pantau.model import ArticleRow
from pantau.report.pages import ask, window
from pantau.search.compiled import CompiledQuery
from pantau.tagged import Tag


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """One article of a list."""

    article_id: str
    day: date
    outlet: str
    url: str
    title: str
    published_at: datetime | None
    words: int
    copy_of: str | None
    copies: int
    tags: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle(ArticleRow):
    """One article in full, as it stands in `article_rows`."""

    copy_of: str | None
    copy_kind: str | None


@dataclass(frozen=True, slots=True)
class Twin:
    """Another article of the same family: its original or a copy."""

    article_id: str
    outlet: str
    day: date
    title: str
    copy_kind: str | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and the labels whose evidence covers it (none: plain text)."""

    text: str
    labels: tuple[str, ...]


_LIST = """
SELECT a.article_id, a.day, a.outlet, a.url, a.title, a.published_at, a.words, a.copy_of,
       (SELECT count(*) FROM article_rows c WHERE c.copy_of = a.article_id) AS copies,
       ARRAY(SELECT label FROM (SELECT label, max(score) AS best FROM article_tags t WHERE t.article_id = a.article_id
             AND t.kind <> 'language' GROUP BY label ORDER BY best DESC, label LIMIT 6) top) AS tags
FROM article_rows a
WHERE (%(day)s::date IS NULL OR a.day = %(day)s) AND (%(outlet)s = '' OR a.outlet = %(outlet)s) AND {found}
ORDER BY a.day DESC, a.published_at DESC NULLS LAST, a.article_id LIMIT %(limit)s OFFSET %(offset)s
"""
_ONE = f"""SELECT {", ".join(field.name for field in fields(StoredArticle))} FROM article_rows
WHERE article_id = %(article_id)s"""  # noqa: S608 — the names of our own columns
_TAGS = """
SELECT kind, id, label, score, start, "end", version FROM article_tags
WHERE article_id = %(article_id)s ORDER BY kind, score DESC, label, start
"""
_TWINS = """
SELECT article_id, outlet, day, title, copy_kind FROM article_rows
WHERE article_id = %(copy_of)s OR (copy_of = %(family)s AND article_id <> %(article_id)s)
ORDER BY copy_of NULLS FIRST, day, outlet, article_id LIMIT 200
"""


def headlines(
    connection: psycopg.Connection, day: str | None, outlet: str, query: CompiledQuery | None, page: int
) -> list[ListedArticle]:
    """Return one page of articles (of those that a query finds, if there is one), newest first, at most PAGE_ROWS + 1 rows."""
    found, values = (query.condition, query.values) if query else ("true", {})
    return ask(connection, ListedArticle, _LIST.format(found=found), day=day, outlet=outlet, **values, **window(page))


def article(connection: psycopg.Connection, article_id: str) -> StoredArticle | None:
    """Return one article, or None if no article has that id."""
    return next(iter(ask(connection, StoredArticle, _ONE, article_id=article_id)), None)


def tags(connection: psycopg.Connection, article_id: str) -> list[Tag]:
    """Return the tags of an article, by kind, best first."""
    return ask(connection, Tag, _TAGS, article_id=article_id)


def twins(connection: psycopg.Connection, article: StoredArticle) -> list[Twin]:
    """Return the original of a copy, and the other copies of the same original."""
    family = article.copy_of or article.article_id
    return ask(connection, Twin, _TWINS, copy_of=article.copy_of, family=family, article_id=article.article_id)


def pieces(text: str, marks: Iterable[Tag]) -> Iterator[Piece]:
    """Cut `text` at the edges of the tags' evidence. The pieces joined are the text, whatever the tags claim."""
    spans = [(max(0, tag.start), min(len(text), tag.end), tag.label) for tag in marks if 0 <= tag.start < tag.end]
    edges = sorted({0, len(text)} | {edge for start, end, _ in spans if start < end for edge in (start, end)})
    for left, right in pairwise(edges):
        labels = dict.fromkeys(label for start, end, label in spans if start <= left and right <= end)
        yield Piece(text[left:right], tuple(labels))
