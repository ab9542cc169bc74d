"""The watcher of an embedded server: a small process that ends the server when nobody has used it for a while, and then itself.

It is run by its path, without the rest of Pantau, because it lives as long as the server and must be small and know no secrets.
A server is in use if it has a client now, or had a new one since the last check. So the keeper of a stack, which asks `SELECT
1` every few seconds, keeps only its own server up.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import select
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

NAME = "pantau idle watcher"
PLACE = "postgres.watcher"  # in the state folder: locked as long as a watcher lives, whatever ends it
LOOKS = 10  # checks in the time that a server may be idle
END_S = 60.0
_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
_SESSIONS = "SELECT coalesce(sum(sessions), 0)::bigint FROM pg_stat_database"


def watch(address: str, data: Path, state: Path, idle_s: float) -> None:
    """Stay while the server does; end it if it was not used for `idle_s` seconds.

    A process that starts, repairs or stops the server at that moment comes first: it holds the lock of the state folder.
    """
    with psycopg.connect(address, autocommit=True, application_name=NAME) as connection:
        used_at, before = time.monotonic(), _sessions(connection)
        while not _wait_for_end(connection, idle_s / LOOKS):
            now = _sessions(connection)
            if now != before or _others(connection):
                used_at, before = time.monotonic(), now
            elif time.monotonic() - used_at >= idle_s and _end(connection, data, state, before):
                return


def take_place(state: Path) -> int | None:
    """Return the open file that a watcher holds, to be inherited by the watcher; None if one lives, or none may."""
    try:
        handle = os.open(state / PLACE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:  # whoever can write here sees to it
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def is_watched(state: Path) -> bool:
    """Tell whether a watcher of this state folder's server lives."""
    handle = take_place(state)
    if handle is not None:
        os.close(handle)
    return handle is None


def _wait_for_end(connection: psycopg.Connection, seconds: float) -> bool:
    """Wait; return at once when the server ends, whatever ended it."""
    return bool(select.select([connection.fileno()], [], [], seconds)[0])


def _sessions(connection: psycopg.Connection) -> int:
    return int((connection.execute(_SESSIONS).fetchone() or (0,))[0])


def _others(connection: psycopg.Connection) -> int:
    return int((connection.execute(_OTHERS).fetchone() or (0,))[0])


def _end(connection: psycopg.Connection, data: Path, state: Path, before: int) -> bool:
    """Ask the server to end when its clients have. (There are none; one that comes at this moment may finish.) Return False
    for: not now."""
    with suppress(BlockingIOError), _lock(state):
        if _others(connection) or _sessions(connection) != before:
            return False
        file = data / "postmaster.pid"
        pid = int(file.read_text().split()[0])
        connection.close()
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + END_S
        while file.exists() and time.monotonic() < deadline:  # a process that comes now starts it again instead of failing
            time.sleep(0.05)
        return True
    return False


@contextmanager
def _lock(state: Path) -> Iterator[None]:
    """Hold the lock of those that start and stop the server. Raises BlockingIOError if another process has it."""
    try:
        handle = os.open(state / "postgres.lock", os.O_RDWR)
    except OSError:  # the state folder is gone, and no process starts this server again
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def main() -> None:
    """Run until the server ends: `python idle.py ADDRESS DATA STATE SECONDS`."""
    parser = argparse.ArgumentParser(prog="idle.py")
    parser.add_argument("address")
    parser.add_argument("data", type=Path)
    parser.add_argument("state", type=Path)
    parser.add_argument("idle_s", type=float)
    args = parser.parse_args()
    with suppress(psycopg.OperationalError, FileNotFoundError):  # the server, or its folder, went first
        watch(args.address, args.data, args.state, args.idle_s)


if __name__ == "__main__":
    main()
