"""The DAG monitor_day with one task and a deadline of seconds: it ends as the file named by the variable ENDING says."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

from airflow.sdk import DAG, DeadlineAlert, DeadlineReference, SyncCallback, task

from pantau_airflow.defaults import DAY, DEFAULTS, TOLD

ENDING = Path(os.environ["ENDING"])
QUICK = DEFAULTS | {"retries": 1, "retry_delay": timedelta(seconds=1), "retry_policy": None}
soon = DeadlineAlert(
    reference=DeadlineReference.DAGRUN_QUEUED_AT,
    interval=timedelta(seconds=2),
    callback=SyncCallback("pantau_airflow.alerts.day_is_late"),
    name="segera",
)

with DAG("monitor_day", schedule=None, default_args=QUICK, params=DAY, **TOLD, deadline=soon, is_paused_upon_creation=False):

    @task
    def load() -> None:
        if ENDING.read_text() == "bug":
            raise RuntimeError("cakram penuh")
        if ENDING.read_text() == "late":
            until = time.monotonic() + 120
            while ENDING.read_text() == "late" and time.monotonic() < until:
                time.sleep(0.2)

    load()
