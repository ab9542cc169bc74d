"""A small press whose sources moved, hide, lie or closed: two simulated days over real HTTP, with the large bench's floors."""

from __future__ import annotations

from pathlib import Path

from lab.sources_bench import KINDS, measure
from pantau.settings import Settings


def test_living_sources_prove_themselves_within_two_days_and_no_other(database: Settings, tmp_path: Path) -> None:
    found = measure(database, tmp_path, len(KINDS) + 3, polling=False)
    assert (found.false_promoted, found.searches_over_budget, found.tries_over_budget) == (0, 0, 0)
    assert (found.not_proven, found.not_found) == ((), ())
    assert (found.fronts_proven, found.back_proven) == (1, 1)
    assert found.most_requests_of_a_search <= 6
