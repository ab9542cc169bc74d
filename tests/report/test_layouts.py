"""Pantau notices a new layout on its first day and never on a quiet day: the statistics, and the alert over a warehouse."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.alerts.telling import open_faults
from pantau.day import shift
from pantau.report.layout import FIELDS, LayoutDay, fell, find_drops
from pantau.report.layouts import tell_layouts
from pantau.settings import Settings
from pantau.workspace import Workspace

DAY = "2026-11-20"
WHOLE = LayoutDay("warta", DAY, 30, 30, 30, 30, 30, 30, 30)


def month(row: LayoutDay) -> list[LayoutDay]:
    return [replace(row, day=shift(DAY, -number)) for number in range(1, 29)]


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_that_fell_is_named_alone(name: str) -> None:
    here = replace(WHOLE, **{name: 8})
    found = find_drops([*month(WHOLE), here], DAY)
    assert [(drop.outlet, drop.field, drop.before, drop.articles) for drop in found.drops] == [("warta", name, 1.0, 30)]


@pytest.mark.parametrize(
    ("before", "here", "noticed"),
    [
        ([(20, 20)] * 28, (0, 20), True),  # the smallest day that can show it
        ([(200, 200)] * 28, (180, 200), True),  # the layout changed in the evening
        ([(20, 20)] * 28, (11, 20), False),  # nine odd pages are no layout
        ([(12, 20), (20, 20)] * 14, (8, 20), False),  # the days of this outlet differ much
        ([(26, 26)] * 27 + [(18, 26)], (0, 25), True),  # the layout changed in the evening before
        ([(26, 26)] * 27 + [(4, 26)], (1, 25), True),  # or at noon
        ([(26, 26)] * 26 + [(18, 26), (26, 26)], (10, 25), False),  # an odd day was some days ago: days differ
        ([(30, 30)] * 27 + [(4, 30)], (4, 30), False),  # an earlier day was as low
    ],
)
def test_how_far_a_share_must_fall(before: list[tuple[int, int]], here: tuple[int, int], noticed: bool) -> None:
    assert fell(before, here) is noticed


def test_an_outlet_without_enough_articles_or_days_is_not_judged() -> None:
    assert not find_drops([*month(WHOLE), replace(WHOLE, articles=19, read=0)], DAY).judged
    assert not find_drops([*month(WHOLE)[:4], replace(WHOLE, read=0)], DAY).judged
    assert not find_drops(month(WHOLE), DAY).judged


@settings(deadline=None)
@given(st.integers(20, 200), st.floats(0.05, 0.99), st.integers(0, 2**32))
def test_a_quiet_day_is_no_layout(count: int, share: float, seed: int) -> None:
    rng = random.Random(seed)

    def draw() -> tuple[int, int]:
        return sum(rng.random() < share for _ in range(count)), count

    before = [draw() for _ in range(28)]
    usual = sorted(before)[len(before) // 2]
    assert not fell(before, usual)


def test_no_alarm_in_sixty_quiet_days_of_four_hundred_outlets_whose_days_differ() -> None:
    """Each outlet has a usual share, and each day's share varies around it, as on a weekend with many wire copies."""
    rng, alarms = np.random.default_rng(7), 0
    for _ in range(400):
        mean, size, spread = rng.uniform(0.1, 0.98), rng.integers(20, 120), rng.choice([40, 100, 1000])
        shares = rng.beta(mean * spread, (1 - mean) * spread, 88)
        counts = rng.poisson(size, 88) + 20
        have = rng.binomial(counts, shares)
        days = list(zip(have.tolist(), counts.tolist(), strict=True))
        alarms += sum(fell(days[at - 28 : at], days[at]) for at in range(28, 88))
    assert alarms == 0


_FILL = """INSERT INTO article_rows (article_id, day, outlet, url, url_key, canonical_url, canonical_key, title, text,
  text_digest, words, authors, section, language, published_at, time_source, time_flag, dateline_place, wire_source, description,
  method, digest, fetched_at, removed)
SELECT md5(d::text || n), d, 'warta', 'https://w.test/' || n, d::text || n, '', '', 'Judul', 'teks', 'd', 300, '{Ani}',
  'Daerah', 'id', d, 'jsonld', '', '', '', '', CASE WHEN d = '2026-11-20' THEN 'density' ELSE 'rule' END, 'x', now(), '{}'
FROM generate_series('2026-11-01'::date, '2026-11-21', '1 day') d, generate_series(1, 25) n"""


def test_somebody_is_told_once_with_three_pages_and_once_when_it_is_over(database: Settings) -> None:
    work = Workspace(database)
    with psycopg.connect(database.warehouse, autocommit=True) as connection:
        connection.execute(_FILL.encode())
        assert tell_layouts(work, connection, DAY) == 1
        (fault,) = open_faults(connection)
        assert fault.key == "layout/warta"
        assert "100% → 0%" in fault.why
        assert fault.why.count("https://w.test/") == 3
        assert tell_layouts(work, connection, DAY) == 1
        assert len(open_faults(connection)) == 1
        assert tell_layouts(work, connection, shift(DAY, 1)) == 0  # the rule was corrected
        assert open_faults(connection) == []
    work.landing.close()
