"""Long articles of the fictional press, from HTTP to the extracted row: one article, no paragraph twice, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from landed import entry
from newsroom import Config, Room, serving
from newsroom.truth import Truth
from pantau.extract import stage as extract
from pantau.fetch import stage as fetch
from pantau.model import Extracted
from pantau.settings import Settings
from pantau.urls import article_id, url_key
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
DAY = "2026-11-21"
SPLIT = ("lintaskini", "lintasbola", "harianpersada", "tanahpasundan", "acehmadani")
GAP_S = 0.1


@pytest.fixture
def room() -> Iterator[Room]:
    with serving(Config(outlets=24, per_day=8, clock=lambda: NOW)) as running:
        yield running


@pytest.fixture
def work(database: Settings, room: Room, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace to which the day's articles of five outlets that split long ones were announced."""
    room.write_catalogue(tmp_path)
    given = {"allowed_host_gap_s": GAP_S, "fetch_retry_s": 0.01, "catalogue_dir": tmp_path, "allow_hosts": room.allow_hosts}
    made = Workspace(database.model_copy(update=given))
    made.landing.add_entries(
        [
            entry(outlet=truth.outlet, url=truth.url, url_key=key, article_id=article_id(key), day=DAY)
            for truth in _truths(room)
            for key in [url_key(truth.url)]
        ]
    )
    yield made
    made.landing.close()


def _truths(room: Room) -> list[Truth]:
    return [truth for outlet in SPLIT for truth in room.truth.day(DAY, outlet) if truth.kind == "article"]


def _read(work: Workspace) -> dict[str, Extracted]:
    fetch.run(work, DAY)
    extract.run(work, DAY)
    return {row.url: row for row in work.results.read("extract", work.version("extract"), DAY, Extracted)}


def _told(row: Extracted, truth: Truth) -> list[int]:
    """How often each paragraph of the truth stands in the text."""
    lines = row.text.split("\n")
    return [sum(line.endswith(paragraph) for line in lines) for paragraph in truth.text.split("\n")]


def test_every_paragraph_is_told_once_and_every_host_is_asked_politely(room: Room, work: Workspace) -> None:
    rows = _read(work)
    truths = _truths(room)
    wrong = [truth.url for truth in truths if set(_told(rows[truth.url], truth)) != {1}]
    assert wrong == []
    assert {rows[truth.url].title for truth in truths} == {truth.title for truth in truths}
    assert all(rows[truth.url].published_at is not None for truth in truths)
    long = {outlet: max(rows[truth.url].pages for truth in truths if truth.outlet == outlet) for outlet in SPLIT}
    assert {outlet: pages > 1 for outlet, pages in long.items()} == {outlet: outlet != "harianpersada" for outlet in SPLIT}
    for seen in room.log.politeness().values():
        assert seen.max_concurrency <= work.settings.host_parallel
        assert seen.min_gap_s is None or seen.min_gap_s > 0.3 * GAP_S  # the gaps that the server sees vary by milliseconds


def test_a_part_that_failed_is_had_on_a_later_try_and_one_that_repeats_is_named(room: Room, work: Workspace) -> None:
    room.faults.set("lintaskini", "500_once", "part")
    room.faults.set("lintasbola", "first_page", "part")
    rows, truths = _read(work), _truths(room)
    reasons = {one.entry.url: one.reason for one in work.landing.entries(DAY)}
    cut = {truth.url for truth in truths if set(_told(rows[truth.url], truth)) != {1}}
    assert cut
    assert {truth.outlet for truth in truths if truth.url in cut} == {"lintasbola"}
    assert {url for url, reason in reasons.items() if reason == "part_repeated"} == cut
    assert all(set(_told(rows[truth.url], truth)) <= {0, 1} for truth in truths), "what came twice is told once"
    room.faults.clear()
    again = _read(work)
    assert all(set(_told(again[truth.url], truth)) == {1} for truth in truths)
    assert {one.reason for one in work.landing.entries(DAY)} == {""}
    assert {url for url in rows if rows[url].digest != again[url].digest} == cut, "the others were not read again"
