"""Whatever an item does to the process that works it, its neighbours are worked and it has a named end."""

from __future__ import annotations

import gc
import logging
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spoilt_work import make

from pantau.budget import ERROR, TOO_COSTLY, Answer, Budget, work_apart, work_one_apart

SMALL = Budget(0.3, 512)


def ends(items: list[str], budget: Budget = SMALL) -> list[tuple[int, str]]:
    """The key of each item with its reason, or its value where it has one."""
    answers = list(work_apart(make, (), enumerate(items), budget))
    return [(key, answer.reason or str(answer.value)) for key, answer in answers]


COSTLY = ["spin", "regex", "memory"]
BROKEN = ["crash", "raise x", "unpicklable", "absent"]


@pytest.mark.parametrize("kind", COSTLY)
def test_an_item_over_its_budget_is_too_costly_and_its_neighbours_are_worked(kind: str) -> None:
    assert ends(["a", "b", kind, "c"]) == [(0, "a"), (1, "b"), (2, TOO_COSTLY), (3, "c")]


@pytest.mark.parametrize("kind", BROKEN)
def test_an_item_that_breaks_is_an_error_and_its_neighbours_are_worked(kind: str) -> None:
    assert ends(["a", kind, "b"]) == [(0, "a"), (1, ERROR), (2, "b")]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(["raise x", "unpicklable", "memory", *"abcdef"]), max_size=60))
def test_every_item_has_one_answer_in_order(items: list[str]) -> None:
    expected = {"raise x": ERROR, "unpicklable": ERROR, "memory": TOO_COSTLY}
    assert ends(items) == [(place, expected.get(item, item)) for place, item in enumerate(items)]


def test_large_items_and_many_of_them_never_wait_for_each_other() -> None:
    items = ["x" * 400_000] * 40
    assert ends(items) == list(enumerate(items))


def test_what_earlier_items_left_behind_is_not_the_fault_of_the_next() -> None:
    assert [reason.isdecimal() for _, reason in ends(["hoard"] * 5, Budget(3, 512))] == [True] * 5


def test_a_library_that_no_memory_is_left_for_is_loaded_in_a_new_process() -> None:
    answers = ends(["hoard", "library", "b"], Budget(3, 513))
    assert answers[1:] == [(1, "library"), (2, "b")]


def test_a_process_killed_from_outside_costs_no_item(tmp_path: Path) -> None:
    assert ends(["a", f"once {tmp_path / 'mark'}", "b"]) == [(0, "a"), (1, "again"), (2, "b")]


def test_time_on_the_clock_makes_no_item_too_costly() -> None:
    assert ends(["sleep 1", "a"]) == [(0, "sleep 1"), (1, "a")]


def test_what_cannot_begin_is_nobodys_item() -> None:
    with pytest.raises(ValueError, match="rules cannot be read"):
        list(work_apart(make, ("refuse",), [(1, "a")], SMALL))
    assert ends(["a"]) == [(0, "a")]


def test_what_is_logged_there_is_logged_here_and_what_is_printed_is_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert ends(["print x"]) == [(0, "print x")]
        answer = work_one_apart(make, (), "raise pasar", SMALL)
    assert "told x" in caplog.text
    assert answer.detail == "LookupError: pasar"
    assert "spoilt_work.py" in answer.trace


def test_the_process_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PANTAU_WAREHOUSE", "AIRFLOW_CONN_PANTAU_WAREHOUSE", "AIRFLOW__CORE__FERNET_KEY"):
        monkeypatch.setenv(name, "postgresql://rahasia")
    assert work_one_apart(make, (), "secrets", Budget(0.31, 531)) == Answer({"PANTAU_ENV_FILE": ""})


def test_one_process_serves_many_calls_and_a_broken_off_one_leaves_none() -> None:
    def running() -> int:
        found = subprocess.run(["ps", "-o", "args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False)
        return found.stdout.count("pantau.budget.worker 532 ")

    budget = Budget(0.32, 532)
    for budget_of_another in (budget, Budget(0.64, 532), budget):
        assert ends(["a"], budget_of_another) == [(0, "a")]
    assert running() == 1
    begun = work_apart(make, (), enumerate("abc"), budget)
    next(begun)
    del begun
    gc.collect()
    assert running() == 0


def test_what_the_caller_raises_ends_the_work() -> None:
    def items() -> object:
        yield 1, "a"
        raise OSError("the landing does not answer")

    with pytest.raises(OSError, match="does not answer"):
        list(work_apart(make, (), items(), SMALL))  # type: ignore[arg-type]
    assert ends(["a"]) == [(0, "a")]
