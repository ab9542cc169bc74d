"""Deletes raw pages and stage results that the settings no longer keep, once a month."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, CronTriggerTimetable, Param, get_current_context

from pantau.words import text
from pantau_airflow.defaults import DEFAULTS, TOLD
from pantau_airflow.words import shown
from pantau_airflow.work import work_task, workspace

with DAG(
    "retention",
    **shown("retention"),
    schedule=CronTriggerTimetable("0 3 1 * *", timezone="Asia/Jakarta", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    params={
        "dry_run": Param(
            False, type="boolean", title=text("airflow.param.dry_run"), description=text("airflow.param.dry_run_retention")
        )
    },
    default_args=DEFAULTS,
    **TOLD,
    tags=["pantau", text("airflow.tag.monthly")],
):

    @work_task("retention")
    def retention() -> dict[str, Any]:
        from pantau.retention.command import summary
        from pantau.retention.keep import delete_old

        return summary(delete_old(workspace(), dry=bool(get_current_context()["params"]["dry_run"])))

    retention()
