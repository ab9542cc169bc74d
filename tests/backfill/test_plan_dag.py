"""The DAG plan_backfill under Airflow: it writes the plan, and starts the days only when told to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from press import Pantau, drop_all

from newsroom import Config, Room, serving
from pantau.settings import Settings

FROM, TO = "2026-11-08", "2026-11-09"
pytestmark = [pytest.mark.airflow, pytest.mark.slow]


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with serving(Config(outlets=4, per_day=3)) as served:
        yield served


@pytest.fixture(scope="module")
def pantau(room: Room, database_server: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pantau]:
    patient = {"read_timeout_s": 20.0, "total_timeout_s": 60.0}  # a busy machine may take half a second over an index page
    yield Pantau(database_server, room, tmp_path_factory.mktemp("rencana"), **patient)
    drop_all(database_server)


def run_dag(pantau: Pantau, **conf: Any) -> dict[str, Any]:
    given = json.dumps({"from": FROM, "to": TO, **conf})
    running = pantau.start(str(Path(__file__).parents[1] / "run_dag.py"), "plan_backfill", given)
    try:
        output, errors = running.communicate(timeout=200)
    finally:
        running.kill()
    assert running.returncode == 0, errors.decode()[-3000:]
    return dict(json.loads(output.decode().strip().splitlines()[-1]))


def test_a_dry_run_starts_nothing(pantau: Pantau, room: Room) -> None:
    answer = run_dag(pantau)
    assert answer["tasks"] == [["plan", "success"], ["start", "skipped"]]
    assert answer["started"] == []
    assert answer["values"]["plan.totals"]["to_fetch"] >= 2 * 4 * 3
    assert {visit.what for visit in room.log.visits()} <= {"index", "robots"}


def test_told_to_it_starts_a_run_of_each_day(pantau: Pantau) -> None:
    answer = run_dag(pantau, dry_run=False)
    assert answer["tasks"] == [["plan", "success"], ["start", "success"], ["start", "success"]]
    assert answer["started"] == [["monitor_day", day, {"day": day}] for day in (FROM, TO)]
