"""How a stage becomes a task: the run's day, the shard's outlets in the grid, where the warehouse is. No DAG lives here."""

from __future__ import annotations

import os
from typing import Any

from airflow.sdk import Connection, get_current_context, task
from airflow.sdk.exceptions import AirflowNotFoundException
from stage_defaults import SHARDED, WAREHOUSE
from stage_turns import later
from stage_words import options

from pantau.day import day_from_context
from pantau.day_lock import DayBusy
from pantau.settings import settings

VARIABLE = "AIRFLOW_CONN_PANTAU_WAREHOUSE"


def stage_task(name: str) -> Any:
    """Return the task of a stage, one per shard where the stage is sharded; it hands on the stage's counts, never rows."""

    def whole() -> dict[str, int]:
        return run_stage(name)

    def of_shard(shard: int) -> dict[str, int]:
        return run_stage(name, shard)

    if name not in SHARDED:
        return task(**options(name))(whole)()
    return task(map_index_template="{{ outlets }}", **options(name))(of_shard).expand(shard=list(range(settings().shards)))


def announce() -> Any:
    """Return the task `report`: the event of the asset `warehouse` carries the day's counts, and the day as its partition."""

    @task(outlets=[WAREHOUSE], **options("report"))
    def report() -> dict[str, int]:
        counts, context = run_stage("report"), get_current_context()
        day, event = day_from_context(context), context["outlet_events"][WAREHOUSE]
        event.extra = {"day": day, **counts}
        if not context["dag_run"].partition_key:  # a manual run with a `day`
            event.add_partitions([day])
        return counts

    return report()


def run_stage(name: str, shard: int | None = None) -> dict[str, int]:
    """Do the work of a stage for the run's day; return its counts."""
    from psycopg import OperationalError

    from pantau.pipeline import work_stage

    context, work = get_current_context(), workspace()
    try:
        if shard is not None:
            context["outlets"] = work.shard_label(shard)  # type: ignore[typeddict-unknown-key]
        return dict(work_stage(work, name, day_from_context(context), shard).counts)
    except DayBusy as busy:
        raise later(context, busy) from None
    except OperationalError as error:  # psycopg costs 0.2 s at parse time, so the retry policy knows it by this name
        raise ConnectionError(str(error)) from error


def workspace() -> Any:
    """Return the stores; the warehouse is the Airflow connection `pantau_warehouse` where the environment names none."""
    from pantau.workspace import Workspace

    if not settings().warehouse and not os.environ.get(VARIABLE):
        try:
            os.environ[VARIABLE] = Connection.get("pantau_warehouse").get_uri()
        except AirflowNotFoundException:
            return Workspace()  # nobody defined it: the embedded server
    return Workspace()
