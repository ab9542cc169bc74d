"""Times that strangers wrote: each is read as a moment that has a date in every zone, or as none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.dates import read_date
from pantau.dates.moments import read_http_date, read_iso_utc, read_stamp, usable

EDGES = [
    "9999-12-31T23:59:59",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31 24:00",
]
ZONES = [timezone(timedelta(hours=hours)) for hours in (-14, 0, 7, 14)]


def reckon(moment: datetime) -> None:
    for zone in ZONES:
        moment.astimezone(zone)
    assert moment - timedelta(days=1) < moment + timedelta(days=1)


@pytest.mark.parametrize("text", EDGES)
def test_the_ends_of_the_calendar_are_no_date(text: str) -> None:
    assert read_iso_utc(text) is None
    assert read_date(text) is None


@given(st.datetimes(timezones=st.sampled_from(ZONES)))
def test_what_is_usable_can_be_reckoned_with(moment: datetime) -> None:
    found = usable(moment)
    if found is not None:
        reckon(found)
    assert found is not None or moment.year in (1, 9999)


@given(st.one_of(st.text(), st.from_regex(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?([+-]\d{2}:\d{2}|Z)?", fullmatch=True)))
def test_whatever_is_written_gives_a_usable_time_or_none(text: str) -> None:
    for read in (read_iso_utc, read_http_date, read_stamp, read_date):
        found = read(text)
        if found is not None:
            reckon(found)


@pytest.mark.parametrize(
    "text", ["Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 -1200", "Fri, 31 Dec 99999999999 23:59:59 GMT", "", "x"]
)
def test_a_header_without_a_usable_date_has_none(text: str) -> None:
    assert read_http_date(text) is None


def test_good_dates_are_read() -> None:
    wanted = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
    assert read_http_date("Sun, 22 Nov 2026 01:02:03 GMT") == wanted
    assert read_iso_utc("2026-11-22T01:02:03") == read_iso_utc("2026-11-22T08:02:03+07:00") == wanted
    assert read_stamp("20261122010203") == wanted
