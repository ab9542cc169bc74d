"""Finds feeds whose times say GMT and are local time: their news seems to come from seven to nine hours in the future."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pantau.dates import zone_of
from pantau.feeds.items import FeedItem

SURE = 3  # polls in a row before an operator is warned; one planned post does not prove a wrong clock
_LATE_S = 90 * 60.0  # a poll finds its newest item at most this many seconds after its publication
_EARLY_S = 15 * 60.0  # clocks of newsrooms run ahead by this much
_ITEMS = 2  # in the future, at least


def find_hours_ahead(items: Iterable[FeedItem], zone: str, now: datetime) -> int:
    """Return by how many hours the clock of a feed seems to run ahead: those of `zone`, or 0 if it does not seem to.

    It seems to if two or more items whose times say GMT are in the future, none further than local time is ahead of GMT, and
    the newest by nearly as much.
    """
    ahead = sorted(item.ahead_s for item in items if item.ahead_s > 0)
    offset = now.astimezone(zone_of(zone)).utcoffset()
    whole = offset.total_seconds() if offset else 0.0
    if len(ahead) < _ITEMS or not whole - _LATE_S <= ahead[-1] <= whole + _EARLY_S:
        return 0
    return round(whole / 3_600)


def count_ahead(hours: int, before: tuple[int, int], new: int) -> tuple[int, int]:
    """Return (hours, polls in a row) after a poll with `new` entries; a poll without news changes nothing."""
    if not new:
        return before
    return (hours, before[1] + 1 if hours == before[0] else 1) if hours else (0, 0)
