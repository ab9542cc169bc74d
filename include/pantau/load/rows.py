"""Rows streamed into a table by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg

from pantau.text import make_all_storable


def copy_rows(connection: psycopg.Connection, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """Stream rows into a table. Characters that PostgreSQL cannot store are replaced, so that no text stops the day."""
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for row in rows:
            copy.write_row([make_all_storable(value) for value in row])
