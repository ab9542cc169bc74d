"""Works one day of the press, from lists of news to the warehouse: at midnight WIB, and in a backfill."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, CronPartitionTimetable, DeadlineAlert, DeadlineReference, SyncCallback, chain  # type: ignore[attr-defined]

from pantau.stages import WORKED
from pantau.words import text
from pantau_airflow.defaults import DAY, DEFAULTS, TOLD
from pantau_airflow.tasks import announce, look_task, poll_task, stage_task
from pantau_airflow.words import shown

# No start_date, and run_immediately of zero: else the first unpausing runs yesterday beside a backfill that holds it too. After a
# backfill it does so anyway (3.3.2 takes the backfill for the last run): that run is put off, then has little to do.
midnight = CronPartitionTimetable(
    "0 0 * * *", timezone="Asia/Jakarta", run_offset=-1, key_format="%Y-%m-%d", run_immediately=timedelta(0)
)
by_six = DeadlineAlert(
    reference=DeadlineReference.DAGRUN_QUEUED_AT,
    interval=timedelta(hours=6),
    callback=SyncCallback("pantau_airflow.alerts.day_is_late"),
    name=text("airflow.deadline"),
)


with DAG(
    "monitor_day",
    **shown("monitor_day"),
    schedule=midnight,
    catchup=False,
    max_active_runs=2,
    params=DAY,
    default_args=DEFAULTS,
    **TOLD,
    deadline=by_six,
    tags=["pantau", text("airflow.tag.daily")],
):
    chain(poll_task(), stage_task("fetch"), look_task(), *map(stage_task, WORKED), announce())
