"""The keeper starts a dead process again, ends its children first, and waits longer each time; PostgreSQL too."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from pantau.settings import Settings, read_settings
from pantau.stack.keeper import ASK_S, LONGEST_PAUSE_S, SILENT_S, STEADY_S, Part, Pause, Postgres
from pantau.stack.processes import wait_until
from pantau.warehouse import embedded
from pantau.warehouse.places import SOCKET_NAME
from pantau.warehouse.postmaster import ServerHealth

PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


def _child(log: Path, number: int) -> int:
    """Wait for the line of the `number`-th start; return the id of the child in it."""
    assert wait_until(lambda: log.exists() and log.read_text().count("\n") == number, 20, 0.02)
    return int(log.read_text().split()[-1])


def test_a_killed_part_comes_back_without_the_children_of_the_dead_one(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "part.log"
    part = Part("part", [sys.executable, "-c", PARENT], os.environ, log)
    try:
        part.look(0)
        orphan, first = _child(log, 1), part.child
        assert first
        first.kill()
        assert wait_until(lambda: part.look(100) or part.child is None, 10, 0.02)
        assert not psutil.pid_exists(orphan)
        part.look(100.5)
        assert part.child is None, "not before its pause is over"
        part.look(101.5)
        second = _child(log, 2)
        assert part.child
        assert psutil.pid_exists(second)
    finally:
        part.stop()
    assert not psutil.pid_exists(second)


def test_who_keeps_dying_is_started_ever_later_until_he_has_run_for_a_while() -> None:
    pause, now, waits = Pause(), 0.0, []
    for _ in range(9):
        pause.began(now)
        waits.append(pause.ended(now + 1))
        now = pause.until
    assert waits == [1, 2, 4, 8, 16, 32, LONGEST_PAUSE_S, LONGEST_PAUSE_S, LONGEST_PAUSE_S]
    pause.began(now)
    assert pause.ended(now + STEADY_S) == 1


@pytest.fixture
def server() -> Iterator[Settings]:
    """Settings of a server of this test's own, which is up."""
    folder = Path(tempfile.mkdtemp(prefix="pk-"))  # short: a socket's path may have 100 bytes
    folder.chmod(0o711)  # under root the server runs as another user, who must pass through
    chosen = read_settings(state_dir=folder)
    try:
        embedded.start(chosen, durable=False)
        yield chosen
    finally:
        embedded.remove(chosen)
        shutil.rmtree(folder, ignore_errors=True)


def test_a_killed_postgresql_is_up_again_at_the_next_look_with_what_was_committed(server: Settings) -> None:
    address = embedded.address(server)
    assert address
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
    postmaster = int((embedded.data_folder(server) / "postmaster.pid").read_text().split()[0])
    keeper = Postgres(server)
    keeper.look(0)
    os.kill(postmaster, signal.SIGKILL)
    assert wait_until(lambda: not embedded.alive(server), 10, 0.02)
    keeper.look(1)
    assert embedded.address(server) == address, "tasks keep the address they were given"
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT value FROM kept").fetchall() == [(7,)]


def test_a_postgresql_without_its_socket_is_healed_at_the_next_question(
    server: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    keeper = Postgres(server)
    keeper.look(0)
    (embedded.data_folder(server) / SOCKET_NAME).unlink()
    keeper.look(1)
    assert embedded.health(server) is ServerHealth.NO_SOCKET, "asked every few seconds only"
    keeper.look(ASK_S)
    assert embedded.health(server) is ServerHealth.UP
    assert "its socket was gone) was healed" in capsys.readouterr().out


def test_a_silent_postgresql_is_ended_after_a_minute_not_before(server: Settings) -> None:
    file, data = embedded.data_folder(server) / SOCKET_NAME, embedded.data_folder(server)
    before = (data / "postmaster.pid").read_text().split()[0]
    keeper = Postgres(server)
    file.rename(file.with_name("away"))
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(file))
        silent.listen()
        os.chown(file, data.stat().st_uid, data.stat().st_gid)
        keeper.look(0)
        keeper.look(SILENT_S - 1)
        assert (data / "postmaster.pid").read_text().split()[0] == before
        keeper.look(SILENT_S + ASK_S)
    assert embedded.health(server) is ServerHealth.UP
    assert (data / "postmaster.pid").read_text().split()[0] != before
