"""Airflow's cluster policy, which Airflow finds by the name of this file: runs that fill past days use a pool of their own.

A DAG cannot choose that, because `monitor_day` is also the nightly run, which must not wait behind a month of backfill.
"""

from __future__ import annotations

from typing import Any

from pantau_airflow.past import POOL, is_backfill

__all__ = ["task_instance_mutation_hook"]


def task_instance_mutation_hook(task_instance: Any, dag_run: Any = None) -> None:
    """Move the tasks of a backfill of monitor_day to its pool. `dag_run` is missing while an instance is being made."""
    if task_instance.dag_id == "monitor_day" and is_backfill(dag_run.run_id if dag_run else task_instance.run_id):
        task_instance.pool = POOL
