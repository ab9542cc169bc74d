"""Sends an alert if no feed was polled for hours, and the alerts of watchlists. It does not depend on the DAG that polls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG, CronTriggerTimetable

from pantau.words import text
from pantau_airflow.connections import name_alerts
from pantau_airflow.defaults import DEFAULTS, LIVE, TOLD
from pantau_airflow.words import shown
from pantau_airflow.work import work_task, workspace

with DAG(
    "watch_polling",
    **shown("watch_polling"),
    schedule=CronTriggerTimetable("5-59/15 * * * *", timezone="Asia/Jakarta", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS | LIVE | {"execution_timeout": timedelta(minutes=5)},
    **TOLD,
    tags=["pantau", text("airflow.tag.live")],
):

    @work_task("watch")
    def watch() -> str:
        from pantau.poll.watching import watch as look

        name_alerts()
        found = look(workspace(), datetime.now(UTC))
        return found.message if found else ""

    @work_task("watchlists")
    def watchlists() -> int:
        from pantau.report.watch_alerts import tell_watchlists

        name_alerts()
        return tell_watchlists(workspace(), datetime.now(UTC))

    watch()
    watchlists()
