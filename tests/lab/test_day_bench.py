"""The arithmetic of the day's benchmark, and what the benchmark refuses; `make bench` runs the rest."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from lab import day_bench
from lab.day_bench import Worked
from pantau.errors import BadInput

BEGAN = datetime.fromisoformat("2026-11-22T00:00:00+07:00")


def task(stage: str, start: float, end: float, peak: int = 0) -> Worked:
    return Worked(stage, BEGAN + timedelta(seconds=start), BEGAN + timedelta(seconds=end), peak)


def test_idle_is_when_no_task_ran(capsys: pytest.CaptureFixture[str]) -> None:
    tasks = [task("load", 12, 15, 3 << 20), task("extract", 0, 10, 9 << 20), task("extract", 2, 5), task("report", 14, 21)]
    day_bench._print_run("first", 100, tasks)
    whole, *stages = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (whole["measure"], whole["seconds"], whole["idle_s"], whole["pages_per_s"]) == ("day.first", 21.0, 2.0, 4.762)
    assert [(row["measure"], row["seconds"], row["peak_mb"]) for row in stages] == [
        ("day.first.extract", 10.0, 9.0),
        ("day.first.load", 3.0, 3.0),
        ("day.first.report", 7.0, 0.0),
    ]


@pytest.mark.parametrize("argv", [[], ["x"], ["99"], ["10001"], ["1000", "2000"]])
def test_a_size_that_cannot_be_is_refused(argv: list[str]) -> None:
    with pytest.raises(BadInput, match="100 to 10000"):
        day_bench.main(argv)
