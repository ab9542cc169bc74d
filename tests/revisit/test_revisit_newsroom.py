"""A day of the fictional press is revisited: Pantau finds every planted edit and withdrawal, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from landed import entry
from newsroom import Config, Room, serving
from newsroom.truth import Truth
from pantau.day import day_of, shift
from pantau.revisit.round import revisit_due
from pantau.runs.pipeline import run_day
from pantau.settings import Settings
from pantau.urls import article_id, url_key
from pantau.workspace import Workspace

PRESS = datetime(2026, 11, 21, 17, tzinfo=UTC)  # the newsroom's midnight: the day is over, and most edits of it are still to come
PRESS_DAY = date(2026, 11, 21)


class Clock:
    """The newsroom's time, moved by the test."""

    def __init__(self) -> None:
        self.now = PRESS

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def room(clock: Clock) -> Iterator[Room]:
    with serving(Config(outlets=10, per_day=8, revised=0.4, withdrawn=0.15, clock=clock)) as served:
        yield served


@pytest.fixture
def work(room: Room, database: Settings, tmp_path: Path) -> Iterator[Workspace]:
    room.write_catalogue(tmp_path)
    bold = {"shrink_share": 1.0, "unreadable_share": 1.0, "host_gap_s": 0.0, "shards": 1, "fetch_retry_s": 0.01}
    work = Workspace(database.model_copy(update={**bold, "catalogue_dir": tmp_path, "allow_hosts": room.allow_hosts}))
    yield work
    work.landing.close()


def announce(work: Workspace, room: Room, day: str) -> None:
    """The addresses of the newsroom's day, as feeds would have announced them yesterday."""
    work.landing.add_entries(
        [
            entry(
                outlet=truth.outlet, url=truth.url, url_key=key, article_id=article_id(key), day=day, published_at=None, title=""
            )
            for truth in room.truth.day(PRESS_DAY)
            if not truth.broken_status and not truth.blocked_by_robots
            for key in [url_key(truth.url)]
        ]
    )


def loaded(work: Workspace) -> set[str]:
    with work.connect() as connection:
        rows = connection.execute("SELECT url_key FROM entry_outcomes WHERE outcome IN ('loaded', 'duplicate')").fetchall()
    return {key for (key,) in rows}


def found(work: Workspace) -> tuple[set[str], set[str]]:
    """The addresses of articles with a revision, and of those marked as withdrawn."""
    with work.connect() as connection:
        revised = connection.execute("SELECT DISTINCT url_key FROM article_rows JOIN article_revisions USING (article_id)")
        edited = {key for (key,) in revised.fetchall()}
        gone = connection.execute("SELECT url_key FROM article_rows WHERE withdrawn_at IS NOT NULL").fetchall()
    return edited, {key for (key,) in gone}


def newly_over() -> str:
    """Yesterday; in the last hour of a day that day itself, because the test may end after midnight in Jakarta, and only what is
    fetched on its day or the next has revisits."""
    return shift(day_of(datetime.now(UTC) + timedelta(hours=1)), -1)


def truth_at(room: Room, moment: datetime) -> dict[str, Truth]:
    return {url_key(truth.url): truth for truth in room.truth.day(PRESS_DAY, now=moment)}


def there(truth: Truth, moment: datetime) -> bool:
    return truth.withdrawn_at is None or truth.withdrawn_at > moment


def test_every_edit_and_withdrawal_is_found_and_nothing_else(work: Workspace, room: Room, clock: Clock) -> None:
    day, start = newly_over(), datetime.now(UTC)
    announce(work, room, day)
    list(run_day(work, day, "fetch", "load"))
    articles = loaded(work)
    assert len(articles) > 40
    assert found(work) == (set(), set())
    assert not revisit_due(work, start + timedelta(hours=5))[1]

    edited: set[str] = set()
    gone: dict[str, int] = {}
    before = truth_at(room, PRESS)
    for hours in (7, 49):
        clock.now = PRESS + timedelta(hours=hours)
        room.log.clear()
        report, days = revisit_due(work, start + timedelta(hours=hours))
        asked = Counter(visit.path for visit in room.log.visits() if visit.what in ("page", "part"))
        assert days == {day}
        assert report.counts["waiting"] == 0
        assert sum(report.counts.values()) == len(articles)  # one revisit of each
        assert sum(asked.values()) <= 1.5 * len(articles)  # parts of long articles are more than one request
        list(run_day(work, day, "extract", "load"))
        after = truth_at(room, clock.now)
        for key in articles:
            if not there(after[key], clock.now):
                gone[key] = gone.get(key, 0) + 1
            elif (before[key].title, before[key].text) != (after[key].title, after[key].text):
                edited.add(key)
        assert found(work) == (edited, set(gone))
        before |= {key: after[key] for key in articles if there(after[key], clock.now)}
    assert min(len(edited), len(gone)) >= 5
    with work.connect() as connection:
        seen = dict(
            connection.execute("SELECT url_key, withdrawn_seen FROM article_rows WHERE withdrawn_at IS NOT NULL").fetchall()
        )
        visits = connection.execute("SELECT visit, sum(count) FROM revisit_days GROUP BY visit ORDER BY visit").fetchall()
    assert seen == gone
    assert visits == [(1, len(articles)), (2, len(articles))]
    again, days = revisit_due(work, start + timedelta(hours=49))
    assert (sum(again.counts.values()), days) == (0, frozenset())


@pytest.mark.parametrize("fault", ["block_page", "reset"])
def test_a_site_in_trouble_withdraws_and_edits_nothing(work: Workspace, room: Room, clock: Clock, fault: str) -> None:
    day, clock.now = newly_over(), PRESS
    announce(work, room, day)
    list(run_day(work, day, "fetch", "load"))
    articles = loaded(work)
    for outlet in work.catalogue.outlets:
        room.faults.set(outlet, fault, "page")
    try:
        report, _ = revisit_due(work, datetime.now(UTC) + timedelta(hours=7))
    finally:
        room.faults.clear()
    assert report.counts.get("gone", 0) == 0
    list(run_day(work, day, "extract", "load"))
    assert found(work) == (set(), set())
    assert loaded(work) == articles
