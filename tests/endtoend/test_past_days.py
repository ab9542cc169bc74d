"""Past days of a press with bad days, filled beside live polling: nothing missing, nothing twice, polite, and in any order.

`PANTAU_BACKFILL=30x24x10 pytest tests/endtoend/test_past_days.py -s` does it with 30 days, 24 outlets and 10 items a day of each
(ten minutes on two cores) and prints the figures.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import pytest
from past import (
    BASE,
    EVERY,
    Clock,
    Recall,
    backfill,
    delays,
    gaps,
    live_polling,
    past_days,
    recall,
    seen_live,
    strike,
    undisturbed_delays,
    write_habits,
)
from press import Pantau, assert_conserved, contents_of

from newsroom import Config, Room, serving
from pantau.runs.settled import is_settled

ASKED = os.environ.get("PANTAU_BACKFILL", "")
DAYS, OUTLETS, PER_DAY = (int(number) for number in (ASKED or "3x12x6").split("x"))
LARGE = DAYS * OUTLETS > 100
GAP_S = 0.05
SPEED = 30.0 if LARGE else 300.0  # of the newsroom's clock: a round of polling every 20 or every 2 seconds
AT_ONCE = 3 if LARGE else 2
pytestmark = pytest.mark.timeout(7_200 if ASKED else 300)


class Filled(NamedTuple):
    """A backfill that is over: the installation, what the newsroom's log said, when it ended by the newsroom's clock."""

    pantau: Pantau
    gaps: list[float]
    most_at_once: int
    live: dict[str, datetime]
    until: datetime
    seconds: float


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock(SPEED)


@pytest.fixture(scope="module")
def room(clock: Clock) -> Iterator[Room]:
    with serving(Config(outlets=OUTLETS, per_day=PER_DAY, clock=clock)) as served:
        for day in past_days(DAYS):  # made now, so that the server does not make items while it measures time
            assert all(item.url for item in served.truth.day(day))
        gc.collect()
        gc.freeze()  # the server must not stop for half a second to search all these objects for garbage
        yield served
        gc.unfreeze()


def installed(install: Any, room: Room, gap_s: float = GAP_S) -> Pantau:
    rates = {"wayback_cdx_per_minute": 1_200.0, "wayback_captures_per_minute": 6_000.0}
    patient = {"read_timeout_s": 10.0, "total_timeout_s": 20.0, "fetch_budget_s": 480 / SPEED}
    made: Pantau = install(room, host_gap_s=gap_s, allowed_host_gap_s=gap_s, wayback=room.wayback, **rates, **patient)
    write_habits(made.folder.parent / "katalog")
    strike(room)
    room.log.clear()
    return made


@pytest.fixture(scope="module")
def filled(room: Room, clock: Clock, install: Any) -> Filled:
    """The days filled from the oldest to the newest, two or three at once, beside live polling."""
    pantau, began = installed(install, room), time.monotonic()
    with live_polling(pantau, clock) as touched:
        backfill(pantau, past_days(DAYS), AT_ONCE)
        until, seconds = clock(), time.monotonic() - began
    # Section feeds may still list items of a day after the day was worked: monitor_live works such a day again.
    again = sorted({*touched} & {*past_days(DAYS)})
    pantau.run(*again, first="extract")
    most = max(host.max_concurrency for host in room.log.politeness().values())
    return Filled(pantau, gaps(room), most, seen_live(pantau, clock), until, seconds)


def figures(**values: object) -> None:
    if ASKED:
        print(json.dumps(values, default=str))


def test_what_existed_is_there_and_nothing_twice(room: Room, filled: Filled) -> None:
    found: Recall = recall(room, filled.pantau, past_days(DAYS))
    figures(recall=found.share, items=found.items, discovered=found.discovered, articles=found.articles, loaded=found.loaded,
            twice=len(found.twice), lost=found.lost[:10], seconds=filled.seconds)  # fmt: skip
    assert found.share >= 0.983, found.lost[:20]
    assert found.twice == ()
    for day in past_days(DAYS):
        assert_conserved(filled.pantau, day)


def test_hosts_are_asked_in_turn_by_live_polling_and_backfill_together(filled: Filled) -> None:
    early = [gap for gap in filled.gaps if gap < GAP_S]
    figures(requests=len(filled.gaps), least_gap=filled.gaps[0], under_the_setting=len(early), most_at_once=filled.most_at_once)
    assert filled.most_at_once <= 2
    assert early == []


def test_live_news_is_discovered_as_if_there_was_no_backfill(room: Room, clock: Clock, filled: Filled, install: Any) -> None:
    alone = undisturbed_delays(room, installed(install, room), clock, filled.until)
    clock.stopped_at = filled.until
    beside = delays(room, filled.live, filled.until)
    late = {url: beside[url] - delay for url, delay in alone.items() if delay < float("inf") and _due(room, url, delay, filled)}
    excess = statistics.fmean(late.values())
    figures(items=len(late), later_by_s=excess, worst_s=max(late.values()), alone_s=statistics.fmean(alone[url] for url in late))
    assert len(late) >= 3
    assert excess <= EVERY.total_seconds(), late


def _due(room: Room, url: str, delay: float, filled: Filled) -> bool:
    """Tell whether an item was to be discovered a round before the end of the backfill."""
    item = room.truth.of(url, filled.until)
    assert item
    return item.appears_at.timestamp() + delay + 2 * EVERY.total_seconds() < filled.until.timestamp()


def test_backward_and_twice_give_the_same_warehouse(room: Room, clock: Clock, filled: Filled, install: Any) -> None:
    clock.stopped_at = BASE
    days = past_days(DAYS)
    backward = installed(install, room, gap_s=0.0)
    backfill(backward, days[::-1], AT_ONCE if LARGE else 1)
    assert _contents(backward, days) == _contents(filled.pantau, days), _differing(backward, filled.pantau)
    before = filled.pantau.digest()
    with backward.workspace() as work:
        standing = [day for day in days if is_settled(work, day)]
    figures(days=len(days), standing=len(standing))
    assert standing == days, "what was worked later is no reason to work a day again"
    strike(room)
    backfill(filled.pantau, days, AT_ONCE if LARGE else 1)
    assert filled.pantau.digest() == before


def _differing(one: Pantau, other: Pantau) -> list[str]:
    """Return the columns of the first articles that are not the same in both."""
    query = "SELECT article_id, to_jsonb(a) FROM article_rows a"
    mine, theirs = (dict(pantau.rows(query)) for pantau in (one, other))
    rows = [
        (mine[key], theirs[key])
        for key in sorted(mine.keys() & theirs.keys())
        if {**mine[key], "fetched_at": ""} != {**theirs[key], "fetched_at": ""}
    ]
    return [
        f"{row['url']} {name}: {str(row[name])[-150:]!r}, {str(there[name])[-150:]!r}"
        for row, there in rows[:5]
        for name in row
        if row[name] != there[name]
    ]


def _contents(pantau: Pantau, days: list[str]) -> dict[str, str]:
    with pantau.workspace() as work, work.connect() as connection:
        return contents_of(connection, days)
