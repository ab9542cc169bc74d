"""Works the stages of a day, and `pantau run`: the same work as the DAG monitor_day, from a shell."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator

from pantau.day import parse_day, today
from pantau.errors import BadInput
from pantau.model import StageReport
from pantau.runs.day_lock import day_lock
from pantau.runs.inputs import require_inputs
from pantau.stages import ALONE, BY_NAME, NAMES, SHARDED, between
from pantau.words import text
from pantau.workspace import Workspace


def work_stage(work: Workspace, name: str, day: str, shard: int | None = None) -> StageReport:
    """Do the work of a stage for a day (of one shard, or of all); return its counts. From extract to report no other run works
    on the day.

    Raises DayBusy if another run does: in a shell after the setting `day_wait_s`, in a task of Airflow at once, because a
    waiting task would keep a slot from the run it waits for. Raises WrongLanding if the landing seen from here does not belong
    to the warehouse, and SeedsUnavailable if data of seeds/ cannot be read.
    """
    stage = BY_NAME[name]
    work.require_seeds()
    work.landing.check()  # also before a stage that reads only results: seeds that it cannot read would count as empty
    if not stage.alone:
        return stage.run(work, day, shard)
    wait_s = 0.0 if os.environ.get("AIRFLOW_CTX_DAG_RUN_ID") else work.settings.day_wait_s
    with day_lock(work.settings, day, last=name == ALONE[-1], wait_s=wait_s) as hold:
        work.reread(hold.lessons(name))
        hold.pin(name, work.versions, work.lessons.name)
        require_inputs(work, day, stage, shard)
        done = stage.run(work, day, shard)
        hold.require_same(name, work.versions, work.present_versions())  # the seeds may have changed while they were read
        return done


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
    for name in between(first, last):
        yield run_stage(work, name, day)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `pantau run`."""
    parser.add_argument("day", nargs="?", default=today(), help=text("help.run.day"))
    parser.add_argument("--from", dest="first", choices=NAMES, default="poll", help=text("help.run.first"))
    parser.add_argument("--to", dest="last", choices=NAMES, default="report", help=text("help.run.last"))


def run(args: argparse.Namespace) -> int:
    """Run the stages and print one line of counts each."""
    day = parse_day(args.day)
    if NAMES.index(args.first) > NAMES.index(args.last):
        raise BadInput(f"--from {args.first} comes after --to {args.last}; the order is {' → '.join(NAMES)}")
    for report in run_day(Workspace(), day, args.first, args.last):
        counts = ", ".join(f"{name} {count}" for name, count in sorted(report.counts.items()))
        print(f"{report.day} {report.stage:<8} {counts or '-'}", flush=True)
    return 0
