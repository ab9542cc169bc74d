"""Two days run in any order, twice, or at once leave one and the same warehouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from press import DAY, DAY_BEFORE, Pantau, assert_conserved

from newsroom import Config, Room, serving
from pantau.runs.settled import is_settled


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with serving(Config(outlets=12, per_day=5)) as served:
        yield served


@pytest.fixture(scope="module")
def landed(room: Room, install) -> Pantau:
    """Both days fetched, and no later stage run: the installations below share this, with its times of fetching."""
    pantau = install(room)
    pantau.run(DAY_BEFORE, DAY, last="fetch")
    return pantau


@pytest.fixture(scope="module")
def forward(landed: Pantau) -> Pantau:
    """The days in their order, once."""
    pantau = landed.copy()
    pantau.run(DAY_BEFORE, DAY, first="extract")
    return pantau


ORDERS = {
    "backward": (DAY, DAY_BEFORE),
    "twice": (DAY_BEFORE, DAY, DAY_BEFORE, DAY),
}


@pytest.mark.parametrize("order", ORDERS)
def test_the_order_of_days_does_not_matter(landed: Pantau, forward: Pantau, order: str) -> None:
    pantau = landed.copy()
    pantau.run(*ORDERS[order], first="extract")
    assert pantau.digest() == forward.digest()
    assert pantau.rows("SELECT count(DISTINCT day) FROM article_rows") == [(2,)]
    with pantau.workspace() as work:  # the first day need not be worked again because of the second
        assert [is_settled(work, day) for day in (DAY_BEFORE, DAY)] == [True, True]


def test_two_days_at_once_from_the_first_request_on(room: Room, install, forward: Pantau) -> None:
    pantau = install(room)
    _at_once(pantau)
    assert pantau.contents() == forward.contents()  # all but article_rows.fetched_at: each installation fetched the pages itself
    for day in (DAY_BEFORE, DAY):
        assert_conserved(pantau, day)


def test_one_day_at_once_in_two_processes(landed: Pantau, forward: Pantau) -> None:
    pantau = landed.copy()
    pantau.run(DAY_BEFORE, first="extract")
    _at_once(pantau, "--from", "extract", days=(DAY, DAY))
    assert pantau.digest() == forward.digest()


def _at_once(pantau: Pantau, *options: str, days: tuple[str, str] = (DAY_BEFORE, DAY)) -> None:
    running = [pantau.start("-m", "pantau", "run", day, *options) for day in days]
    try:
        errors = [process.communicate(timeout=120)[1].decode() for process in running]
        assert [process.returncode for process in running] == [0, 0], errors
    finally:
        for process in running:
            process.kill()
            process.wait()
