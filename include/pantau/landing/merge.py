"""Makes one entry of all announcements of a URL. The result does not depend on their order or on how often they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pantau.errors import BadInput
from pantau.model import Entry
from pantau.urls import canonical_url

_LAST = datetime.max.replace(tzinfo=UTC)


def merge(one: Entry, other: Entry) -> Entry:
    """Return the one entry of two announcements of the same URL; commutative, associative, idempotent.

    A dated archive page knows the day better than a feed. Among feeds a time without doubt wins, then the earliest, because a
    later pubDate is an edit or the moment of a poll. Of two titles or summaries the longer one is kept, because the other was
    cut.
    """
    dated, where = min(one, other, key=_time_key), min(one, other, key=_source_key)
    return (
        replace(
            one,
            url=min(one.url, other.url, key=_plainness),
            outlet=where.outlet,
            source=where.source,
            source_url=where.source_url,
            day=_day(one, other, dated),
            published_at=dated.published_at,
            raw_date=dated.raw_date,
            time_flag=dated.time_flag,
            updated_at=max(one.updated_at, other.updated_at, key=_moment),
            title=max(one.title, other.title, key=_longer),
            summary=max(one.summary, other.summary, key=_longer),
            section=max(one.section, other.section, key=_longer),
        )
        if one != other
        else one
    )


def _day(one: Entry, other: Entry, dated: Entry) -> str:
    listed = [entry.day for entry in (one, other) if entry.source == "archive"]
    return min(listed or [entry.day for entry in (one, other) if _time_key(entry) == _time_key(dated)])


def _time_key(entry: Entry) -> tuple[Any, ...]:
    moment = entry.published_at
    return (moment is None, entry.time_flag != "", moment or _LAST, entry.raw_date, entry.time_flag)


def _source_key(entry: Entry) -> tuple[bool, str, str]:
    return (entry.source != "archive", entry.source_url, entry.outlet)


def _moment(value: datetime | None) -> tuple[bool, datetime]:
    return (value is not None, value or _LAST)


def _plainness(url: str) -> tuple[bool, int, str]:
    """Sort the plainest address first: the AMP or mobile form of a page is often shorter, and holds less."""
    try:
        return (canonical_url(url) != url, len(url), url)
    except BadInput:
        return (True, len(url), url)


def _longer(text: str) -> tuple[int, str]:
    return (len(text), text)
