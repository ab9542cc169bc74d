"""When a day need not be searched again: the run of one of their days compared every two articles as they are now."""

from __future__ import annotations

import copy
import shutil
import tempfile
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from dedupe_builders import DAY, clean, extracted, three_days, told, workspace, write
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pantau.day import shift
from pantau.dedupe import search, stage
from pantau.dedupe.searches import is_searched, signed_around, to_remember, unit
from pantau.results import Finished, MadeOtherwise, Results
from pantau.settings import Settings
from pantau.workspace import Workspace

NEXT = shift(DAY, 4)


def stands(work: Workspace, day: str) -> bool:
    """Tell whether a run of dedupe would write nothing for a day."""
    looking = copy.copy(work)
    looking.results = Finished(work.settings.results_root)
    try:
        stage.run(looking, day)
    except MadeOtherwise:
        return False
    return True


def test_a_day_that_later_days_compared_themselves_with_stands(settings: Settings) -> None:
    work = workspace(settings)
    three_days(work)
    days = [shift(DAY, 4 * number) for number in range(3)]
    for day in days:
        stage.run(work, day)
    assert [stands(work, day) for day in days] == [True, True, True]
    counts = stage.run(work, DAY).counts
    assert counts["articles"] == 2
    assert counts["signed"] == 0


def test_a_large_day_stands_although_its_shards_did_not_see_each_other(settings: Settings) -> None:
    work = workspace(settings, large_day=1)
    three_days(work)
    for shard in (0, 1):  # the second shard has not signed yet when the first one searches
        stage.run(work, DAY, shard)
    looking = copy.copy(work)
    looking.results = Finished(work.settings.results_root)
    for shard in (0, 1):
        stage.run(looking, DAY, shard)


def test_what_signed_and_was_killed_before_it_searched_is_looked_at(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    work = workspace(settings)
    three_days(work)
    stage.run(work, DAY)

    def die(*_: object) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(search, "find_pairs", die)
    with pytest.raises(KeyboardInterrupt):
        stage.run(work, NEXT)
    monkeypatch.undo()
    assert not stands(work, DAY)
    stage.run(work, DAY)
    assert stands(work, DAY)


def test_an_edit_next_door_counts_once_it_was_compared(settings: Settings) -> None:
    work = workspace(settings)
    three_days(work)
    stage.run(work, DAY)
    stage.run(work, NEXT)
    write(work, 0, [extracted(1)], [clean(1, "d9", text=told(99))], NEXT)
    assert stands(work, DAY)  # nobody has signed it yet
    assert not stands(work, NEXT)
    stage.run(work, NEXT)
    assert stands(work, DAY)
    write(work, 1, [extracted(5, outlet="samudra")], [clean(5, "e9", text=told(98))], DAY)
    assert not stands(work, DAY)


@pytest.mark.parametrize("gone", ["pairs", "pairs.searched", "signatures"])
def test_without_the_search_of_the_other_day_the_day_is_searched_anew(settings: Settings, gone: str) -> None:
    work = workspace(settings)
    three_days(work)
    stage.run(work, DAY)
    stage.run(work, NEXT)
    shutil.rmtree(str(work.results.folder(gone, work.version(gone.partition(".")[0]), NEXT)))
    assert stands(work, DAY) == (gone == "signatures")  # nothing is signed there any more, so there is nothing to compare with


UNITS = [(DAY, "shard-00"), (DAY, "shard-01"), (NEXT, "shard-00")]  # few units, so that the steps drawn affect each other


@dataclass(frozen=True)
class Row:
    text: str


@dataclass
class Press:
    """Days that sign and search in any order, and a log of every two articles that were really compared."""

    results: Results
    compared: set[frozenset[tuple[str, str]]] = field(default_factory=set)

    @property
    def work(self) -> Any:
        return SimpleNamespace(results=self.results, version=lambda _: "1")

    def sign(self, day: str, part: str, text: str) -> None:
        self.results.write("signatures", "1", day, part, [Row(text)], Row)

    def search(self, day: str, part: str, meanwhile: tuple[tuple[str, str], str] | None) -> None:
        before = signed_around(self.work, day)
        if meanwhile:
            self.sign(*meanwhile[0], meanwhile[1])
        seen = signed_around(self.work, day)
        mine = (unit(day, part), seen.get(unit(day, part), ""))
        self.compared |= {frozenset({mine, other}) for other in seen.items()}
        self.results.write("pairs", "1", day, part, [], Row)
        more = to_remember([unit(day, part)], before, signed_around(self.work, day))
        self.results.write("pairs.searched", "1", day, part, [], Row, "origin", {}, more)

    def forget(self, day: str) -> None:
        for name in ("signatures", "pairs", "pairs.searched"):
            shutil.rmtree(str(self.results.folder(name, "1", day)), ignore_errors=True)


UNIT, TEXT = st.sampled_from(UNITS), st.sampled_from(["a", "b"])
SIGN = st.tuples(st.just("sign"), UNIT, TEXT)
SEARCH = st.tuples(st.just("search"), UNIT, st.tuples(UNIT, TEXT) | st.none())
FORGET = st.tuples(st.just("forget"), UNIT, st.none())


D, N = (DAY, "shard-00"), (NEXT, "shard-00")
# The other day signs another text while this one is searched, and then its first text again.
MEANWHILE = [("sign", D, "a"), ("sign", N, "a"), ("search", D, (N, "b")), ("sign", N, "a")]
# Each day is searched before the other day has its last text.
OTHERWISE = [("sign", D, "a"), ("sign", N, "b"), ("search", N, None), ("sign", N, "a")]
OTHERWISE += [("sign", D, "b"), ("search", D, None), ("sign", N, "b")]


@settings(max_examples=60, deadline=None)
@example(MEANWHILE)
@example(OTHERWISE)
@given(st.lists(SIGN | SEARCH | SIGN | SEARCH | FORGET, min_size=6, max_size=24))
def test_what_is_called_searched_was_compared(steps: list[tuple[str, tuple[str, str], Any]]) -> None:
    folder = tempfile.mkdtemp()
    try:
        press = Press(Results(folder))
        for what, (day, part), more in steps:
            if what == "sign":
                press.sign(day, part, more)
            elif what == "search":
                press.search(day, part, more)
            else:
                press.forget(day)
            for near, name in UNITS:
                own, now = unit(near, name), signed_around(press.work, near)
                if own in now and is_searched(press.work, near, name, [own], now):
                    missing = [one for one in now.items() if frozenset({(own, now[own]), one}) not in press.compared]
                    assert not missing
    finally:
        shutil.rmtree(folder)


@given(st.permutations(UNITS))
@settings(max_examples=20, deadline=None)
def test_each_unit_searched_once_in_any_order_is_enough(order: list[tuple[str, str]]) -> None:
    folder = tempfile.mkdtemp()
    try:
        press = Press(Results(folder))
        for day, part in order:
            press.sign(day, part, "a")
            press.search(day, part, None)
        for day, part in UNITS:
            assert is_searched(press.work, day, part, [unit(day, part)], signed_around(press.work, day))
    finally:
        shutil.rmtree(folder)
