"""A day is fetched until everything about it is known, however often a run is broken off and begun again."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from landed import DAY
from pantau.day import shift, today
from pantau.fetch.stage import fetch_due, run
from pantau.model import Entry, StageReport
from pantau.workspace import Workspace
from website import PAGE, Website, body, gaps, html, moved, raw, status

Make = Callable[..., Workspace]
Found = Callable[..., Entry]


async def _run(work: Workspace, day: str = DAY) -> StageReport:
    return await asyncio.to_thread(run, work, day)


def _ends(work: Workspace, day: str = DAY) -> dict[str, str]:
    """State and reason by path."""
    return {
        "/" + landed.entry.url.split("/", 3)[3]: f"{landed.state} {landed.reason}".strip() for landed in work.landing.entries(day)
    }


def _flaky(failures: int) -> Callable[[web.Request], object]:
    left = [failures]

    async def answer(request: web.Request) -> web.StreamResponse:
        left[0] -= 1
        return web.Response(status=502) if left[0] >= 0 else html(PAGE)

    return answer


async def test_every_entry_of_a_day_ends_somewhere(website: Website, workspace: Make, found: Found) -> None:
    website.paths |= {
        "/hilang": status(404),
        "/rusak": status(500),
        "/goyah": _flaky(2),
        "/gambar": body(b"GIF89a", Content_Type="image/gif"),
        "/dalam": moved("http://169.254.169.254/"),
        "/putus": raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n<p>"),
        "/robots.txt": body(b"User-agent: *\nDisallow: /tutup\n"),
    }
    work = workspace()
    paths = ["/baik", "/hilang", "/rusak", "/goyah", "/gambar", "/dalam", "/putus", "/tutup", "/baik?utm_source=rss"]
    work.landing.add_entries([found(path) for path in paths])
    work.landing.add_entries([found("/besok", day="2026-11-21")])
    report = await _run(work)
    assert _ends(work) == {
        "/baik": "landed",
        "/baik?utm_source=rss": "landed",
        "/hilang": "failed http_404",
        "/rusak": "failed http_500",
        "/goyah": "landed",
        "/gambar": "failed content_type",
        "/dalam": "failed private_address",
        "/putus": "failed truncated_body",
        "/tutup": "blocked robots",
    }
    assert _ends(work, "2026-11-21") == {"/besok": "pending"}
    assert {state: report.counts[state] for state in ("landed", "failed", "blocked")} == {"landed": 3, "failed": 5, "blocked": 1}
    assert report.counts["failed http_404"] == 1
    asked = [one.path for one in website.pages()]
    assert (asked.count("/rusak"), asked.count("/goyah"), asked.count("/hilang"), asked.count("/tutup")) == (3, 3, 1, 0)
    assert asked.count("/baik") == 2, "the tracking parameter is not sent"
    pages = [landed.page for landed in work.landing.entries(DAY) if landed.page]
    assert {content for _, content in work.landing.bodies(pages)} == {PAGE}


async def test_a_later_run_tries_only_what_may_have_passed(website: Website, workspace: Make, found: Found) -> None:
    website.paths |= {"/hilang": status(404), "/rusak": status(500), "/tetap": status(500)}
    work = workspace(fetch_attempts=1)
    work.landing.add_entries([found(path) for path in ("/hilang", "/rusak", "/tetap", "/baik")])
    await _run(work)
    del website.paths["/rusak"]
    website.log.clear()
    report = await _run(work)
    assert sorted(asked.path for asked in website.pages()) == ["/rusak", "/tetap"]
    assert report.counts == {"failed": 1, "failed http_500": 1, "landed": 1}
    assert _ends(work) == {"/baik": "landed", "/hilang": "failed http_404", "/rusak": "landed", "/tetap": "failed http_500"}


async def test_nothing_is_asked_again_when_all_is_known(website: Website, workspace: Make, found: Found) -> None:
    work = workspace()
    work.landing.add_entries([found(f"/{number}") for number in range(5)])
    await _run(work)
    website.log.clear()
    assert (await _run(work)).counts == {}
    assert website.log == []


async def test_after_429_the_rest_of_the_host_waits(website: Website, workspace: Make, found: Found) -> None:
    website.paths["sibuk/1"] = status(429, **{"Retry-After": "600"})
    work = workspace(host_parallel=1)
    work.landing.add_entries([found(f"/{number}", "sibuk") for number in range(1, 6)] + [found("/lain")])
    report = await _run(work)
    assert set(_ends(work).values()) == {"pending retry:http_429", "landed"}
    assert [asked.path for asked in website.pages() if asked.host == "sibuk"] == ["/1"]
    assert report.counts["pending retry:http_429"] == 5
    in_nine, in_eleven = (datetime.now(UTC) + timedelta(minutes=minutes) for minutes in (9, 11))
    assert work.landing.pending(in_nine, DAY) == []
    assert len(work.landing.pending(in_eleven, DAY)) == 5
    website.log.clear()
    await _run(work)
    assert website.log == [], "a run that begins while the host rests does not ask it"


async def test_a_short_rest_is_waited_out(website: Website, workspace: Make, found: Found) -> None:
    busy = [True]

    async def once(request: web.Request) -> web.StreamResponse:
        if busy.pop() if busy else False:
            return web.Response(status=429, headers={"Retry-After": "0.2"})
        return html(PAGE)

    website.paths["/1"] = once
    work = workspace()
    work.landing.add_entries([found(f"/{number}") for number in range(1, 6)])
    assert (await _run(work)).counts == {"landed": 5}


async def test_a_dead_host_costs_one_try(website: Website, workspace: Make, found: Found) -> None:
    hosts = f"{website.allow_hosts},mati.test=127.0.0.1:1"
    work = workspace(allow_hosts=hosts, host_parallel=1)
    dead = [found(f"/{number}", "mati", url=f"http://mati.test:1/{number}") for number in range(4)]
    work.landing.add_entries([*dead, found("/baik")])
    await _run(work)
    attempts = sorted(landed.attempts for landed in work.landing.entries(DAY) if landed.state == "pending")
    assert attempts == [0, 0, 0, 1]
    reasons = {landed.reason for landed in work.landing.entries(DAY) if landed.state == "pending"}
    assert reasons == {"retry:connection_refused"}


async def test_a_long_wait_is_left_to_the_next_run(website: Website, workspace: Make, found: Found) -> None:
    website.paths["/rusak"] = status(500)
    work = workspace(fetch_retry_s=300.0)
    work.landing.add_entries([found("/rusak")])
    await _run(work)
    await _run(work)
    assert _ends(work) == {"/rusak": "pending retry:http_500"}
    assert len(website.pages()) == 1
    assert [landed.attempts for landed in work.landing.entries(DAY)] == [1]


async def test_an_edited_page_that_is_gone_stays_landed(website: Website, workspace: Make, found: Found) -> None:
    work = workspace()
    work.landing.add_entries([found("/1")])
    await _run(work)
    website.paths["/1"] = status(410)
    work.landing.add_entries([found("/1", updated_at=datetime.now(UTC) + timedelta(seconds=1))])
    await _run(work)
    assert _ends(work) == {"/1": "landed"}
    assert len(website.pages()) == 2


async def test_the_live_fetch_takes_all_days_and_names_the_changed_ones(website: Website, workspace: Make, found: Found) -> None:
    website.paths |= {"/rusak": status(500), "/hilang": status(404)}
    work = workspace(fetch_retry_s=300.0)
    days = {"/1": DAY, "/hilang": "2026-11-21", "/rusak": "2026-11-19"}
    work.landing.add_entries([found(path, day=day) for path, day in days.items()])
    report, changed = await asyncio.to_thread(fetch_due, work, datetime.now(UTC) + timedelta(seconds=1))
    assert changed == {DAY, "2026-11-21"}
    assert (report.counts["landed"], report.counts["failed"], report.counts["pending"]) == (1, 1, 1)


async def test_the_live_fetch_keeps_to_its_budget(website: Website, workspace: Make, found: Found) -> None:
    website.pause_s = 0.1
    work = workspace(fetch_budget_s=1.0, host_parallel=1)  # even a busy machine fetches a page within it
    work.landing.add_entries([found(f"/{number}") for number in range(20)])
    report, _ = await asyncio.to_thread(fetch_due, work, datetime.now(UTC) + timedelta(seconds=1))
    assert 1 <= report.counts["landed"] <= 11
    assert report.counts["landed"] + report.counts["pending"] == 20


async def test_the_live_fetch_takes_today_before_what_an_audit_found(
    website: Website, workspace: Make, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    present = today()
    monkeypatch.setattr("pantau.fetch.stage.today", lambda: present)  # the test may run across midnight in Jakarta
    work = workspace(host_parallel=1, past_host_gap_s=0.15)
    work.landing.add_entries([found(f"/lama/{number}", day="2026-11-02") for number in range(3)])
    work.landing.add_entries([found(f"/baru/{day}", day=day) for day in (present, shift(present, -1))])
    report, days = await asyncio.to_thread(fetch_due, work, datetime.now(UTC) + timedelta(seconds=1))
    asked = website.pages()
    assert [one.path.split("/")[1] for one in asked] == ["baru"] * 2 + ["lama"] * 3
    assert min(gaps(asked[-3:])) > 0.15 - 0.05
    assert report.counts["landed"] == 5
    assert days == {present, shift(present, -1), "2026-11-02"}


async def test_two_runs_at_once_fetch_everything_once(website: Website, workspace: Make, found: Found) -> None:
    website.pause_s = 0.01
    one, two = workspace(), workspace()
    one.landing.add_entries([found(f"/{number}", f"laman{number % 4}") for number in range(60)])
    await asyncio.gather(_run(one), _run(two))
    paths = [asked.host + asked.path for asked in website.pages()]
    assert len(paths) == len(set(paths)) == 60
    assert set(_ends(one).values()) == {"landed"}


async def test_killed_in_the_middle_nothing_is_lost_or_doubled(website: Website, workspace: Make, found: Found) -> None:
    website.pause_s = 0.01
    work = workspace()
    work.landing.add_entries([found(f"/{number}", f"laman{number % 4}") for number in range(80)])
    given = work.settings.model_dump(mode="json", exclude_defaults=True)
    here = Path(__file__).parent
    words = [sys.executable, str(here / "crash.py"), json.dumps(given), DAY]
    environment = {"PYTHONPATH": str(here.parents[1] / "include"), "PATH": "/usr/bin:/bin"}
    process = await asyncio.create_subprocess_exec(*words, env=environment)
    while len(website.pages()) < 30:
        website.heard.clear()
        await website.heard.wait()
    process.kill()
    await process.wait()
    before = {landed.entry.url_key: landed.page for landed in work.landing.entries(DAY) if landed.page}
    assert 0 < len(before) < 80
    await _run(work)
    after = work.landing.entries(DAY)
    assert {landed.state for landed in after} == {"landed"}
    assert {landed.entry.url_key: landed.page for landed in after}.items() >= before.items(), "what was landed is not asked again"
    with work.landing.database.session() as connection:
        assert connection.execute("SELECT count(*), count(DISTINCT url_key) FROM landing.pages").fetchone() == (80, 80)
    assert len(list(work.landing.bodies([landed.page for landed in after if landed.page]))) == 80


async def test_a_store_that_fails_fails_the_run(
    website: Website, workspace: Make, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = workspace()
    work.landing.add_entries([found(f"/{number}") for number in range(5)])

    def full(_answers: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(work.landing, "land_many", full)
    with pytest.raises(OSError, match="No space"):
        await _run(work)
    assert set(_ends(work).values()) == {"pending"}


async def test_progress_is_logged(
    website: Website, workspace: Make, found: Found, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pantau.fetch.fetcher.PROGRESS_S", 0.05)
    caplog.set_level(logging.INFO, "pantau.fetch")
    website.pause_s = 0.1
    work = workspace(host_parallel=1)
    work.landing.add_entries([found(f"/{number}") for number in range(3)])
    await _run(work)
    assert "fetch 1/3: landed 1" in caplog.text
    assert caplog.messages[-1] == "fetch 3/3: landed 3"
