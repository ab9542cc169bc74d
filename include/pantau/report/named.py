"""Persons, bodies and places for the pages: the most mentioned, and one with its days, quotes, company and outlets.

Copies never count. Every question is about the days `first` to `last`, both included. All values are bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import psycopg

from pantau.day import days_between
from pantau.report.pages import ask, window
from pantau.report.watched import OwnerVoice, TaggedCount

MOST_LINKED = 500  # articles whose names are read at once
_DAYS = "a.day BETWEEN %(first)s AND %(last)s AND a.copy_of IS NULL"
_WITHIN = f"m.entity_id = %(one)s AND {_DAYS}"
_HITS = f"SELECT m.article_id FROM mentions m JOIN article_rows a USING (article_id) WHERE {_WITHIN}"  # noqa: S608 — texts of ours
# The articles of the days are taken from an index, once. Quotes without a speaker are in no index: the condition says so.
_LIST = f"""WITH within AS MATERIALIZED (SELECT a.article_id FROM article_rows a WHERE {_DAYS}), counted AS (
  SELECT m.entity_id, count(*)::integer AS articles, count(*) FILTER (WHERE m.is_main)::integer AS main
  FROM within JOIN mentions m USING (article_id)
  WHERE m.type = %(type)s
    AND (%(like)s = '' OR m.entity_id IN (SELECT entity_id FROM entities WHERE type = %(type)s AND name ILIKE %(like)s))
  GROUP BY m.entity_id ORDER BY 2 DESC, m.entity_id LIMIT %(limit)s OFFSET %(offset)s
), spoken AS (
  SELECT q.entity_id, count(*)::integer AS quotes FROM quotes q JOIN within USING (article_id)
  WHERE q.entity_id <> '' AND q.entity_id IN (SELECT entity_id FROM counted) GROUP BY q.entity_id)
SELECT c.entity_id, e.type, e.kind, e.name, e.registered, c.articles, c.main, coalesce(s.quotes, 0) AS quotes
FROM counted c JOIN entities e USING (entity_id) LEFT JOIN spoken s USING (entity_id)
ORDER BY c.articles DESC, c.entity_id"""  # noqa: S608
_ONE = """SELECT e.entity_id, e.type, e.kind, e.name, e.registered, coalesce((
  SELECT role FROM mentions m WHERE m.entity_id = e.entity_id AND role <> '' GROUP BY role ORDER BY count(*) DESC, role LIMIT 1
), '') AS role FROM entities e WHERE e.entity_id = %(one)s"""
_BY_DAY = f"""SELECT a.day, count(*)::integer AS articles, count(*) FILTER (WHERE m.is_main)::integer AS main
FROM mentions m JOIN article_rows a USING (article_id) WHERE {_WITHIN} GROUP BY a.day ORDER BY a.day"""  # noqa: S608
_QUOTES = f"""SELECT q.article_id, a.day, coalesce(o.name, a.outlet) AS outlet, a.title, a.published_at,
  q.role, q.verb, q.text, q.direct
FROM quotes q JOIN article_rows a USING (article_id) LEFT JOIN outlets o ON o.outlet = a.outlet
WHERE q.entity_id = %(one)s AND {_DAYS}
ORDER BY a.day DESC, a.published_at DESC NULLS LAST, q.article_id, q.start LIMIT %(limit)s OFFSET %(offset)s"""  # noqa: S608
_QUOTE_COUNT = f"""SELECT count(*) FROM quotes q JOIN article_rows a USING (article_id)
WHERE q.entity_id = %(one)s AND {_DAYS}"""  # noqa: S608
_LATEST = f"""SELECT a.article_id, a.day, coalesce(o.name, a.outlet) AS outlet, a.title, a.published_at, m.is_main AS main
FROM mentions m JOIN article_rows a USING (article_id) LEFT JOIN outlets o ON o.outlet = a.outlet WHERE {_WITHIN}
ORDER BY a.day DESC, m.is_main DESC, a.published_at DESC NULLS LAST, a.article_id LIMIT %(most)s"""  # noqa: S608
_COMPANY = f"""WITH hits AS MATERIALIZED ({_HITS}), counted AS (
  SELECT n.entity_id, n.type, count(*)::integer AS articles FROM hits JOIN mentions n USING (article_id)
  WHERE n.entity_id <> %(one)s GROUP BY n.entity_id, n.type
), ranked AS (SELECT *, row_number() OVER (PARTITION BY type ORDER BY articles DESC, entity_id) AS place FROM counted)
SELECT r.entity_id, r.type, e.name, r.articles FROM ranked r JOIN entities e USING (entity_id)
WHERE r.place <= %(most)s ORDER BY r.type, r.place"""  # noqa: S608
_PROVINCES = f"""SELECT a.about_province AS id, a.about_province AS label, count(*)::integer AS articles
FROM mentions m JOIN article_rows a USING (article_id) WHERE {_WITHIN} AND a.about_province <> ''
GROUP BY a.about_province ORDER BY 3 DESC, 1"""  # noqa: S608
_VOICES = f"""SELECT coalesce(nullif(o.owner_group, ''), o.name, a.outlet) AS name, count(*)::integer AS articles,
  array_agg(DISTINCT coalesce(o.name, a.outlet)) AS outlets
FROM mentions m JOIN article_rows a USING (article_id) LEFT JOIN outlets o ON o.outlet = a.outlet
WHERE {_WITHIN} GROUP BY 1 ORDER BY 2 DESC, 1"""  # noqa: S608
_SPOKEN = """WITH counted AS (
  SELECT q.entity_id, count(*)::integer AS quotes, count(DISTINCT q.article_id)::integer AS articles,
    count(DISTINCT a.outlet)::integer AS outlets
  FROM quotes q JOIN article_rows a USING (article_id)
  WHERE a.day = %(day)s AND a.copy_of IS NULL AND q.entity_id <> '' GROUP BY q.entity_id)
SELECT c.entity_id, e.type, e.name, c.quotes, c.articles, c.outlets FROM counted c JOIN entities e USING (entity_id)
ORDER BY c.quotes DESC, c.articles DESC, c.entity_id LIMIT %(most)s"""
_NAMED = """SELECT m.article_id, m.entity_id, m.type, m.name, m.is_main AS main
FROM mentions m WHERE m.article_id = ANY(%(articles)s) AND m.type <> 'place'
ORDER BY m.article_id, m.is_main DESC, cardinality(m.starts) DESC, m.entity_id"""


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity with the number of articles that name it and that are about it, and of its quotes, within the days."""

    entity_id: str
    type: str
    kind: str
    name: str
    registered: bool
    articles: int
    main: int
    quotes: int


@dataclass(frozen=True, slots=True)
class OneEntity:
    """An entity; `role` is the office that most articles print with it, "" if none does."""

    entity_id: str
    type: str
    kind: str
    name: str
    registered: bool
    role: str


@dataclass(frozen=True, slots=True)
class MentionDay:
    """The articles of a day that name an entity, and how many of them are about it."""

    day: date
    articles: int
    main: int

    @property
    def passing(self) -> int:
        """The articles that only name it."""
        return self.articles - self.main


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote of an entity with the article it stands in."""

    article_id: str
    day: date
    outlet: str
    title: str
    published_at: datetime | None
    role: str
    verb: str
    text: str
    direct: bool


@dataclass(frozen=True, slots=True)
class NamingArticle:
    """An article that names an entity, and whether it is about it."""

    article_id: str
    day: date
    outlet: str
    title: str
    published_at: datetime | None
    main: bool


@dataclass(frozen=True, slots=True)
class NamedBeside:
    """An entity that articles name together with another, and how many do."""

    entity_id: str
    type: str
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """Who is quoted on a day: with how many quotes, in how many articles of how many outlets."""

    entity_id: str
    type: str
    name: str
    quotes: int
    articles: int
    outlets: int


@dataclass(frozen=True, slots=True)
class _NamedIn:
    article_id: str
    entity_id: str
    type: str
    name: str
    main: bool


def most_mentioned(
    connection: psycopg.Connection, type_: str, first: str, last: str, search: str = "", page: int = 1
) -> list[EntityRow]:
    """Return one page of the entities of a type whose name contains `search`, most mentioned first, at most PAGE_ROWS + 1
    rows."""
    like = f"%{_plain(search)}%" if search else ""
    return ask(connection, EntityRow, _LIST, type=type_, first=first, last=last, like=like, **window(page))


def one_entity(connection: psycopg.Connection, ident: str) -> OneEntity | None:
    """Return one entity, or None if no loaded article names it."""
    return next(iter(ask(connection, OneEntity, _ONE, one=ident)), None)


def by_day(connection: psycopg.Connection, ident: str, first: str, last: str) -> list[MentionDay]:
    """Return every day of the range, oldest first, those without an article too."""
    found = {str(one.day): one for one in ask(connection, MentionDay, _BY_DAY, one=ident, first=first, last=last)}
    return [found.get(day) or MentionDay(date.fromisoformat(day), 0, 0) for day in days_between(first, last)]


def quotes_by(connection: psycopg.Connection, ident: str, first: str, last: str, page: int) -> list[QuoteRow]:
    """Return one page of an entity's quotes, newest first, at most PAGE_ROWS + 1 rows."""
    return ask(connection, QuoteRow, _QUOTES, one=ident, first=first, last=last, **window(page))


def count_quotes(connection: psycopg.Connection, ident: str, first: str, last: str) -> int:
    """Return how many quotes an entity has."""
    row = connection.execute(_QUOTE_COUNT.encode(), {"one": ident, "first": first, "last": last}).fetchone()
    return int(row[0]) if row else 0


def latest_naming(connection: psycopg.Connection, ident: str, first: str, last: str, most: int) -> list[NamingArticle]:
    """Return the latest articles that name an entity, of one day those about it first."""
    return ask(connection, NamingArticle, _LATEST, one=ident, first=first, last=last, most=most)


def company(connection: psycopg.Connection, ident: str, first: str, last: str, most: int) -> list[NamedBeside]:
    """Return who and what its articles also name: the `most` most frequent of each type."""
    return ask(connection, NamedBeside, _COMPANY, one=ident, first=first, last=last, most=most)


def provinces_of(connection: psycopg.Connection, ident: str, first: str, last: str) -> list[TaggedCount]:
    """Return in which provinces its articles happen, as codes, the most frequent first."""
    return ask(connection, TaggedCount, _PROVINCES, one=ident, first=first, last=last)


def voices_on(connection: psycopg.Connection, ident: str, first: str, last: str) -> list[OwnerVoice]:
    """Return who writes about it, owner groups as one, the most articles first."""
    return ask(connection, OwnerVoice, _VOICES, one=ident, first=first, last=last)


def most_quoted(connection: psycopg.Connection, day: str, most: int) -> list[SpeakerRow]:
    """Return who is quoted most on a day."""
    return ask(connection, SpeakerRow, _SPOKEN, day=day, most=most)


def names_in(connection: psycopg.Connection, articles: Sequence[str], most: int) -> dict[str, list[NamedBeside]]:
    """Return for each article the persons and bodies that it names, those it is about first, at most `most` of them."""
    found: dict[str, list[NamedBeside]] = {}
    for one in ask(connection, _NamedIn, _NAMED, articles=list(articles[:MOST_LINKED])):
        kept = found.setdefault(one.article_id, [])
        if len(kept) < most:
            kept.append(NamedBeside(one.entity_id, one.type, one.name, 1))
    return found


def names_among(connection: psycopg.Connection, articles: Sequence[str], most: int) -> list[NamedBeside]:
    """Return the persons and bodies that most of the articles name."""
    rows: dict[str, list[_NamedIn]] = {}
    for one in ask(connection, _NamedIn, _NAMED, articles=list(articles[:MOST_LINKED])):
        rows.setdefault(one.entity_id, []).append(one)
    counted = [NamedBeside(ident, each[0].type, each[0].name, len(each)) for ident, each in rows.items()]
    mains = {ident: sum(one.main for one in each) for ident, each in rows.items()}
    return sorted(counted, key=lambda one: (-one.articles, -mains[one.entity_id], one.entity_id))[:most]


def _plain(search: str) -> str:
    """Escape what LIKE would read as a pattern."""
    return search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
