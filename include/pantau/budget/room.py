"""Works items in a separate process: sends them in batches, receives answers one by one. An item that takes too much ends
that process, not the day."""

from __future__ import annotations

import atexit
import itertools
import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from pantau.budget.words import DONE, MEMORY, REFUSED
from pantau.url_rules import url_rules_folder

log = logging.getLogger(__name__)
Key = TypeVar("Key")
T = TypeVar("T")
TOO_COSTLY, ERROR = "too_costly", "error"
_FALLEN = "fallen"
_BATCH, _BATCH_BYTES, _BATCHES = 16, 1 << 19, 2
_PATIENCE = 60  # an item may take this many times its CPU budget on the clock, for a machine that is busy
# The only variables that the separate process gets of this one's environment: no password, no connection, no token.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE")


@dataclass(frozen=True, slots=True)
class Budget:
    """What one item may take: seconds of CPU time, and megabytes of the process that works it."""

    cpu_s: float
    memory_mb: int

    @property
    def mark(self) -> str:
        """Return the name of the budget: an item that was too costly for one budget is worth a try with another."""
        return f"{self.cpu_s:g}s {self.memory_mb}MB"


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What became of an item: its value, or the reason (TOO_COSTLY, ERROR) why there is none, and the error in one line."""

    value: T | None = None
    reason: str = ""
    detail: str = ""
    trace: str = ""


class _Process:
    """One separate process and the pipes to it."""

    def __init__(self, memory_mb: int, seeds: Path) -> None:
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        environment |= {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PANTAU_ENV_FILE": "", "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "pantau.budget.worker", str(memory_mb), str(seeds)]
        self.memory_mb, self.seeds = memory_mb, seeds
        self._knows: set[int] = set()
        self._cpu_s = 0.0  # of the batch it was asked last
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)  # noqa: S603
        pipes = cast(Any, self._process)
        self._asks = Connection(os.dup(pipes.stdin.fileno()), readable=False)
        self._answers = Connection(os.dup(pipes.stdout.fileno()), writable=False)
        pipes.stdin.close()
        pipes.stdout.close()

    def ask(self, number: int, make: bytes, items: list[bytes], cpu_s: float) -> None:
        self._cpu_s = cpu_s
        self._asks.send_bytes(pickle.dumps((number, b"" if number in self._knows else make, items, cpu_s)))
        self._knows.add(number)

    def answer(self) -> tuple[str, Any]:
        """Return the next answer; raise EOFError when the process ended instead."""
        if not self._answers.poll(_PATIENCE * self._cpu_s):
            raise EOFError("no answer")
        status, value, told = pickle.loads(self._answers.recv_bytes())  # noqa: S301
        for name, level, text in told:
            logging.getLogger(name).log(level, "%s", text)
        return status, pickle.loads(value)  # noqa: S301

    def end(self) -> int:
        """End the process and return how it ended, as `subprocess` says it."""
        self.let_go()
        if self._process.poll() is None:
            self._process.kill()
        return self._process.wait()

    def ended(self) -> int:
        """Return how a process that closed its pipe ended."""
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            log.warning("a worker that answers no more is ended")
        return self.end()

    def let_go(self) -> None:
        for pipe in (self._asks, self._answers):
            if not pipe.closed:
                pipe.close()


_idle: list[_Process] = []
_lent = threading.Lock()
_numbers = itertools.count()
_known: dict[bytes, int] = {}


def _take(budget: Budget) -> _Process:
    """Return an idle process with this memory, or a new one: starting one costs as much as hundreds of pages."""
    seeds = url_rules_folder()
    with _lent:
        for process in _idle:
            if (process.memory_mb, process.seeds) == (budget.memory_mb, seeds):
                _idle.remove(process)
                return process
    return _Process(budget.memory_mb, seeds)


def _put_back(process: _Process) -> None:
    with _lent:
        _idle.append(process)


def _end_all() -> None:
    with _lent:
        while _idle:
            _idle.pop().end()


_of_the_parent: list[_Process] = []


def _forget_all() -> None:
    """Leave the processes to the parent: a fork must neither talk to them nor wait for them."""
    for process in _idle:
        process.let_go()
    _of_the_parent.extend(_idle)
    _idle.clear()


atexit.register(_end_all)
os.register_at_fork(after_in_child=_forget_all)


def work_apart(
    make: Callable[..., Callable[[Any], T]], args: tuple[Any, ...], items: Iterable[tuple[Key, Any]], budget: Budget
) -> Iterator[tuple[Key, Answer[T]]]:
    """Yield (key, answer) for every (key, item), in order. `make(*args)` gives the function that works them, in a separate
    process.

    Whatever an item does to that process (time, memory, a crash), its neighbours are worked. Raises what `make` or `items`
    raise.
    """
    room: _Room[Key, T] = _Room(make, args, budget)
    try:
        for key, item in items:
            room.add(key, pickle.dumps(item))
            while room.is_full:
                yield room.next()
        while room.has_more:
            yield room.next()
    except BaseException:
        room.abandon()
        raise
    room.close()


def work_one_apart(make: Callable[..., Callable[[Any], T]], args: tuple[Any, ...], item: Any, budget: Budget) -> Answer[T]:
    """Return the answer of one item (see `work_apart`)."""
    answers = list(work_apart(make, args, [(None, item)], budget))  # read to the end, so that the process can be used again
    return answers[0][1]


@dataclass(slots=True)
class _Waiting(Generic[Key]):
    key: Key
    item: bytes
    tried: str = ""


class _Room(Generic[Key, T]):
    """The items under way: `_asked` were sent to the process, in order; `_gathered` will be sent together."""

    def __init__(self, make: Callable[..., Any], args: tuple[Any, ...], budget: Budget) -> None:
        self._make, self._budget = pickle.dumps((make, args)), budget
        self._number = _known.setdefault(self._make, next(_numbers))
        self._process: _Process | None = None
        self._gathered: list[_Waiting[Key]] = []
        self._asked: deque[_Waiting[Key]] = deque()

    @property
    def is_full(self) -> bool:
        return len(self._asked) > _BATCH * (_BATCHES - 1) or sum(len(one.item) for one in self._asked) > _BATCH_BYTES

    @property
    def has_more(self) -> bool:
        return bool(self._asked or self._gathered)

    def add(self, key: Key, item: bytes) -> None:
        self._gathered.append(_Waiting(key, item))
        if len(self._gathered) >= _BATCH or sum(len(one.item) for one in self._gathered) > _BATCH_BYTES:
            self._send()

    def next(self) -> tuple[Key, Answer[T]]:
        """Return the next answer, however many processes it takes."""
        while True:
            if not self._asked:
                self._send()
            try:
                status, value = cast(_Process, self._process).answer()
            except (EOFError, OSError, pickle.UnpicklingError):
                status, value = self._fallen()
            one = self._asked[0]
            if status in (MEMORY, _FALLEN) and not one.tried:  # an earlier item may be the cause: try this one once more, alone
                one.tried = status
                self._begin_anew()
                continue
            self._asked.popleft()
            return one.key, self._answer_of(status, value)

    def _answer_of(self, status: str, value: Any) -> Answer[T]:
        if status == DONE:
            return Answer(value)
        if status == REFUSED:
            raise value
        if status in (MEMORY, TOO_COSTLY):
            self._begin_anew()
            return Answer(reason=TOO_COSTLY, detail=f"more than {self._budget.mark}")
        if status == _FALLEN:
            self._begin_anew()
        return Answer(reason=ERROR, detail=value[0], trace=value[1])

    def _fallen(self) -> tuple[str, Any]:
        """Return what the end of the process says about the item it worked."""
        ended = cast(_Process, self._process).ended()
        self._process = None
        return (
            (TOO_COSTLY, None) if ended == -signal.SIGPROF else (_FALLEN, (f"the process that worked it ended with {ended}", ""))
        )

    def _begin_anew(self) -> None:
        """Give the unanswered items to a new process, the first one alone."""
        if self._process is not None:
            self._process.end()
        self._process = None
        again, self._asked = list(self._asked), deque()
        self._gathered = again + self._gathered

    def _send(self) -> None:
        if self._process is None:
            self._process = _take(self._budget)
        while self._gathered:
            one = self._gathered[:1] if self._gathered[0].tried else self._gathered[:_BATCH]
            self._gathered = self._gathered[len(one) :]
            self._asked.extend(one)
            try:
                self._process.ask(self._number, self._make, [each.item for each in one], self._budget.cpu_s)
            except OSError:  # the process ended: the next answer says so
                return
            if one[0].tried:
                return

    def close(self) -> None:
        if self._process is not None:
            _put_back(self._process)
        self._process = None

    def abandon(self) -> None:
        if self._process is not None:
            self._process.end()
        self._process = None
