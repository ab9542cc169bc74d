"""Keeps a stack running: starts a part of Airflow, or the embedded PostgreSQL, again after it dies.

`airflow standalone` does not do that: if its scheduler is killed, it stays dead, and the UI looks as if nothing was wrong.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from pantau.errors import PantauError
from pantau.settings import Settings, read_settings
from pantau.stack import processes
from pantau.warehouse import embedded
from pantau.warehouse.postmaster import ServerHealth

AIRFLOW = Path(sys.executable).parent / "airflow"
PART = (sys.executable, "-m", "pantau.stack.airflow_part")
PARTS = ("scheduler", "dag-processor", "api-server", "triggerer")
LOOK_S = 0.5
ASK_S = 5.0  # seconds between two `SELECT 1`; a dead process is noticed at once
SILENT_S = 60.0  # seconds without any answer: a restart helps those who still wait
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
STEADY_S = 60.0  # seconds; a process that ran this long has started well


class Pause:
    """The wait before a part is started again: a second, doubled after each early death, a minute at most."""

    def __init__(self) -> None:
        self.until = 0.0
        self._next_s, self._began = FIRST_PAUSE_S, 0.0

    def began(self, now: float) -> None:
        """Note a start."""
        self._began = now

    def ended(self, now: float) -> float:
        """Note a death, or a start that failed; return the seconds to wait."""
        wait_s = FIRST_PAUSE_S if now - self._began >= STEADY_S else self._next_s
        self._next_s = min(2 * wait_s, LONGEST_PAUSE_S)
        self.until = now + wait_s
        return wait_s


class Part:
    """A process that is started again after it ended. The processes that it left behind are killed first."""

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.child: subprocess.Popen[bytes] | None = None
        self._command, self._env, self._log, self._pause = list(command), dict(env), log, Pause()

    def look(self, now: float) -> None:
        """Start the part if its wait is over, and notice if it has ended."""
        if self.child is None:
            if now >= self._pause.until:
                self._start(now)
        elif (code := self.child.poll()) is not None:
            # The workers of a scheduler outlive it, idle for ever; their tasks would run a second time beside the first.
            left = processes.bury(self.child.pid)
            self.child = None
            say(f"{self.name} ended ({code}), {left} processes it left were killed; again in {self._pause.ended(now):.0f} s")

    def _start(self, now: float) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as output:
            self.child = subprocess.Popen(  # noqa: S603 - our own commands, never a person's words
                self._command, env=self._env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
        self._pause.began(now)
        say(f"{self.name} started, pid {self.child.pid}")

    def stop(self) -> None:
        """End it and its descendants."""
        if self.child is not None:
            processes.stop(processes.Running(self.name, self.child.pid, 0.0))
            self.child.wait()


class Postgres:
    """The embedded PostgreSQL of a state folder, judged by use; a kill loses nothing that was committed."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._pause = settings, Pause()
        self._ask_at = 0.0
        self._silent_since: float | None = None

    def look(self, now: float) -> None:
        """Ask `SELECT 1` every few seconds; start the server if it is down, repair it if it cannot be used."""
        if now < self._pause.until or (now < self._ask_at and embedded.alive(self._settings)):
            return
        self._ask_at = now + ASK_S
        found = embedded.health(self._settings)
        if found is not ServerHealth.SILENT:
            self._silent_since = None
        elif self._silent_since is None:
            self._silent_since = now
            say("PostgreSQL does not answer; it may only be busy")
        silent = self._silent_since is not None and now - self._silent_since >= SILENT_S
        if silent or found in (ServerHealth.DOWN, ServerHealth.NO_SOCKET, ServerHealth.SUSPENDED):
            self._heal(now, found)

    def _heal(self, now: float, found: ServerHealth) -> None:
        self._pause.ended(now)
        try:
            embedded.start(self._settings, end_silent=True)
        except (PantauError, psycopg.Error, OSError) as error:
            say(f"PostgreSQL ({found.value}) could not be healed: {' '.join(str(error).split()) or type(error).__name__}")
        else:
            self._pause.began(now)
            self._silent_since = None
            say(f"PostgreSQL ({found.value}) was healed and answers again")


def say(text: str) -> None:
    """Write a line to the keeper's log."""
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {text}", flush=True)


def keep(logs: Path, *, postgres: bool, stop: threading.Event) -> None:
    """Bring Airflow's metadata database up to date, then keep the parts of Airflow (and PostgreSQL) up until `stop` is set.

    Raises PantauError if Airflow cannot use its metadata database.
    """
    env = dict(os.environ)
    os.environ.pop(processes.MARK, None)  # a PostgreSQL started here is stopped as a database, not swept up
    if subprocess.run([AIRFLOW, "db", "migrate"], env=env, check=False).returncode:  # noqa: S603 - our own command
        raise PantauError("`airflow db migrate` failed; its own words are above")
    kept: list[Part | Postgres] = [Part(name, [*PART, name], env, logs / f"{name}.log") for name in PARTS]
    kept += [Postgres(read_settings())] if postgres else []
    while not stop.wait(LOOK_S):
        for one in kept:
            one.look(time.monotonic())
    for one in kept:
        if isinstance(one, Part):
            one.stop()


def main() -> None:
    """Run in the environment of a stack until SIGTERM: `python -m pantau.stack.keeper --logs FOLDER [--postgres]`."""
    parser = argparse.ArgumentParser(prog="pantau.stack.keeper")
    parser.add_argument("--logs", type=Path, required=True, help="folder of the parts' logs")
    parser.add_argument("--postgres", action="store_true", help="the warehouse is the embedded one: keep it up as well")
    args = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        keep(args.logs, postgres=args.postgres, stop=stop)
    except PantauError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
