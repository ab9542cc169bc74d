"""Starts processes that outlive this one and stops them with their children. (SIGTERM to a part of Airflow alone leaves
orphans.)"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from pantau.stack.privacy import UMASK

MARK = "PANTAU_STACK"  # every process of a stack carries it in its environment, with the stack's folder as value


@dataclass(frozen=True, slots=True)
class Running:
    """A process that Pantau started: leader of its own session, known by pid and start time, so that a reused pid does not
    count."""

    name: str
    pid: int
    created: float

    def alive(self) -> bool:
        """Tell whether this very process still runs."""
        with suppress(psutil.Error):
            process = psutil.Process(self.pid)
            return abs(process.create_time() - self.created) < 1 and process.status() != psutil.STATUS_ZOMBIE
        return False


def start(name: str, command: Sequence[str], env: Mapping[str, str], log: Path, cwd: Path) -> Running:
    """Start `command` in a session of its own with its output appended to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603 - our own commands, never a person's words
            list(command),
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=cwd,
            start_new_session=True,
            umask=UMASK,
        )
    created = psutil.Process(child.pid).create_time()
    child.returncode = 0  # the process must outlive this one; otherwise dropping the handle warns that it still runs
    return Running(name, child.pid, created)


def stop(running: Running, patience_s: float = 20.0) -> None:
    """End the process, its session and all its descendants: by SIGTERM, after `patience_s` by SIGKILL."""
    for _ in range(3):  # a scheduler may start one more task while it is asked to stop
        members = {*_session(running.pid), *_descendants(running.pid)}
        if not members:
            return
        _end(list(members), patience_s)


def _descendants(pid: int) -> Iterator[psutil.Process]:
    """Find the tasks of Airflow too: they leave the session, and their new title overwrites the environment that carries the
    mark."""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        yield from (process, *process.children(recursive=True))


def bury(leader: int) -> int:
    """Kill what a dead process left behind: the members of its session with all their descendants; return their number."""
    left: set[psutil.Process] = set()
    for member in _session(leader):
        with suppress(psutil.Error):
            left |= {member, *member.children(recursive=True)}
    for process in left:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(list(left), timeout=5)
    return len(left)


def sweep(mark: str, patience_s: float = 5.0) -> int:
    """End the rest of the stack in folder `mark`: processes that carry its mark, and Airflow's tasks that write there; count
    them."""
    members = [*{*_find_marked(mark), *_writing(mark)}]
    _end(members, patience_s)
    return len(members)


def _end(members: list[psutil.Process], patience_s: float) -> None:
    for process in members:
        with suppress(psutil.Error):
            process.terminate()
    _, left = psutil.wait_procs(members, timeout=patience_s)
    for process in left:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(left, timeout=5)


def _session(leader: int) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if os.getsid(process.pid) == leader and process.pid != os.getpid():
                yield process


def _find_marked(mark: str) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK) == mark and process.pid != os.getppid():
                yield process


def _writing(folder: str) -> Iterator[psutil.Process]:
    """Find Airflow processes with an open file under `folder` (a task keeps its log open) whose parents are gone."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError, IndexError):
            if process.cmdline()[0].startswith("airflow") and any(one.path.startswith(folder) for one in process.open_files()):
                yield process


def free_port(wanted: int) -> int:
    """Return `wanted` or the first free one of the following 200 loopback ports. Raises OSError if all are taken."""
    for port in range(wanted, wanted + 200):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError(f"no free port between {wanted} and {wanted + 199}; stop something that listens there")


def save(file: Path, running: Sequence[Running]) -> None:
    """Save what was started, so that another command can stop it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(one) for one in running]), encoding="utf-8")


def saved(file: Path) -> list[Running]:
    """Read what `save` wrote; return an empty list if there is no file."""
    return [Running(**row) for row in json.loads(file.read_text(encoding="utf-8"))] if file.exists() else []


def wait_until(condition: Callable[[], bool], timeout_s: float, every_s: float = 0.25) -> bool:
    """Call `condition` until it is true or `timeout_s` has passed; return whether it became true."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(every_s)
    return False
