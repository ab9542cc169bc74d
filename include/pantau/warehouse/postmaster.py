"""The process of the embedded server: finds it by its pid file or its command line, ends it, and judges it by use."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from pantau.errors import PantauError
from pantau.warehouse.places import SOCKET_NAME
from pantau.warehouse.roles import ADMIN

PROBE_S = 2  # libpq takes no less; a healthy server on a busy machine answers in milliseconds
_PASSING = ("starting up", "shutting down", "recovery", "not yet accepting")


class ServerHealth(Enum):
    """What `SELECT 1` through the socket says; if it says nothing, what the process and its files say."""

    UP = "it answers"
    DOWN = "it was down"
    CHANGING = "it is starting, recovering or shutting down"
    NO_SOCKET = "its socket was gone"
    SUSPENDED = "it was suspended"
    SILENT = "did not answer"


def pid_file(data: Path) -> list[str]:
    """Return the lines of the server's pid file, [] if there is no file. Raises PantauError if it belongs to another user."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []
    except PermissionError:
        raise PantauError(
            f"{data} belongs to another user; run as that user, or set PANTAU_STATE_DIR or PANTAU_WAREHOUSE"
        ) from None


def server_address(data: Path, database: str, role: str) -> str | None:
    """Return the address in the pid file of a server that says that it is ready, else None."""
    lines = pid_file(data)
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    return f"postgresql://{role}@/{database}?host={quote(lines[4].strip(), safe='')}"


def postmaster(data: Path) -> int | None:
    """Return the process id of the server of this data; None if the pid file is stale (another process may have the number
    now)."""
    try:
        process = psutil.Process(int(pid_file(data)[0]))
    except (IndexError, ValueError, psutil.NoSuchProcess):
        return None
    return process.pid if _serves(process, data) else None


def strays(data: Path) -> Iterator[int]:
    """Find servers started for this data that its pid file does not name, because somebody deleted the file or the folder."""
    known = postmaster(data)
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            mine = process.pid != known and process.name() == "postgres" and _serves(process, data)
            if mine and (deleted_under(process.pid) or _works_in(process.pid, data)):
                yield process.pid


def deleted_under(pid: int) -> bool:
    """Tell whether the folder in which a process works was deleted (Linux; on other systems the path must do)."""
    try:
        return os.readlink(f"/proc/{pid}/cwd").endswith(" (deleted)")
    except OSError:
        return not Path("/proc").is_dir()


def _works_in(pid: int, data: Path) -> bool:
    """Tell whether a process works in this very folder: in a container the same path is another folder."""
    with suppress(OSError):
        return os.path.samefile(f"/proc/{pid}/cwd", data)
    return not Path("/proc").is_dir()


def _serves(process: psutil.Process, data: Path) -> bool:
    """Tell whether a process was started with `-D data`: only the postmaster was, because its children have titles of their
    own."""
    with suppress(psutil.Error):
        return process.status() != psutil.STATUS_ZOMBIE and str(data) in process.cmdline()
    return False


def examine(data: Path) -> ServerHealth:
    """Judge the server of this data by use: it is up only if `SELECT 1` comes back through the socket within seconds."""
    pid = postmaster(data)
    with suppress(psutil.Error):
        if pid and psutil.Process(pid).status() == psutil.STATUS_STOPPED:
            return ServerHealth.SUSPENDED
    address = server_address(data, "postgres", ADMIN)
    said = _ask(address) if address else "there is no ready server"
    if not said or "too many clients" in said:
        return ServerHealth.UP
    if postmaster(data) is None:
        return ServerHealth.DOWN
    if address is None or any(word in said for word in _PASSING):
        return ServerHealth.CHANGING
    return ServerHealth.SILENT if (Path(pid_file(data)[4].strip()) / SOCKET_NAME).is_socket() else ServerHealth.NO_SOCKET


def _ask(address: str) -> str:
    """Ask `SELECT 1`; return what went wrong, "" if nothing did."""
    try:
        with psycopg.connect(address, connect_timeout=PROBE_S, autocommit=True) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error as error:
        return str(error) or type(error).__name__
    return ""


def end(pid: int, patience_s: float = 5.0, *, at_once: bool = False) -> None:
    """End a server: fast (open transactions are rolled back), then at once, at last by force; nothing committed is lost.

    `at_once` writes no last checkpoint, which a server whose folder was replaced would write into the new one.
    """
    process, children = psutil.Process(pid), []
    with suppress(psutil.Error):
        children = process.children(recursive=True)
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)[at_once:]:
            process.send_signal(number)
            process.send_signal(signal.SIGCONT)  # a suspended process obeys only after it goes on
            with suppress(psutil.TimeoutExpired):
                process.wait(patience_s)
                break
    _, left = psutil.wait_procs(children, timeout=patience_s)
    for child in left:  # they hold the shared memory, and no new server would start
        with suppress(psutil.Error):
            child.kill()


def resume(pid: int) -> None:
    """Let a suspended server and its children go on."""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            one.send_signal(signal.SIGCONT)


def wait_while(data: Path, health: ServerHealth, timeout_s: float) -> ServerHealth:
    """Wait until the server's health is another one than this; return the last one seen."""
    deadline, found = time.monotonic() + timeout_s, examine(data)
    while found is health and time.monotonic() < deadline:
        time.sleep(0.05)
        found = examine(data)
    return found
