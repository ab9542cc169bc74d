"""Front pages as sources, over real HTTP: how one proves itself, when Pantau polls it, and how Pantau reads its links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from poll_site import DOMAIN, Reply, Site
from test_unproven import article, rss

from pantau.landing.probation import read_probations
from pantau.poll.feeds import poll_due
from pantau.sources.discovery import MOST_REQUESTS, discover, found_feeds, searchable
from pantau.sources.fronts import article_pattern
from pantau.sources.lane import proven_feeds, try_sources
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
Make = Callable[..., Workspace]
PLACES = ("Demak", "Kudus", "Jepara", "Rembang", "Blora", "Pati", "Tegal")


def path_of(number: int) -> str:
    return f"/berita/{48213000 + number}/warga-{PLACES[number % 7].lower()}-perbaiki-jalan-rusak-{number}"


def put_front(site: Site, numbers: range = range(6), age: timedelta = timedelta(hours=2), at: str = "/") -> str:
    """Serve articles of one age, and a front page that links to them."""
    links = ""
    for number in numbers:
        title = f"Warga {PLACES[number % 7]} Perbaiki Jalan Rusak {number}"
        site.put(path_of(number), article(title, NOW - age))
        links += f'<li><a href="{path_of(number)}">{title}</a></li>'
    return site.put(at, f"<html><body><a href='/tag/jalan-rusak-di-jawa-tengah'>Jalan</a><ul>{links}</ul></body></html>")


def as_front(work: Workspace, enabled: str = "unproven") -> None:
    file = work.settings.catalogue_folder / "feeds.csv"
    file.write_text(file.read_text().replace(",auto,yes,", f",front,{enabled},"))


def test_a_front_page_proves_itself_and_is_polled_like_a_feed(site: Site, workspace: Make) -> None:
    url = put_front(site)
    work = workspace([url])
    as_front(work)
    for hours in (0, 13):
        (found,) = try_sources(work, work.catalogue.unproven_feeds(), NOW + timedelta(hours=hours))
        assert (found.result, found.items) == ("good", 6)
    assert found.state == "proven"
    assert found.lag_s == pytest.approx(15 * 3600, abs=60)
    report = poll_due(work, NOW)
    assert (report.counts["new"], report.results) == (6, {"ok": 1})
    put_front(site, range(2, 9))
    state = work.landing.feed_states([url])[url]
    assert poll_due(work, state.next_poll_at).counts["new"] == 3
    with work.landing.database.session() as connection:
        rows = connection.execute("SELECT title, time_flag, source FROM landing.entries ORDER BY url_key").fetchall()
    assert len(rows) == 9
    assert rows[0] == ("Warga Demak Perbaiki Jalan Rusak 0", "no_time", "feed")


@pytest.mark.parametrize(
    ("spoil", "result"),
    [
        (lambda site: put_front(site, age=timedelta(days=40)), "stale"),
        (lambda site: put_front(site, range(3)), "few_links"),
        (
            lambda site: [site.put(path_of(n), article(f"Resep Soto Nomor {n}", NOW)) for n in range(6)],
            "sample_other_title",
        ),
        (lambda site: [site.put(path_of(n), Reply("tidak ada", 404)) for n in range(6)], "http_404"),
        (lambda site: site.put("/", "<html><body>Situs ini dijual</body></html>"), "no_usable_items"),
    ],
)
def test_a_front_page_that_shows_nothing_new_proves_nothing(
    site: Site, workspace: Make, spoil: Callable[[Site], object], result: str
) -> None:
    url = put_front(site)
    spoil(site)
    work = workspace([url])
    as_front(work)
    (found,) = try_sources(work, work.catalogue.unproven_feeds(), NOW)
    assert (found.result, found.good) == (result, 0)
    assert found.failures > 0


def test_one_link_that_is_no_new_article_says_nothing_of_the_page(site: Site, workspace: Make) -> None:
    url = put_front(site)
    site.put(path_of(0), Reply("tidak ada", 404))
    site.put(path_of(1), article("Resep Soto Betawi", NOW))
    work = workspace([url])
    as_front(work)
    (found,) = try_sources(work, work.catalogue.unproven_feeds(), NOW)
    assert (found.result, found.good) == ("good", 1)


def test_where_no_feed_is_found_the_front_page_is_the_candidate(site: Site, workspace: Make) -> None:
    url = put_front(site)
    work = workspace([])
    (ended,) = discover(work, searchable(work), NOW)
    assert (ended.result, ended.found) == ("ok", 1)
    assert len(site.asked) + 1 <= MOST_REQUESTS
    (found,) = found_feeds(work)
    assert (found.feed_url, found.kind, found.evidence) == (url, "front", "front_page")
    for hours in (0, 13):
        try_sources(work, [found], NOW + timedelta(hours=hours))
    assert proven_feeds(work) == [found]
    assert poll_due(work, NOW + timedelta(hours=14)).counts["new"] == 6


def test_a_front_page_that_moves_for_good_stays_a_front_page(site: Site, workspace: Make) -> None:
    new = put_front(site, at="/beranda/")
    url = site.put("/", Reply("pindah", 301, {"Location": "/beranda/"}))
    work = workspace([url])
    as_front(work)
    try_sources(work, work.catalogue.unproven_feeds(), NOW)
    (heir,) = found_feeds(work)
    assert (heir.feed_url, heir.kind) == (new, "front")
    try_sources(work, [heir], NOW + timedelta(hours=13))
    with work.landing.database.session() as connection:
        assert read_probations(connection, [new])[new].state == "proven"


def test_a_front_page_is_left_alone_where_the_outlet_has_a_feed(site: Site, workspace: Make) -> None:
    front, feed = put_front(site), site.put("/feed", rss((site.url(path_of(1)), "Warga Kudus", NOW)))
    work = workspace([front, feed])
    file = work.settings.catalogue_folder / "feeds.csv"
    file.write_text(file.read_text().replace(f"{front},koran,nasional,auto", f"{front},koran,nasional,front"))
    report = poll_due(work, NOW)
    assert [reading.source for reading in report.readings] == [feed]


def test_the_links_are_read_by_the_rule_then_by_what_is_landed_then_by_the_page(site: Site, workspace: Make) -> None:
    url = put_front(site, range(30))
    work = workspace([url])
    as_front(work, "yes")
    assert article_pattern(work, "koran", NOW) is None
    assert poll_due(work, NOW).counts["new"] == 30
    with work.landing.database.session() as connection:
        connection.execute("UPDATE landing.entries SET state = 'landed'")
    learnt = article_pattern(work, "koran", NOW)
    assert learnt is not None
    assert learnt.search(f"www.{DOMAIN}{path_of(99)}")
    assert not learnt.search(f"www.{DOMAIN}/tag/jalan-rusak-di-jawa-tengah")
    rules: Path = work.settings.catalogue_folder / "rules"
    rules.mkdir()
    (rules / "koran.yaml").write_text("outlet: koran\narticle: '/khusus/'\ngenerations: [{rule: '1', body: article}]\n")
    again = Workspace(work.settings)
    try:
        from pantau.seed_cache import forget_seeds

        forget_seeds()
        ruled = article_pattern(again, "koran", NOW)
    finally:
        again.landing.close()
    assert ruled is not None
    assert ruled.pattern == "/khusus/"
