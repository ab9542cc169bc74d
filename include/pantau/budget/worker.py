"""The separate process: it works one item after another, and ends if an item takes more than its budget.

The system counts: a timer of CPU time ends the process even inside a parser written in C, and so does a limit of memory. Time
on the clock does not count, so a page does not become too costly because the machine is busy.
"""

from __future__ import annotations

import logging
import os
import pickle
import queue
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pantau.budget.words import DONE, FAILED, MEMORY, REFUSED, Told
from pantau.seed_cache import forget_seeds
from pantau.urls import use_url_rules


class _Teller(logging.Handler):
    """Keeps log records, so that the process of the task can log them again."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(message)s"))
        self.told: Told = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append((record.name, record.levelno, self.format(record)))

    def take(self) -> Told:
        told, self.told = self.told, []
        return told


def main(memory_mb: int) -> None:
    """Work what comes on standard input until it ends; answer on the former standard output."""
    asked, answers = Connection(os.dup(0), writable=False), Connection(os.dup(1), readable=False)
    os.dup2(2, 1)  # text that a library prints must not count as an answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory_mb << 20, memory_mb << 20))
    teller = _Teller()
    logging.basicConfig(level=logging.INFO, handlers=[teller], force=True)
    functions: dict[int, Callable[[Any], Any]] = {}
    while (message := _next(asked)) is not None:
        number, make, items, cpu_s = message
        if make:
            functions[number] = _make_function(*pickle.loads(make))  # noqa: S301 - only the parent process writes to the pipe
        for item in items:
            status, value = _answer(functions[number], item, cpu_s)
            answers.send_bytes(pickle.dumps((status, value, teller.take())))


_waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()


def _next(asked: Connection) -> tuple[int, bytes, list[bytes], float] | None:
    """Return the next batch. A thread takes the batches from the pipe, so that the parent never waits to send while this
    process does."""
    if not _listening.is_set():
        _listening.set()
        threading.Thread(target=_listen, args=[asked], daemon=True).start()
    data = _waiting.get()
    return None if data is None else pickle.loads(data)  # noqa: S301


_listening = threading.Event()


def _listen(asked: Connection) -> None:
    try:
        while True:
            _waiting.put(asked.recv_bytes())
    except (EOFError, OSError):
        _waiting.put(None)
    except BaseException:  # no memory for the next batch: without a reader the parent would wait for ever
        os._exit(70)


def _make_function(make: Callable[..., Callable[[Any], Any]], args: tuple[Any, ...]) -> Callable[[Any], Any]:
    forget_seeds()  # this process lives longer than a version of the seeds
    try:
        return make(*args)
    except Exception as error:
        reason = error

    def refuse(_item: Any) -> Any:  # bad reference data is no fault of a page: the parent raises it
        raise _CannotBeginError(reason)

    return refuse


class _CannotBeginError(Exception):
    pass


def _pickle_error(error: Exception) -> bytes:
    try:
        data = pickle.dumps(error)
        pickle.loads(data)  # noqa: S301 - some errors cannot be made again from what they keep
    except Exception as why:
        return pickle.dumps(RuntimeError(f"{error.__class__.__name__}: {error} ({why})"))
    return data


def _answer(work: Callable[[Any], Any], item: bytes, cpu_s: float) -> tuple[str, bytes]:
    """Return the end of one item and its pickled value; an exception becomes its end."""
    signal.setitimer(signal.ITIMER_PROF, cpu_s)
    try:
        return DONE, pickle.dumps(work(pickle.loads(item)))  # noqa: S301
    except (MemoryError, ImportError) as error:
        if isinstance(error, ModuleNotFoundError):
            return _tell_failed(error)
        return MEMORY, pickle.dumps(None)  # no memory was left to load a library that is installed
    except _CannotBeginError as error:
        return REFUSED, _pickle_error(error.args[0])
    except Exception as error:
        return _tell_failed(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _tell_failed(error: Exception) -> tuple[str, bytes]:
    return FAILED, pickle.dumps((f"{error.__class__.__name__}: {error}", "".join(traceback.format_exception(error))))


if __name__ == "__main__":
    use_url_rules(Path(sys.argv[2]))
    main(int(sys.argv[1]))
