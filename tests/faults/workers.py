"""The processes that read pages, forked instead of started: a start costs seconds, and no call to a store is made there."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import IO, Any

border: Any = None  # the border of the process that forks; it does not count a worker's own reads


class Forked:
    """The part of subprocess.Popen that `pantau.budget.room` uses."""

    def __init__(self, command: list[str], **_given: Any) -> None:
        asks, answers = os.pipe(), os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _work(asks[0], answers[1], int(command[-2]), Path(command[-1]))
        os.close(asks[0])
        os.close(answers[1])
        self.stdin: IO[bytes] = os.fdopen(asks[1], "wb")
        self.stdout: IO[bytes] = os.fdopen(answers[0], "rb")
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, None while it works."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def kill(self) -> None:
        """End the process."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float = 60.0) -> int:
        """Return how it ended."""
        ends = time.monotonic() + timeout
        while (code := self.poll()) is None and time.monotonic() < ends:
            time.sleep(0.01)
        return -signal.SIGKILL if code is None else code


def _work(asked: int, answers: int, memory_mb: int, seeds: Path) -> None:
    code = 70
    try:
        if border is not None:
            border._inside = True
        os.dup2(asked, 0)
        os.dup2(answers, 1)
        os.closerange(3, 1024)  # the parent's sockets, and the other end of the worker's own pipes
        from pantau.budget import worker
        from pantau.urls import use_url_rules

        use_url_rules(seeds)
        worker.main(8 * memory_mb)  # a fork also has the memory of its parent
        code = 0
    finally:
        os._exit(code)


def fork_workers() -> None:
    """Let `pantau.budget` fork its processes from now on."""
    from pantau.budget import room

    room.subprocess.Popen = Forked  # type: ignore[attr-defined,assignment,misc]
