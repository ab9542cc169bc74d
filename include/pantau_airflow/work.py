"""The work of a task: a stage for the day of the run, with the stores that Airflow names. No DAG lives here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from airflow.sdk import get_current_context, task

from pantau.day import day_from_context
from pantau.runs.day_lock import DayBusy
from pantau_airflow.connections import name_warehouse
from pantau_airflow.turns import later
from pantau_airflow.words import options


def run_stage(name: str, shard: int | None = None, work: Any = None) -> dict[str, int]:
    """Do the work of a stage for the run's day; return its counts."""
    from pantau.runs.pipeline import work_stage

    context, work = get_current_context(), work or workspace()
    try:
        if shard is not None:
            context["outlets"] = work.shard_label(shard)
        return dict(work_stage(work, name, day_from_context(context), shard).counts)
    except DayBusy as busy:
        raise later(context, busy) from None


def work_task(name: str, **given: Any) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator like `@task`: a task with the id and help of `name`, whose errors Airflow can name later."""

    def decorated(work: Callable[..., Any]) -> Any:
        return task(**given, **options(name))(lasting_names()(work))

    return decorated


@contextmanager
def lasting_names() -> Iterator[None]:
    """Turn an error of a file system or of the warehouse into one that the retry policy knows, in one line with the remedy."""
    try:
        yield
    except Exception as error:
        from pantau.remedies import named

        if not (known := named(error)):
            raise
        logging.getLogger("pantau").debug("%s", known, exc_info=True)
        raise known from None


def workspace() -> Any:
    """Return the stores. The warehouse is the Airflow connection `pantau_warehouse` if the environment names none."""
    from pantau.workspace import Workspace

    name_warehouse()
    return Workspace()
