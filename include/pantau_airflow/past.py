"""Which runs fill past days in bulk, and the pool they use. Imports nothing of Airflow: Airflow imports it while it starts."""

from __future__ import annotations

POOL = "past_days"
RUNS = ("backfill__", "plan__")  # the first letters of the ids of Airflow's backfills, and of those of the DAG plan_backfill


def is_backfill(run_id: str | None) -> bool:
    """Tell whether a run of `monitor_day` belongs to a backfill."""
    return (run_id or "").startswith(RUNS)
