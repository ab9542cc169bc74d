"""Writes the lessons into the warehouse, where the page of an outlet shows them."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from pantau.lessons import Lessons

_LONGEST = 200  # characters of a line; the artefact has all of it
_INSERT = """INSERT INTO lessons (section, place, what, seen, of, artefact, first_day, last_day)
SELECT l.section, l.place, l.what, l.seen, l.of, %s, %s, %s
FROM unnest(%s::text[], %s::text[], %s::text[], %s::integer[], %s::integer[]) l (section, place, what, seen, of)
ON CONFLICT DO NOTHING"""


def show_lessons(connection: psycopg.Connection, lessons: Lessons) -> None:
    """Make the table `lessons` hold these lessons and no others. Raises PantauError if the warehouse fails."""
    connection.execute("DELETE FROM lessons")
    rows = list(_rows(lessons))
    if rows:
        days = lessons.first_day, lessons.last_day
        connection.execute(_INSERT, [lessons.name, *days, *map(list, zip(*rows, strict=True))])


def _rows(lessons: Lessons) -> Iterator[tuple[str, str, str, int, int | None]]:
    for held in lessons.containers:
        yield "containers", held.host, held.selector, held.pages, held.of
    for line in lessons.lines:
        yield "lines", line.outlet, line.text[:_LONGEST], line.articles, line.of
    for parameter in lessons.parameters:
        yield "parameters", parameter.host, parameter.name, parameter.pairs, None
    for zone in lessons.zones:
        yield "zones", zone.outlet, f"{zone.written} {zone.hours:+d}", zone.pages, zone.pages + zone.against
