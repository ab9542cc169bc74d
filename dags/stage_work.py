"""What a task does: a stage's work for the run's day, with the stores where Airflow says they are. No DAG lives here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from airflow.sdk import Connection, get_current_context
from airflow.sdk.exceptions import AirflowNotFoundException
from stage_turns import later

from pantau.day import day_from_context
from pantau.runs.day_lock import DayBusy
from pantau.settings import settings

VARIABLE = "AIRFLOW_CONN_PANTAU_WAREHOUSE"


def run_stage(name: str, shard: int | None = None, work: Any = None) -> dict[str, int]:
    """Do the work of a stage for the run's day; return its counts."""
    from pantau.runs.pipeline import work_stage

    context, work = get_current_context(), work or workspace()
    try:
        if shard is not None:
            context["outlets"] = work.shard_label(shard)  # type: ignore[typeddict-unknown-key]
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

    if not settings().warehouse and not os.environ.get(VARIABLE):
        try:
            os.environ[VARIABLE] = Connection.get("pantau_warehouse").get_uri()
        except AirflowNotFoundException:
            return Workspace()  # nobody defined it: the embedded server
    return Workspace()
