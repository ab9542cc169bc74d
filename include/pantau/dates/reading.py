"""Reads a printed date: an explicit offset first, then a named zone, then the zone that the caller knows."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from pantau.dates import grammar
from pantau.dates.moments import usable
from pantau.dates.names import MONTHS, NUMBERS, PLACES, UNITS, WEEKDAYS, ZONES
from pantau.errors import BadInput

_LONGEST = 300  # a printed date is short; a longer text is prose, and only its start is read
_FROM_HOUR = {"sore": 0, "petang": 0, "malam": 5}  # from this hour on the word means noon and later
_LEAP_OF_CLOCK = timedelta(minutes=15)  # a time without a date that is this little ahead of `now` is still today


def zone_of(name: str) -> tzinfo:
    """Return the zone called `name` (WIB, WITA, WIT, UTC, Asia/Jakarta, +07:00); raise BadInput for any other."""
    folded = name.strip().lower()
    found = ZONES.get(folded) or PLACES.get(folded) or _offset(folded)
    if found is None:
        raise BadInput(f"{name!r} is not a zone; use WIB, WITA, WIT, UTC or an offset such as +07:00")
    return found


def read_date(text: str, *, zone: str = "WIB", now: datetime | None = None) -> datetime | None:
    """Return the aware time printed in `text`, or None if no time in it can be trusted.

    An explicit offset wins, then WIB/WITA/WIT, then `zone`. Numeric dates are day first, except if the second number can be no
    month. Relative forms ("5 menit yang lalu", "kemarin", "07:08", a date without year) count from the aware `now`, and give
    None without it.
    """
    home = zone_of(zone)
    folded = grammar.fold(text[:_LONGEST])
    if not folded:
        return None
    try:
        found = _absolute(folded, home) or (_relative(folded, home, now.astimezone(home)) if now else None)
        return usable(found) if found else None
    except (ValueError, OverflowError):  # the 31st of June, 25:70, the year 0
        return None


def _absolute(text: str, home: tzinfo) -> datetime | None:
    whole = _whole(text, home)
    if whole is not None:
        return whole
    ctime = grammar.CTIME.search(text)
    if ctime:
        return _moment(_date(ctime), ctime, text, home)
    text = _from_publication(text)
    for shape in grammar.DATES:
        found = shape.search(text)
        if found:
            return _moment(_date(found), _clock_near(text, found.start(), found.end()), text, home)
    return None


def _whole(text: str, home: tzinfo) -> datetime | None:
    """Read a string that is nothing but digits and a zone: 20240515T101500+0700, 20240515, 1715742900."""
    if not text[0].isdigit() or not text[:4].isdigit():
        return None
    compact = grammar.COMPACT.fullmatch(text)
    if compact:
        return _moment(_date(compact), compact, text, home)
    day = grammar.COMPACT_DAY.fullmatch(text)
    if day:
        return datetime(*_date(day), tzinfo=home)
    epoch = grammar.EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(epoch["seconds"]), UTC) if epoch else None


def _from_publication(text: str) -> str:
    """Start at the publication label when an update time is printed before it."""
    updated = grammar.UPDATED.search(text)
    published = grammar.PUBLISHED.search(text) if updated else None
    return text[published.start() :] if updated and published and updated.start() < published.start() else text


def _date(found: re.Match[str]) -> tuple[int, int, int]:
    parts = found.groupdict()
    year = int(parts["year"])
    if year < 100:
        year += 2000 if year < 70 else 1900
    name = parts.get("month")
    month, day = _month(name) if name else int(parts["monthno"]), int(parts["day"])
    if found.re is grammar.NUMERIC and found["mark"] != "." and day <= 12 < month:  # 11/24/2026 can only be 24 November
        return year, day, month
    return year, month, day


def _month(name: str) -> int:
    return MONTHS.get(name) or MONTHS[name[:3]]


def _clock_near(text: str, start: int, end: int) -> re.Match[str] | None:
    return (
        grammar.HYPHEN_CLOCK.match(text, end)
        or grammar.AFTER.match(text, end)
        or grammar.HOUR_AFTER.match(text, end)
        or grammar.CLOCK.search(text, end, end + 40)
        or grammar.CLOCK.search(text, 0, start)
        or grammar.HOUR.search(text, 0, start)
    )


def _moment(date: tuple[int, int, int], clock: re.Match[str] | None, text: str, home: tzinfo) -> datetime:
    hour, minute, second = _time(clock) if clock else (0, 0, 0)
    extra = timedelta(days=1) if (hour, minute, second) == (24, 0, 0) else timedelta()
    return datetime(*date, 0 if extra else hour, minute, min(second, 59), tzinfo=_zone(clock, text, home)) + extra


def _time(clock: re.Match[str]) -> tuple[int, int, int]:
    parts = clock.groupdict()
    hour, half = int(parts["hour"]), parts.get("half") or ""
    if hour == 12 and (half in ("malam", "am") or half[:2] == "a."):
        hour = 0
    elif hour < 12 and (half[:2] in ("pm", "p.") or _FROM_HOUR.get(half, 12) <= hour or (half == "siang" and hour < 6)):
        hour += 12
    return hour, int(parts.get("minute") or 0), int(parts.get("second") or 0)


def _zone(clock: re.Match[str] | None, text: str, home: tzinfo) -> tzinfo:
    parts = clock.groupdict() if clock else {}
    offset = _offset(parts.get("offset") or "")
    if offset is not None:
        return offset
    name = parts.get("zone") or parts.get("early")
    if not name:
        named = grammar.NAMED_ZONE.search(text)
        name = named["zone"] if named else ""
    return ZONES.get(name, home) if name else home


def _offset(text: str) -> timezone | None:
    if not text or text[0] not in "+-" or not text[1:].replace(":", "").isdigit():
        return None
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    if hours > 14 or minutes > 59:
        return None
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if text[0] == "-" else size)


def _relative(text: str, home: tzinfo, now: datetime) -> datetime | None:
    if grammar.AGO.search(text):
        return _ago(text, now)
    nearby = grammar.NEARBY.search(text)
    if nearby and nearby["now"]:
        return now.replace(microsecond=0)
    clock = grammar.CLOCK.search(text) or grammar.HOUR.search(text)
    if nearby:
        back = 2 if nearby["two"] else 1 if nearby["one"] else 0
        return _on_day(now - timedelta(days=back), clock, text, home)
    without_year = grammar.DAY_NAME.search(text)
    if without_year:
        return _latest_year(without_year, text, home, now)
    # A clock behind a date of the year 9999 or 1 is not today's.
    return _latest_clock(clock, text, home, now) if clock and not grammar.OTHER_YEAR.search(text) else None


def _ago(text: str, now: datetime) -> datetime | None:
    found = list(grammar.RELATIVE.finditer(text))
    moment = now.replace(microsecond=0)
    for piece in found:
        count = int(piece["number"]) if piece["number"].isdigit() else NUMBERS[piece["number"]]
        unit = "days" if piece["unit"] == "hr" and not text.endswith("ago") else UNITS[piece["unit"]]  # "2 hr lalu" is hari
        if unit in ("months", "years"):
            moment = _months_back(moment, count * (12 if unit == "years" else 1))
        else:
            moment -= timedelta(**{unit: count})
    return moment if found else None


def _months_back(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _on_day(day: datetime, clock: re.Match[str] | None, text: str, home: tzinfo) -> datetime:
    local = day.astimezone(_zone(clock, text, home))
    return _moment((local.year, local.month, local.day), clock, text, home)


def _latest_year(found: re.Match[str], text: str, home: tzinfo, now: datetime) -> datetime:
    clock = _clock_near(text, found.start(), found.end())
    date = (now.year, _month(found["month"]), int(found["day"]))
    moment = _moment(date, clock, text, home)
    return moment if moment <= now + timedelta(days=1) else _moment((now.year - 1, *date[1:]), clock, text, home)


def _latest_clock(clock: re.Match[str], text: str, home: tzinfo, now: datetime) -> datetime:
    """Place a bare clock, or a weekday with a clock, on the latest day that is not after `now`."""
    weekday = grammar.WEEKDAY.search(text)
    moment = _on_day(now, clock, text, home)
    if weekday:
        moment -= timedelta(days=(moment.weekday() - WEEKDAYS[weekday["weekday"]]) % 7)
    if moment > now + _LEAP_OF_CLOCK:
        moment -= timedelta(days=7 if weekday else 1)
    return moment
