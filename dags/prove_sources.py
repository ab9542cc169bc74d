"""Finds feeds on the outlets' sites and tries those that nobody has seen work yet, apart from the polling of proven ones."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, CronTriggerTimetable

from pantau.words import text
from pantau_airflow.defaults import DEFAULTS, TOLD
from pantau_airflow.words import shown
from pantau_airflow.work import work_task, workspace

with DAG(
    "prove_sources",
    **shown("prove_sources"),
    schedule=CronTriggerTimetable("5,35 * * * *", timezone="Asia/Jakarta", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS | {"execution_timeout": timedelta(minutes=25)},
    **TOLD,
    tags=["pantau", text("airflow.tag.live")],
):

    @work_task("discover")
    def discover() -> dict[str, int]:
        from pantau.sources.discovery import discover_due

        return dict(discover_due(workspace()))

    @work_task("prove")
    def prove() -> dict[str, int]:
        from pantau.sources.lane import try_due

        return dict(try_due(workspace()))

    discover() >> prove()
