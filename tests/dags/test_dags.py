"""The set of DAGs: what is there, what a person on call finds on it, and what reading it costs."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.serialized_objects import DagSerialization

from pantau.settings import Settings, settings
from pantau.stages import NAMES as STAGES
from pantau.stages import SHARDED

PROJECT = Path(__file__).resolve().parents[2]
DAGS = PROJECT / "dags"
pytestmark = pytest.mark.filterwarnings("ignore:GitWildMatchPattern")  # Airflow's own reading of .airflowignore
EXPECTED = {
    "poll_feeds": ["poll", "fetch"],
    "monitor_day": [*STAGES[:2], "look", *STAGES[2:]],
    "retention": ["retention"],
    "learn_lessons": ["learn"],
    "prove_sources": ["discover", "prove"],
    "revisit_articles": ["revisit"],
    "plan_backfill": ["plan", "start"],
    "audit_coverage": ["audit", "rework"],
    "watch_polling": ["watch", "watchlists"],
    "release_day": ["release", "work"],
    "desk_order": ["order", "match", "which_day", "work"],
    "monitor_live": ["extract", "clean", "dedupe", "tag", "validate", "load", "report"],
}
FORKS: dict[str, dict[str, set[str]]] = {
    "watch_polling": {},
    "desk_order": {"order": {"match", "which_day"}, "which_day": {"work"}},
}

HEAVY = {"great_expectations", "trafilatura", "pandas", "pyarrow", "aiohttp", "feedparser", "psycopg", "lxml", "numpy", "fastapi"}


@pytest.fixture(scope="module")
def bag() -> DagBag:
    """The DAGs as Airflow reads them."""
    return DagBag(dag_folder=str(DAGS), collect_dags=True)


def test_all_dags_are_read_without_an_error(bag: DagBag) -> None:
    assert bag.import_errors == {}
    assert sorted(bag.dag_ids) == sorted(EXPECTED)


@pytest.mark.parametrize("dag_id", EXPECTED)
def test_the_stages_are_in_their_order(bag: DagBag, dag_id: str) -> None:
    dag = bag.dags[dag_id]
    assert [task.task_id for task in dag.topological_sort()] == EXPECTED[dag_id]
    chain = zip(EXPECTED[dag_id], EXPECTED[dag_id][1:], strict=False)
    follows = FORKS[dag_id] if dag_id in FORKS else {before: {after} for before, after in chain}
    assert {task.task_id: task.downstream_task_ids for task in dag.tasks if task.downstream_task_ids} == follows


@pytest.mark.parametrize("dag_id", EXPECTED)
def test_a_person_on_call_finds_help_in_indonesian(bag: DagBag, dag_id: str) -> None:
    dag = bag.dags[dag_id]
    assert dag.dag_display_name.startswith("Pantau: ")
    assert "3 pagi" in (dag.doc_md or "")
    assert dag.description
    assert "pantau" in dag.tags
    for task in dag.tasks:
        assert task.owner == "pantau"
        assert task.doc_md
        assert task.task_display_name != task.task_id
    for name in dag.params:
        param = dag.params.get_param(name)
        assert param.schema["title"], name
        assert param.description, name


@pytest.mark.parametrize("dag_id", EXPECTED)
def test_every_task_retries_but_not_what_a_retry_cannot_mend(bag: DagBag, dag_id: str) -> None:
    from pantau.catalogue import read_catalogue
    from pantau.errors import BadInput, CriticalRuleFailed, PantauError

    with pytest.raises(BadInput) as bad_seed:
        read_catalogue(PROJECT / "no-such-folder")
    for task in bag.dags[dag_id].tasks:
        settled = task.partial_kwargs if task.is_mapped else vars(task)
        assert settled["retries"] == 3
        policy = settled["retry_policy"]
        for error, action in [
            (CriticalRuleFailed("volume 0"), "fail"),
            (bad_seed.value, "fail"),
            (ConnectionError("the server closed the connection"), "retry"),
            (PantauError("the warehouse does not answer"), "default"),
            (KeyError("a bug"), "default"),
        ]:
            assert policy.evaluate(error, 1, 3).action.value == action, error


def test_sharded_stages_are_one_task_per_shard(bag: DagBag) -> None:
    for task in bag.dags["monitor_day"].tasks:
        assert task.is_mapped == (task.task_id in SHARDED)
        if task.is_mapped:
            assert task.op_kwargs_expand_input.value["shard"] == list(range(settings().shards))
            assert task.partial_kwargs["map_index_template"] == "{{ outlets }}"


def test_only_one_poll_at_a_time(bag: DagBag) -> None:
    assert bag.dags["poll_feeds"].max_active_runs == 1


def test_the_poll_goes_first_and_then_the_day_that_is_furthest(bag: DagBag) -> None:
    def weights(dag_id: str) -> list[int]:
        dag = DagSerialization.from_dict(deepcopy(DagSerialization.to_dict(bag.dags[dag_id])))
        tasks = [dag.task_dict[name] for name in EXPECTED[dag_id]]
        return [task.weight_rule.get_weight(SimpleNamespace(task=task)) for task in tasks]

    days = weights("monitor_day")
    assert days == sorted(set(days)), "a day that has begun goes before one that has not"
    assert min(weights("poll_feeds")) > max(days + weights("monitor_live"))
    assert max(weights("revisit_articles")) < min(days + weights("monitor_live"))


def test_a_day_given_by_hand_must_be_a_day(bag: DagBag) -> None:
    for dag_id in ("monitor_day", "monitor_live"):
        param = deepcopy(bag.dags[dag_id].params.get_param("day"))  # a param keeps the value that it resolves
        assert param.resolve(None) is None
        assert param.resolve("2026-11-20") == "2026-11-20"
        with pytest.raises(ValueError, match="kemarin"):
            param.resolve("kemarin")


def test_days_are_local_keys_and_unpausing_runs_nothing(bag: DagBag) -> None:
    data = serialized(bag, "monitor_day")
    timetable = data["timetable"]["__var"]
    assert timetable["key_format"] == "%Y-%m-%d"
    assert timetable["timezone"] == "Asia/Jakarta"
    assert timetable["run_offset"] == -1
    assert data.get("start_date") is None


def test_the_deadline_is_six_in_the_morning_and_tells_once(
    bag: DagBag, caplog: pytest.LogCaptureFixture, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pantau.workspace import Workspace
    from pantau_airflow import alerts as pantau_alerts

    monkeypatch.setattr(pantau_alerts, "_workspace", lambda: Workspace(database))

    (alert,) = bag.dags["monitor_day"].deadline
    assert alert.interval.total_seconds() == 6 * 3600
    assert alert.callback.path == "pantau_airflow.alerts.day_is_late"
    for _ in range(2):
        pantau_alerts.day_is_late(context={"dag_run": {"partition_key": "2026-11-22", "run_id": "scheduled__x"}})
    assert "Hari 2026-11-22 belum dimuat" in caplog.text
    with Workspace(database).connect() as connection:
        assert connection.execute("SELECT key, times FROM open_faults").fetchall() == [("day/2026-11-22/late", 2)]


@pytest.mark.parametrize("dag_id", EXPECTED)
def test_of_every_task_and_dag_that_fails_somebody_is_told(bag: DagBag, dag_id: str) -> None:
    from pantau_airflow import alerts as pantau_alerts

    dag = bag.dags[dag_id]
    assert dag.on_failure_callback == pantau_alerts.dag_failed
    for one in dag.tasks:
        settled = one.partial_kwargs if one.is_mapped else vars(one)
        for name, told in (
            ("on_failure_callback", pantau_alerts.task_failed),
            ("on_success_callback", pantau_alerts.task_done),
            ("on_skipped_callback", pantau_alerts.task_done),
        ):
            assert told in settled[name] if isinstance(settled[name], list) else settled[name] == told


@pytest.mark.parametrize("dag_id", EXPECTED)
def test_reading_a_dag_twice_gives_the_same(bag: DagBag, dag_id: str) -> None:
    again = DagBag(dag_folder=str(DAGS), collect_dags=True)
    assert serialized(bag, dag_id) == serialized(again, dag_id)


def serialized(bag: DagBag, dag_id: str) -> dict[str, Any]:
    """The DAG as the scheduler sees it."""
    data: dict[str, Any] = json.loads(json.dumps(DagSerialization.to_dict(bag.dags[dag_id])))["dag"]
    return data


@pytest.mark.parametrize("file", sorted(DAGS.glob("*.py")), ids=lambda file: file.name)
def test_a_dag_file_is_wiring_only(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 80
    assert ast.get_docstring(ast.parse(text))


def test_reading_the_dags_imports_nothing_heavy_and_takes_no_time() -> None:
    code = f"""
import sys, time
sys.path[:0] = [{str(PROJECT / "include")!r}, {str(PROJECT / "plugins")!r}, {str(DAGS)!r}]
from airflow.sdk import DAG, Asset, Connection, CronPartitionTimetable, DeadlineAlert, ExceptionRetryPolicy, Param, task
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
before, began = set(sys.modules), time.process_time()
import {", ".join(sorted(EXPECTED))}
print(time.process_time() - began)  # of the processor: other work on the machine is not counted
print(*sorted({{name.partition(".")[0] for name in set(sys.modules) - before}}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, modules = done.stdout.splitlines()[-2:]
    assert not set(modules.split()) & HEAVY
    assert float(seconds) < 1.0
