"""Feeds whose times say GMT but are local time: the catalogue says which; Pantau finds those that it does not name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from poll_site import Site

from pantau.day import WIB
from pantau.poll.clocks import SURE
from pantau.poll.feeds import poll_due
from pantau.report.pages import local_clocks
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=WIB).astimezone(UTC)  # 14:00 in WIT, the time zone of the outlet
LIE = timedelta(hours=9)
Make = Callable[..., Workspace]


def feed(site: Site, now: datetime, ages: list[int], ahead: timedelta, number: int) -> str:
    """A feed of items of these ages in minutes; their times are in GMT and too late by `ahead`."""
    items = "".join(
        f"<item><title>Berita {number} {age}</title><link>{site.url(f'/b/{number}-{age}')}</link>"
        f"<pubDate>{format_datetime(now - timedelta(minutes=age) + ahead, usegmt=True)}</pubDate></item>"
        for age in ages
    )
    return f'<rss version="2.0"><channel><title>Koran</title>{items}</channel></rss>'


def poll(site: Site, work: Workspace, url: str, numbers: range, ages: list[int], ahead: timedelta) -> None:
    for number in numbers:
        now = NOW + timedelta(hours=number)
        site.put("/rss", feed(site, now, ages, ahead, number))
        if state := work.landing.feed_state(url):
            work.landing.save_feed_state(replace(state, next_poll_at=now))
        assert poll_due(work, now).counts["new"] == len(ages)


def found(work: Workspace) -> list[tuple[int, int]]:
    with work.connect() as connection:
        return [(clock.ahead_hours, clock.ahead_polls) for clock in local_clocks(connection)]


def test_a_feed_that_lives_in_the_future_is_named_after_some_polls(site: Site, workspace: Make) -> None:
    url = site.url("/rss")
    work = workspace([url])
    poll(site, work, url, range(SURE - 1), [5, 40, 200], LIE)
    assert found(work) == []
    poll(site, work, url, range(SURE - 1, SURE), [5, 40, 200], LIE)
    assert found(work) == [(9, SURE)]
    state = work.landing.feed_state(url)
    assert state is not None
    assert "9 hours in the future" in state.last_message
    poll(site, work, url, range(SURE, SURE + 1), [5, 40, 200], timedelta())  # the outlet corrected its clock
    assert found(work) == []


@pytest.mark.parametrize(
    ("ages", "ahead"),
    [
        pytest.param([5, 40, 200], timedelta(), id="true times"),
        pytest.param([5, 600, 700], LIE, id="one item only"),
        pytest.param([5, 40, 200], timedelta(hours=3), id="hours that are no zone's"),
        pytest.param([5, 40, -3000], LIE, id="a post planned for another day"),
        pytest.param([300, 400, 900], LIE, id="the newest is hours old"),
    ],
)
def test_other_feeds_are_not_named(site: Site, workspace: Make, ages: list[int], ahead: timedelta) -> None:
    url = site.url("/rss")
    work = workspace([url])
    poll(site, work, url, range(SURE + 1), ages, ahead)
    assert found(work) == []


def test_the_catalogue_says_that_gmt_is_local(site: Site, workspace: Make) -> None:
    url = site.url("/rss")
    work = workspace([url], clock="local")
    poll(site, work, url, range(SURE + 1), [5, 40, 200], LIE)
    assert found(work) == []
    times = {item.entry.published_at for item in work.landing.entries("2026-11-20") if "/b/0-" in item.entry.url}
    assert times == {NOW - timedelta(minutes=age) for age in (5, 40, 200)}
