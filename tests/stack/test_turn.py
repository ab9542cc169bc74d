"""One command at a time has the stack; another command names it; a stop ends it; a killed command holds nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pantau.settings import PROJECT
from pantau.stack.turn import StackBusy, last_turn, own_turn

HOLD = """
import sys
from pathlib import Path
from pantau.stack.turn import own_turn
with own_turn(Path(sys.argv[1]), "demo"):
    print("mine", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another command that has the stack."""
    env = os.environ | {"PYTHONPATH": str(PROJECT / "include")}
    words = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(
        words, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "mine\n"
        try:
            yield other
        finally:
            other.kill()


def test_the_second_is_told_who_runs_and_since_when(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        said = rf"`pantau stack demo` \(process {other.pid}\) runs since 20.* WIB in {re.escape(str(tmp_path))}; wait"
        with pytest.raises(StackBusy, match=said), own_turn(tmp_path, "demo"):
            pass
        assert other.poll() is None
        other.send_signal(signal.SIGKILL)
        other.wait()
        with own_turn(tmp_path, "demo"):
            assert json.loads((tmp_path / "stack.lock").read_text())["pid"] == os.getpid()


def test_who_takes_the_stack_down_ends_who_brings_it_up(tmp_path: Path) -> None:
    with holder(tmp_path) as other, last_turn(tmp_path):
        assert other.wait(10) != 0


def test_who_cannot_be_interrupted_is_ended_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pantau.stack.turn.INTERRUPT_S", 0.1)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a script does for a command with `&`
    try:
        with holder(tmp_path) as other, last_turn(tmp_path):
            assert other.wait(10) == -signal.SIGTERM
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_name_left_by_an_earlier_holder_is_not_ended(tmp_path: Path) -> None:
    with (
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger,
        holder(tmp_path) as other,
    ):
        (tmp_path / "stack.lock").write_text(json.dumps({"pid": stranger.pid}))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("pantau.stack.turn.END_S", 0.3)
            with pytest.raises(StackBusy, match="does not end"), last_turn(tmp_path):
                pass
        assert stranger.poll() is None
        assert other.poll() is None
        stranger.communicate(b"\n")
