"""The floods of a day, by name: which templates were not compared in full, computed from the loaded articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from pantau.dedupe.floods import find_floods
from pantau.dedupe.search import in_order
from pantau.dedupe.signing import read_marks
from pantau.load.rows import copy_rows
from pantau.workspace import Workspace

_STAGED = "SELECT article_id, content_digest FROM staged_articles"
_FORGET = "DELETE FROM flood_days WHERE day = (SELECT day FROM staged_day)"
_COPY = "COPY flood_days (day, first_id, line, articles, outlets, not_compared) FROM STDIN"
_LINES = """UPDATE flood_days f SET line = left(split_part(a.text, E'\n', 1), 200) FROM staged_articles a
WHERE f.day = (SELECT day FROM staged_day) AND a.article_id = f.first_id"""


def name_floods(connection: psycopg.Connection, work: Workspace, day: str) -> int:
    """Replace the floods of a day by those among its staged articles; return how many there are."""
    staged = {(article, content) for article, content in connection.execute(_STAGED)}
    marks = in_order([mark for mark in read_marks(work, day) if (mark.article_id, mark.content) in staged])
    connection.execute(_FORGET)
    rows = list(_rows(day, marks))
    if rows:
        _write_rows(connection, rows)
    return len(rows)


def _write_rows(connection: psycopg.Connection, rows: Sequence[Sequence[Any]]) -> None:
    copy_rows(connection, _COPY, rows)
    connection.execute(_LINES)


def _rows(day: str, marks: Sequence[Any]) -> Iterator[list[Any]]:
    for flood in find_floods(marks):
        members = [marks[place] for place in flood.places]
        yield [day, members[0].article_id, "", len(members), len({one.outlet for one in members}), flood.not_compared]
