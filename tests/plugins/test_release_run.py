"""The run behind the button, in Airflow: a task writes the release and starts the day; a forged order is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from test_release import DAY, HELD, releases

from pantau.settings import PROJECT, Settings

pytestmark = [pytest.mark.airflow]


def test_the_button_starts_a_run_that_releases_and_works_the_day(database: Settings) -> None:
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(HELD)
    own = {"PANTAU_WAREHOUSE": database.warehouse, "PANTAU_STATE_DIR": str(database.state_dir)}
    env = os.environ | own | {"PYTHONPATH": str(PROJECT / "include")}
    command = [sys.executable, str(Path(__file__).parent / "run_release.py"), DAY, "abc"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    assert answer == {"forged": "failed", "signed": "success", "user": "budi", "started": [["monitor_day", {"day": DAY}]]}
    assert releases(database) == [("budi", "media ditutup", "shrinks", "abc")]
