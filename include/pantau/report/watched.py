"""The figures of watchlists for the pages: counts by day, owner group, province, name and story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import psycopg

from pantau.day import shift
from pantau.report.pages import ask
from pantau.report.today import PAST_DAYS, UNTIL, DaySeries, series_of
from pantau.tag.tone import LABELS as TONES

_HITS = f"""SELECT h.watchlist, '', h.day::text, count(*) FROM watchlist_hits h JOIN article_rows a USING (article_id)
WHERE h.watchlist = ANY(%(ids)s) AND h.day BETWEEN %(first)s AND %(last)s AND {UNTIL} GROUP BY h.watchlist, h.day"""  # noqa: S608
_WITHIN = "h.watchlist = %(one)s AND h.day BETWEEN %(first)s AND %(last)s"
_TOTALS = """SELECT count(*) FILTER (WHERE day > %(last)s::date - 7)::integer AS week,
  count(*) FILTER (WHERE day BETWEEN %(last)s::date - 13 AND %(last)s::date - 7)::integer AS week_before,
  count(*) FILTER (WHERE day > %(last)s::date - 28)::integer AS month,
  count(*) FILTER (WHERE day BETWEEN %(last)s::date - 55 AND %(last)s::date - 28)::integer AS month_before,
  count(*) FILTER (WHERE main AND day > %(last)s::date - 28)::integer AS main
FROM watchlist_hits WHERE watchlist = %(one)s AND day BETWEEN %(last)s::date - 55 AND %(last)s"""
_VOICES = f"""SELECT coalesce(nullif(o.owner_group, ''), o.name, a.outlet) AS name, count(*)::integer AS articles,
  array_agg(DISTINCT coalesce(o.name, a.outlet)) AS outlets
FROM watchlist_hits h JOIN article_rows a USING (article_id) LEFT JOIN outlets o ON o.outlet = a.outlet
WHERE {_WITHIN} GROUP BY 1 ORDER BY 2 DESC, 1"""  # noqa: S608
_TAGS = f"""SELECT t.id, min(t.label) AS label, count(DISTINCT t.article_id)::integer AS articles
FROM watchlist_hits h JOIN article_tags t USING (article_id)
WHERE {_WITHIN} AND t.kind = %(of)s GROUP BY t.id ORDER BY 3 DESC, t.id LIMIT %(most)s"""  # noqa: S608
_STORIES = f"""SELECT s.story_id, s.title, s.first_outlet, s.first_at, count(*)::integer AS articles,
  min(h.day) AS first_day, cardinality(s.outlets) AS outlets
FROM watchlist_hits h JOIN story_rows s USING (story_id) WHERE {_WITHIN}
GROUP BY s.story_id ORDER BY 5 DESC, s.story_id LIMIT %(most)s"""  # noqa: S608
_LATEST = f"""SELECT a.article_id, a.day, coalesce(o.name, a.outlet) AS outlet, a.title, a.published_at, h.main, h.story_id,
  substr(a.text, greatest(1, coalesce(h.spans[1], 0) - 80), 240) AS excerpt
FROM watchlist_hits h JOIN article_rows a USING (article_id) LEFT JOIN outlets o ON o.outlet = a.outlet
WHERE {_WITHIN} ORDER BY a.day DESC, a.published_at DESC NULLS LAST, a.article_id LIMIT %(most)s"""  # noqa: S608
_TONES = f"""SELECT coalesce(t.tone, '') AS id, coalesce(t.tone, '') AS label, count(*)::integer AS articles
FROM watchlist_hits h JOIN article_rows a USING (article_id)
LEFT JOIN LATERAL (SELECT substr(f, 6) AS tone FROM unnest(a.facets) f WHERE f LIKE 'tone/%%' LIMIT 1) t ON true
WHERE {_WITHIN} GROUP BY 1"""  # noqa: S608
# The same words of the same speaker are one quote, told by whoever printed them first; two of one speaker at most.
_QUOTES = f"""WITH said AS (
  SELECT q.entity_id, q.text, q.role, q.article_id, h.day, h.main, a.outlet, a.published_at, count(*) OVER same AS printed,
    row_number() OVER (PARTITION BY q.entity_id, lower(q.text) ORDER BY a.published_at NULLS LAST, q.article_id, q.start) AS place
  FROM watchlist_hits h JOIN quotes q USING (article_id) JOIN article_rows a USING (article_id)
  WHERE {_WITHIN} AND q.direct AND q.entity_id <> '' AND length(q.text) >= 25
  WINDOW same AS (PARTITION BY q.entity_id, lower(q.text))
), ranked AS (
  SELECT s.*, row_number() OVER (PARTITION BY s.entity_id ORDER BY printed DESC, main DESC, day DESC, article_id) AS turn
  FROM said s WHERE place = 1)
SELECT r.entity_id, e.name AS speaker, r.role, r.text, r.article_id, r.day, coalesce(o.name, r.outlet) AS outlet,
  r.printed::integer
FROM ranked r JOIN entities e USING (entity_id) LEFT JOIN outlets o USING (outlet)
WHERE turn <= 2 ORDER BY printed DESC, main DESC, r.day DESC, r.article_id, r.text LIMIT %(most)s"""  # noqa: S608
# What is new is what a group of hits holds on the day only: one pass over the hits, and no question for each name.
_NEW_OUTLETS = """SELECT DISTINCT coalesce(o.name, n.outlet) FROM (
  SELECT a.outlet FROM watchlist_hits h JOIN article_rows a USING (article_id)
  WHERE h.watchlist = %(one)s AND h.day BETWEEN %(last)s::date - 1 AND %(last)s GROUP BY a.outlet HAVING min(h.day) = %(last)s) n
LEFT JOIN outlets o USING (outlet) ORDER BY 1"""
_NEW_NAMES = f"""SELECT min(t.label) FROM watchlist_hits h JOIN article_tags t USING (article_id)
WHERE {_WITHIN} AND t.kind = 'person' GROUP BY t.id HAVING min(h.day) = %(last)s ORDER BY 1 LIMIT 12"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class WatchTotals:
    """Articles of the last 7 and 28 days, of as many days before each, and how many of the 28 days are about it (`main`)."""

    week: int
    week_before: int
    month: int
    month_before: int
    main: int


@dataclass(frozen=True, slots=True)
class OwnerVoice:
    """An owner group (or an outlet without one) with its articles and outlets."""

    name: str
    articles: int
    outlets: list[str]


@dataclass(frozen=True, slots=True)
class TaggedCount:
    """A tag with the articles that have it."""

    id: str
    label: str
    articles: int


@dataclass(frozen=True, slots=True)
class WatchedStory:
    """A story with its articles that match, and the first day one did."""

    story_id: str
    title: str
    first_outlet: str
    first_at: datetime | None
    articles: int
    first_day: date
    outlets: int


@dataclass(frozen=True, slots=True)
class WatchedArticle:
    """An article that matches, with the stretch of its text around the first word of the query."""

    article_id: str
    day: date
    outlet: str
    title: str
    published_at: datetime | None
    main: bool
    story_id: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class WatchedQuote:
    """Words that an entity is quoted with in matching articles; `printed` counts them, the first is named."""

    entity_id: str
    speaker: str
    role: str
    text: str
    article_id: str
    day: date
    outlet: str
    printed: int


@dataclass(frozen=True, slots=True)
class WatchedDay:
    """What is new on a day against the day before (outlets) and the 28 days before (persons, stories)."""

    outlets: tuple[str, ...]
    persons: tuple[str, ...]
    stories: tuple[WatchedStory, ...]


def watch_series(connection: psycopg.Connection, ids: Sequence[str], day: str, until: time | None) -> dict[str, DaySeries]:
    """Return the hits of watchlists by day, by id, without those that had no hit in 28 days."""
    return series_of(connection, _HITS, day, until, ids=list(ids))


def watch_totals(connection: psycopg.Connection, one: str, day: str) -> WatchTotals:
    """Return the totals of a watchlist up to a day."""
    return ask(connection, WatchTotals, _TOTALS, one=one, last=day)[0]


def voices(connection: psycopg.Connection, one: str, day: str) -> list[OwnerVoice]:
    """Return who writes about it in the 28 days up to a day, owner groups as one, the most articles first."""
    return ask(connection, OwnerVoice, _VOICES, **_month(one, day))


def tagged(connection: psycopg.Connection, one: str, day: str, kind: str, most: int) -> list[TaggedCount]:
    """Return the tags of one kind on its articles in the 28 days up to a day, the most frequent first."""
    return ask(connection, TaggedCount, _TAGS, **_month(one, day), of=kind, most=most)


def tones(connection: psycopg.Connection, one: str, day: str) -> list[TaggedCount]:
    """Return how many of its articles of the 28 days up to a day have each tone of `TONES`; the last are those without one."""
    found = {row.id: row.articles for row in ask(connection, TaggedCount, _TONES, **_month(one, day))}
    return [TaggedCount(tone, label, found.get(tone, 0)) for tone, label in {**TONES, "": ""}.items()]


def watched_quotes(connection: psycopg.Connection, one: str, day: str, most: int) -> list[WatchedQuote]:
    """Return what its articles of the 28 days up to a day quote, what most of them print first."""
    return ask(connection, WatchedQuote, _QUOTES, **_month(one, day), most=most)


def watched_stories(connection: psycopg.Connection, one: str, day: str, most: int) -> list[WatchedStory]:
    """Return its largest stories in the 28 days up to a day."""
    return ask(connection, WatchedStory, _STORIES, **_month(one, day), most=most)


def latest(connection: psycopg.Connection, one: str, day: str, most: int) -> list[WatchedArticle]:
    """Return its latest articles up to a day."""
    return ask(connection, WatchedArticle, _LATEST, **_month(one, day), most=most)


def news_of(connection: psycopg.Connection, one: str, day: str, stories: Sequence[WatchedStory]) -> WatchedDay:
    """Return what is new on the day; `stories` are the largest of its 28 days, the new ones of the day among them."""
    asked = _month(one, day)
    outlets = tuple(str(row[0]) for row in connection.execute(_NEW_OUTLETS, asked))
    persons = tuple(str(row[0]) for row in connection.execute(_NEW_NAMES, asked))
    return WatchedDay(outlets, persons, tuple(story for story in stories if str(story.first_day) == day)[:5])


def _month(one: str, day: str) -> dict[str, object]:
    return {"one": one, "first": shift(day, 1 - PAST_DAYS), "last": day}
