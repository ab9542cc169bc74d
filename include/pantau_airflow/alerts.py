"""Callbacks that Airflow calls when something fails for good, is late or works again; they call pantau.alerts."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from pantau.day import day_from_context
from pantau.errors import CriticalRuleFailed, PantauError, WarehouseUnavailable
from pantau.words import text
from pantau_airflow.connections import name_alerts, name_warehouse

log = logging.getLogger("pantau.alerts")
OF_A_DAY = frozenset({"monitor_day", "monitor_live"})  # the next run of either on a day ends the faults of the other
WAREHOUSE = "store/warehouse"


def task_failed(context: Any) -> None:
    """Send an alert for a task that failed after its last try; a refused day has its own sentence."""
    dag_id, task_id, error = _dag_id(context), context["ti"].task_id, context.get("exception")
    subject, day = _subject(context)
    why = f"{type(error).__name__}: {error}" if error else text("alerts.task.no_message")
    where = text("alerts.task.where", dag=dag_id, task=task_id, run=context["ti"].run_id)
    if isinstance(error, WarehouseUnavailable):
        _warehouse_is_down(where, str(error))
    elif isinstance(error, CriticalRuleFailed):
        _tell(f"{subject}/held", text("alerts.held.what", day=day), where, why, text("alerts.held.remedy", day=day))
    else:
        what = text("alerts.task.what_day", task=task_id, day=day) if day else text("alerts.task.what", task=task_id)
        by_run = f"{subject}/dag"  # Airflow may call for the run before it calls for the task: that is one fault
        _tell(f"{subject}/task/{task_id}", what, where, why, text("alerts.dag.remedy", dag=dag_id), unless=by_run)


def task_done(context: Any) -> None:
    """Close the faults that are over: that of this task; after the last task of a DAG all faults of its day, or of the DAG."""
    task, (subject, _) = context["task"], _subject(context)
    if not task.downstream_task_ids:
        _over(subject)
        _over(WAREHOUSE)  # it answered all the tasks of a run
    elif context["ti"].map_index in (None, -1):  # if one shard works, the others may still fail
        _over(f"{subject}/task/{task.task_id}")


def dag_failed(context: Any) -> None:
    """Send an alert for a failed run if none of its tasks sent one, for example because the run took too long."""
    subject, day = _subject(context)
    dag = _dag_id(context)
    run = getattr(context.get("dag_run"), "run_id", None) or context.get("run_id") or "?"
    where, remedy = text("alerts.dag.where", dag=dag, run=run), text("alerts.dag.remedy", dag=dag)
    if down := _why_down():
        _warehouse_is_down(where, down)
        return
    what = text("alerts.dag.what_day", dag=dag, day=day) if day else text("alerts.dag.what", dag=dag)
    why = str(context.get("reason") or text("alerts.dag.no_reason"))
    _tell(f"{subject}/dag", what, where, why, remedy, unless=subject)


def _warehouse_is_down(where: str, why: str) -> None:
    """Tell that the warehouse does not answer: one fault, whichever DAG, task and day meet it."""
    _tell(WAREHOUSE, text("alerts.warehouse.what"), where, why, text("alerts.warehouse.remedy"))


def _why_down() -> str:
    """Return why the warehouse does not answer, "" if it does."""
    try:
        with _workspace().connect():
            return ""
    except WarehouseUnavailable as error:
        return str(error)
    except PantauError:
        return ""


def day_is_late(context: dict[str, Any] | None = None, **_: Any) -> None:
    """Tell which day is not loaded in time; Airflow's home page lists the same missed deadline."""
    run = (context or {}).get("dag_run") or {}
    known = run if isinstance(run, dict) else vars(run)
    day, run_id = _day_of_run(known), known.get("run_id") or known.get("dag_run_id") or "?"
    _tell(
        f"day/{day}/late",
        text("alerts.late.what", day=day),
        text("alerts.dag.where", dag="monitor_day", run=run_id),
        text("alerts.late.why"),
        text("alerts.late.remedy"),
    )


def _day_of_run(run: dict[str, Any]) -> str:
    """Return the day of a run as Airflow's API gives it, because a deadline has no context of a task."""
    after = run.get("run_after")
    given = {"params": run.get("conf"), "partition_key": run.get("partition_key")}
    try:
        return day_from_context(given | {"run_after": datetime.fromisoformat(after) if isinstance(after, str) else after})
    except (PantauError, ValueError):
        return "?"


def _dag_id(context: Any) -> str:
    dag = context.get("dag")
    return str(dag.dag_id if dag else getattr(context.get("dag_run"), "dag_id", "?"))


def _subject(context: Any) -> tuple[str, str]:
    """Return the key under which faults of this run are kept, and its day; a run without a day is kept under its DAG."""
    if _dag_id(context) not in OF_A_DAY:
        return f"dag/{_dag_id(context)}", ""
    try:
        day = day_from_context(context)
    except PantauError:  # the form holds no valid day, and the task said so
        return f"dag/{_dag_id(context)}", ""
    return f"day/{day}", day


def _tell(key: str, what: str, where: str, why: str, remedy: str, unless: str = "") -> None:
    """Send an alert, and log what prevents it: an alert never makes a failure worse."""
    from pantau.alerts import Fault, tell
    from pantau.alerts.telling import is_open

    work = _workspace()
    try:
        if not unless or not is_open(work, unless):
            tell(work, Fault(key, what, where, why, remedy))
    except PantauError as error:
        log.warning("nobody was told of %s: %s", what, error)


def _over(key: str) -> None:
    from pantau.alerts import over

    try:
        over(_workspace(), key)
    except PantauError as error:
        log.warning("whether %s is over was not told: %s", key, error)


def _workspace() -> Any:
    """Return the stores, with the addresses of the warehouse and of the alerts."""
    from pantau.workspace import Workspace

    name_alerts()
    name_warehouse()
    return Workspace()
