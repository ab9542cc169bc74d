"""Polls the feeds that are due and fetches their new pages, every ten minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, CronTriggerTimetable
from airflow.sdk.exceptions import AirflowSkipException

from pantau.words import text
from pantau_airflow.defaults import DEFAULTS, LANDING, LIVE, TOLD
from pantau_airflow.touched import announce_some, keep_touched
from pantau_airflow.words import shown
from pantau_airflow.work import work_task, workspace

with DAG(
    "poll_feeds",
    **shown("poll_feeds"),
    schedule=CronTriggerTimetable("*/10 * * * *", timezone="Asia/Jakarta", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS | LIVE | {"execution_timeout": timedelta(minutes=30)},
    **TOLD,
    tags=["pantau", text("airflow.tag.live")],
):

    @work_task("poll")
    def poll() -> dict[str, Any]:
        from pantau.landing.retired import retired_among
        from pantau.poll.stage import poll_due

        report = poll_due(work := workspace())
        gone = retired_among(work.landing.database, report.days)
        return {"counts": report.counts, "days": [day for day in report.days if day not in gone]}

    @work_task("fetch", outlets=[LANDING])
    def fetch(polled: dict[str, Any]) -> dict[str, Any]:
        from pantau.fetch.stage import fetch_due

        keep_touched(polled["days"])  # kept before anything can fail
        report, days = fetch_due(workspace())
        waiting = keep_touched(days)
        if not waiting:
            raise AirflowSkipException(text("airflow.log.no_day_touched", counts=f"{polled['counts']} {report.counts}"))
        now = announce_some(waiting, {"poll": polled["counts"], "fetch": dict(report.counts)})
        return {"counts": dict(report.counts), "days": now}

    fetch(poll())
