"""Archives that prove themselves, over real HTTP: what counts as a good list of a day, and who reads a proven archive."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from poll_site import DOMAIN, Asked, Reply, Site
from test_unproven import article

from pantau.archives.proven import usable_catalogue
from pantau.catalogue import BadCatalogue
from pantau.day import day_of, shift
from pantau.landing.probation import Probation, read_probations
from pantau.poll.archives import listable, poll_archive
from pantau.poll.feeds import poll_due
from pantau.sources.dated import BACK, trial_day
from pantau.sources.discovery import found_feeds
from pantau.sources.lane import read_trials, try_due, try_sources, unproven_sources
from pantau.sources.trial import MONTHLY, WEEKLY, SourceAnswer, after, begin
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 19, 17, 30, tzinfo=UTC)  # 00:30 WIB: a try 13 hours later is for the same day
TRIED = shift(day_of(NOW), -BACK)
Make = Callable[..., Workspace]
INDEX = """- outlet: koran
  url: "http://www.koran.test:{port}/indeks?hari={{yyyy}}-{{mm}}-{{dd}}&hal={{page}}"
  link: "li a[href]"
  link_pattern: 'koran\\.test(?::\\d+)?/berita/\\d+'
  max_pages: 5
  cannot: unproven
  reason: "known by its address only"
"""
REST = """- outlet: koran
  kind: wordpress
  url: "{{home}}/wp-json/wp/v2/posts?after={{prev}}T16:59:59&before={{next}}T02:00:01&page={{page}}"
  link_pattern: '{{hosts}}.*/berita/\\d+'
  max_pages: 5
  cannot: unproven
  reason: "its feed is that of WordPress"
"""
PLACES = ("Demak", "Kudus", "Jepara", "Rembang", "Blora", "Pati", "Tegal")


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T05:00:00+00:00")


def put_pages(site: Site, day: str, first: int = 0) -> Iterator[tuple[str, str]]:
    """Serve five articles of a day; yield path and title of each."""
    for number in range(first, first + 5):
        title = f"Warga {PLACES[number % 7]} Perbaiki Jalan Rusak {number}"
        site.put(f"/berita/{number}", article(title, noon(day)))
        yield f"/berita/{number}", title


def page_of(links: list[tuple[str, str]]) -> str:
    rows = "".join(f'<li><a href="{path}">{title}</a></li>' for path, title in links)
    return f"<html><body><ul>{rows}</ul></body></html>"


def put_index(site: Site, day: str, *, listed: str = "", first: int = 0) -> None:
    """Serve the index of a day, with the articles of that day or of another one (`listed`)."""
    links = list(put_pages(site, listed or day, first))
    site.put(f"/indeks?hari={day}&hal=1", page_of(links))
    site.put(f"/indeks?hari={day}&hal=2", page_of([]))


def on_trial(workspace: Make, site: Site, block: str = INDEX, **settings: object) -> Workspace:
    return workspace([], block.format(port=site.port), **settings)


def prove(work: Workspace) -> Probation:
    for hours in (0, 13):
        (state,) = try_sources(work, work.catalogue.unproven_archives(), NOW + timedelta(hours=hours))
    return state


def test_two_good_days_apart_prove_an_archive_and_it_is_read(site: Site, workspace: Make) -> None:
    put_index(site, TRIED)
    work = on_trial(workspace, site)
    assert "koran" not in listable(work)
    assert poll_due(work, NOW).readings == ()
    (first,) = try_sources(work, work.catalogue.unproven_archives(), NOW)
    assert (first.state, first.result, first.items, first.origin) == ("waiting", "good", 5, "archive")
    assert len(site.asked) == 4, "the list and three of its articles"
    assert "koran" not in listable(work)
    state = prove(work)
    assert (state.state, state.dated) == ("proven", 3)
    assert state.titles[0] == "Warga Demak Perbaiki Jalan Rusak 0"
    assert "koran" in listable(work)
    assert read_trials(work, unproven_sources(work))[state.source_url].state == "proven"
    assert found_feeds(work) == [], "an archive on trial is no feed"
    put_index(site, "2026-11-10", first=20)
    (reading,) = poll_archive(work, "2026-11-10", ["koran"]).readings
    assert (reading.result, reading.added.new) == ("ok", 5)


def test_a_proven_index_of_today_is_polled_where_there_is_no_feed(site: Site, workspace: Make) -> None:
    put_index(site, TRIED)
    work = on_trial(workspace, site)
    prove(work)
    put_index(site, day_of(NOW), first=40)
    report = poll_due(work, NOW + timedelta(hours=1))
    assert (report.counts["new"], report.results) == (5, {"ok": 1})


def test_a_rest_list_proves_itself_too(site: Site, workspace: Make) -> None:
    posts = [
        {"link": site.url(path), "title": {"rendered": title}, "date_gmt": f"{TRIED}T05:00:00", "date": f"{TRIED}T14:00:00"}
        for path, title in put_pages(site, TRIED)
    ]
    work = on_trial(workspace, site, REST)
    (archive,) = work.catalogue.unproven_archives()
    address = archive.url.format(prev=shift(TRIED, -1), next=shift(TRIED, 1), page=1).partition(f":{site.port}")[2]
    site.put(address, Reply(json.dumps(posts), headers={"Content-Type": "application/json", "X-WP-TotalPages": "1"}))
    state = prove(work)
    assert (state.state, state.items, state.dated) == ("proven", 5, 5)


def off(site: Site, days: int) -> None:
    put_index(site, TRIED, listed=shift(TRIED, days))


SPOILS: dict[str, tuple[str, Callable[[Site], object]]] = {
    "shows today's articles whatever the day is": ("other_day", lambda site: off(site, BACK)),
    "shows the day before": ("other_day", lambda site: off(site, -1)),
    "is gone": ("http_404", lambda site: site.put(f"/indeks?hari={TRIED}&hal=1", Reply("hilang", 404))),
    "shows no article": ("empty", lambda site: site.put(f"/indeks?hari={TRIED}&hal=1", page_of([]))),
    "shows a box of two": (
        "few_links",
        lambda site: site.put(f"/indeks?hari={TRIED}&hal=1", page_of(list(put_pages(site, TRIED))[:2])),
    ),
    "lists other articles under these titles": (
        "sample_other_title",
        lambda site: [site.put(f"/berita/{n}", article(f"Resep Soto Nomor {n}", noon(TRIED))) for n in range(5)],
    ),
    "lists articles that are gone": (
        "http_404",
        lambda site: [site.put(f"/berita/{n}", Reply("hilang", 404)) for n in range(5)],
    ),
    "is closed by robots.txt": ("robots", lambda site: site.put("/robots.txt", "User-agent: *\nDisallow: /indeks")),
    "leads out of the outlet": (
        "few_links",
        lambda site: site.put(
            f"/indeks?hari={TRIED}&hal=1",
            page_of([(f"http://bukan{DOMAIN}/berita/{n}", f"Warga Desa Perbaiki Jalan {n}") for n in range(5)]),
        ),
    ),
}


@pytest.mark.parametrize("what", SPOILS)
def test_an_archive_that_is_dead_or_ignores_the_day_is_never_promoted(site: Site, workspace: Make, what: str) -> None:
    put_index(site, TRIED)
    result, spoil = SPOILS[what]
    spoil(site)
    work = on_trial(workspace, site)
    for step in range(12):
        (state,) = try_sources(work, work.catalogue.unproven_archives(), NOW + timedelta(hours=step))
        assert (state.result, state.good) == (result, 0)
        assert state.message
    assert state.state == "demoted"
    assert "koran" not in listable(work)


def test_one_video_among_the_articles_says_nothing_of_the_archive(site: Site, workspace: Make) -> None:
    put_index(site, TRIED)
    site.put("/berita/0", Reply("hilang", 404))
    work = on_trial(workspace, site)
    (state,) = try_sources(work, work.catalogue.unproven_archives(), NOW)
    assert (state.result, work.catalogue.archives) == ("good", {})


def test_an_index_of_many_sitemaps_costs_four_requests(site: Site, workspace: Make) -> None:
    names = [
        site.put(
            f"/peta-{number}.xml",
            f"<urlset><url><loc>{site.url(f'/berita/{number}')}</loc><lastmod>2026-11-01</lastmod></url></urlset>",
        )
        for number in range(9)
    ]
    rows = "".join(f"<sitemap><loc>{name}</loc></sitemap>" for name in names)
    site.put(f"/indeks?hari={TRIED}&hal=1", f"<?xml version='1.0'?><sitemapindex>{rows}</sitemapindex>")
    work = on_trial(workspace, site, INDEX + "  kind: sitemap\n")
    (state,) = try_sources(work, work.catalogue.unproven_archives(), NOW)
    assert state.result == "few_links"
    assert len(site.asked) == 4


def test_a_host_that_rests_says_nothing_of_its_archive(site: Site, workspace: Make) -> None:
    site.routes["www." + DOMAIN, f"/indeks?hari={TRIED}&hal=1"] = lambda _asked: Reply("", 429, {"Retry-After": "600"})
    work = on_trial(workspace, site)
    states = [try_sources(work, work.catalogue.unproven_archives(), NOW)[0] for _ in range(3)]
    assert [state.failures for state in states] == [states[0].failures] * 3
    assert states[0].failures > 0


def test_a_proven_archive_is_tried_each_week_and_demoted_with_its_reason_when_it_dies(site: Site, workspace: Make) -> None:
    put_index(site, TRIED)
    work = on_trial(workspace, site)
    state = prove(work)
    assert state.next_try_at - (state.last_try_at or NOW) == WEEKLY
    asked: list[str] = []

    def gone(one: Asked) -> Reply:
        asked.append(one.path)
        return Reply("hilang", 404)

    moment = state.next_try_at
    for _ in range(12):
        tried = shift(day_of(moment), -BACK)
        site.routes["www." + DOMAIN, f"/indeks?hari={tried}&hal=1"] = gone
        try_due(work, moment)
        with work.landing.database.session() as connection:
            state = read_probations(connection, [state.source_url])[state.source_url]
        if state.state == "demoted":
            break
        moment = state.next_try_at
    assert (state.state, state.result) == ("demoted", "http_404")
    assert len(asked) == 10, "ten soft failures, one a day"
    assert state.next_try_at - moment >= MONTHLY - timedelta(minutes=1)
    assert usable_catalogue(work) is work.catalogue


def test_the_lane_gives_new_archives_a_time_within_the_day(site: Site, workspace: Make) -> None:
    work = on_trial(workspace, site)
    assert try_due(work, NOW)["new"] == 1
    assert try_due(work, NOW + timedelta(days=1))["tried"] == 1


def test_an_archive_on_trial_must_say_which_links_are_articles(site: Site, workspace: Make) -> None:
    with pytest.raises(BadCatalogue, match="link is missing"):
        _ = on_trial(workspace, site, INDEX.replace('  link: "li a[href]"\n', "")).catalogue
    noted = on_trial(workspace, site, "".join(row for row in INDEX.splitlines(keepends=True) if "link" not in row))
    assert noted.catalogue.unproven_archives() == [], "a remark is no trial"
    closed = on_trial(workspace, site, INDEX.replace("unproven", "unwelcome"))
    assert closed.catalogue.unproven_archives() == [], "nobody tries what an outlet does not want"


def test_the_day_of_a_trial_is_one_that_the_archive_serves(site: Site, workspace: Make) -> None:
    (archive,) = on_trial(workspace, site).catalogue.unproven_archives()
    assert trial_day(archive, NOW) == "2026-11-17"
    assert trial_day(replace(archive, until="2019-12-31"), NOW) == "2019-12-31"
    assert trial_day(replace(archive, since="2026-11-19"), NOW) == "2026-11-19"


answers = st.builds(
    SourceAnswer, result=st.sampled_from(["good", "http_404", "other_day"]), weight=st.sampled_from([0.0, 0.25, 0.5, 1.0])
)


@given(st.lists(st.tuples(answers, st.floats(0.5, 40)), min_size=1, max_size=60))
def test_no_archive_stays_proven_over_five_failures_in_a_row(steps: list[tuple[SourceAnswer, float]]) -> None:
    state, now, failed = begin("https://koran.test/{yyyy}", "koran", NOW, "archive"), NOW, 0.0
    for answer, hours in steps:
        now += timedelta(hours=hours)
        state = after(state, answer, now, polled=False)
        failed = 0.0 if answer.good else failed + answer.weight
        assert not (state.state == "proven" and failed >= 5)
        assert state.state != "proven" or state.proven_at is not None
        assert now < state.next_try_at <= now + MONTHLY
