"""Sources that prove themselves, over real HTTP: what counts as a good answer, and which sources Pantau polls."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from poll_site import Reply, Site

from pantau.landing.probation import Probation, read_probations
from pantau.model import Feed
from pantau.poll.feeds import poll_due
from pantau.sources.lane import proven_feeds, try_due, try_sources, unproven_feeds
from pantau.sources.patch import make_patch
from pantau.sources.trial import APART, MONTHLY, SourceAnswer, after, begin
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
Make = Callable[..., Workspace]
BODY = " ".join(f"Kalimat ke-{n} menceritakan jalan desa yang diperbaiki warga bersama pemerintah kabupaten." for n in range(12))


def rss(*items: tuple[str, str, datetime | None]) -> str:
    rows = "".join(
        f"<item><title>{title}</title><link>{url}</link>{f'<pubDate>{format_datetime(time)}</pubDate>' if time else ''}</item>"
        for url, title, time in items
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Koran</title>{rows}</channel></rss>'


def article(title: str, time: datetime, body: str = BODY) -> str:
    told = {"@type": "NewsArticle", "headline": title, "datePublished": time.isoformat(), "articleBody": body}
    return (
        f"<html><head><title>{title}</title><script type='application/ld+json'>{json.dumps(told)}</script></head>"
        f"<body><article><h1>{title}</h1><p>{body}</p></article></body></html>"
    )


def put_good(site: Site, now: datetime = NOW, path: str = "/feed") -> str:
    """Serve a feed whose times are right, and its pages."""
    items = []
    for number in range(3):
        time, title = now - timedelta(hours=2 + number), f"Warga Desa {number} Perbaiki Jalan Rusak"
        items.append((site.put(f"/berita/{number}", article(title, time)), title, time))
    return site.put(path, rss(*items))


def unproven(work: Workspace, *urls: str) -> list[Feed]:
    """Make the feeds of the workspace unproven, as a row of feeds.csv does."""
    file = work.settings.catalogue_folder / "feeds.csv"
    file.write_text(file.read_text().replace(",yes,", ",unproven,"))
    found = work.catalogue.unproven_feeds()
    assert [feed.feed_url for feed in found] == list(urls)
    return found


def state(work: Workspace, url: str) -> Probation:
    with work.landing.database.session() as connection:
        return read_probations(connection, [url])[url]


def test_two_good_answers_apart_prove_a_feed_and_it_is_polled(site: Site, workspace: Make) -> None:
    url = put_good(site)
    work = workspace([url])
    feeds = unproven(work, url)
    assert poll_due(work, NOW).results == {}  # Pantau polls no source that is not proven
    try_sources(work, feeds, NOW)
    try_sources(work, feeds, NOW + timedelta(hours=1))  # too soon to count
    assert (state(work, url).state, state(work, url).good) == ("waiting", 1)
    try_sources(work, feeds, NOW + timedelta(hours=13))
    found = state(work, url)
    assert (found.state, found.good, found.items, found.dated) == ("proven", 2, 3, 3)
    assert found.titles == tuple(f"Warga Desa {n} Perbaiki Jalan Rusak" for n in range(3))
    assert proven_feeds(work) == feeds
    assert poll_due(work, NOW + timedelta(hours=13)).counts["new"] == 3


def test_one_page_that_cannot_be_had_says_nothing_of_its_source(site: Site, workspace: Make) -> None:
    url = put_good(site)
    work = workspace([url])
    feeds = unproven(work, url)
    site.put("/berita/0", Reply("tidak ada", 404))
    (found,) = try_sources(work, feeds, NOW)
    assert (found.result, found.good) == ("good", 1)


@pytest.mark.parametrize(("status", "state_after"), [(301, "demoted"), (308, "demoted"), (302, "waiting")])
def test_a_source_that_moved_for_good_is_followed_and_told(site: Site, workspace: Make, status: int, state_after: str) -> None:
    new = put_good(site, path="/kabar.xml")
    url = site.put("/feed", Reply("pindah", status, {"Location": "/kabar.xml"}))
    work = workspace([url])
    feeds = unproven(work, url)
    try_sources(work, feeds, NOW)
    found = state(work, url)
    assert (found.state, found.moved_to) == (state_after, new)
    if status == 302:
        assert [feed.feed_url for feed in unproven_feeds(work)] == [url]
        return
    assert (found.result, found.next_try_at) == ("moved", found.last_try_at + MONTHLY if found.last_try_at else None)
    later = unproven_feeds(work)
    assert [(feed.feed_url, feed.evidence) for feed in later] == [(url, ""), (new, "moved")]
    try_sources(work, later[1:], NOW + timedelta(hours=13))
    assert [feed.feed_url for feed in proven_feeds(work)] == [new]


def test_a_proven_source_that_moves_is_polled_on_at_its_new_address(site: Site, workspace: Make) -> None:
    url = put_good(site)
    work = workspace([url])
    feeds = unproven(work, url)
    for hours in (0, 13):
        try_sources(work, feeds, NOW + timedelta(hours=hours))
    new = put_good(site, path="/kabar.xml")
    site.put("/feed", Reply("pindah", 301, {"Location": "/kabar.xml"}))
    try_sources(work, feeds, NOW + timedelta(hours=20))
    assert [feed.feed_url for feed in proven_feeds(work)] == [new]
    states = {address: state(work, address) for address in (url, new)}
    patch = make_patch(work.settings.catalogue_folder / "feeds.csv", states)
    changed = [line for line in patch.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert changed[0].startswith(f"-{url},koran")
    assert changed[1].startswith(f"+{new},koran,nasional,auto,yes,,")


def put_undated(site: Site) -> str:
    return site.put("/feed", rss(*((site.url(f"/berita/{n}"), f"Judul {n}", None) for n in range(4))))


def put_stale(site: Site) -> str:
    return put_good(site, NOW - timedelta(days=40))


def put_one_time(site: Site) -> str:
    return site.put("/feed", rss(*((site.url(f"/berita/{n}"), f"Judul {n}", NOW) for n in range(4))))


def put_other_title(site: Site) -> str:
    url = put_good(site)
    site.put("/berita/0", article("Promo Akhir Tahun Toko Daring", NOW, "Belanja sekarang juga dengan potongan harga. " * 20))
    return url


def put_old_pages(site: Site) -> str:
    """Serve a feed that gives an old article the time of today."""
    url = put_good(site)
    site.put("/berita/0", article("Warga Desa 0 Perbaiki Jalan Rusak", NOW - timedelta(days=900)))
    return url


def put_no_pages(site: Site) -> str:
    url = put_good(site)
    for number in range(3):
        site.put(f"/berita/{number}", Reply("tidak ada", 404))
    return url


def put_outside(site: Site) -> str:
    items = ((f"https://lain.example/berita/{n}", f"Judul {n}", NOW - timedelta(hours=n)) for n in range(3))
    return site.put("/feed", rss(*items))


def put_html(site: Site) -> str:
    return site.put("/feed", "<!doctype html><html><body><h1>Koran</h1></body></html>")


@pytest.mark.parametrize(
    ("serve", "result"),
    [
        (put_undated, "undated"),
        (put_stale, "stale"),
        (put_one_time, "one_time"),
        (put_other_title, "sample_other_title"),
        (put_old_pages, "sample_other_time"),
        (put_no_pages, "http_404"),
        (put_outside, "no_usable_items"),
        (put_html, "html_not_xml"),
    ],
)
def test_a_source_that_lies_or_is_dead_is_never_promoted(
    site: Site, workspace: Make, serve: Callable[[Site], str], result: str
) -> None:
    url = serve(site)
    work = workspace([url])
    feeds = unproven(work, url)
    for day in range(12):
        try_sources(work, feeds, NOW + timedelta(hours=8 * day))
        assert state(work, url).result == result or day
    assert state(work, url).state == "demoted"
    assert proven_feeds(work) == []
    assert state(work, url).next_try_at >= NOW + MONTHLY


def test_the_lane_spreads_new_sources_over_a_day_and_storms_nobody(site: Site, workspace: Make) -> None:
    urls = [site.put(f"/feed/{n}", "<html></html>") for n in range(60)]
    work = workspace(urls)
    unproven(work, *urls)
    assert try_due(work, NOW)["new"] == 60
    tried = [try_due(work, NOW + timedelta(minutes=30 * turn))["tried"] for turn in range(1, 49)]
    assert sum(tried) == len([path for path in site.paths() if path.startswith("/feed/")]) == 60
    assert max(tried) <= 5
    late = try_due(work, NOW + timedelta(days=3))
    assert (late["tried"], late["waiting"]) == (5, 55)


def test_a_proven_source_that_polling_loses_is_demoted_and_may_come_back(site: Site, workspace: Make) -> None:
    url = put_good(site)
    work = workspace([url])
    feeds = unproven(work, url)
    try_sources(work, feeds, NOW)
    try_sources(work, feeds, NOW + timedelta(hours=13))
    moment = NOW + timedelta(hours=14)
    site.put("/feed", Reply("tidak ada", 404))
    while (polled := work.landing.feed_state(url)) is None or polled.failures < 10:
        moment = max(moment, polled.next_poll_at if polled else moment)
        poll_due(work, moment)
    assert try_due(work, moment)["demoted"] == 1
    assert proven_feeds(work) == []
    back = moment + MONTHLY
    put_good(site, back)
    for step in range(2):
        try_sources(work, feeds, back + timedelta(hours=13 * step))
    assert proven_feeds(work) == feeds
    assert poll_due(work, back + timedelta(hours=14)).counts["new"] == 3


def test_a_host_that_rests_says_nothing_of_its_sources(site: Site, workspace: Make) -> None:
    url = put_good(site)
    work = workspace([url])
    feeds = unproven(work, url)
    try_sources(work, feeds, NOW)
    work.landing.hosts.rest(f"www.koran.test:{site.port}", 3600.0, "timeout")
    try_sources(work, feeds, NOW + timedelta(hours=13))
    found = state(work, url)
    assert (found.result, found.good, found.failures) == ("timeout", 1, 0)
    assert found.next_try_at > NOW + timedelta(hours=13)


def test_the_patch_enables_what_is_proven_and_touches_no_other_line(site: Site, workspace: Make) -> None:
    url, other = put_good(site), put_html(site).replace("/feed", "/lain")
    work = workspace([url, other])
    feeds = unproven(work, url, other)
    for step in range(2):
        put_good(site)
        states = try_sources(work, feeds, NOW + timedelta(hours=13 * step))
    patch = make_patch(work.settings.catalogue_folder / "feeds.csv", {one.source_url: one for one in states})
    changed = [line for line in patch.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert len(changed) == 2
    assert changed[0].startswith(f"-{url},koran,nasional,auto,unproven")
    assert changed[1].startswith(f"+{url},koran,nasional,auto,yes,,")
    assert "3 items, 3 dated" in changed[1]


answers = st.builds(
    SourceAnswer, result=st.sampled_from(["good", "http_404", "timeout"]), weight=st.sampled_from([0.0, 0.25, 0.5, 1.0])
)


@given(st.lists(st.tuples(answers, st.floats(0.5, 40)), min_size=1, max_size=40))
def test_no_source_is_proven_without_two_good_answers_in_a_row_apart(steps: list[tuple[SourceAnswer, float]]) -> None:
    kept, now = begin("https://a.test/feed", "a", NOW), NOW
    good: list[datetime] = []
    for answer, hours in steps:
        now += timedelta(hours=hours)
        was, kept = kept.state, after(kept, answer, now)
        if not answer.good:
            good = [] if was != "proven" and answer.weight else good
        elif not good or now - good[-1] >= APART:
            good.append(now)
        assert kept.next_try_at > now
        if kept.state == "proven":
            assert len(good) >= 2
            assert all(later - earlier >= APART for earlier, later in pairwise(good))
        assert (kept.proven_at is not None) == (kept.state == "proven")
