"""What all tasks of Pantau share: assets, owner, retries by kind of error, the form of a manual run. No DAG lives here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, ExceptionRetryPolicy, Param, RetryAction, RetryRule

from pantau.settings import settings
from pantau.words import text
from pantau_airflow.alerts import dag_failed, task_done, task_failed

LANDING = Asset("landing", uri="x-pantau://landing", group="pantau")
WAREHOUSE = Asset("warehouse", uri="x-pantau://warehouse", group="pantau")

# What an exception means for the next try. After any other exception Airflow tries again after `retry_delay`, then twice that, …
BY_KIND = ExceptionRetryPolicy(
    [
        RetryRule("pantau.errors.CriticalRuleFailed", RetryAction.FAIL, reason=text("airflow.retry.rule")),
        RetryRule("pantau.errors.BadInput", RetryAction.FAIL, reason=text("airflow.retry.input")),
        RetryRule("pantau.errors.StoreUnavailable", RetryAction.RETRY, timedelta(seconds=60), text("airflow.retry.store")),
        RetryRule("builtins.ConnectionError", RetryAction.RETRY, timedelta(seconds=15), text("airflow.retry.warehouse")),
    ]
)
DEFAULTS: dict[str, Any] = {
    "owner": "pantau",
    "retries": 3,
    "retry_delay": timedelta(seconds=settings().task_retry_s),
    "retry_exponential_backoff": 2.0,
    "retry_policy": BY_KIND,
    "execution_timeout": timedelta(hours=5),
    "on_failure_callback": task_failed,
    "on_success_callback": task_done,
    "on_skipped_callback": task_done,
    "weight_rule": "upstream",  # a day that has begun is finished before the next one begins
}
TOLD: dict[str, Any] = {"on_failure_callback": dag_failed}  # of every DAG
# Among tasks that wait for a worker slot the poll is first, whatever backfill there is.
LIVE: dict[str, Any] = {"weight_rule": "absolute", "priority_weight": 100}
# The last of them: revisits, for which nobody waits.
LAST: dict[str, Any] = {"weight_rule": "absolute", "priority_weight": 0}
DAY = {
    "day": Param(
        None,
        type=["null", "string"],
        pattern=r"^\d{4}-\d{2}-\d{2}$",
        title=text("airflow.param.day"),
        description=text("airflow.param.day_help"),
    )
}
