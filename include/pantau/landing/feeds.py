"""What the catalogue remembers of feeds between polls, and of the dated archives that it has read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, fields
from datetime import datetime
from typing import TYPE_CHECKING

from pantau.landing.database import Database
from pantau.landing.records import ArchiveRead, FeedState
from pantau.text import make_storable

if TYPE_CHECKING:
    import psycopg

_FEED = tuple(f.name for f in fields(FeedState))
_SET = ", ".join(f"{name} = EXCLUDED.{name}" for name in _FEED[1:])
_SAVE_FEED = f"""INSERT INTO landing.feeds ({", ".join(_FEED)}) VALUES ({", ".join(["%s"] * len(_FEED))})
ON CONFLICT (feed_url) DO UPDATE SET {_SET}"""  # noqa: S608
_READ = tuple(f.name for f in fields(ArchiveRead))
_SAVE_READ = f"""INSERT INTO landing.archive_reads ({", ".join(_READ)}) VALUES ({", ".join(["%s"] * len(_READ))})
ON CONFLICT (outlet, day) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _READ[2:])}"""  # noqa: S608
_READ_COLUMNS = ", ".join("day::text" if name == "day" else name for name in _READ)


class FeedTable:
    """What the catalogue knows of feeds and archives."""

    database: Database

    def feed_state(self, feed_url: str) -> FeedState | None:
        """Return what is remembered of a feed; None if it was never polled."""
        return self.feed_states([feed_url]).get(feed_url)

    def feed_states(self, feed_urls: Sequence[str]) -> dict[str, FeedState]:
        """Return what is remembered of several feeds, by address, without those never polled."""
        query = f"SELECT {', '.join(_FEED)} FROM landing.feeds WHERE feed_url = ANY(%s)"  # noqa: S608
        with self.database.session() as connection:
            rows = connection.execute(query.encode(), [list(feed_urls)]).fetchall()
        return {row[0]: FeedState(*row) for row in rows}

    def save_feed_state(self, *states: FeedState) -> None:
        """Remember the state of one or more feeds, all or none."""
        rows = [_plain(astuple(state)) for state in sorted(states, key=lambda state: state.feed_url)]
        with self.database.transaction() as connection:
            connection.cursor().executemany(_SAVE_FEED.encode(), rows)

    def due_feeds(self, now: datetime, feed_urls: Sequence[str]) -> list[str]:
        """Return the feeds that are due: those never polled first, then the longest overdue."""
        states = self.feed_states(feed_urls)
        due = [url for url in dict.fromkeys(feed_urls) if url not in states or states[url].next_poll_at <= now]
        return sorted(due, key=lambda url: (url in states, states[url].next_poll_at if url in states else now))

    def archive_read(self, outlet: str, day: str) -> ArchiveRead | None:
        """Return how the last reading of an outlet's archive of a day ended; None if it was never read."""
        return next((read for read in self.archive_reads(day) if read.outlet == outlet), None)

    def archive_reads(self, day: str) -> list[ArchiveRead]:
        """Return how reading the archives of a day ended, by outlet."""
        query = f"SELECT {_READ_COLUMNS} FROM landing.archive_reads WHERE day = %s ORDER BY outlet"  # noqa: S608
        with self.database.session() as connection:
            return [ArchiveRead(*row) for row in connection.execute(query.encode(), [day])]

    def save_archive_read(self, read: ArchiveRead) -> None:
        """Remember how the reading of an outlet's archive of a day ended."""
        with self.database.session() as connection:
            connection.execute(_SAVE_READ.encode(), _plain(astuple(read)))


def last_poll(connection: psycopg.Connection) -> datetime | None:
    """Return when any feed was polled last; None if none ever was."""
    row = connection.execute("SELECT max(last_poll_at) FROM landing.feeds").fetchone()
    return row[0] if row else None


def first_due_after(connection: psycopg.Connection, moment: datetime) -> datetime | None:
    """Return the first time after `moment` at which a feed is due; None without one."""
    row = connection.execute("SELECT min(next_poll_at) FROM landing.feeds WHERE next_poll_at > %s", [moment]).fetchone()
    return row[0] if row else None


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(make_storable(value) if isinstance(value, str) else value for value in row)
