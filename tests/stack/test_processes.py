"""A stop ends all processes of a stack: children, grandchildren, and those that left the session."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil
import pytest

from pantau.stack import processes
from pantau.stack.processes import MARK, Running

FAMILY = """
import os, subprocess, sys, time
child = "import time, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
stray = subprocess.Popen([sys.executable, "-c", child], start_new_session=True, stdout=subprocess.PIPE)
stubborn = subprocess.Popen([sys.executable, "-c", child], stdout=subprocess.PIPE)
stray.stdout.readline(); stubborn.stdout.readline()
open(sys.argv[1], "w").write(f"{stray.pid} {stubborn.pid}\\n")
time.sleep(600)
"""


def _family(folder: Path) -> tuple[Running, list[int]]:
    note = folder / "pids"
    env = {**os.environ, MARK: str(folder)}
    leader = processes.start("family", [sys.executable, "-c", FAMILY, str(note)], env, folder / "logs" / "family.log", folder)
    assert processes.wait_until(lambda: note.exists() and note.read_text().endswith("\n"), 20, 0.02)
    return leader, [int(word) for word in note.read_text().split()]


def test_stop_ends_who_ignores_sigterm_and_who_left_the_session(tmp_path: Path) -> None:
    leader, family = _family(tmp_path)
    assert leader.alive()
    processes.stop(leader, patience_s=0.5)
    assert not leader.alive()
    assert not [pid for pid in family if psutil.pid_exists(pid)]


def test_who_lost_his_parents_is_swept_up_by_the_mark(tmp_path: Path) -> None:
    leader, (stray, stubborn) = _family(tmp_path)
    psutil.Process(leader.pid).kill()
    psutil.Process(stubborn).kill()
    assert psutil.pid_exists(stray)
    assert processes.sweep(str(tmp_path), patience_s=0.5) >= 1
    assert not psutil.pid_exists(stray)


def test_a_reused_pid_is_not_ours() -> None:
    me = psutil.Process()
    assert Running("me", me.pid, me.create_time()).alive()
    assert not Running("older", me.pid, me.create_time() - 100).alive()


def test_saved_processes_are_read_back(tmp_path: Path) -> None:
    rows = [Running("airflow", 12, 1.5), Running("newsroom", 13, 2.5)]
    processes.save(tmp_path / "deep" / "processes.json", rows)
    assert processes.saved(tmp_path / "deep" / "processes.json") == rows
    assert processes.saved(tmp_path / "nothing.json") == []


def test_a_taken_port_is_passed_over() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < processes.free_port(port) < port + 200


def test_no_free_port_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "range", lambda *_: [], raising=False)
    with pytest.raises(OSError, match="no free port between 7000 and 7199"):
        processes.free_port(7000)
