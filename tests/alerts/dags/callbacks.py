"""A DAG of two tasks with the defaults of all DAGs; the first one ends as the run's conf says."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, get_current_context, task

from pantau.errors import CriticalRuleFailed
from pantau_airflow.defaults import DAY, DEFAULTS, TOLD

QUICK = DEFAULTS | {"retries": 1, "retry_delay": timedelta(0)}

with DAG("monitor_day", schedule=None, default_args=QUICK, params=DAY, **TOLD):

    @task
    def validate() -> None:
        end = (get_current_context()["dag_run"].conf or {})["end"]
        if end == "bug":
            raise RuntimeError("cakram penuh")
        if end == "held":
            raise CriticalRuleFailed("shrinks: 6 dari 26 artikel akan hilang; media lenyap: suara (6)")

    @task
    def report() -> None:
        pass

    validate() >> report()
