"""Polling the fictional press: archives list the whole day, feeds list all new articles, each fault has its named result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsroom import Config, Room, serving
from pantau.day import day_of, shift
from pantau.poll.archives import poll_archive
from pantau.poll.feeds import poll_due
from pantau.settings import Settings
from pantau.urls import url_key
from pantau.workspace import Workspace

OUTLETS = 16
Open = Callable[..., Workspace]


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with serving(Config(outlets=OUTLETS, per_day=6)) as served:
        yield served


@pytest.fixture
def opened(room: Room, database: Settings, tmp_path: Path) -> Iterator[Open]:
    made: list[Workspace] = []

    def make(**more: object) -> Workspace:
        room.write_catalogue(tmp_path / "katalog")
        polite = {"host_gap_s": 0.0, "host_cooldown_s": 0.05}
        place = {"catalogue_dir": tmp_path / "katalog", "allow_hosts": room.allow_hosts}
        made.append(Workspace(database.model_copy(update=place | polite | more)))
        return made[-1]

    yield make
    room.faults.clear()
    for work in made:
        work.landing.close()


def test_a_past_day_is_listed_whole(room: Room, opened: Open) -> None:
    work = opened()
    day = shift(day_of(datetime.now(UTC)), -2)
    report = poll_archive(work, day)
    assert report.failures == []
    listed = {landed.entry.url_key: landed.entry for landed in work.landing.entries(day)}
    truth = list(room.truth.day(day))
    # some outlets announce another address of an article (another host, an old path); only the page has the canonical one
    outlet_of = {url_key(url): item.outlet for item in truth for url in (item.url, *item.urls)}
    assert {key: entry.outlet for key, entry in listed.items()} == {key: outlet_of.get(key) for key in listed}
    missed = [item.url for item in truth if not {url_key(url) for url in (item.url, *item.urls)} & set(listed)]
    assert missed == []
    before = work.landing.entries(day)
    again = poll_archive(work, day)
    assert again.counts["new"] == again.counts["moved"] == 0
    assert work.landing.entries(day) == before


def test_the_feeds_bring_what_is_new_and_nothing_twice(room: Room, opened: Open) -> None:
    work = opened()
    now = datetime.now(UTC)
    report = poll_due(work, now)
    assert report.failures == []
    assert set(report.skipped) <= {"twice"}
    today = day_of(now)
    found = {landed.entry.url_key for day in (today, shift(today, -1)) for landed in work.landing.entries(day)}
    # a late item's page is there before its feed shows it
    known = [item for item in room.truth.day(today, now=now) if item.appears_at <= now - timedelta(minutes=1)]
    assert [item.url for item in known if not {url_key(url) for url in (item.url, *item.urls)} & found] == []
    again = poll_due(work, now + timedelta(days=2))
    assert again.failures == []
    assert set(again.results) <= {"ok", "not_modified", "same_body"}


# The first outlets get a second fault in the second round: their hosts must not rest at that time.
FAULTS = {
    "404": {"http_404"},
    "403": {"http_403"},
    "410": {"http_410"},
    "500": {"http_500"},
    "429": {"http_429"},
    "reset": {"connection_reset"},
    "timeout": {"timeout"},
    "slow": {"timeout"},
    "truncated_gzip": {"truncated_body"},
    "html": {"html_not_xml", "block_page"},
    "ill_formed": {"ok", "ill_formed"},
    "empty_feed": {"empty_feed"},
    "empty_body": {"empty_body"},
    "block_page": {"block_page"},
    "redirect_loop": {"redirect_loop"},
    "redirect_private": {"private_address"},
    "redirect_metadata": {"private_address"},
    "huge": {"too_large"},
    "gzip_bomb": {"too_large"},
    "wrong_charset": {"ok"},
}


def test_each_fault_of_a_feed_ends_in_its_name(room: Room, opened: Open) -> None:
    work = opened(read_timeout_s=1.0, total_timeout_s=4.0)
    outlets = sorted(work.catalogue.outlets)
    faults = list(FAULTS)
    for start in range(0, len(faults), len(outlets)):
        on = dict(zip(outlets, faults[start : start + len(outlets)], strict=False))
        room.faults.clear()
        for outlet, fault in on.items():
            room.faults.set(outlet, fault, "feed")
        report = poll_due(work, datetime.now(UTC) + timedelta(days=60 * start))
        for reading in report.readings:
            if reading.outlet in on:
                # the first failure may make the host rest, and then its second feed has a result with the same name
                assert reading.result in FAULTS[on[reading.outlet]], (on[reading.outlet], reading)
            elif not start:
                assert reading.ok, reading
        assert {reading.outlet for reading in report.readings} >= set(on)
