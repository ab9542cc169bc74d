"""Landed pages whose bytes can no longer be read, noted by their WARC file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pantau.landing.database import Database

if TYPE_CHECKING:
    import psycopg

_FORGET = "DELETE FROM landing.unreadable WHERE day = %s AND outlet = ANY(%s)"
_SAVE = """INSERT INTO landing.unreadable (day, outlet, url_key, fetched_at, url, warc_file, reason, kept)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (url_key, fetched_at) DO UPDATE SET day = excluded.day,
outlet = excluded.outlet, url = excluded.url, warc_file = excluded.warc_file, reason = excluded.reason, kept = excluded.kept"""
_NOTED = "SELECT url_key, fetched_at FROM landing.unreadable WHERE day = %s"
_KEPT = "SELECT url_key FROM landing.unreadable WHERE day = %s AND kept = 'warehouse'"
_BY_FILE = """SELECT day::text, warc_file, count(*)::integer, count(*) FILTER (WHERE kept <> '')::integer
FROM landing.unreadable WHERE day = ANY(%s::date[]) GROUP BY day, warc_file ORDER BY day, warc_file"""


@dataclass(frozen=True, slots=True)
class UnreadablePage:
    """A page of `day` that `warc_file` should hold and does not; `kept` says where its row comes from (results, warehouse)."""

    day: str
    outlet: str
    url_key: str
    fetched_at: datetime
    url: str
    warc_file: str
    reason: str
    kept: str


@dataclass(frozen=True, slots=True)
class DamagedFile:
    """How many pages of a day a WARC file has lost, and how many of them keep an earlier row."""

    day: str
    warc_file: str
    pages: int
    kept: int


def noted_pages(database: Database, day: str) -> set[tuple[str, datetime]]:
    """Return (URL key, time fetched) of the pages of a day that could not be read; their bytes may be back now."""
    with database.session() as connection:
        return set(connection.execute(_NOTED, [day]).fetchall())


def save_unreadable(database: Database, day: str, outlets: Sequence[str], pages: Iterable[UnreadablePage]) -> None:
    """Replace the notes on these outlets' unreadable pages of a day."""
    with database.transaction() as connection:
        connection.execute(_FORGET, [day, list(outlets)])
        connection.cursor().executemany(_SAVE, [astuple(page) for page in pages])


def keys_kept_by_warehouse(connection: psycopg.Connection, day: str) -> list[str]:
    """Return the URL keys of a day's unreadable pages whose content only the warehouse still knows."""
    return [row[0] for row in connection.execute(_KEPT, [day])]


def damaged_files(connection: psycopg.Connection, days: Sequence[str]) -> list[DamagedFile]:
    """Return the WARC files that have lost pages of these days, by day and file."""
    return [DamagedFile(*row) for row in connection.execute(_BY_FILE, [list(days)])]
