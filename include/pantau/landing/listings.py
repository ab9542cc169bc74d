"""Listings of past days that a plan read and the run of the day may use."""

from __future__ import annotations

from datetime import datetime

from pantau.landing.database import Database

_SAVE = """INSERT INTO landing.listings (outlet, day, read_at, archives, listing) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (outlet, day) DO UPDATE SET (read_at, archives, listing) = (EXCLUDED.read_at, EXCLUDED.archives, EXCLUDED.listing)"""
_READ = "SELECT read_at, listing::text FROM landing.listings WHERE outlet = %s AND day = %s AND archives = %s"
_FORGET = "DELETE FROM landing.listings WHERE outlet = %s AND day = %s"


def save_listing(database: Database, outlet: str, day: str, read_at: datetime, archives: str, listing: str) -> None:
    """Keep a listing (JSON) of an outlet's day, read with the archives of that digest, in place of an earlier one."""
    with database.session() as connection:
        connection.execute(_SAVE, [outlet, day, read_at, archives, listing])


def read_listing(database: Database, outlet: str, day: str, archives: str) -> tuple[datetime, str] | None:
    """Return when the listing was read and its JSON; None without one of the same archives."""
    with database.session() as connection:
        return connection.execute(_READ, [outlet, day, archives]).fetchone()


def forget_listing(database: Database, outlet: str, day: str) -> None:
    """Drop the listing of an outlet's day."""
    with database.session() as connection:
        connection.execute(_FORGET, [outlet, day])
