"""Follows Airflow runs to their end, with a progress bar that a person can read."""

from __future__ import annotations

import time
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pantau.errors import PantauError
from pantau.stack.airflow_api import DONE, TASK_DONE, AirflowApi
from pantau.words import text


@dataclass(frozen=True, slots=True)
class Wanted:
    """A run to wait for: of this DAG, for this day (partition key) or with this run id, created after `known`."""

    dag_id: str
    day: str = ""
    run_id: str = ""
    known: frozenset[str] = frozenset()

    def matches(self, run: dict[str, object]) -> bool:
        """Tell whether a run of the REST API is the one waited for."""
        if self.run_id:
            return run["dag_run_id"] == self.run_id
        return run["dag_run_id"] not in self.known and str(run.get("partition_key") or "")[:10] == self.day


def follow(api: AirflowApi, wanted: list[Wanted], console: Console, timeout_s: float) -> dict[Wanted, str]:
    """Show the progress of `wanted` until all have ended; return the state of each. Raises PantauError after `timeout_s`."""
    ended: dict[Wanted, str] = {}
    columns = (
        TextColumn("{task.description:<26}"),
        BarColumn(24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[now]}"),
    )
    deadline = time.monotonic() + timeout_s
    with Progress(*columns, console=console) as progress:
        queued = text("commands.stack.queued")
        bars = {one: progress.add_task(f"{one.dag_id} {one.day}", total=None, now=queued) for one in wanted}
        while len(ended) < len(wanted):
            if time.monotonic() > deadline:
                late = ", ".join(f"{one.dag_id} {one.day or one.run_id}" for one in wanted if one not in ended)
                raise PantauError(f"not finished after {timeout_s:.0f} s: {late}; look at the runs in the Airflow UI")
            for one in wanted:
                if one not in ended and (state := _advance(api, one, progress, bars[one])) in DONE:
                    ended[one] = state
            time.sleep(1.0)
    return ended


def _advance(api: AirflowApi, one: Wanted, progress: Progress, bar: TaskID) -> str:
    run = next((run for run in api.runs(one.dag_id) if one.matches(run)), None)
    if run is None:
        return "waiting"
    tasks = api.tasks(one.dag_id, str(run["dag_run_id"]))
    done = sum(task["state"] in TASK_DONE for task in tasks)
    running = sorted({str(task["task_id"]) for task in tasks if task["state"] == "running"})
    state = str(run["state"])
    ends = {"success": text("commands.stack.finished"), "failed": text("commands.stack.failed")}
    now = ends.get(state, ", ".join(running) or state)
    progress.update(bar, total=max(len(tasks), 1), completed=done, now=now)
    return state
