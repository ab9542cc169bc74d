"""kill -9 for the processes of a stack: found by their names, and only those of the stack's own folder."""

from __future__ import annotations

import time
from pathlib import Path

import psutil

from pantau.settings import read_settings
from pantau.warehouse import embedded


def kill_task(title: str, after_s: float = 0.0) -> bool:
    """Kill the process of that title as soon as it has worked for `after_s`; tell whether there was one."""
    for process in psutil.process_iter(["cmdline"]):
        if (process.info["cmdline"] or [""])[0] != title:
            continue
        try:
            while sum(process.cpu_times()[:2]) < after_s:
                time.sleep(0.01)  # there is no event for processor time spent
            process.kill()
        except psutil.NoSuchProcess:
            return False
        return True
    return False


def part_of(home: Path, name: str) -> int:
    """Return the process id of the newest start of a part of Airflow, by the keeper's log."""
    lines = (home / "demo" / "logs" / "airflow.log").read_text(encoding="utf-8").splitlines()
    return next(int(line.rpartition(" ")[2]) for line in reversed(lines) if f"{name} started, pid " in line)


def kill_scheduler(home: Path) -> int:
    """Kill the scheduler alone; return the process id it had."""
    pid = part_of(home, "scheduler")
    psutil.Process(pid).kill()
    return pid


def postmaster(home: Path) -> int:
    """Return the process id of the stack's PostgreSQL, 0 while it is down."""
    own = read_settings(state_dir=home / "demo")
    return int((embedded.data_folder(own) / "postmaster.pid").read_text().split()[0]) if embedded.alive(own) else 0


def kill_postgres(home: Path) -> int:
    """Kill the PostgreSQL of the stack; return the process id it had."""
    pid = postmaster(home)
    psutil.Process(pid).kill()
    return pid
