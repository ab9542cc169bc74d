"""The day: what a run is given, in all the forms that Airflow 3.3 uses, and the WIB calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.day import WIB, BadDay, bounds, day_from_context, day_of, parse_day, shift, today

MIDNIGHT_WIB = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # 00:00 of the 23rd in Jakarta


def run(**values: Any) -> SimpleNamespace:
    return SimpleNamespace(**{"partition_key": None, "run_after": MIDNIGHT_WIB} | values)


SHAPES = {
    "scheduled or backfill, by partition": ({"params": {"day": None}, "dag_run": run(partition_key="2026-11-20")}, "2026-11-20"),
    "partition key with a time": ({"dag_run": run(partition_key="2026-11-20T00:00:00")}, "2026-11-20"),
    "manual with a day": ({"params": {"day": "2026-10-05"}, "dag_run": run()}, "2026-10-05"),
    "a day wins over the partition": (
        {"params": {"day": "2026-10-05"}, "dag_run": run(partition_key="2026-11-20")},
        "2026-10-05",
    ),
    "manual without anything": ({"params": {}, "dag_run": run()}, "2026-11-22"),
    "manual just before midnight WIB": ({"dag_run": run(run_after=MIDNIGHT_WIB - timedelta(seconds=1))}, "2026-11-21"),
    "no params at all": ({"params": None, "dag_run": run()}, "2026-11-22"),
    "key beside the run": ({"partition_key": "2026-11-20", "run_after": MIDNIGHT_WIB}, "2026-11-20"),
    "time beside the run": ({"run_after": MIDNIGHT_WIB}, "2026-11-22"),
}


@pytest.mark.parametrize(("context", "day"), SHAPES.values(), ids=SHAPES)
def test_a_run_knows_its_day(context: dict[str, Any], day: str) -> None:
    assert day_from_context(context) == day


@pytest.mark.parametrize(
    "context",
    [{"params": {"day": "kemarin"}}, {"params": {"day": "2026-02-30"}}, {"dag_run": run(partition_key="minggu-ini")}, {}],
)
def test_a_run_without_a_day_says_so(context: dict[str, Any]) -> None:
    with pytest.raises(BadDay, match=r"day|run_after"):
        day_from_context(context)


@pytest.mark.parametrize(
    "text", ["", "2026-1-1", "2026-13-01", "2026-02-29", " 2026-11-22", "2026-11-22\n", "２０２６-11-22", "20261122"]
)
def test_what_is_not_a_day_is_refused_with_the_shape_wanted(text: str) -> None:
    with pytest.raises(BadDay, match="YYYY-MM-DD"):
        parse_day(text)


def test_a_day_is_counted_in_jakarta() -> None:
    assert day_of(MIDNIGHT_WIB) == "2026-11-23"
    assert day_of(MIDNIGHT_WIB - timedelta(microseconds=1)) == "2026-11-22"
    assert day_of(datetime(2026, 11, 23, 0, 30, tzinfo=timezone(timedelta(hours=9)))) == "2026-11-22"
    assert today(MIDNIGHT_WIB) == "2026-11-23"
    with pytest.raises(ValueError, match="zone"):
        day_of(datetime(2026, 11, 22))  # noqa: DTZ001 - the point


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - made aware below
def test_every_moment_is_inside_the_bounds_of_its_day_and_of_no_other(moment: datetime) -> None:
    aware = moment.replace(tzinfo=WIB)
    day = day_of(aware)
    start, end = bounds(day)
    assert start <= aware < end
    assert end == bounds(shift(day, 1))[0]
    assert shift(shift(day, 1), -1) == day == parse_day(day)


@pytest.mark.parametrize("text", ["0001-01-01", "1994-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_outside_the_years_of_the_press_is_refused(text: str) -> None:
    with pytest.raises(BadDay, match="1995-01-01"):
        parse_day(text)


@given(st.datetimes(timezones=st.sampled_from([UTC, WIB, timezone(timedelta(hours=-14)), timezone(timedelta(hours=14))])))
def test_every_time_has_a_day(moment: datetime) -> None:
    assert len(day_of(moment)) == 10


@pytest.mark.parametrize("moment", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))])
def test_the_ends_of_the_calendar_have_a_day_and_no_neighbour(moment: datetime) -> None:
    day = day_of(moment)
    with pytest.raises(BadDay, match="nearer to the present"):
        shift(day, 1 if moment.year > 5_000 else -1)
