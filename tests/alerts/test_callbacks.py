"""Airflow's own callbacks: one alert for a fault, not one per try; one when the day is well again; own words for a held day."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from webhook import Hook

from pantau.settings import PROJECT, Settings

pytestmark = [pytest.mark.airflow]


def test_a_fault_is_told_once_through_airflow_and_once_when_it_is_over(database: Settings, hook: Hook) -> None:
    given = {"conn_type": "apprise", "extra": {"config": [{"path": hook.address, "tag": "jaga"}]}}
    env = os.environ | {
        "AIRFLOW_CONN_PANTAU_ALERTS": json.dumps(given),
        "PANTAU_WAREHOUSE": database.warehouse,
        "PANTAU_STATE_DIR": str(database.state_dir),
        "PYTHONPATH": str(PROJECT / "include"),
    }
    script = str(Path(__file__).parent / "run_callbacks.py")
    command = [sys.executable, script, "bug", "bug", "well", "held", "held", "well", "well"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    titles = [message["title"] for message in hook.got]
    assert titles == [
        "Pantau: Tugas validate untuk hari 2026-11-20 gagal",
        "Pantau: sudah pulih: Tugas validate untuk hari 2026-11-20 gagal",
        "Pantau: Hari 2026-11-20 ditahan dan tidak dimuat",
        "Pantau: sudah pulih: Hari 2026-11-20 ditahan dan tidak dimuat",
    ]
    assert "RuntimeError: cakram penuh" in hook.got[0]["message"]
    assert "media lenyap: suara (6)" in hook.got[2]["message"]
    assert "pantau day show 2026-11-20" in hook.got[2]["message"]
