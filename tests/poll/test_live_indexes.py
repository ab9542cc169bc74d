"""The index of the present day is polled where an outlet has no feed, over real HTTP into a real database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import yaml
from poll_site import DOMAIN, Reply, Site

from pantau.landing.records import FeedState
from pantau.poll.feeds import poll_due
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
Make = Callable[..., Workspace]


def block(site: Site, most: int = 9) -> str:
    address = f"http://www.{DOMAIN}:{site.port}/indeks?hari={{yyyy}}-{{mm}}-{{dd}}&page={{page}}"
    pattern = "/read/{yyyy}/{mm}/{dd}/\\d+"
    told = {"outlet": "koran", "url": address, "link": "li a", "link_pattern": pattern, "first_page": 1, "max_pages": most}
    return yaml.safe_dump([told])


def listing(*numbers: int, day: str = "2026/11/20") -> str:
    rows = "".join(f"<li><a href='/read/{day}/{number}'>Judul {number}</a></li>" for number in numbers)
    return f"<html><body><ul>{rows}</ul></body></html>"


def put_index(site: Site, *pages: str, day: str = "2026-11-20") -> None:
    for number, page in enumerate(pages, 1):
        site.put(f"/indeks?hari={day}&page={number}", page)


def state(work: Workspace) -> FeedState:
    (archive,) = work.catalogue.archives["koran"]
    found = work.landing.feed_state(archive.url)
    assert found is not None
    return found


def test_an_outlet_without_a_feed_comes_from_the_index_of_the_day(site: Site, workspace: Make) -> None:
    put_index(site, listing(3, 2, 1))
    work = workspace([], block(site))
    report = poll_due(work, NOW)
    assert (report.results, report.counts["new"], report.days) == ({"ok": 1}, 3, ["2026-11-20"])
    entries = work.landing.entries("2026-11-20", ["koran"])
    assert sorted(one.entry.title for one in entries) == ["Judul 1", "Judul 2", "Judul 3"]
    assert poll_due(work, NOW).results == {}  # not due yet
    put_index(site, listing(4, 3, 2, 1))
    again = poll_due(work, state(work).next_poll_at + timedelta(seconds=5))
    assert (again.counts["new"], again.counts["seen"]) == (1, 3)
    assert again.counts["pages"] == 1


def test_the_next_page_is_read_while_all_of_a_page_is_new(site: Site, workspace: Make) -> None:
    put_index(site, listing(9, 8), listing(7, 6), listing(5, 4), listing(3, 2))
    work = workspace([], block(site))
    assert poll_due(work, NOW).counts["new"] == 6  # from three pages; the run of the day finds the rest
    put_index(site, listing(11, 10), listing(9, 8))
    again = poll_due(work, NOW + timedelta(hours=3))
    assert (again.counts["new"], again.counts["pages"]) == (2, 2)


def test_a_paper_with_a_feed_is_not_asked_for_its_index(site: Site, workspace: Make) -> None:
    put_index(site, listing(1))
    work = workspace([site.put("/rss", "<html></html>")], block(site))
    poll_due(work, NOW)
    assert site.paths() == ["/rss"]


def test_the_day_of_the_outlet_changes_at_midnight_in_jakarta(site: Site, workspace: Make) -> None:
    put_index(site, listing(1, day="2026/11/21"), day="2026-11-21")
    work = workspace([], block(site))
    assert poll_due(work, datetime(2026, 11, 20, 17, 30, tzinfo=UTC)).days == ["2026-11-21"]


def test_a_morning_without_news_is_no_failure_and_a_failure_has_its_name(site: Site, workspace: Make) -> None:
    put_index(site, listing())
    work = workspace([], block(site))
    assert poll_due(work, NOW).results == {"ok": 1}
    site.put("/indeks?hari=2026-11-20&page=1", Reply("rusak", 500))
    report = poll_due(work, state(work).next_poll_at + timedelta(seconds=1))
    assert report.results == {"http_500": 1}
    assert state(work).failures == 0.5
    assert state(work).last_result == "http_500"
    put_index(site, listing(1))
    assert poll_due(work, state(work).next_poll_at + timedelta(seconds=1)).counts["new"] == 1
    assert state(work).failures == 0
