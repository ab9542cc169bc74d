"""How a stage becomes a task: one or one per shard, and what follows from what it found. No DAG lives here."""

from __future__ import annotations

from typing import Any

from airflow.sdk import get_current_context, task

from pantau.day import day_from_context
from pantau.settings import settings
from pantau.stages import SHARDED, WORKED
from pantau_airflow.defaults import WAREHOUSE
from pantau_airflow.turns import passing_over
from pantau_airflow.words import options
from pantau_airflow.work import lasting_names, run_stage, workspace


def stage_task(name: str) -> Any:
    """Return the task of a stage, one per shard where the stage is sharded; it hands on the stage's counts, never rows."""

    def whole() -> dict[str, int]:
        return run_stage(name)

    def of_shard(shard: int) -> dict[str, int]:
        return run_stage(name, shard)

    if name not in SHARDED:
        return task(**options(name))(whole)()
    return task(map_index_template="{{ outlets }}", **options(name))(of_shard).expand(shard=list(range(settings().shards)))


def poll_task() -> Any:
    """Return the task `poll`; where no page of the day is due, `fetch` is skipped."""

    @task(**options("poll"))
    def poll() -> dict[str, int]:
        from pantau.fetch.stage import is_due

        context, work = get_current_context(), workspace()
        counts = run_stage("poll", work=work)
        with lasting_names():
            due = is_due(work, day_from_context(context))
        if not due:
            raise passing_over(context, counts, "fetch", "fetch")
        return counts

    return poll()


def look_task() -> Any:
    """Return the task `look`; where no stage would write anything else, those from `extract` to `load` are skipped."""

    @task(trigger_rule="none_failed", **options("look"))
    def look() -> dict[str, int]:
        from pantau.runs.settled import is_settled

        context = get_current_context()
        with lasting_names():
            settled = is_settled(workspace(), day_from_context(context))
        if settled:
            raise passing_over(context, {"changed": 0}, WORKED[0], WORKED[-1])
        return {"changed": 1}

    return look()


def announce() -> Any:
    """Return the task `report`: the event of the asset `warehouse` carries the day's counts, and the day as its partition."""

    @task(outlets=[WAREHOUSE], trigger_rule="none_failed", **options("report"))
    def report() -> dict[str, int]:
        counts, context = run_stage("report"), get_current_context()
        day, event = day_from_context(context), context["outlet_events"][WAREHOUSE]
        event.extra = {"day": day, **counts}
        if not context["dag_run"].partition_key:  # a manual run with a `day`
            event.add_partitions([day])
        return counts

    return report()
