"""Events in the warehouse: makes the parts of the days that a load changed, and their links to the days beside them, anew.

The parts of a day follow from its stored articles and the pairs among them, links from the parts of two days. The work of a
load is bounded by three days, however many are loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import psycopg

from pantau.events.days import DayArticle, DayPart, find_families, find_links, find_parts, report_of
from pantau.events.terms import NewsReport
from pantau.load.rows import copy_rows
from pantau.load.staging import FOLDER

_NEXT = timedelta(days=1)
_STAGED = """CREATE TEMP TABLE event_days ON COMMIT DROP AS SELECT day FROM staged_day UNION SELECT day FROM moved;
CREATE TEMP TABLE staged_parts (LIKE event_parts) ON COMMIT DROP;
CREATE TEMP TABLE staged_event_members (LIKE event_members) ON COMMIT DROP"""
_DAYS = "SELECT day FROM event_days ORDER BY day"
# 2,000 letters are more than the beginning by which reports are compared.
_ARTICLES = """SELECT a.article_id, a.title, left(a.text, 2000), a.published_at, a.text_digest
FROM article_rows a WHERE a.day = %s ORDER BY a.article_id"""
_COPIES = """SELECT p.first_id, p.later_id FROM article_rows a JOIN article_pairs p ON p.first_id = a.article_id
JOIN article_rows l ON l.article_id = p.later_id WHERE a.day = %(day)s AND l.day = %(day)s AND p.kind <> 'same_event'"""
_REPORTS = """SELECT a.article_id, a.title, left(a.text, 2000), a.published_at, m.part_id
FROM article_rows a JOIN event_members m ON m.article_id = a.article_id AND m.report_id = a.article_id
WHERE a.day = %s ORDER BY a.article_id"""
_PARTS = "COPY staged_parts (part_id, day, reports, cohesion) FROM STDIN"
_MEMBERS = "COPY staged_event_members (article_id, report_id, part_id) FROM STDIN"
_LINK = """UPDATE event_parts p SET earlier_id = l.earlier_id, likeness = l.likeness
FROM event_parts o LEFT JOIN unnest(%(later)s::text[], %(earlier)s::text[], %(likeness)s::real[])
  l (later_id, earlier_id, likeness) ON l.later_id = o.part_id
WHERE o.part_id = p.part_id AND p.day = %(day)s AND (p.earlier_id, p.likeness) IS DISTINCT FROM (l.earlier_id, l.likeness)"""

Reports = tuple[list[NewsReport], dict[str, str]]  # the reports of a day, and the part of each


def regroup(connection: psycopg.Connection) -> None:
    """Make events agree with the stored articles and pairs. Call it after `retell`, under the lock of loads."""
    connection.execute(_STAGED.encode())
    days = [day for (day,) in connection.execute(_DAYS)]
    for day in days:
        parts = _find(connection, day)
        copy_rows(connection, _PARTS, ([part.part_id, day, len(part.families), part.cohesion] for part in parts))
        copy_rows(connection, _MEMBERS, (row for part in parts for row in _member_rows(part)))
    connection.execute("ANALYZE staged_parts, staged_event_members")
    connection.execute((FOLDER / "events.sql").read_bytes())
    read: dict[date, Reports] = {}
    for later in sorted({*days, *(day + _NEXT for day in days)}):
        read = {day: read[day] if day in read else _read(connection, day) for day in (later - _NEXT, later)}
        _link(connection, later, read[later - _NEXT], read[later])


def _find(connection: psycopg.Connection, day: date) -> list[DayPart]:
    articles = [DayArticle(*row) for row in connection.execute(_ARTICLES, [day])]
    return find_parts(find_families(articles, connection.execute(_COPIES, {"day": day}).fetchall()))


def _member_rows(part: DayPart) -> Iterator[Sequence[Any]]:
    for family in part.families:
        for article_id in family.articles:
            yield [article_id, family.first.article_id, part.part_id]


def _read(connection: psycopg.Connection, day: date) -> Reports:
    rows = [(DayArticle(*row[:4]), row[4]) for row in connection.execute(_REPORTS, [day])]
    return [report_of(article) for article, _ in rows], {article.article_id: part_id for article, part_id in rows}


def _link(connection: psycopg.Connection, day: date, before: Reports, after: Reports) -> None:
    links = find_links(before[0], after[0], before[1] | after[1])
    rows = {name: [getattr(link, f"{name}_id") for link in links] for name in ("later", "earlier")}
    connection.execute(_LINK, rows | {"likeness": [link.likeness for link in links], "day": day})
