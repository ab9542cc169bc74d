"""Small items are worked here within their budget; large or slow ones go to the separate process."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

import pytest
import spoilt_work

from pantau.budget import ERROR, TOO_COSTLY, Answer, Budget, near, room, work_near
from pantau.budget.near import SMALL


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "_SHORT_S", 0.1)


def ends(items: list[str], cpu_s: float = 0.3, make: Callable[..., Callable[[str], object]] = spoilt_work.make) -> dict[int, str]:
    """The key of each item with its reason, or its value where it has one."""
    answers: list[tuple[int, Answer[object]]] = list(work_near(make, (), enumerate(items), Budget(cpu_s, 512), len))
    assert len(answers) == len(items)
    return {key: answer.reason or str(answer.value) for key, answer in answers}


def where() -> Callable[[str], object]:
    """Return a function that tells which process works an item."""
    return lambda _item: os.getpid()


def test_whatever_an_item_does_its_neighbours_are_worked() -> None:
    found = ends(["a", "spin", "b", "regex", "c", "raise x", "d"])
    assert found == {0: "a", 1: TOO_COSTLY, 2: "b", 3: TOO_COSTLY, 4: "c", 5: ERROR, 6: "d"}


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_the_timer_ends_no_destructor() -> None:
    assert ends(["a", "destroy", "spin", "b"]) == {0: "a", 1: "destroy", 2: TOO_COSTLY, 3: "b"}


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_the_timer_ends_no_callback_of_the_collector() -> None:
    assert ends(["a", "collect", "spin", "b"]) == {0: "a", 1: "collect", 2: TOO_COSTLY, 3: "b"}


def test_small_items_begin_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room.subprocess, "Popen", lambda *_args, **_more: pytest.fail("a process was begun"))
    assert ends(["a", "x" * SMALL, "raise x"]) == {0: "a", 1: "x" * SMALL, 2: ERROR}


def test_a_large_item_is_worked_apart() -> None:
    here = str(os.getpid())
    found = ends(["a", "x" * (SMALL + 1), "b"], make=where)
    assert (found[0], found[2]) == (here, here)
    assert found[1] != here


def test_a_thread_that_may_set_no_timer_works_all_apart() -> None:
    found: dict[int, str] = {}
    thread = threading.Thread(target=lambda: found.update(ends(["a", "spin", "b"])))
    thread.start()
    thread.join()
    assert found == {0: "a", 1: TOO_COSTLY, 2: "b"}


def test_the_signal_of_the_timer_is_given_back() -> None:
    mine: Callable[[int, object], None] = lambda _number, _frame: None  # noqa: E731
    before = signal.signal(signal.SIGVTALRM, mine)
    try:
        ends(["a", "spin"])
        assert signal.getsignal(signal.SIGVTALRM) is mine
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0
    finally:
        signal.signal(signal.SIGVTALRM, before)


def test_what_cannot_begin_is_told() -> None:
    with pytest.raises(ValueError, match="rules cannot be read"):
        list(work_near(spoilt_work.make, ("refuse",), [(0, "a")], Budget(0.3, 512), len))
