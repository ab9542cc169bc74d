"""The WIB day of a newsroom: the times at which articles appear, and the Indonesian form of a printed moment."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

ZONES = {name: timezone(timedelta(hours=hours), name) for name, hours in (("WIB", 7), ("WITA", 8), ("WIT", 9))}
WIB = ZONES["WIB"]
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
MONTHS_SHORT = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]

# Share of a day's articles per WIB hour: few at night, most between 06:00 and 22:00.
HOURLY = (1, 1, 0.5, 0.5, 1, 3, 5, 6, 7, 7, 7, 7, 6, 6, 6, 6, 6, 6, 5, 5, 4, 3, 2, 1)
_TOTAL = sum(HOURLY)
# An article of an eastern outlet must have the WIB day in its own zone too, so the outlet publishes nothing after its midnight.
_LAST_SECOND = {"WIB": 86_100, "WITA": 82_500, "WIT": 78_900}


def wib_day(moment: datetime) -> date:
    """Return the WIB calendar day of an aware moment."""
    return moment.astimezone(WIB).date()


def midnight(day: date) -> datetime:
    """Return the first instant of the WIB day."""
    return datetime.combine(day, time(), WIB)


def second_of_day(position: float, zone: str = "WIB") -> int:
    """Return the second of the WIB day at `position` (0 to 1) of the day's work, never past the zone's own midnight."""
    left = position * _TOTAL
    for hour, weight in enumerate(HOURLY):
        if left < weight:
            return min(int((hour + left / weight) * 3600), _LAST_SECOND[zone])
        left -= weight
    return _LAST_SECOND[zone]


def last_moment(day: date, zone: str) -> datetime:
    """Return the last moment at which an outlet of `zone` publishes or edits on the WIB day."""
    return midnight(day) + timedelta(seconds=_LAST_SECOND[zone])


def weekday(day: date) -> str:
    """Return the Indonesian day name."""
    return DAYS[day.weekday()]


def long_date(day: date) -> str:
    """Return `21 Oktober 2025`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def slash_date(day: date) -> str:
    """Return `21/10/2025`, as Indonesian papers print a day in brackets."""
    return f"{day.day}/{day.month}/{day.year}"
