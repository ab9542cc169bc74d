"""Hostile feeds and lists: each has its named result, and good items in them and beside them land.

The cases are data (`tests/hostile_set.py`). PANTAU_HOSTILE=1 runs them at full size and prints the figures.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from poll_site import Reply, Site

from hostile_set import GOOD, MORE, QUERIES, SOURCES, document, end_of
from memory import children_megabytes, peak_megabytes
from pantau.poll.archives import poll_archive
from pantau.poll.feeds import poll_due
from pantau.workspace import Workspace

DAY = "2026-11-18"
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
Make = Callable[..., Workspace]


def test_every_hostile_feed_has_its_result_and_the_others_land(
    site: Site, workspace: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    bodies = {f"/jahat/{number}": document(item, "feed") for number, item in enumerate(SOURCES["feeds"])}
    good = {f"/baik/{number}": GOOD["feed"].replace("read/1", f"kabar/{number}") for number in range(20)}
    for path, text in good.items():
        site.put(path, f"<rss version='2.0'><channel>{text}</channel></rss>")
    for path, body in bodies.items():
        site.put(path, Reply(body))
    work = workspace([site.url(path) for path in (*bodies, *good)])
    begun, earlier, children = time.monotonic(), peak_megabytes(begin=True), children_megabytes()
    report = poll_due(work, NOW)
    seconds = time.monotonic() - begun
    found = {reading.source.partition(str(site.port))[2]: reading for reading in report.readings}
    wrong = [
        f"{item['name']}: {found[path].result}, not {end_of(item)}: {found[path].message}"
        for path, item in zip(bodies, SOURCES["feeds"], strict=True)
        if found[path].result != end_of(item)
    ]
    assert not wrong, "\n".join(wrong)
    assert [found[path].added.new for path in good] == [1] * len(good)
    assert any(landed.entry.url == "https://koran.test/read/1" for landed in work.landing.entries(DAY))
    added = peak_megabytes() - earlier
    with capsys.disabled():
        print(f"\n{len(bodies)} hostile feeds: {seconds:.1f} s, {added:.0f} MB more than before")
    assert added < 800, "with the 200 MB of a process that has read nothing: under 1 GB"
    assert children_megabytes() < 1024 or children_megabytes() == children, "what an earlier test's child took does not count"


@pytest.mark.parametrize("item", SOURCES["lists"], ids=[item["name"] for item in SOURCES["lists"]])
def test_every_hostile_list_has_its_result(site: Site, workspace: Make, item: dict[str, Any]) -> None:
    kind = item["kind"]
    body = document(item, kind)
    listed, other = Reply(body, headers={"X-WP-TotalPages": "1"}), Reply("", 404)
    site.answer = lambda asked: listed if asked.path.startswith("/arsip") else other  # type: ignore[method-assign]
    block = f"- outlet: koran\n  url: '{site.url('/arsip')}{QUERIES[kind]}'\n  link_pattern: '/read/'\n  {MORE[kind]}\n"
    work = workspace(archives=block)
    [reading] = poll_archive(work, DAY).readings
    assert reading.result == end_of(item), reading.message
    if reading.result == "ok":
        assert len(work.landing.entries(DAY)) == 1
