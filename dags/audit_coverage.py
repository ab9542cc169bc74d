"""The weekly audit: a random sample of outlet-days is listed again and compared with the warehouse."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, CronTriggerTimetable, get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from pantau.terminal import say
from pantau.words import text
from pantau_airflow.defaults import DEFAULTS, LANDING, TOLD
from pantau_airflow.words import shown
from pantau_airflow.work import work_task, workspace

with DAG(
    "audit_coverage",
    **shown("audit_coverage"),
    schedule=CronTriggerTimetable("0 4 * * 1", timezone="Asia/Jakarta", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    **TOLD,
    tags=["pantau", text("airflow.tag.weekly")],
):

    @work_task("audit")
    def audit() -> dict[str, Any]:
        from pantau.coverage.audit import audit as draw
        from pantau.coverage.audit_command import lines, summary

        done = draw(workspace())
        say("\n".join(lines(done)))
        return summary(done)

    @work_task("rework", outlets=[LANDING])
    def rework(audited: dict[str, Any]) -> list[str]:
        days: list[str] = audited["rework"]
        if not days:
            raise AirflowSkipException(text("airflow.log.all_loaded"))
        event: Any = get_current_context()["outlet_events"][LANDING]
        event.extra = {"days": days, "audit": audited["recall"]}
        event.add_partitions(days)
        return days

    rework(audit())
