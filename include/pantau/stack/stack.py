"""Starts the stack and stops it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console

from pantau.errors import BadInput, PantauError
from pantau.settings import PROJECT, Settings, read_settings
from pantau.stack import processes
from pantau.stack.airflow_api import AirflowApi
from pantau.stack.layout import ENV_FILE, STATE, Layout, Ports, base_env, wishes, write_env_files
from pantau.stack.privacy import close
from pantau.words import text

DAGS = (
    "poll_feeds",
    "monitor_day",
    "monitor_live",
    "watch_polling",
    "prove_sources",
    "revisit_articles",
    "release_day",
    "desk_order",
)
MODES = ("demo", "live")
_HEALTHY_S, _LISTED_S = 180, 120  # a machine that is busy needs most of it


class Stack:
    """One running (or startable) Pantau on this machine; `own` are settings of its own, which override Pantau's of its mode."""

    def __init__(self, mode: str, console: Console, own: Mapping[str, str] | None = None) -> None:
        self.layout, self._own = Layout(mode), dict(own or {})
        close(STATE, self.layout.state)
        self.console = console
        self.ports = self._ports()
        self.api = AirflowApi(f"http://127.0.0.1:{self.ports.ui}", self.layout.password_file)

    def _ports(self) -> Ports:
        kept = self.layout.state / "ports.txt"
        if self.running() and kept.exists():
            return Ports(*(int(word) for word in kept.read_text(encoding="utf-8").split()))
        first = int(os.environ.get("PORT") or 0)  # a stack of a chosen port has its other ports near it
        wanted = range(first, first + 40, 10) if first else (8080, 8793, 8994, 18600)
        ports = Ports(*map(processes.free_port, wanted))
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(f"{ports.ui} {ports.worker_log} {ports.trigger_log} {ports.newsroom}", encoding="utf-8")
        return ports

    def running(self) -> bool:
        """Tell whether everything that was started for this mode still runs."""
        saved = processes.saved(self.layout.processes)
        return bool(saved) and all(one.alive() for one in saved)

    def up(self) -> Settings:
        """Start what is not running, wait until Airflow is healthy and knows the DAGs, unpause them; return the settings
        used."""
        for other in MODES:
            if other != self.layout.mode and processes.saved(Layout(other).processes):
                raise PantauError(f"the {other} stack is up; `make stop` first, the two share nothing but the machine")
        with self.console.status("PostgreSQL …"):
            settings = self._settings()
        if not self.running():
            down(self.console, quiet=True, database=False)
            self._start(settings)
        logs = self.layout.state / "logs"
        with self.console.status("Airflow … (30-60 s)"):
            unhealthy = PantauError(f"Airflow did not become healthy within {_HEALTHY_S} s; see the logs in {logs}")
            self._wait(unhealthy, self.api.healthy, _HEALTHY_S)
            self.api.login()
            unlisted = PantauError(f"Airflow does not list the DAGs within {_LISTED_S} s; see the logs in {logs}")
            self._wait(unlisted, lambda: self.api.has_dags(DAGS), _LISTED_S)
        if errors := self.api.import_errors():
            raise PantauError(f"Airflow could not import: {'; '.join(errors)}")
        return settings

    def unpause(self) -> None:
        """Let all DAGs run."""
        for dag_id in DAGS:
            self.api.unpause(dag_id)

    def _settings(self) -> Settings:
        from pantau.warehouse import connect, dsn, embedded

        if self.layout.mode == "demo":
            (self.layout.state / "catalogue").mkdir(parents=True, exist_ok=True)
        own = read_settings(state_dir=self.layout.state)
        configured = wishes(self.layout.mode).keys() & {"PANTAU_WAREHOUSE", "AIRFLOW_CONN_PANTAU_WAREHOUSE"}
        warehouse = dsn(own) if configured else embedded.start(own)
        write_env_files(self._pantau_env(warehouse), self.layout.airflow_env(self.ports))
        settings = read_settings(_env_file=ENV_FILE)
        with connect(settings):  # migrates once, before a dozen tasks would try to at the same moment
            return settings

    def _pantau_env(self, warehouse: str) -> dict[str, str]:
        return self.layout.pantau_env(self.ports, warehouse) | self._own

    def _start(self, settings: Settings) -> None:
        env = base_env() | self._pantau_env(settings.warehouse) | self.layout.airflow_env(self.ports)
        started: list[processes.Running] = []

        def launch(name: str, command: list[str]) -> None:
            started.append(processes.start(name, command, env, self.layout.log(name), PROJECT))
            processes.save(self.layout.processes, started)

        if self.layout.mode == "demo":
            arguments = ["--port", str(self.ports.newsroom)]
            launch("newsroom", [sys.executable, "-m", "newsroom", "serve", *arguments, "--log", str(self.layout.log("requests"))])
            self._catalogue(arguments, env)
        self.layout.airflow_home.mkdir(parents=True, exist_ok=True)
        embedded_too = ["--postgres"] if self._is_embedded(settings.warehouse) else []
        launch("airflow", [sys.executable, "-m", "pantau.stack.keeper", "--logs", str(self.layout.state / "logs"), *embedded_too])

    def _is_embedded(self, warehouse: str) -> bool:
        from pantau.warehouse import embedded

        return warehouse == embedded.address(read_settings(state_dir=self.layout.state))

    def _catalogue(self, arguments: list[str], env: dict[str, str]) -> None:
        import subprocess

        command = [sys.executable, "-m", "newsroom", "catalogue", "--out", str(self.layout.state / "catalogue"), *arguments]
        subprocess.run(command, env=env, check=True, cwd=PROJECT, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command

    def _wait(self, failure: PantauError, condition: Callable[[], bool], timeout_s: float) -> None:
        def ready() -> bool:
            if not self.running():
                raise PantauError(f"a process ended while starting; the last lines are in {self.layout.state / 'logs'}")
            return condition()

        if not processes.wait_until(ready, timeout_s):
            raise failure


def down(console: Console, *, quiet: bool = False, database: bool = True) -> int:
    """Stop everything that any mode started, without exception; return how many orphaned processes it ended."""
    swept = 0
    for mode in MODES:
        layout = Layout(mode)
        for one in reversed(processes.saved(layout.processes)):
            processes.stop(one)
            if not quiet:
                console.print(text("commands.stack.ended", name=one.name))
        swept += processes.sweep(str(layout.state))
        layout.processes.unlink(missing_ok=True)
        if database and layout.state.exists():
            from pantau.warehouse import embedded

            embedded.stop(read_settings(state_dir=layout.state))
    if not quiet:
        console.print(text("commands.stack.all_ended", folder=STATE))
    return swept


def forget() -> None:
    """Delete the data of all modes; as root the database may lie outside the project (see warehouse/places.py)."""
    from pantau.warehouse import embedded

    for mode in MODES:
        if Layout(mode).state.exists():
            embedded.remove(read_settings(state_dir=Layout(mode).state))
    shutil.rmtree(STATE, ignore_errors=True)


def sweep_orphans(console: Console) -> None:
    """Remove what is left on this machine of state folders that are gone; print what was done."""
    from pantau.warehouse.orphans import forget_orphans

    for line in forget_orphans():
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def forget_one(state: Path, console: Console) -> None:
    """End the server of one state folder and delete its data, wherever it is; the rest of the folder stays."""
    from pantau.warehouse import embedded

    chosen = read_settings(state_dir=state)
    data = embedded.data_folder(chosen)
    if not data.exists():
        raise BadInput(f"{state} has no embedded database; `pantau stack forget` alone removes those whose folder is gone")
    embedded.remove(chosen)
    console.print(f"{data} was removed, the database of {state}", highlight=False, markup=False, soft_wrap=True)
