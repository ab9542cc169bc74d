"""Revisits the articles of the last two days, to see what outlets changed and took down, after all other requests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, CronTriggerTimetable
from airflow.sdk.exceptions import AirflowSkipException

from pantau.words import text
from pantau_airflow.defaults import DEFAULTS, LANDING, LAST, TOLD
from pantau_airflow.touched import announce_some, keep_touched
from pantau_airflow.words import shown
from pantau_airflow.work import work_task, workspace

with DAG(
    "revisit_articles",
    **shown("revisit_articles"),
    schedule=CronTriggerTimetable("25 * * * *", timezone="Asia/Jakarta", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS | LAST | {"execution_timeout": timedelta(minutes=50)},
    **TOLD,
    tags=["pantau", text("airflow.tag.live")],
):

    @work_task("revisit", outlets=[LANDING])
    def revisit() -> dict[str, Any]:
        from pantau.revisit.round import revisit_due

        report, days = revisit_due(workspace())
        waiting = keep_touched(days, "waiting_revisits")
        if not waiting:
            raise AirflowSkipException(text("airflow.log.no_day_touched", counts=str(report.counts)))
        now = announce_some(waiting, {"revisit": dict(report.counts)}, "waiting_revisits")
        return {"counts": dict(report.counts), "days": now}

    revisit()
