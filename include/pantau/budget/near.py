"""Works small items in this process, and hands a large one, or one that takes long, to a separate process.

A text of usual size costs a few milliseconds, and the separate process needs a second to begin. No text can take much memory. A
timer ends what takes long: the interpreter and its regular expressions react to it, and C code is soon done with so little
text.
"""

from __future__ import annotations

import _weakrefset
import gc
import signal
import threading
import traceback
import weakref
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import Any, TypeVar

from pantau.budget.room import ERROR, Answer, Budget, work_apart

Key = TypeVar("Key")
T = TypeVar("T")
SMALL = 500_000  # letters; a text has 400,000 at most, and the longest of 18,570 articles 26,658
_SHORT_S = 0.5  # CPU seconds that an item may take here: hundreds of times the usual time

_DESTROYERS = frozenset(each.__file__ for each in (weakref, _weakrefset))


class _Long(BaseException):
    """The item takes long. No reader of pages may catch it."""


def work_near(
    make: Callable[..., Callable[[Any], T]],
    args: tuple[Any, ...],
    items: Iterable[tuple[Key, Any]],
    budget: Budget,
    size: Callable[[Any], int],
) -> Iterator[tuple[Key, Answer[T]]]:
    """Yield (key, answer) for every (key, item), as `work_apart` does; the large and the long ones come last.

    `size` gives the letters of an item. Raises what `make` or `items` raise.
    """
    here = threading.current_thread() is threading.main_thread()  # no other may set a timer
    work = make(*args) if here else None
    left = []
    for key, item in items:
        answer = _answer(work, item) if work and size(item) <= SMALL else None
        if answer:
            yield key, answer
        else:
            left.append((key, item))
    if left:
        yield from work_apart(make, args, left, budget)


def _answer(work: Callable[[Any], T], item: Any) -> Answer[T] | None:
    """Return what became of an item; None if it takes long, or if no memory is left for it here."""
    before = signal.signal(signal.SIGVTALRM, _end)
    try:
        return _work_timed(work, item)
    except (_Long, MemoryError):
        return None
    except Exception as error:
        trace = "".join(traceback.format_exception(error))
        return Answer(reason=ERROR, detail=f"{error.__class__.__name__}: {error}", trace=trace)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _work_timed(work: Callable[[Any], T], item: Any) -> Answer[T]:
    signal.setitimer(signal.ITIMER_VIRTUAL, _SHORT_S, _SHORT_S)  # repeat the signal: the first may come inside a destructor
    try:
        return Answer(work(item))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _end(_number: int, frame: FrameType | None) -> None:
    if not _is_unheard(frame):
        raise _Long


def _is_unheard(frame: FrameType | None) -> bool:
    """Tell whether a destructor or a callback of the garbage collector runs. The interpreter only prints what is raised
    there, so the timer must come again."""
    callbacks = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame and not (
        frame.f_code.co_name == "__del__" or frame.f_code.co_filename in _DESTROYERS or frame.f_code in callbacks
    ):
        frame = frame.f_back
    return frame is not None
