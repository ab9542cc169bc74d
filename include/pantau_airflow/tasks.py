"""Makes tasks of stages, one task or one per shard, and skips tasks that another task finds needless. No DAG lives here."""

from __future__ import annotations

from typing import Any

from airflow.sdk import get_current_context

from pantau.day import day_from_context
from pantau.settings import settings
from pantau.stages import SHARDED, WORKED
from pantau_airflow.defaults import WAREHOUSE
from pantau_airflow.turns import passing_over
from pantau_airflow.work import run_stage, work_task, workspace


def stage_task(name: str) -> Any:
    """Return the task of a stage, one per shard if the stage is sharded. It hands on the stage's counts, never rows."""

    def whole() -> dict[str, int]:
        return run_stage(name)

    def of_shard(shard: int) -> dict[str, int]:
        return run_stage(name, shard)

    if name not in SHARDED:
        return work_task(name)(whole)()
    return work_task(name, map_index_template="{{ outlets }}")(of_shard).expand(shard=list(range(settings().shards)))


def poll_task() -> Any:
    """Return the task `poll`; if no page of the day is due, it skips `fetch`."""

    @work_task("poll")
    def poll() -> dict[str, int]:
        from pantau.fetch.stage import is_due

        context, work = get_current_context(), workspace()
        counts = run_stage("poll", work=work)
        if not is_due(work, day_from_context(context)):
            raise passing_over(context, counts, "fetch", "fetch")
        return counts

    return poll()


def look_task() -> Any:
    """Return the task `look`; if no stage would write anything else, it skips those from `extract` to `load`."""

    @work_task("look", trigger_rule="none_failed")
    def look() -> dict[str, int]:
        from pantau.runs.settled import is_settled

        context = get_current_context()
        if is_settled(workspace(), day_from_context(context)):
            raise passing_over(context, {"changed": 0}, WORKED[0], WORKED[-1])
        return {"changed": 1}

    return look()


def announce() -> Any:
    """Return the task `report`: the event of the asset `warehouse` carries the day's counts, and the day as its partition."""

    @work_task("report", outlets=[WAREHOUSE], trigger_rule="none_failed")
    def report() -> dict[str, int]:
        counts, context = run_stage("report"), get_current_context()
        day, event = day_from_context(context), context["outlet_events"][WAREHOUSE]
        event.extra = {"day": day, **counts}
        if not context["dag_run"].partition_key:  # a manual run with a `day`
            event.add_partitions([day])
        return counts

    return report()
