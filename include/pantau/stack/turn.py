"""Lets one command at a time start or stop a stack; a second one prints which process is doing so."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

import psutil

from pantau.day import WIB
from pantau.errors import BadInput

END_S = 20.0
INTERRUPT_S = 5.0  # a script that starts a command with `&` makes it ignore SIGINT; such a process gets SIGTERM after this time


class StackBusy(BadInput):
    """Another command is starting this stack; the message names its process and since when."""


@contextmanager
def own_turn(top: Path, what: str) -> Iterator[None]:
    """Hold the stack of a folder until the end. Raises StackBusy if another command holds it. After kill -9 it is free."""
    with _open_lock(top) as file:
        if not _take_lock(file):
            raise StackBusy(f"{_holder(file)} in {top}; wait for its end, or end it with `make stop`")
        _sign(file, what)
        yield


@contextmanager
def last_turn(top: Path) -> Iterator[None]:
    """Hold the stack to stop it. A command that is starting it is ended first, because it would start more processes."""
    with _open_lock(top) as file:
        began = time.monotonic()
        signals = [(0.0, signal.SIGINT), (INTERRUPT_S, signal.SIGTERM)]
        while not _take_lock(file):
            waited = time.monotonic() - began
            if waited > END_S:
                raise StackBusy(f"{_holder(file)} in {top} and does not end; end it and try again")
            if signals and waited >= signals[0][0] and _send(file, signals[0][1]):
                signals.pop(0)
            time.sleep(0.05)
        _sign(file, "stop")
        yield


def _send(file: IO[str], what: signal.Signals) -> bool:
    """Ask the holder to end; a name that an earlier holder left is not asked."""
    with suppress(psutil.Error, ValueError):
        holder = psutil.Process(int(str(_read(file).get("pid"))))
        if any(os.path.samefile(one.path, file.name) for one in holder.open_files() if os.path.exists(one.path)):
            holder.send_signal(what)
            return True
    return False


@contextmanager
def _open_lock(top: Path) -> Iterator[IO[str]]:
    top.mkdir(parents=True, exist_ok=True)
    with (top / "stack.lock").open("a+", encoding="utf-8") as file:
        yield file


def _take_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(file: IO[str], what: str) -> None:
    file.truncate(0)
    file.write(json.dumps({"pid": os.getpid(), "what": what, "since": f"{datetime.now(WIB):%Y-%m-%d %H:%M:%S} WIB"}))
    file.flush()


def _read(file: IO[str]) -> dict[str, object]:
    file.seek(0)
    try:
        return dict(json.loads(file.read()))
    except ValueError:
        return {}  # it has the lock and has not written its name yet


def _holder(file: IO[str]) -> str:
    said = _read(file)
    return f"`pantau stack {said.get('what', '…')}` (process {said.get('pid', '?')}) runs since {said.get('since', 'just now')}"
