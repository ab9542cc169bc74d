"""One run at a time on a day: between extract and report a second run of the same day waits for the first."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from pantau.errors import BadInput, CriticalRuleFailed, PantauError
from pantau.landing.day_locks import forget_holder, note_quiet, pin_versions, pinned_versions, read_holder, save_holder
from pantau.lessons.kept import NONE
from pantau.stages import ALONE, BY_NAME

if TYPE_CHECKING:
    import psycopg

    from pantau.settings import Settings

_PAUSE_S = 0.25
# The scheduler may be slow between two tasks of a run; a shell runs one stage right after the other.
_PATIENCE_S = 90.0
_NAME = "pantau.day"
_LESSONS = "lessons"  # stands beside the versions: which lessons a run reads


class VersionsMoved(BadInput):
    """The code or seeds/ changed while a run worked its day; the message names the stage, both versions and the remedy."""


class DayBusy(PantauError):
    """Another run works on the day and did not end within the time allowed."""


class Held:
    """A day that only one run works on."""

    def __init__(self, connection: psycopg.Connection, day: str) -> None:
        self._connection = connection
        self.day = day

    def lessons(self, stage: str) -> str:
        """Return the name of the lessons that this run began with; "" at its beginning, and if it began without lessons."""
        return "" if stage == ALONE[0] else pinned_versions(self._connection, self.day).get(_LESSONS, "")

    def pin(self, stage: str, versions: Mapping[str, str], lessons: str = "") -> None:
        """Pin the versions with which a run begins; at a later stage raise VersionsMoved if one that it needs has changed.

        A run that works `extract` pins anew, also if a person cleared that task. `versions` are the present ones, by name;
        `lessons` names those that are read.
        """
        pinned = pin_versions(self._connection, self.day, {**versions, _LESSONS: lessons or NONE}, anew=stage == ALONE[0])
        self.require_same(stage, pinned, versions)

    def require_same(self, stage: str, begun: Mapping[str, str], versions: Mapping[str, str]) -> None:
        """Raise VersionsMoved if a version that the stage depends on is not the one with which the run began."""
        for name in (*(name for name in ALONE if name in BY_NAME[stage].after), stage):
            if begun.get(name) != versions[name]:
                raise VersionsMoved(
                    f"day {self.day}: this run began with version {begun.get(name)} of {name}, and now it is {versions[name]}: "
                    f"the code or seeds/ changed while it ran. What {stage} did is not used, and what was loaded before stays. "
                    f"Work the day again from {name}: pantau run {self.day} --from {name}, or in Airflow clear {name} and all "
                    "after it"
                )


@contextmanager
def day_lock(settings: Settings, day: str, *, last: bool, wait_s: float | None = None) -> Iterator[Held]:
    """Hold a day for a stage of this run. Other stages of the same run may hold it too; another run waits.

    The run holds the day until its stage that is `last` has ended, a stage was refused for good, or the run is gone. It is gone
    if its process is dead or, when Airflow starts the stages, after 90 s of quiet. Raises DayBusy after `wait_s`, by default
    the setting `day_wait_s`.
    """
    from pantau.warehouse import connect

    run, patience_s = _run()
    with connect(settings) as connection:
        connection.autocommit = True
        _take(connection, day, run, patience_s, settings.day_wait_s if wait_s is None else wait_s)
        done = False
        try:
            yield Held(connection, day)
            done = last
        except (BadInput, CriticalRuleFailed):
            done = True  # no scheduler tries again here
            raise
        finally:
            if not connection.broken and not connection.closed:  # a server that is gone holds no lock any more
                (forget_holder if done else note_quiet)(connection, day, run)


def _take(connection: psycopg.Connection, day: str, run: str, patience_s: float, wait_s: float) -> None:
    ends = time.monotonic() + wait_s
    while True:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [_NAME + ".choice", day])
            holder = read_holder(connection, day)
            if holder is None or holder[0] == run or (holder[1] and _nobody_works(connection, day)):
                save_holder(connection, day, run, patience_s)
                # The lock lives as long as this connection: a process that dies frees it.
                connection.execute("SELECT pg_advisory_lock_shared(hashtext(%s), hashtext(%s))", [_NAME, day])
                return
        if time.monotonic() > ends:
            raise DayBusy(f"{day} is being worked on by the run {holder[0]}; wait for it to end, or end it, and try again")
        time.sleep(_PAUSE_S)


def _nobody_works(connection: psycopg.Connection, day: str) -> bool:
    row = connection.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s), hashtext(%s))", [_NAME, day]).fetchone()
    return bool(row and row[0])


def _run() -> tuple[str, float]:
    """Return the name of the run that this process works for, and how long it may be quiet between stages."""
    run = os.environ.get("AIRFLOW_CTX_DAG_RUN_ID")
    return (f"{os.environ.get('AIRFLOW_CTX_DAG_ID', '')}/{run}", _PATIENCE_S) if run else (_name_of_process(), 0.0)


@cache
def _name_of_process() -> str:
    return f"shell/{os.getpid()}/{uuid.uuid4().hex[:8]}"
