"""Events out of reports: the same in any order, no chains, no floods, and nothing beyond 48 hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random

from pantau.events.grouping import find_events
from pantau.events.likeness import MOST_SHARING, alike_pairs
from pantau.events.terms import NewsReport, terms_of

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
BACKGROUND = [NewsReport(f"z{number}", frozenset(f"{number} {word}" for word in range(20)), NOON) for number in range(50)]
FIRE = terms_of(
    "Pabrik Garmen di Cimahi Terbakar", "Kebakaran melanda pabrik garmen di Leuwigajah, Kota Cimahi, Minggu dini hari."
)
FIRE_TOO = terms_of(
    "Kebakaran Pabrik di Cimahi", "Petugas memadamkan api yang melalap pabrik garmen di kawasan Leuwigajah, Cimahi, Minggu."
)
QUAKE = terms_of("Gempa M 5,1 Guncang Sigi", "Gempa mengguncang Kabupaten Sigi, Sulawesi Tengah, kata BMKG di Palu.")


def _told(*terms: frozenset[str], hours: float = 1) -> list[NewsReport]:
    reports = [NewsReport(f"a{place}", each, NOON + place * timedelta(hours=hours)) for place, each in enumerate(terms)]
    return [*reports, *BACKGROUND]


def test_two_reports_of_one_fire_are_an_event_and_the_quake_is_apart() -> None:
    (found,) = find_events(_told(FIRE, FIRE_TOO, QUAKE), 0.2)
    assert found.members == ("a0", "a1")
    assert 0.2 < found.cohesion < 1


def test_the_same_text_three_days_later_is_another_event() -> None:
    assert find_events(_told(FIRE, FIRE, hours=72)) == []
    assert len(find_events(_told(FIRE, FIRE, hours=47))) == 1


def test_the_order_of_the_reports_changes_nothing() -> None:
    rng = Random(3)  # the same reports in every run
    reports = [NewsReport(f"{number:03}", frozenset(map(str, rng.sample(range(60), 12)))) for number in range(80)]
    found = find_events(reports, 0.25)
    assert len(found) > 5
    for _ in range(5):
        rng.shuffle(reports)
        assert find_events(reports, 0.25) == found


def test_a_chain_in_which_each_is_a_little_like_the_next_is_no_event() -> None:
    chain = [frozenset(map(str, range(start, start + 20))) for start in range(0, 100, 10)]
    assert all(len(event.members) <= 3 for event in find_events(_told(*chain)))


def test_cohesion_is_the_mean_over_all_pairs() -> None:
    reports = _told(FIRE, FIRE_TOO, FIRE)
    edges = alike_pairs(sorted(reports, key=lambda report: report.key))
    (found,) = find_events(reports, 0.2)
    mean = sum(edges[pair] for pair in combinations(found.members, 2)) / 3
    assert found.cohesion == round(mean, 4)


def test_a_term_that_too_many_share_finds_nobody() -> None:
    same = [NewsReport(f"{number:04}", frozenset(map(str, range(9))), NOON) for number in range(MOST_SHARING + 1)]
    assert not alike_pairs(same)
    assert alike_pairs(same[1:])
