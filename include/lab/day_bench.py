"""`make bench`: one large day through the DAG on a real Airflow, one JSON line for each measure.

`python -m lab.day_bench 10000` lands that many pages of a fictional press of 100 outlets, starts a stack in a temporary folder
and backfills the day three times. `first` is from the landed WARC files to the warehouse. `unchanged` is a run that
only requests again the pages that failed; `share` is its time as a share of `first`. Pages are fetched before `first`. `again` is
a run after all stage results were deleted, so that every page is extracted from WARC again over a loaded day.

Seconds are of the clock, from the first task's start to the last one's end, as Airflow recorded them. During `idle_s` of them no
task ran. `tasks` counts those that were not skipped. `peak_mb` is the largest process of a task, with the memory that it shares.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantau.day import shift, today
from pantau.errors import BadInput, PantauError

if TYPE_CHECKING:
    from pantau.settings import Settings
    from pantau.stack.stack import Stack

OUTLETS = 100
WORKER = "airflow worker -- "  # the start of the title of a task's process while the task works
_TIMEOUT_S = 1_800.0


def main(argv: Sequence[str]) -> int:
    """Measure a day of about that many pages. Raises BadInput for an argument that is no size."""
    size = int(argv[0]) if len(argv) == 1 and argv[0].isdigit() else 0
    if not OUTLETS <= size <= 100 * OUTLETS:
        raise BadInput(f"give the number of pages of the day, {OUTLETS} to {100 * OUTLETS}")
    home = Path(tempfile.mkdtemp(prefix="pb-"))  # short: a socket's path may have 100 bytes
    home.chmod(0o711)  # as root the database runs as another user, who must get through
    os.environ["STACK_HOME"] = str(home)
    try:
        _measure(home, size)
    finally:
        from rich.console import Console

        from pantau.stack.stack import down, forget

        down(Console(file=sys.stderr), quiet=True)
        forget()
        shutil.rmtree(home, ignore_errors=True)
    return 0


def _measure(home: Path, size: int) -> None:
    from rich.console import Console

    from newsroom import Config, serving
    from pantau.stack.stack import Stack

    day = shift(today(), -3)
    with serving(Config(outlets=OUTLETS, per_day=size // OUTLETS)) as room:
        room.write_catalogue(home / "katalog")
        own = {
            "PANTAU_ALLOW_HOSTS": room.allow_hosts,
            "PANTAU_ALLOWED_HOST_GAP_S": "0",
            "PANTAU_FETCH_RETRY_S": "0.1",  # so that no page is pending when the day is processed
            "PANTAU_CATALOGUE_DIR": str(home / "katalog"),
            "AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "False",  # so that no nightly run of yesterday starts during the measured one
        }
        stack = Stack("live", Console(file=sys.stderr), own)
        settings = stack.up()
        began = time.monotonic()
        pages = _land(settings, day)
        _say("land", pages, seconds=time.monotonic() - began)
        stack.api.unpause("monitor_day")
        _worked_thrice(stack, settings, day, pages)
        _say("loaded", pages, **_rows(settings))


def _worked_thrice(stack: Stack, settings: Settings, day: str, pages: int) -> None:
    spans: dict[str, float] = {}
    for name in ("first", "unchanged", "again"):
        if name == "again":
            shutil.rmtree(settings.results_root)
        tasks = _run_backfill(stack, day)
        spans[name] = _span(tasks)
        _print_run(name, pages, tasks, **({"share": spans[name] / spans["first"]} if name == "unchanged" else {}))


def _land(settings: Settings, day: str) -> int:
    """Poll and fetch the day; return how many pages are landed."""
    from pantau.runs.pipeline import run_day
    from pantau.workspace import Workspace

    work = Workspace(settings)
    try:
        counts = [report.counts for report in run_day(work, day, last="fetch")][-1]
        return counts["landed"]
    finally:
        work.landing.close()


@dataclass
class Peaks:
    """The peak memory of each task's process, in bytes, by the id of the task instance."""

    bytes: dict[str, int] = field(default_factory=dict)

    def look(self) -> None:
        """Note the memory of every task that works now."""
        import psutil

        for process in psutil.process_iter(["cmdline", "memory_info"]):
            title, memory = (process.info["cmdline"] or [""])[0], process.info["memory_info"]
            if title.startswith(WORKER) and memory:
                name = title.removeprefix(WORKER)
                self.bytes[name] = max(memory.rss, self.bytes.get(name, 0))


@contextmanager
def _watch_memory() -> Iterator[Peaks]:
    peaks, stop = Peaks(), threading.Event()

    def watch() -> None:
        while not stop.wait(1.0):
            peaks.look()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        stop.set()
        thread.join()


@dataclass(frozen=True, slots=True)
class Worked:
    """A task that has ended: its stage, its times, and the peak memory of its process (0: the task was too short to be seen)."""

    stage: str
    start: datetime
    end: datetime
    peak: int


def _run_backfill(stack: Stack, day: str) -> list[Worked]:
    """Backfill the day through Airflow and return its tasks; raises PantauError when the run fails."""
    from rich.console import Console

    from pantau.stack.watch import Wanted, follow

    known = frozenset(str(run["dag_run_id"]) for run in stack.api.runs("monitor_day"))
    wanted = Wanted("monitor_day", day=day, known=known)
    with _watch_memory() as peaks:
        stack.api.backfill("monitor_day", day, day, again=True)
        state = follow(stack.api, [wanted], Console(file=sys.stderr), _TIMEOUT_S)[wanted]
    if state != "success":
        raise PantauError(f"the run of {day} ended in {state}: {_last_error(stack.layout.airflow_home / 'logs')}")
    run = next(run for run in stack.api.runs("monitor_day") if wanted.matches(run))
    ended = stack.api.tasks("monitor_day", str(run["dag_run_id"]))
    return [_read_task(task, peaks.bytes) for task in ended if task["state"] != "skipped"]


def _last_error(logs: Path) -> str:
    lines = [line for log in logs.rglob("attempt=*.log") for line in log.read_text().splitlines() if '"level":"error"' in line]
    return max(lines, default="its log names no error")[:2_000]


def _read_task(task: Mapping[str, Any], peaks: Mapping[str, int]) -> Worked:
    start, end = (datetime.fromisoformat(str(task[name])) for name in ("start_date", "end_date"))
    return Worked(str(task["task_id"]), start, end, peaks.get(str(task["id"]), 0))


def _print_run(name: str, pages: int, tasks: Sequence[Worked], **more: float) -> None:
    """Print the time and memory of a run, in total and by stage."""
    seconds = _span(tasks)
    _say(name, pages, seconds=seconds, pages_per_s=pages / seconds, idle_s=_idle(tasks), tasks=len(tasks), **more)
    if name == "unchanged":
        return
    for stage in dict.fromkeys(task.stage for task in sorted(tasks, key=lambda task: task.start)):
        of_it = [task for task in tasks if task.stage == stage]
        peak = max(task.peak for task in of_it) / 2**20
        _say(f"{name}.{stage}", pages, seconds=_span(of_it), pages_per_s=pages / _span(of_it), peak_mb=peak)


def _span(tasks: Sequence[Worked]) -> float:
    return (max(task.end for task in tasks) - min(task.start for task in tasks)).total_seconds()


def _idle(tasks: Sequence[Worked]) -> float:
    """Return the seconds between the first start and the last end in which nothing ran."""
    idle, until = 0.0, min(task.start for task in tasks)
    for task in sorted(tasks, key=lambda task: task.start):
        idle += max(0.0, (task.start - until).total_seconds())
        until = max(until, task.end)
    return idle


def _rows(settings: Settings) -> dict[str, int]:
    from pantau.warehouse import connect

    with connect(settings) as connection:
        rows = connection.execute("SELECT outcome, sum(count)::int FROM source_days GROUP BY 1").fetchall()
    return {str(outcome): count for outcome, count in rows}


def _say(measure: str, pages: int, **figures: float) -> None:
    rounded = {name: value if isinstance(value, int) else float(f"{value:.4g}") for name, value in figures.items()}
    print(json.dumps({"measure": f"day.{measure}", "pages": pages, **rounded, "load": round(os.getloadavg()[0], 1)}), flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except PantauError as error:
        sys.exit(f"bench: {error}")
