"""Runs one command of Pantau per line of standard input, each in a child forked from this process, which has imported everything.

A job: {"words": […], "env": {…}, "roots": {…}, "point", "nth", "fault", "out": file}. The answer: how the child ended.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import json
import os
import signal
import sys
import time
import traceback
from functools import cache
from pathlib import Path
from typing import Any

from faults import tours, workers

LONGEST_S = 90.0  # of work, and also of time without work
_HEAVY = (
    "pandas", "pyarrow.parquet", "great_expectations", "s3fs", "upath", "psycopg", "fastwarc.warc", "selectolax.lexbor",
    "trafilatura", "pantau.budget.worker",
    "pantau.cli", "pantau.runs.pipeline", "pantau.retention.command",
    "pantau.warehouse", "pantau.landing", "pantau.validate.suite",
    *(f"pantau.{stage}.stage" for stage in ("poll", "fetch", "extract", "clean", "dedupe", "tag", "validate", "load", "report")),
)  # fmt: skip


def main() -> None:
    """Serve jobs until standard input ends; a twin that has read no reference data does the cold ones."""
    for name in _HEAVY:
        importlib.import_module(name)
    workers.fork_workers()
    gc.freeze()  # else a child's collector would touch, and so copy, all the memory of its parent
    twin = _Twin()
    for line in sys.stdin:
        job = json.loads(line)
        print(json.dumps(_warm(job) if job.get("warm") else twin.run(line) if job["cold"] else _run(job)), flush=True)


class _Twin:
    """A fork of this process as it is now."""

    def __init__(self) -> None:
        asks, answers = os.pipe(), os.pipe()
        if os.fork() == 0:
            os.close(asks[1])
            os.close(answers[0])
            with os.fdopen(asks[0]) as asked, os.fdopen(answers[1], "w") as out:
                for line in asked:
                    print(json.dumps(_run(json.loads(line))), file=out, flush=True)
            os._exit(0)
        os.close(asks[0])
        os.close(answers[1])
        self._asks, self._answers = os.fdopen(asks[1], "w"), os.fdopen(answers[0])

    def run(self, line: str) -> dict[str, Any]:
        """Let the twin do a job."""
        self._asks.write(line)
        self._asks.flush()
        return dict(json.loads(self._answers.readline()))


def _warm(job: dict[str, Any]) -> dict[str, Any]:
    """Run a command here: every later child then starts with what the command keeps in memory (rules, models, patterns)."""
    kept = os.dup(1), os.dup(2), sys.stdin
    try:
        _become(job)
        from pantau import cli
        from pantau.budget import room

        code = cli.main(job["words"])
        room._end_all()
    finally:
        sys.stdout.flush()
        for number in (1, 2):
            os.dup2(kept[number - 1], number)
        sys.stdin = kept[2]
    _forget()
    _keep_digests()
    gc.freeze()
    return {"code": code, "said": Path(job["out"]).read_text()}


def _become(job: dict[str, Any]) -> None:
    descriptor = os.open(job["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number in (1, 2):
        os.dup2(descriptor, number)
    os.close(descriptor)
    sys.stdin = open(os.devnull)  # noqa: SIM115 — the jobs are not the command's to read
    os.environ.update(job["env"])


def _keep_digests() -> None:
    """Compute the digests of reference data once: nobody changes that data here."""
    from pantau import versions

    for suffix, function in versions._MEANINGS.items():
        versions._MEANINGS[suffix] = function if hasattr(function, "cache_info") else cache(function)  # type: ignore[arg-type]


def _forget() -> None:
    """Forget what belongs to one installation and one process."""
    from pantau import settings
    from pantau.runs import day_lock
    from pantau.warehouse import connection

    settings.settings.cache_clear()
    day_lock._name_of_process.cache_clear()
    connection._migrated.clear()


def _run(job: dict[str, Any]) -> dict[str, Any]:
    word, tell = os.pipe()
    out = Path(job["out"])
    for file in (out, out.with_suffix(".calls")):
        file.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        os.close(word)
        _child(job, out, tell)
    os.close(tell)
    status = _wait(child)
    fired = os.read(word, 1_000_000).decode()
    os.close(word)
    calls = out.with_suffix(".calls")
    return {
        "code": os.waitstatus_to_exitcode(status) if status is not None else None,
        "fired": fired,
        "said": out.read_text(errors="replace") if out.exists() else "",
        **(json.loads(calls.read_text()) if calls.exists() else {}),
    }


def _wait(child: int) -> int | None:
    """Return the child's status, None if it hung and was killed; on a busy machine a child that works may take longer."""
    worked, since = 0.0, time.monotonic()
    while worked < LONGEST_S and time.monotonic() < since + LONGEST_S:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        if (now := _cpu_s(child)) > worked:
            worked, since = now, time.monotonic()
        time.sleep(0.01)  # there is no waitpid with a timeout
    os.kill(child, signal.SIGUSR1)
    time.sleep(1.0)  # the child writes its stacks
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _cpu_s(pid: int) -> float:
    """Return the seconds a process has worked, and those of its own that ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _child(job: dict[str, Any], out: Path, tell: int) -> None:
    code = 70
    try:
        _become(job)
        faulthandler.register(signal.SIGUSR1, file=os.fdopen(os.dup(2), "w"))  # a child that hangs says where
        os.environ["FAULT_WORD"] = str(tell)
        from faults.border import Border, watch
        from pantau import cli

        border = workers.border = Border(job["roots"], job.get("point", ""), job.get("nth", 0), job.get("fault", ""))
        watch(border)
        _note_readers(border)
        code = tours.main(job["words"][1]) if job["words"][0] == tours.TOUR else cli.main(job["words"])
        if job.get("trace"):
            traced = {"calls": border.calls, "reached": sorted(border.reached)}
            out.with_suffix(".calls").write_text(json.dumps(traced))
    except BaseException:
        traceback.print_exc()
        code = 71
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def _note_readers(border: Any) -> None:
    """Count the code that asks for rows of results as the caller of the store, because the rows are read later, where they
    are used."""
    from faults.border import own_frames
    from pantau.results import Results

    real = Results.read

    def read(*args: Any, **given: Any) -> Any:
        border.reached.update(own_frames(sys._getframe(1)))
        return real(*args, **given)

    Results.read = read  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
