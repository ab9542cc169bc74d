"""The DAG monitor_day, run by Airflow's own `dag.test()`, does what `pantau run` does; a second run does almost nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from press import DAY, assert_conserved

from newsroom import Config, Room, serving
from pantau.stages import NAMES as STAGES
from pantau.stages import SHARDED

pytestmark = [pytest.mark.airflow]


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with serving(Config(outlets=8, per_day=3)) as served:
        yield served


def test_dag_test_fills_the_warehouse_as_the_shell_does(room: Room, install) -> None:
    by_airflow, by_shell = install(room), install(room)
    running = by_airflow.start(str(Path(__file__).parent / "dag_test.py"), "monitor_day", DAY)
    try:
        by_shell.run(DAY)
        output, errors = running.communicate(timeout=200)
    finally:
        running.kill()
    assert running.returncode == 0, errors.decode()[-3000:]
    first, again = json.loads(output.decode().strip().splitlines()[-1])
    wanted = sorted((stage, shard) for stage in (*STAGES, "look") for shard in (range(2) if stage in SHARDED else [-1]))
    always = ("poll", "look", "report")
    assert (first["state"], again["state"]) == ("success", "success")
    assert first["tasks"] == [[*task, "success"] for task in wanted]
    assert again["tasks"] == [[*task, "success" if task[0] in always else "skipped"] for task in wanted]
    assert assert_conserved(by_airflow).total() > 20
    assert by_airflow.contents() == by_shell.contents()
    assert by_airflow.rows("SELECT counts ->> 'articles_new' FROM loads ORDER BY load_id DESC LIMIT 1") == [("0",)], (
        "and that was reported"
    )
