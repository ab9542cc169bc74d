"""Events for the pages: those of a day, and one as a time line of families and single articles. All values are bound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import psycopg

from pantau.report.pages import ask, window

MOST_TOLD = 500  # articles of a time line


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event: the outlets and the number of their own texts; `continues` is the event of the day before, or None."""

    event_id: str
    day: date
    last_day: date
    title: str
    articles: int
    originals: int
    copies: int
    outlets: list[str]
    owner_groups: list[str]
    first_at: datetime | None
    last_at: datetime | None
    cohesion: float
    continues: str | None


@dataclass(frozen=True, slots=True)
class EventTold:
    """One article of an event. `own`: it is no copy of an earlier one of the event; `again`: its outlet published that text
    before; `copies` is the number of others with its text, those published again not counted."""

    article_id: str
    day: date
    outlet: str
    name: str
    owner_group: str
    url: str
    title: str
    published_at: datetime | None
    story_id: str
    again: bool
    own: bool
    copies: int


@dataclass(frozen=True, slots=True)
class EventPlace:
    """A province that articles of an event name, and how many of them do."""

    label: str
    articles: int


_EVENT = """SELECT event_id, day, last_day, title, articles, originals, copies, outlets, owner_groups, first_at, last_at,
  cohesion, continues FROM events """
# The first condition alone can use an index.
_OF_DAY = (
    _EVENT
    + """WHERE day BETWEEN %(day)s::date - 1 AND %(day)s::date AND %(day)s::date IN (day, last_day) AND articles > 1
  AND (%(outlet)s = '' OR %(outlet)s = ANY(outlets))
ORDER BY cardinality(outlets) DESC, originals DESC, articles DESC, event_id LIMIT %(limit)s OFFSET %(offset)s"""
)
_ONE = _EVENT + "WHERE event_id = %(event_id)s AND articles > 1"
_EVENT_ID = "SELECT event_id FROM event_articles WHERE article_id = %s"
_PARTS = """WITH parts AS (
  SELECT part_id FROM event_parts WHERE part_id = %(event_id)s
  UNION ALL SELECT n.part_id FROM event_parts n JOIN event_parts p ON p.part_id = n.earlier_id
  WHERE p.part_id = %(event_id)s AND p.earlier_id IS NULL)
"""
# `again`: the outlet published the same text before, within this event too; neither a text of its own nor a copy.
_TOLD = (
    _PARTS  # noqa: S608 — a query of our own
    + """, members AS (SELECT article_id FROM parts JOIN event_members USING (part_id)), told AS (
  SELECT a.article_id, a.day, a.outlet, a.url, a.title, a.published_at, coalesce(s.story_id, '') AS story_id,
    coalesce(s.kind = 'republished' AND s.source_id IN (SELECT article_id FROM members), false) AS again
  FROM members JOIN article_rows a USING (article_id) LEFT JOIN story_members s USING (article_id)
  WHERE a.copy_of IS NULL OR s.story_id IS NOT NULL)
SELECT t.article_id, t.day, t.outlet, coalesce(o.name, t.outlet) AS name, coalesce(o.owner_group, '') AS owner_group,
  t.url, t.title, t.published_at, t.story_id, t.again,
  row_number() OVER same = 1 AS own, (count(*) FILTER (WHERE NOT t.again) OVER all_same - 1)::integer AS copies
FROM told t LEFT JOIN outlets o USING (outlet)
WINDOW all_same AS (PARTITION BY coalesce(nullif(t.story_id, ''), t.article_id)),
  same AS (all_same ORDER BY t.published_at NULLS LAST, t.article_id)
ORDER BY t.published_at NULLS LAST, t.article_id LIMIT %(limit)s"""
)
_PLACES = (
    _PARTS
    + """SELECT t.label, count(DISTINCT t.article_id)::integer AS articles
FROM parts JOIN event_members m USING (part_id) JOIN article_tags t USING (article_id)
WHERE t.kind = 'province' GROUP BY t.label ORDER BY 2 DESC, 1 LIMIT 8"""
)


def events_of_day(connection: psycopg.Connection, day: str, outlet: str, page: int) -> list[EventRow]:
    """Return one page of the events reported on a day (by an outlet), most outlets first, at most PAGE_ROWS + 1 rows."""
    return ask(connection, EventRow, _OF_DAY, day=day, outlet=outlet, **window(page))


def one_event(connection: psycopg.Connection, event_id: str) -> EventRow | None:
    """Return one event, or None if no event has that id."""
    return next(iter(ask(connection, EventRow, _ONE, event_id=event_id)), None)


def event_of(connection: psycopg.Connection, article_id: str) -> EventRow | None:
    """Return the event that an article (for a story: its id) belongs to; None if no other article does."""
    row = connection.execute(_EVENT_ID, [article_id]).fetchone()
    return one_event(connection, row[0]) if row else None


def tell_event(connection: psycopg.Connection, event_id: str) -> list[EventTold]:
    """Return the articles of an event in the order of publication, unknown times last, at most MOST_TOLD."""
    return ask(connection, EventTold, _TOLD, event_id=event_id, limit=MOST_TOLD)


def event_places(connection: psycopg.Connection, event_id: str) -> list[EventPlace]:
    """Return the provinces that most articles of an event name, at most eight."""
    return ask(connection, EventPlace, _PLACES, event_id=event_id)
