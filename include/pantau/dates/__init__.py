"""Reads printed dates, Indonesian or not, into aware datetimes: one parser for feeds, pages and the command line."""

from __future__ import annotations

from pantau.dates.reading import read_date, zone_of

__all__ = ["read_date", "register_with_feedparser", "zone_of"]


def register_with_feedparser(zone: str = "WIB") -> None:
    """Make feedparser read dates as Pantau does: by itself it takes WIB and naive times for UTC, 7 to 9 hours off."""
    from time import struct_time

    import feedparser

    def handler(text: str) -> struct_time | None:
        moment = read_date(text, zone=zone)
        return moment.utctimetuple() if moment else None

    feedparser.registerDateHandler(handler)
