"""What a task does: a stage's work for the run's day, with the stores where Airflow says they are. No DAG lives here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from airflow.sdk import get_current_context

from pantau.day import day_from_context
from pantau.runs.day_lock import DayBusy
from pantau_airflow.connections import name_warehouse
from pantau_airflow.turns import later


def run_stage(name: str, shard: int | None = None, work: Any = None) -> dict[str, int]:
    """Do the work of a stage for the run's day; return its counts."""
    from pantau.runs.pipeline import work_stage

    context, work = get_current_context(), work or workspace()
    try:
        if shard is not None:
            context["outlets"] = work.shard_label(shard)
        with lasting_names():
            return dict(work_stage(work, name, day_from_context(context), shard).counts)
    except DayBusy as busy:
        raise later(context, busy) from None


@contextmanager
def lasting_names() -> Iterator[None]:
    """Call what psycopg raises by a name the retry policy knows: importing psycopg costs 0.2 s at parse time."""
    from psycopg import OperationalError

    try:
        yield
    except OperationalError as error:
        raise ConnectionError(str(error)) from error


def workspace() -> Any:
    """Return the stores; the warehouse is the Airflow connection `pantau_warehouse` where the environment names none."""
    from pantau.workspace import Workspace

    name_warehouse()
    return Workspace()
