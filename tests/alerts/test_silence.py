"""If nothing is polled, the watching DAG sends one alert, whatever the polling does, and one more when that is over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from webhook import Hook

from pantau.landing.feeds import FeedState
from pantau.poll.watching import watch
from pantau.settings import PROJECT, Settings
from pantau.workspace import Workspace

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # a plugin of Apprise uses it, on Python < 3.13
NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
SILENT = "Pantau: Tidak ada umpan yang dibaca, padahal sudah waktunya"
AHEAD = "Pantau: Jam mesin melenceng: bacaan umpan terakhir ada di masa depan"
WELL = SILENT.replace("Pantau: ", "Pantau: sudah pulih: ")


def polled(work: Workspace, last: datetime) -> None:
    """Leave the state that a poll at that moment leaves."""
    work.landing.save_feed_state(
        FeedState("https://koran.test/rss", "koran", 600.0, last + timedelta(minutes=10), last_poll_at=last)
    )


def test_silence_is_told_once_and_once_when_feeds_are_read_again(database: Settings, hook: Hook) -> None:
    work = Workspace(database.model_copy(update={"alerts": hook.address}))
    assert watch(work, NOW) is None, "a fresh warehouse is no fault"
    polled(work, NOW - timedelta(hours=4))
    assert [watch(work, NOW), watch(work, NOW + timedelta(hours=1))] != [None, None]
    assert [message["title"] for message in hook.got] == [SILENT]
    for said in ("umpan terakhir dibaca 2026-11-20 08:00 WIB", "Di mana: DAG poll_feeds", "apakah dijeda"):
        assert said in hook.got[0]["message"]
    polled(work, NOW)
    for _ in range(2):
        assert watch(work, NOW) is None
    assert [message["title"] for message in hook.got] == [SILENT, WELL]


def test_a_clock_that_ran_ahead_is_told(database: Settings, hook: Hook) -> None:
    work = Workspace(database.model_copy(update={"alerts": hook.address}))
    polled(work, NOW + timedelta(days=365))
    for _ in range(2):
        watch(work, NOW)
    assert [message["title"] for message in hook.got] == [AHEAD]


@pytest.mark.airflow
def test_the_dag_tells_it_through_airflow(database: Settings, hook: Hook) -> None:
    polled(Workspace(database), datetime.now(UTC) - timedelta(hours=4))
    given = {"conn_type": "apprise", "extra": {"config": [{"path": hook.address}]}}
    env = os.environ | {
        "AIRFLOW_CONN_PANTAU_ALERTS": json.dumps(given),
        "PANTAU_WAREHOUSE": database.warehouse,
        "PANTAU_STATE_DIR": str(database.state_dir),
        "PYTHONPATH": str(PROJECT / "include"),
    }
    script = str(Path(__file__).parents[1] / "run_dag.py")
    command = [sys.executable, script, "watch_polling", "{}"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout.strip().splitlines()[-1])["tasks"] == [["watch", "success"], ["watchlists", "success"]]
    assert [message["title"] for message in hook.got] == [SILENT]
