"""The pace of a feed: bounded, safe against lost items, and with far fewer requests than one every 15 minutes."""

from __future__ import annotations

import bisect
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.poll.interval import GIVE_UP_AFTER, MONTH_S, FeedPace, after_failure, next_pace

SHORTEST, LONGEST, START = 600.0, 86_400.0, 1_800.0
seconds = st.floats(1, 1e8)


@given(
    interval=st.floats(SHORTEST, LONGEST),
    safe=st.none() | seconds,
    total=st.integers(0, 2_000),
    share=st.floats(0, 1),
    span=st.none() | st.floats(0, 1e9),
    elapsed=st.floats(0, 1e7),
    first=st.booleans(),
)
def test_the_interval_is_bounded_and_safe(
    interval: float, safe: float | None, total: int, share: float, span: float | None, elapsed: float, first: bool
) -> None:
    pace = next_pace(
        FeedPace(interval, safe),
        new=int(total * share),
        total=total,
        span_s=span,
        elapsed_s=elapsed,
        shortest_s=SHORTEST,
        longest_s=LONGEST,
        first=first,
    )
    assert SHORTEST <= pace.interval_s <= LONGEST
    if span is not None and span >= 60 and total >= 2:
        assert pace.interval_s <= max(span / 2, SHORTEST)
    if pace.safe_s is not None:
        assert pace.interval_s <= max(pace.safe_s, SHORTEST)
    if pace.safe_s is None:
        assert safe is None


@given(interval=st.floats(SHORTEST, LONGEST), total=st.integers(1, 200), one=st.integers(0, 200), other=st.integers(0, 200))
def test_more_news_is_never_polled_slower(interval: float, total: int, one: int, other: int) -> None:
    few, many = sorted((min(one, total), min(other, total)))

    def wait(new: int) -> float:
        options = {"total": total, "span_s": None, "elapsed_s": interval, "shortest_s": SHORTEST, "longest_s": LONGEST}
        return next_pace(FeedPace(interval), new=new, **options).interval_s

    assert wait(many) <= wait(few)


def test_a_quiet_feed_slows_to_a_day_and_a_busy_one_comes_back() -> None:
    pace = FeedPace(START)
    for _ in range(12):
        pace = next_pace(pace, new=0, total=0, span_s=None, elapsed_s=pace.interval_s, shortest_s=SHORTEST, longest_s=LONGEST)
    assert pace.interval_s == LONGEST
    for _ in range(6):
        pace = next_pace(pace, new=20, total=20, span_s=7_200, elapsed_s=pace.interval_s, shortest_s=SHORTEST, longest_s=LONGEST)
    assert pace.interval_s <= 3_600


def test_the_night_does_not_teach_a_wait_the_morning_pays_for() -> None:
    day = next_pace(FeedPace(START), new=10, total=50, span_s=9_000, elapsed_s=1_800, shortest_s=SHORTEST, longest_s=LONGEST)
    night = next_pace(day, new=0, total=50, span_s=14_400, elapsed_s=8 * 3_600, shortest_s=SHORTEST, longest_s=LONGEST)
    assert day.safe_s == 4_500
    assert night.safe_s is not None
    assert 4_500 < night.safe_s < 5_000


def test_failures_back_off_in_a_line_to_a_day_and_then_to_a_month() -> None:
    def wait(failures: float, retry_after_s: float | None = None) -> float:
        return after_failure(failures, interval_s=900, start_s=START, longest_s=LONGEST, retry_after_s=retry_after_s)

    assert [wait(n) / START for n in (0.25, 0.5, 1, 2, 3)] == [1.25, 1.5, 2, 3, 4]
    assert wait(29.5) == 54_900
    assert wait(GIVE_UP_AFTER) == wait(900) == MONTH_S
    assert wait(0.5, retry_after_s=7_200) == 7_200
    assert wait(2, retry_after_s=60) == wait(2)
    assert wait(0.5, retry_after_s=1e9) == LONGEST


@given(failures=st.floats(0, 1e6), retry=st.none() | st.floats(0, 1e9), interval=st.floats(SHORTEST, LONGEST))
def test_a_failing_feed_is_never_dropped(failures: float, retry: float | None, interval: float) -> None:
    wait = after_failure(failures, interval_s=interval, start_s=START, longest_s=LONGEST, retry_after_s=retry)
    assert 0 < wait <= MONTH_S


WAKING = (0.15, 0.1, 0.08, 0.08, 0.15, 0.35, 0.6, 0.8, 1, 1, 1, 1, 0.9, 0.95, 1, 1, 0.95, 0.9, 0.8, 0.8, 0.75, 0.6, 0.4, 0.25)
OFFICE = (0, 0, 0, 0, 0, 0, 0.2, 1, 1, 1, 0.8, 0.8, 0.6, 0.8, 0.8, 0.8, 0.6, 0.4, 0.3, 0.3, 0.2, 0.1, 0, 0)
PRESS = {  # items in the feed, articles in the busiest hour, the shape of the day
    "agency": (50, 20, WAKING),
    "large": (100, 18, WAKING),
    "fifteen": (15, 10, WAKING),
    "channel": (10, 3, WAKING),
    "regional": (10, 1.3, OFFICE),
    "weekly": (10, 0.05, (1.0,) * 24),
}


def publish(rate: float, shape: tuple[float, ...], days: int, seed: int) -> list[float]:
    dice, moment, times = random.Random(seed), 0.0, []
    while moment < days * 86_400:
        moment += dice.expovariate(rate / 3_600)
        if dice.random() < shape[int(moment % 86_400 // 3_600)]:
            times.append(moment)
    return times


def polled(holds: int, times: list[float], begin: float, end: float) -> tuple[int, int]:
    """Return how often the pace polls a feed between two moments, and how many items no poll saw."""
    pace, now, last, polls, missed = FeedPace(START), begin, begin, 0, 0
    seen = bisect.bisect_right(times, now)
    while now < end:
        count = bisect.bisect_right(times, now)
        oldest = max(0, count - holds)
        missed += max(0, oldest - seen)
        new, total = count - max(seen, oldest), count - oldest
        span = times[count - 1] - times[oldest] if total > 1 else None
        facts = {"elapsed_s": now - last, "shortest_s": SHORTEST, "longest_s": LONGEST, "first": polls == 0}
        if new or not polls:
            pace = next_pace(pace, new=new, total=total, span_s=span, **facts)
        else:  # the same document as before
            pace = next_pace(pace, new=0, total=0, span_s=None, **facts)
        seen, last, polls = count, now, polls + 1
        now += math.ceil(pace.interval_s / SHORTEST) * SHORTEST  # polling runs every ten minutes
    return polls, missed


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_weeks_of_the_press_with_nothing_missed(seed: int) -> None:
    days, asked, missed = 14, 0, 0
    for holds, rate, shape in PRESS.values():
        times = publish(rate, shape, days + 40, seed)
        polls, lost = polled(holds, times, 40 * 86_400, (40 + days) * 86_400)
        asked, missed = asked + polls, missed + lost
    fixed = len(PRESS) * days * 96
    assert missed == 0
    assert asked <= 0.4 * fixed, f"{asked} requests instead of {fixed}"
