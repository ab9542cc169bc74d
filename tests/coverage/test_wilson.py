"""The Wilson interval against published values, and what holds of any such interval."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.coverage.wilson import wilson

CASES = list(csv.DictReader((Path(__file__).parent / "cases" / "wilson.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['found']} of {case['of']}" for case in CASES])
def test_published_values(case: dict[str, str]) -> None:
    low, high = wilson(int(case["found"]), int(case["of"]))
    assert (round(low, 4), round(high, 4)) == (float(case["low"]), float(case["high"]))


@given(st.integers(1, 10**6).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_it_holds_the_share_stays_within_0_and_1_and_is_symmetric(pair: tuple[int, int]) -> None:
    found, of = pair
    low, high = wilson(found, of)
    assert 0 <= low <= found / of + 1e-12
    assert found / of - 1e-12 <= high <= 1
    mirrored = wilson(of - found, of)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.parametrize(("found", "of"), [(0, 0), (2, 1), (-1, 3)])
def test_what_is_no_share_is_refused(found: int, of: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(found, of)
