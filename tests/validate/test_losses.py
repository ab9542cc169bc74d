"""When a day loses too much and when not: outlets that vanish, shares that are too large, small days, copies, new names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.accounting.endings import Ending
from pantau.model import Outcome
from pantau.settings import Settings
from pantau.validate.losses import LostItem, shrinking, unreadable

DAY = "2026-11-20"
SETTINGS = Settings()


def ending(number: int, outlet: str = "lintang", outcome: Outcome = Outcome.LOADED, reason: str = "") -> Ending:
    return Ending(f"k{number}", f"a{number}", DAY, outlet, f"https://{outlet}.test/{number}", outcome, reason)


def loaded(numbers: range, outlet: str = "lintang") -> list[tuple[str, LostItem]]:
    return [(f"a{n}", LostItem(f"k{n}", outlet, f"https://{outlet}.test/{n}", f"Judul {n}")) for n in numbers]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (loaded(range(242)), [], "242 dari 242 artikel akan hilang (100,0%); media lenyap: lintang (242)"),
        (loaded(range(100)), range(90), ""),
        (loaded(range(100)), range(89), "11 dari 100 artikel akan hilang (11,0%); media berkurang: lintang (11)"),
        (loaded(range(3)), range(2), ""),
        (loaded(range(20)), range(17), "3 dari 20 artikel akan hilang (15,0%); media berkurang: lintang (3)"),
        ([*loaded(range(100)), *loaded(range(200, 201), "samudra")], range(100), "media lenyap: samudra (1)"),
        ([], range(10), ""),
    ],
)
def test_what_is_a_collapse(before: list[tuple[str, LostItem]], after: Any, said: str) -> None:
    loss = shrinking(SETTINGS, before, [ending(number) for number in after])
    assert said in loss.observed if loss and said else (loss is None and not said)


def test_a_copy_is_still_there_and_an_outlet_may_change_its_name() -> None:
    copied = [ending(number, outcome=Outcome.DUPLICATE) for number in range(50)]
    assert shrinking(SETTINGS, loaded(range(50)), copied) is None
    assert shrinking(SETTINGS, loaded(range(50)), [ending(number, "lintang-pagi") for number in range(50)]) is None
    new = [ending(number) for number in range(100, 150)]
    assert shrinking(SETTINGS, loaded(range(2)), new) is None, "two old articles went, fifty of the outlet came"


def test_what_is_called_too_many_unreadable_pages() -> None:
    good = [ending(number) for number in range(297)]
    bad = [ending(number, outcome=Outcome.FAILED, reason="extract_error") for number in range(300, 304)]
    gone = [ending(number, outcome=Outcome.FAILED, reason="http_404") for number in range(400, 450)]
    assert unreadable(SETTINGS, [*good, *bad[:2], *gone]) is None
    assert unreadable(SETTINGS, [*good, *bad[:3], *gone]) is None, "exactly one in a hundred"
    loss = unreadable(SETTINGS, [*good, *bad, *gone])
    assert loss is not None
    assert loss.observed == "4 dari 301 halaman tidak terbaca (1,3%); media: lintang (4)"


@given(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
def test_never_held_when_all_that_was_loaded_stays_and_always_when_all_goes(before: set[int], others: set[int]) -> None:
    rows = [row for number in before for row in loaded(range(number, number + 1))]
    assert shrinking(SETTINGS, rows, [ending(number) for number in before | others]) is None
    loss = shrinking(SETTINGS, rows, [])
    assert (loss is not None) == bool(before)
    assert loss is None or len(loss.items) == len(before)
