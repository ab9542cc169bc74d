"""Two runs of one day take turns; the next run takes over from one that died."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pantau.errors import BadInput
from pantau.runs.day_lock import DayBusy, day_lock
from pantau.settings import Settings
from pantau.warehouse import connect

DAY = "2026-11-20"
# A process that takes the day for the given run, prints a line, and ends after a line of input.
HOLD = """
import sys
from pantau.runs.day_lock import day_lock
from pantau.settings import read_settings
with day_lock(read_settings(warehouse=sys.argv[1]), sys.argv[2], last=sys.argv[3] == "last"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def hold(database: Settings) -> Callable[..., subprocess.Popen[str]]:
    def start(last: bool = False, run: str = "", day: str = DAY) -> subprocess.Popen[str]:
        environment = {"PATH": "", "PYTHONPATH": str(Path(__file__).parents[1] / "include"), "PANTAU_ENV_FILE": ""}
        if run:
            environment |= {"AIRFLOW_CTX_DAG_ID": "monitor_day", "AIRFLOW_CTX_DAG_RUN_ID": run}
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, database.warehouse, day, "last" if last else "more"],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        return process

    return start


def _end(process: subprocess.Popen[str]) -> None:
    process.communicate("\n")
    assert process.returncode == 0


def test_a_second_run_waits_for_the_first(database: Settings, hold: Callable[..., subprocess.Popen[str]]) -> None:
    first = hold(last=True, run="one")
    held = threading.Event()

    def second() -> None:
        with day_lock(database, DAY, last=True):
            held.set()

    waiting = threading.Thread(target=second)
    waiting.start()
    assert not held.wait(0.6)
    _end(first)
    assert held.wait(10)
    waiting.join()


def test_a_day_that_stays_busy_is_named(database: Settings, hold: Callable[..., subprocess.Popen[str]]) -> None:
    first = hold(run="one")
    with (
        pytest.raises(DayBusy, match=r"2026-11-20 .* monitor_day/one"),
        day_lock(database.model_copy(update={"day_wait_s": 0.3}), DAY, last=True),
    ):
        pytest.fail("the day was taken from a run that works on it")
    _end(first)


def test_stages_of_one_run_hold_the_day_together(hold: Callable[..., subprocess.Popen[str]]) -> None:
    shards = [hold(run="one") for _ in range(2)]
    for shard in shards:
        _end(shard)


def test_another_day_is_free(database: Settings, hold: Callable[..., subprocess.Popen[str]]) -> None:
    first = hold(run="one")
    with day_lock(database.model_copy(update={"day_wait_s": 0}), "2026-11-21", last=True):
        pass
    _end(first)


def test_a_run_between_two_stages_keeps_its_day(database: Settings, hold: Callable[..., subprocess.Popen[str]]) -> None:
    _end(hold(run="one"))
    with pytest.raises(DayBusy), day_lock(database.model_copy(update={"day_wait_s": 0}), DAY, last=True):
        pytest.fail("the day was taken between two stages")


def test_a_killed_shell_is_taken_over_at_once(database: Settings, hold: Callable[..., subprocess.Popen[str]]) -> None:
    first = hold()
    first.kill()
    first.communicate()
    with day_lock(database.model_copy(update={"day_wait_s": 10}), DAY, last=True):
        pass


def test_a_killed_task_is_taken_over_by_its_next_try_at_once_and_by_others_when_patience_ends(
    database: Settings, hold: Callable[..., subprocess.Popen[str]]
) -> None:
    first = hold(run="one")
    first.kill()
    first.communicate()
    with pytest.raises(DayBusy), day_lock(database.model_copy(update={"day_wait_s": 0}), DAY, last=True):
        pytest.fail("the day was taken from a run that may try again")
    _end(hold(run="one"))
    with connect(database) as connection:
        connection.execute("UPDATE landing.day_locks SET quiet_since = quiet_since - interval '2 minutes'")
    with day_lock(database.model_copy(update={"day_wait_s": 5}), DAY, last=True):
        pass


def test_a_stage_refused_for_good_gives_the_day_back(database: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CTX_DAG_ID", "monitor_day")
    monkeypatch.setenv("AIRFLOW_CTX_DAG_RUN_ID", "one")
    with pytest.raises(BadInput), day_lock(database, DAY, last=False):
        raise BadInput("x")
    monkeypatch.setenv("AIRFLOW_CTX_DAG_RUN_ID", "two")
    with day_lock(database.model_copy(update={"day_wait_s": 0}), DAY, last=True):
        pass
