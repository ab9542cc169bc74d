"""Revisits, one by one: when they are due, what they wait for, and which answers say something about the article."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from landed import answer, entry
from pantau.day import day_of, shift
from pantau.landing.revisits import RESULTS, count_revisits, due_revisits, tell_revisits
from pantau.model import Entry, Outlet
from pantau.revisit.round import _Round, revisit_due
from pantau.settings import Settings
from pantau.urls import article_id
from pantau.workspace import Workspace
from website import PAGE, Website

HOURS_7 = timedelta(hours=7)
NOW = datetime.now(UTC)  # once: an entry's day and its landing agree also when these tests run across midnight in Jakarta


@pytest.fixture
async def website() -> AsyncIterator[Website]:
    async with Website() as site:
        yield site


@pytest.fixture
def work(database: Settings, website: Website) -> Iterator[Workspace]:
    quick = {"allow_hosts": website.allow_hosts, "host_gap_s": 0.0, "read_timeout_s": 1.0, "total_timeout_s": 2.0}
    work = Workspace(database.model_copy(update=quick))
    plain = Outlet("harian", "Harian", "", "31", "id", "WIB", "national", ("pers.test",), "https://pers.test/")
    object.__setattr__(work.catalogue, "outlets", {"harian": plain})
    yield work
    work.landing.close()


def put(work: Workspace, website: Website, path: str, hours_ago: float = 0.0, **given: Any) -> Entry:
    """An article of the day before NOW that was landed `hours_ago` hours before NOW and is loaded."""
    url = website.url("harian", path)
    key = url.removeprefix("http://")
    made = entry(path, **({"url": url, "url_key": key, "article_id": article_id(key), "day": shift(day_of(NOW), -1)} | given))
    work.landing.add_entries([made])
    work.landing.land(made, answer(made, PAGE, fetched_at=NOW - timedelta(hours=hours_ago)))
    with work.connect() as connection:
        values = [made.url_key, made.article_id, made.day, made.outlet, made.url]
        connection.execute("INSERT INTO entry_outcomes VALUES (%s, %s, %s, %s, %s, 'loaded', '')", values)
    return made


def results(work: Workspace) -> dict[str, tuple[int, str, str]]:
    with work.connect() as connection:
        rows = connection.execute("SELECT url_key, visit, result, detail FROM landing.revisits").fetchall()
    return {key.partition("/")[2]: (visit, result, detail) for key, visit, result, detail in rows}


async def looked(work: Workspace) -> _Round:
    """A round over all revisits that are due within seven hours."""
    looks = _Round(work)
    await looks.work_all(due_revisits(work.landing.database, NOW + HOURS_7, [], 100))
    return looks


def status(code: int, **headers: str) -> Callable[[web.Request], Any]:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=code, text="<h1>maaf</h1>", content_type="text/html", headers=headers)

    return handle


async def test_each_answer_has_its_name_and_only_two_land(work: Workspace, website: Website) -> None:
    handlers = {
        "/sama": None,
        "/lain": lambda _request: _page(b"<title>Pasar Rebo sepi</title>"),
        "/hilang": status(404),
        "/dihapus": status(410),
        "/dilarang": status(403),
        "/rusak": status(500),
        "/ke-beranda": status(302, Location="/"),
        "/pindah-lalu-hilang": status(302, Location="/tidak-ada"),
        "/12345/judul-lama": status(302, Location="/12345/judul-baru"),
        "/12345/judul-baru": lambda _request: _page(b"<title>Judul baru</title>"),
        "/tidak-ada": status(404),
    }
    entries = {path: put(work, website, path) for path in list(handlers)[:-2]}
    website.paths |= {path: handler for path, handler in handlers.items() if handler}
    looks = await looked(work)
    assert results(work) == {
        "sama": (1, "same", ""),
        "lain": (1, "changed", ""),
        "hilang": (1, "gone", "http_404"),
        "dihapus": (1, "gone", "http_410"),
        "dilarang": (1, "unanswered", "http_403"),
        "rusak": (1, "unanswered", "http_500"),
        "ke-beranda": (1, "elsewhere", ""),
        "pindah-lalu-hilang": (1, "elsewhere", "http_404"),
        "12345/judul-lama": (1, "changed", ""),
    }
    with work.connect() as connection:
        landed = connection.execute("SELECT url_key, count(*) FROM landing.pages GROUP BY url_key HAVING count(*) > 1").fetchall()
        states = connection.execute("SELECT DISTINCT state FROM landing.entries").fetchall()
    assert {key for key, _ in landed} == {entries[path].url_key for path in ("/lain", "/hilang", "/dihapus", "/12345/judul-lama")}
    assert states == [("landed",)]
    assert looks.days == {shift(day_of(NOW), -1)}


async def _page(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="text/html")


@pytest.mark.parametrize(
    ("hours_ago", "given", "visit"),
    [
        (5.5, {}, None),
        (6.5, {}, 1),
        (47, {}, 1),
        (49, {}, 2),
        (73, {}, None),
        (7, {"day": "2026-01-05"}, None),  # an old article that an archive listed
    ],
)
async def test_the_first_look_is_due_after_six_hours_and_the_second_after_48(
    work: Workspace, website: Website, hours_ago: float, given: dict[str, str], visit: int | None
) -> None:
    day = day_of(NOW - timedelta(hours=hours_ago))
    put(work, website, "/satu", hours_ago, **({"day": day} | given))
    assert [one.visit for one in due_revisits(work.landing.database, NOW, [], 10)] == [visit] * (visit is not None)


async def test_what_was_never_fetched_goes_first(work: Workspace, website: Website) -> None:
    put(work, website, "/satu")
    url = website.url("harian", "/baru")
    new = entry("/baru", url=url, url_key=url.removeprefix("http://"), article_id=article_id(url), day=day_of(NOW))
    work.landing.add_entries([new])
    await looked(work)
    assert (results(work), website.log) == ({}, [])
    work.landing.mark(new.url_key, "failed", "http_404")
    await looked(work)
    assert results(work) == {"satu": (1, "same", "")}


async def test_a_host_that_rests_is_left_alone_and_asked_later(work: Workspace, website: Website) -> None:
    for number in range(5):
        put(work, website, f"/{number}")
    website.paths["/0"] = website.paths["/1"] = status(429, **{"Retry-After": "7"})
    await looked(work)
    assert results(work) == {}
    assert len([asked for asked in website.log if asked.path != "/robots.txt"]) == 1


async def test_second_looks_take_a_share_of_what_the_gap_allows(work: Workspace, website: Website) -> None:
    for number in range(5):
        put(work, website, f"/{number}")
    work.settings = work.settings.model_copy(update={"host_gap_s": 0.3, "revisit_share": 0.0003})  # 1.08 s an hour: 2 requests
    await looked(work)
    assert len(results(work)) == 2
    assert len(due_revisits(work.landing.database, NOW + HOURS_7, [], 10)) == 3


def test_an_outlet_that_asked_for_it_is_not_looked_at_again(work: Workspace, website: Website) -> None:
    put(work, website, "/satu")
    off = Outlet("harian", "Harian", "", "31", "id", "WIB", "national", ("pers.test",), "https://pers.test/", "", "asked by mail")
    object.__setattr__(work.catalogue, "outlets", {"harian": off})
    later = NOW + HOURS_7
    assert revisit_due(work, later - HOURS_7)[0].counts == {"waiting": 0, "opted_out": 0}, "it is not due yet"
    report, days = revisit_due(work, later)
    assert (report.counts, days, website.log) == ({"waiting": 0, "opted_out": 1}, frozenset(), [])
    assert results(work) == {"satu": (1, "opted_out", "")}
    assert revisit_due(work, later)[0].counts["opted_out"] == 0, "it counts once"
    assert revisit_due(work, NOW + timedelta(hours=50))[0].counts["opted_out"] == 1
    with work.connect() as connection:
        found = count_revisits(connection, shift(day_of(NOW), -1), shift(day_of(NOW), -1))
    assert found == {shift(day_of(NOW), -1): {"opted_out": 2}}, "both visits"
    assert tell_revisits({"opted_out": 1, "same": 2}) == {"all": 2, "opted_out": 1} | dict.fromkeys(RESULTS, 0) | {"same": 2}


async def test_an_outlet_that_asked_for_it_leaves_the_others_theirs(work: Workspace, website: Website) -> None:
    put(work, website, "/satu")
    other = put(work, website, "/dua", outlet="koran")
    plain = work.catalogue.outlets["harian"]
    both = {"harian": plain, "koran": replace(plain, outlet="koran", no_revisits="asked by mail")}
    object.__setattr__(work.catalogue, "outlets", both)
    report, _ = await asyncio.to_thread(revisit_due, work, NOW + HOURS_7)
    assert (report.counts["same"], report.counts["opted_out"]) == (1, 1)
    assert [one.path for one in website.pages()] == ["/satu"]
    assert results(work)[other.url_key.partition("/")[2]][1] == "opted_out"
