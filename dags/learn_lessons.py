"""Learns lessons from landed pages of past days, once a week. No stage learns, and no other DAG waits for this one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, CronTriggerTimetable, Param, get_current_context

from pantau.words import text
from pantau_airflow.defaults import DEFAULTS, TOLD
from pantau_airflow.words import shown
from pantau_airflow.work import work_task, workspace

with DAG(
    "learn_lessons",
    **shown("learn_lessons"),
    schedule=CronTriggerTimetable("30 3 * * 1", timezone="Asia/Jakarta", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    params={
        "dry_run": Param(
            False, type="boolean", title=text("airflow.param.dry_run"), description=text("airflow.param.dry_run_learn")
        )
    },
    default_args=DEFAULTS,
    **TOLD,
    tags=["pantau", text("airflow.tag.weekly")],
):

    @work_task("learn")
    def learn() -> dict[str, Any]:
        from pantau.learn.command import summary
        from pantau.learn.learning import learn as learn_from_pages

        return summary(learn_from_pages(workspace(), dry=bool(get_current_context()["params"]["dry_run"])))

    learn()
