"""Other users cannot read what a stack keeps, not even older files; the server's user may still pass through."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pantau.stack import command, processes, stack
from pantau.stack.privacy import PASSABLE, close


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_what_an_older_stack_left_open_is_closed(tmp_path: Path) -> None:
    top, state = tmp_path / "top", tmp_path / "top" / "demo"
    secret = state / "airflow" / "deep" / "simple_auth_manager_passwords.json.generated"
    files = [secret, state / "airflow" / "airflow.db", state / "logs" / "airflow.log", state / "ports.txt", top / "stack.env"]
    outside = tmp_path / "outside"
    for file in [*files, outside]:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        file.chmod(0o644)
    for folder in (top, state, secret.parent, state / "airflow", state / "logs"):
        folder.chmod(0o755)
    for place in (top, state, state / "airflow"):
        (place / "link").symlink_to(outside)
    (top / "live" / "postgres").mkdir(parents=True)
    (top / "live").chmod(0o711)
    close(top, state)
    assert {mode(file) for file in files} == {0o600}
    assert [mode(folder) for folder in (top, state)] == [PASSABLE] * 2
    assert {mode(folder) for folder in (secret.parent, state / "airflow", state / "logs")} == {0o700}
    assert (mode(outside), mode(top / "live")) == (0o644, 0o711)


def test_what_a_started_process_writes_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        words = [sys.executable, "-c", "open('made', 'w')"]
        running = processes.start("writer", words, os.environ, tmp_path / "logs" / "writer.log", tmp_path)
        assert processes.wait_until(lambda: not running.alive(), 20, 0.02)
        assert mode(tmp_path / "made") == 0o600
    finally:
        os.umask(before)
        subprocess._cleanup()  # type: ignore[attr-defined]  # nobody waits for what is meant to outlive us


def test_what_the_command_itself_writes_is_its_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command writes passwords and settings before it starts a process."""
    monkeypatch.setattr(command, "STATE", tmp_path)
    monkeypatch.setattr(stack, "down", lambda _console: (tmp_path / "made").touch())
    before = os.umask(0o022)
    try:
        assert command.run(argparse.Namespace(action="stop", state=None)) == 0
        assert mode(tmp_path / "made") == 0o600
    finally:
        os.umask(before)
