"""Times that strangers wrote, safe to calculate with: each has a date in every zone, also after some hours are added."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_ROOM = timedelta(days=2)  # no zone is further from another than 26 hours
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC) + _ROOM, datetime.max.replace(tzinfo=UTC) - _ROOM


def usable(moment: datetime) -> datetime | None:
    """Return the aware time, or None (no date) for one so near the ends of the calendar that a conversion would fail."""
    return moment if _FIRST <= moment <= _LAST else None


def read_iso_utc(text: str) -> datetime | None:
    """Return the time written as ISO 8601, in UTC where it names no zone; None for what is no date."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return usable(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def read_http_date(text: str) -> datetime | None:
    """Return the time of an HTTP header (in UTC where it names no zone); None for what is no date."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError):
        return None
    return usable(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def read_stamp(text: str) -> datetime | None:
    """Return the UTC time of a 14-digit stamp as web archives write it; None for what is no date."""
    try:
        return usable(datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC))
    except ValueError:
        return None
