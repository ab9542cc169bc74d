"""Times from outside that are safe to calculate with: each has a date in every zone, also after some hours are added."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_ROOM = timedelta(days=2)  # two zones are at most 26 hours apart
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC) + _ROOM, datetime.max.replace(tzinfo=UTC) - _ROOM


def usable(moment: datetime) -> datetime | None:
    """Return the aware time; None for one so near the ends of the calendar that a conversion would fail."""
    return moment if _FIRST <= moment <= _LAST else None


def read_iso_utc(text: str) -> datetime | None:
    """Return the time written as ISO 8601, in UTC if it names no zone; None if it is no date."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return usable(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def read_http_date(text: str) -> datetime | None:
    """Return the time of an HTTP header, in UTC if it names no zone; None if it is no date."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError):
        return None
    return usable(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def read_stamp(text: str) -> datetime | None:
    """Return the UTC time of a 14-digit stamp as web archives write it; None if it is no date."""
    try:
        return usable(datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC))
    except ValueError:
        return None
