"""Unusual counts: rare when days are alike, found when the level falls, with few false alarms at any spread."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.report.volume import LEAST_DAYS, level_change, measure, unusual

COUNTS = st.lists(st.integers(0, 400), max_size=28)


def draw(mean: float, spread: float, chance: random.Random) -> int:
    """A draw of a negative binomial: a Poisson whose mean is a gamma with a variance of `spread` of its mean squared."""
    level = chance.gammavariate(1 / spread, mean * spread)
    time, count = chance.expovariate(1), 0
    while time < level:
        time, count = time + chance.expovariate(1), count + 1
    return count


@given(st.integers(0, 1000), COUNTS)
def test_tails_are_probabilities_and_the_range_holds_the_mean(count: int, history: list[int]) -> None:
    found = measure(count, history)
    assert 0 <= found.few <= 1
    assert 0 <= found.many <= 1
    assert found.few + found.many >= 1 - 1e-6 or found.days == 0  # both include the count itself
    assert found.low <= found.high
    if len(history) < LEAST_DAYS:
        assert found.improbable == 1


@given(COUNTS.filter(lambda past: len(past) >= LEAST_DAYS), st.integers(0, 300), st.integers(1, 300))
def test_fewer_are_never_less_improbable_below_the_range(history: list[int], count: int, more: int) -> None:
    assert measure(count, history).few <= measure(count + more, history).few + 1e-12


@pytest.mark.parametrize(
    ("count", "history", "odd"),
    [
        (0, [40, 38, 44, 41, 20, 22, 39] * 4, True),
        (21, [40, 38, 44, 41, 20, 22, 39] * 4, False),  # the weekends of four weeks are usual
        (150, [40, 38, 44, 41, 20, 22, 39] * 4, True),
        (0, [0, 1, 0, 0, 2, 0, 1] * 4, False),  # this outlet rarely writes
        (0, [40] * 6, False),  # six days are too few
        (0, [0] * 28, False),
        (3, [0] * 28, True),
    ],
)
def test_what_is_unusual(count: int, history: list[int], odd: bool) -> None:
    assert (unusual({"a": measure(count, history)}) == {"a"}) is odd


@pytest.mark.parametrize(("mean", "spread"), [(2, 0.3), (20, 0.1), (20, 0.5), (200, 0.05)])
def test_false_alarms_are_few_among_many_outlets(mean: float, spread: float) -> None:
    chance, alarms, rounds, outlets = random.Random(16), 0, 12, 40
    for _ in range(rounds):
        tests = {}
        for name in range(outlets):
            past = [draw(mean, spread, chance) for _ in range(28)]
            tests[str(name)] = measure(draw(mean, spread, chance), past)
        alarms += bool(unusual(tests))
    assert alarms <= 4  # of 12 days; with a known spread 0.6 days would have an alarm, but here the spread is estimated


def test_a_fall_stands_out_among_many_outlets() -> None:
    chance = random.Random(5)
    tests = {str(name): measure(draw(30, 0.1, chance), [draw(30, 0.1, chance) for _ in range(28)]) for name in range(60)}
    tests["gone"] = measure(0, [draw(30, 0.1, chance) for _ in range(28)])
    tests["flood"] = measure(160, [draw(30, 0.1, chance) for _ in range(28)])
    assert {"gone", "flood"} <= unusual(tests)


@pytest.mark.parametrize("start", [5, 14, 24])
def test_the_day_of_a_new_level_is_found(start: int) -> None:
    chance = random.Random(start)
    counts = [draw(40 if place < start else 12, 0.05, chance) for place in range(28)]
    found = level_change(counts)
    assert found is not None
    assert abs(found.start - start) <= 1
    assert found.before > 2 * found.since


def test_one_level_is_rarely_called_two() -> None:
    chance, called = random.Random(3), 0
    for _ in range(200):
        called += level_change([draw(25, 0.1, chance) for _ in range(28)]) is not None
    assert called <= 20
    assert level_change([]) is None
    assert level_change([0] * 28) is None
    assert level_change([40, 38, 44, 41, 20, 22, 39] * 4) is None
