"""A small press that is redesigned: quiet days are quiet, and each redesign is told on the first day with 20 touched articles."""

from __future__ import annotations

import psycopg

from lab.layout_bench import measure
from pantau.settings import Settings


def test_redesigns_are_told_on_their_first_day_and_quiet_days_are_not(database: Settings) -> None:
    with psycopg.connect(database.warehouse) as connection:
        found = measure(database, connection, outlets=2, quiet=1, past=5, changes=2)
    assert (found.false_alarms, found.quiet_tests) == (0, 2 * 6)
    assert (found.redesigns, found.missed) == (4, ())
