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
    """One article of an event. `own`: it is no copy of an earlier one of the event; `copies` is the number of others with
    its text."""

    article_id: str
    day: date
    outlet: str
    name: str
    owner_group: str
    url: str
    title: str
    published_at: datetime | None
    story_id: str
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
    + """WHERE day BETWEEN %(day)s::date - 1 AND %(day)s::date AND %(day)s::date IN (day, last_day)
  AND (%(outlet)s = '' OR %(outlet)s = ANY(outlets))
ORDER BY cardinality(outlets) DESC, originals DESC, articles DESC, event_id LIMIT %(limit)s OFFSET %(offset)s"""
)
_ONE = _EVENT + "WHERE event_id = %(event_id)s"
_EVENT_ID = "SELECT event_id FROM event_articles WHERE article_id = %s"
_PARTS = """WITH parts AS (
  SELECT part_id FROM event_parts WHERE part_id = %(event_id)s
  UNION ALL SELECT n.part_id FROM event_parts n JOIN event_parts p ON p.part_id = n.earlier_id
  WHERE p.part_id = %(event_id)s AND p.earlier_id IS NULL)
"""
_TOLD = (
    _PARTS
    + """SELECT a.article_id, a.day, a.outlet, coalesce(o.name, a.outlet) AS name, coalesce(o.owner_group, '') AS owner_group,
  a.url, a.title, a.published_at, coalesce(s.story_id, '') AS story_id,
  row_number() OVER (PARTITION BY coalesce(s.story_id, a.article_id) ORDER BY a.published_at NULLS LAST, a.article_id) = 1 AS own,
  (count(*) OVER (PARTITION BY coalesce(s.story_id, a.article_id)) - 1)::integer AS copies
FROM parts JOIN event_members m USING (part_id) JOIN article_rows a USING (article_id)
LEFT JOIN story_members s USING (article_id) LEFT JOIN outlets o USING (outlet)
WHERE a.copy_of IS NULL OR s.story_id IS NOT NULL
ORDER BY a.published_at NULLS LAST, a.article_id LIMIT %(limit)s"""
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
