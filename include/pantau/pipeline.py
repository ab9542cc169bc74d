"""The stages in their order, and `pantau run`: the same work as the DAG monitor_day, from a shell."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from importlib import import_module

from pantau.day import parse_day, today
from pantau.day_lock import day_lock
from pantau.errors import BadInput
from pantau.model import StageReport
from pantau.workspace import Workspace

STAGES = ("poll", "fetch", "extract", "clean", "dedupe", "tag", "validate", "load", "report")
SHARDED = frozenset({"fetch", "extract", "clean", "dedupe", "tag"})
_ALONE = frozenset(STAGES[STAGES.index("extract") :])  # what is polled and fetched is merged entry by entry


def stage(name: str) -> Callable[..., StageReport]:
    """Return the driver of a stage; its module is imported only now, since some are heavy."""
    run: Callable[..., StageReport] = import_module(f"pantau.{name}.stage").run
    return run


def work_stage(work: Workspace, name: str, day: str, shard: int | None = None) -> StageReport:
    """Do the work of a stage for a day (of one shard, or of all); return its counts.

    From extract to report its run has the day alone. Raises DayBusy when another run has it: in a shell after the setting
    `day_wait_s`; at once in a task of Airflow, which would keep its worker's slot from the very run it waits for.
    """
    if name not in _ALONE:
        return stage(name)(work, day, shard)
    wait_s = 0.0 if os.environ.get("AIRFLOW_CTX_DAG_RUN_ID") else work.settings.day_wait_s
    with day_lock(work.settings, day, last=name == STAGES[-1], wait_s=wait_s):
        return stage(name)(work, day, shard)


def run_stage(work: Workspace, name: str, day: str) -> StageReport:
    """Run one stage of a day, all shards one after the other; return the summed counts."""
    if name not in SHARDED:
        return work_stage(work, name, day)
    counts: dict[str, int] = {}
    for shard in range(work.settings.shards):
        for key, count in work_stage(work, name, day, shard).counts.items():
            counts[key] = counts.get(key, 0) + count
    return StageReport(name, day, counts)


def run_day(work: Workspace, day: str, first: str = "poll", last: str = "report") -> Iterator[StageReport]:
    """Run the stages from `first` to `last` for a day and yield the report of each as it ends."""
    for name in STAGES[STAGES.index(first) : STAGES.index(last) + 1]:
        yield run_stage(work, name, day)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `pantau run`."""
    parser.add_argument("day", nargs="?", default=today(), help="WIB day, YYYY-MM-DD (default: today)")
    parser.add_argument("--from", dest="first", choices=STAGES, default="poll", help="first stage to run")
    parser.add_argument("--to", dest="last", choices=STAGES, default="report", help="last stage to run")


def run(args: argparse.Namespace) -> int:
    """Run the stages and print one line of counts each."""
    day = parse_day(args.day)
    if STAGES.index(args.first) > STAGES.index(args.last):
        raise BadInput(f"--from {args.first} comes after --to {args.last}; the order is {' → '.join(STAGES)}")
    for report in run_day(Workspace(), day, args.first, args.last):
        counts = ", ".join(f"{name} {count}" for name, count in sorted(report.counts.items()))
        print(f"{report.day} {report.stage:<8} {counts or '-'}", flush=True)
    return 0
