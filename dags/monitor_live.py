"""Works the days again for which feeds brought new pages."""

from __future__ import annotations

from airflow.sdk import DAG, PartitionedAssetTimetable, chain

from pantau.stages import WORKED
from pantau.words import text
from pantau_airflow.defaults import DAY, DEFAULTS, LANDING, TOLD
from pantau_airflow.tasks import announce, stage_task
from pantau_airflow.words import shown

with DAG(
    "monitor_live",
    **shown("monitor_live"),
    schedule=PartitionedAssetTimetable(assets=LANDING),
    catchup=False,
    max_active_runs=2,
    params=DAY,
    default_args=DEFAULTS,
    **TOLD,
    tags=["pantau", text("airflow.tag.live")],
):
    chain(*map(stage_task, WORKED), announce())
