"""kill -9 in the middle of each stage, then a retry: the warehouse is that of an undisturbed run, nothing lost or doubled."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from press import DAY, Pantau, assert_conserved

from newsroom import Config, Room, serving
from pantau.stages import NAMES as STAGES

KILLED = str(Path(__file__).parent / "killed.py")


class Death(NamedTuple):
    """Where a stage dies: right before the n-th call of a function, inside a day."""

    stage: str
    target: str
    nth: int


DEATHS = {
    "poll, nothing kept": Death("poll", "pantau.landing.entries:EntryTable.add_entries", 1),
    "poll, half of the listings kept": Death("poll", "pantau.landing.entries:EntryTable.add_entries", 3),
    "fetch, before a group is on disk": Death("fetch", "pantau.landing.warc:WarcWriter._append", 2),
    "fetch, between WARC and catalogue": Death("fetch", "pantau.landing.landing:_page", 9),
    "extract, in mid-shard": Death("extract", "pantau.extract.stage:_bare", 7),
    "extract, before its rows are visible": Death("extract", "os:replace", 1),
    "clean, before its rows are visible": Death("clean", "os:replace", 2),
    "dedupe, before its rows are visible": Death("dedupe", "os:replace", 1),
    "dedupe, between its signatures and its pairs": Death("dedupe", "os:replace", 4),
    "tag, in mid-shard": Death("tag", "pantau.budget.near:_answer", 4),
    "tag, before its rows are visible": Death("tag", "os:replace", 1),
    "validate, between quarantine and quality": Death("validate", "os:replace", 2),
    "load, swapped and not linked": Death("load", "pantau.load.stage:relink", 1),
    "load, linked and its stories not told": Death("load", "pantau.load.stage:retell", 1),
    "load, right before the commit": Death("load", "pantau.load.stage:_count_touched", 1),
}


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with serving(Config(outlets=6, per_day=5)) as served:
        yield served


@pytest.fixture(scope="module")
def before(room: Room, install) -> dict[str, Pantau]:
    """An undisturbed run as it was right before each stage, and at its end (under the name "")."""
    pantau = install(room)
    states = {}
    for stage in STAGES:
        states[stage] = pantau.copy()
        pantau.run(DAY, first=stage, last=stage)
    return states | {"": pantau}


@pytest.mark.parametrize("name", DEATHS)
def test_a_killed_stage_tried_again_leaves_the_undisturbed_warehouse(before: dict[str, Pantau], name: str) -> None:
    death = DEATHS[name]
    pantau = before[death.stage].copy()
    undisturbed = before[""]
    killed = pantau.start(KILLED, DAY, death.stage, death.target, str(death.nth))
    try:
        errors = killed.communicate(timeout=60)[1].decode()
    finally:
        killed.kill()
    assert killed.returncode == -signal.SIGKILL, f"{death.target} was not called {death.nth} times: {errors}"
    assert pantau.rows("SELECT count(*) FROM article_rows UNION ALL SELECT count(*) FROM entry_outcomes") == [(0,), (0,)]
    pantau.run(DAY, first=death.stage)
    assert_conserved(pantau)
    if death.stage in ("poll", "fetch"):  # the pages were fetched at other moments; everything else is the same
        assert pantau.contents() == undisturbed.contents()
    else:
        assert pantau.digest() == undisturbed.digest()


def test_a_loaded_day_stays_whole_while_its_reload_dies(before: dict[str, Pantau]) -> None:
    pantau = before[""].copy()
    digest = pantau.digest()
    pantau.rows("DELETE FROM landing.loaded_days RETURNING day")  # else the load does nothing for a day that has not changed
    killed = pantau.start(KILLED, DAY, "load", "pantau.load.stage:_count_touched", "1")
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert pantau.digest() == digest
