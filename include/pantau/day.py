"""The day: a WIB calendar day, `2026-11-22`, the partition key of everything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from pantau.errors import BadInput

WIB = timezone(timedelta(hours=7), "WIB")
FIRST_DAY = "1995-01-01"  # no Indonesian outlet is older online
LAST_DAY = "2100-12-31"  # late enough, and far from the end of Python's calendar
_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}")


class BadDay(BadInput):
    """Raised for a day that is not a calendar date; the message says what was given and what is wanted."""


def parse_day(text: str) -> str:
    """Return `text` when it is a calendar day `YYYY-MM-DD` from 1995 to 2100; raise BadDay otherwise."""
    try:
        if not _SHAPE.fullmatch(text):
            raise ValueError
        date.fromisoformat(text)
    except ValueError:
        raise BadDay(f"{text[:40]!r} is not a day; write it as YYYY-MM-DD, for example 2026-11-22") from None
    if not FIRST_DAY <= text <= LAST_DAY:
        raise BadDay(f"{text} is no day of ours; take one from {FIRST_DAY} to {LAST_DAY}")
    return text


def day_of(moment: datetime) -> str:
    """Return the WIB day of an aware datetime; raise ValueError for a naive one.

    At the very end of the calendar WIB has no date for a time; the function then returns the day in the time's own zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a time without a zone has no day; attach the outlet's zone first")
    try:
        return moment.astimezone(WIB).date().isoformat()
    except OverflowError:
        return moment.date().isoformat()


def today(now: datetime | None = None) -> str:
    """Return the current WIB day."""
    return day_of(now or datetime.now(UTC))


def shift(day: str, days: int) -> str:
    """Return the day `days` after (or before) `day`; raise BadDay where the calendar ends."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        raise BadDay(f"there is no day {days} days from {day}; take one nearer to the present") from None


def days_between(first: str, last: str, most: int = 1000) -> list[str]:
    """Return the days from `first` to `last`, both included; raise BadDay for what is no day, the wrong order, or over `most`."""
    start, end = date.fromisoformat(parse_day(first)), date.fromisoformat(parse_day(last))
    if start > end:
        raise BadDay(f"the first day {first} comes after the last, {last}; swap them")
    count = (end - start).days + 1
    if count > most:
        raise BadDay(f"{first} to {last} are {count} days; take at most {most} at a time")
    return [(start + timedelta(days=number)).isoformat() for number in range(count)]


def bounds(day: str) -> tuple[datetime, datetime]:
    """Return the first instant of the WIB day and the first instant after it, both in UTC."""
    start = datetime.combine(date.fromisoformat(day), datetime.min.time(), WIB).astimezone(UTC)
    return start, start + timedelta(days=1)


def day_from_context(context: Mapping[str, Any]) -> str:
    """Return the day of a task: the param `day` if there is one, else the partition key, else yesterday by `run_after`.

    Partition runs have no logical date at all (Airflow 3.3); a manual run has only params and `run_after`. Raises BadDay for a
    param or key that is not a day.
    """
    wanted = (context.get("params") or {}).get("day")
    if wanted:
        return parse_day(str(wanted))
    run = context.get("dag_run")
    key = getattr(run, "partition_key", None) or context.get("partition_key")
    if key:
        return parse_day(str(key)[:10])
    run_after = getattr(run, "run_after", None) or context.get("run_after")
    if run_after is None:
        raise BadDay("this run has neither a `day` param, a partition key nor a `run_after` time")
    return shift(day_of(run_after), -1)
