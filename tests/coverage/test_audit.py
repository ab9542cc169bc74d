"""The audit over the fictional press: recall of what archives list, and what was missed is found in the warehouse afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from press import Pantau, drop_all

from newsroom import Config, Room, serving
from newsroom.clock import WIB
from pantau.coverage.audit import audit, sample
from pantau.coverage.audit_command import lines
from pantau.coverage.wilson import wilson
from pantau.day import shift
from pantau.fetch.stage import fetch_due
from pantau.settings import Settings

DAY = "2026-11-09"
NOW = shift(DAY, 5)
DOWN, LATE = "kacapena", "wartanusa"
clock = [datetime(2026, 11, 9, 15, tzinfo=WIB)]


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with serving(Config(outlets=6, per_day=8, clock=lambda: clock[0])) as served:
        yield served


@pytest.fixture(scope="module")
def pantau(room: Room, database_server: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pantau]:
    """An installation that worked the day too early, while one archive and the articles of one site were down."""
    made = Pantau(database_server, room, tmp_path_factory.mktemp("audit"), audit_sample=50, fetch_attempts=1)
    clock[0] = datetime(2026, 11, 9, 15, tzinfo=WIB)
    room.archives.set(DOWN, "outage", [DAY])
    room.archives.set(LATE, "late")
    room.faults.set("harianpersada", "503", "page")
    made.run(DAY)
    room.archives.clear()
    room.faults.clear()
    clock[0] = datetime(2026, 11, 14, tzinfo=WIB)
    with made.workspace() as work, work.landing.database.session() as connection:
        # The wait that the site asked for is over too: five days have passed.
        connection.execute("UPDATE landing.hosts SET cooldown_until = '-infinity'")
        connection.execute("UPDATE landing.entries SET next_try_at = now() WHERE next_try_at > now()")
    yield made
    drop_all(database_server)


def test_the_audit_finds_what_is_missing_and_refills_it(pantau: Pantau, room: Room) -> None:
    with pantau.workspace() as work:
        first = audit(work, NOW)
        told = {day.outlet: day for day in first.days}
        assert set(told) == set(work.catalogue.archives)
        assert (told[DOWN].found, told["harianpersada"].found) == (0, 0)
        assert told[DOWN].refilled == told[DOWN].listed > 0
        assert 0 < told["harianpersada"].refilled <= told["harianpersada"].listed  # the others were still in the queue
        assert told[LATE].listed > told[LATE].found > 0, "what came after the day was worked"
        assert told[LATE].refilled == told[LATE].listed - told[LATE].found
        kept = first.audit
        assert kept.recall == kept.found / kept.listed < 0.9
        assert (kept.low, kept.high) == wilson(kept.found, kept.listed)
        assert any(f"{DOWN}: 0 dari" in line for line in lines(first))
        report, days = fetch_due(work)
        assert days == {DAY}
        assert report.counts["landed"] >= told[DOWN].listed
        between = audit(work, NOW)
        assert between.audit.found == kept.found, "landed is not yet in the warehouse"
        assert between.rework == (DAY,)
        assert between.audit.refilled == 0
    pantau.run(DAY, first="extract")
    with pantau.workspace() as work:
        last = audit(work, NOW)
    closed = sum(item.blocked_by_robots or item.broken_status != 0 for item in room.truth.day(DAY))
    assert last.audit.listed - last.audit.found <= closed
    assert last.rework == ()
    rows = pantau.rows("SELECT listed, found, refilled FROM landing.audits ORDER BY audit_id")
    assert rows == [(one.listed, one.found, one.refilled) for one in (first.audit, between.audit, last.audit)]


@pytest.mark.airflow
@pytest.mark.slow
def test_the_dag_audits_and_wakes_the_days_that_have_pages_to_load(pantau: Pantau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANTAU_AUDIT_DAYS", "20000")  # the day is further in the past each time this runs
    with pantau.workspace() as work, work.connect() as connection:
        connection.execute("DELETE FROM entry_outcomes WHERE outlet = 'lintaskini'")
    try:
        running = pantau.start(str(Path(__file__).parents[1] / "run_dag.py"), "audit_coverage", "{}")
        output, errors = running.communicate(timeout=200)
    finally:
        running.kill()
        pantau.run(DAY, first="load")
    assert running.returncode == 0, errors.decode()[-3000:]
    answer = json.loads(output.decode().strip().splitlines()[-1])
    assert answer["tasks"] == [["audit", "success"], ["rework", "success"]]
    assert answer["partitions"] == [DAY]
    assert answer["values"]["audit.return_value"]["recall"] < 1


def test_the_sample_is_drawn_by_seed_and_week_from_loaded_days(pantau: Pantau) -> None:
    with pantau.workspace() as work:
        everything = sample(work, DAY, DAY)
        assert {day for _, day in everything} == {DAY}
        work.settings = work.settings.model_copy(update={"audit_sample": 2})
        drawn = sample(work, shift(DAY, -9), DAY)
        assert drawn == sample(work, shift(DAY, -9), DAY)
        assert set(drawn) < set(everything)
        others = []
        for seed in range(1, 6):
            work.settings = work.settings.model_copy(update={"audit_seed": seed})
            others.append(sample(work, shift(DAY, -9), DAY))
        assert any(other != drawn for other in others)
        assert sample(work, shift(DAY, 1), shift(DAY, 9)) == []


def test_an_archive_that_is_down_does_not_count(pantau: Pantau, room: Room) -> None:
    room.archives.set(DOWN, "outage", [DAY])
    try:
        with pantau.workspace() as work:
            done = audit(work, NOW)
    finally:
        room.archives.clear()
    assert {day.outlet: day.result for day in done.days}[DOWN] == "http_500"
    assert done.audit.sampled == len(done.days) - 1
    assert any("tidak dihitung" in line for line in lines(done))


def test_without_a_loaded_day_there_is_no_recall(pantau: Pantau) -> None:
    with pantau.workspace() as work:
        done = audit(work, "2020-01-01")
    assert (done.audit.recall, done.days) == (None, ())
