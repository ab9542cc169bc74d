"""Politeness as the servers see it, over several processes."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pantau.landing import Landing
from pantau.net import FetchProblem, PoliteClient
from pantau.net.exchange import retry_after
from pantau.net.pace import Gaps
from pantau.settings import Settings
from website import Website, body, gaps, silence, status

Make = Callable[..., Settings]
ASKER = Path(__file__).parent / "asker.py"


async def _process(settings: Settings, urls: list[str]) -> int:
    given = settings.model_dump(mode="json", exclude_defaults=True)
    words = [sys.executable, str(ASKER), json.dumps(given), *urls]
    environment = {"PYTHONPATH": str(Path(__file__).parents[2] / "include"), "PATH": "/usr/bin:/bin"}
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE, env=environment)
    out, _ = await process.communicate()
    return int(out or 0)


async def test_two_processes_together_keep_the_gap_and_the_places(website: Website, hasty: Make, landing: Landing) -> None:
    gap = 0.12
    website.pause_s = 0.3  # longer than two gaps, so that the limit of parallel requests matters too
    settings = hasty(host_gap_s=gap, host_parallel=2, read_timeout_s=10, total_timeout_s=10)
    urls = [website.url("sopan", f"/{number}") for number in range(6)]
    done = await asyncio.gather(_process(settings, urls), _process(settings, urls))
    starts = sorted(asked.at for asked in website.log)
    assert done == [6, 6]
    assert min(gaps(website.log)) > gap - 0.05
    assert starts[-1] - starts[0] > gap * (len(starts) - 1) - 0.05
    assert max(asked.at_once for asked in website.log) == 2


@pytest.mark.parametrize("places", [1, 2])
async def test_live_requests_go_before_those_of_past_days(
    places: int, website: Website, hasty: Make, landing: Landing, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pantau.net.turns._LIVE_MARGIN_S", 3.0)  # a busy machine may stall for longer than the usual second
    website.pause_s = 0.25  # longer than two gaps: all parallel requests are in use
    settings = hasty(host_gap_s=0.1, host_parallel=places, read_timeout_s=10, total_timeout_s=20)
    theirs = Landing(database)
    async with PoliteClient(settings, theirs.hosts, past=True) as past, PoliteClient(settings, landing.hosts) as live:
        old = [asyncio.create_task(past.get(website.url("a", f"/lama/{number}"))) for number in range(12)]
        while len(website.pages()) < 2:
            website.heard.clear()
            await website.heard.wait()
        before = len(website.pages())
        await asyncio.gather(*(live.get(website.url("a", f"/baru/{number}")) for number in range(5)))
        await asyncio.gather(*old)
    theirs.close()
    asked = website.pages()
    live_at = [number for number, one in enumerate(asked) if one.path.startswith("/baru")]
    assert len(asked) == 17, "nobody is forgotten"
    assert live_at[0] <= before + 1, "one more may have had its start already"
    assert live_at == list(range(live_at[0], live_at[0] + 5)), [one.path for one in asked]
    assert min(gaps(website.log)) > 0.1 - 0.05
    assert max(one.at_once for one in website.log) <= places


async def test_the_past_has_a_rate_of_its_own(website: Website, hasty: Make, landing: Landing) -> None:
    settings = hasty(host_gap_s=0.01, past_host_gap_s=0.2)
    async with PoliteClient(settings, landing.hosts, past=True) as past, PoliteClient(settings, landing.hosts) as live:
        urls = [website.url("a", f"/{number}") for number in range(4)]
        await asyncio.gather(*(past.get(url) for url in urls), *(live.get(f"{url}baru") for url in urls))
    old = [one for one in website.pages() if not one.path.endswith("baru")]
    assert min(gaps(old)) > 0.2 - 0.05
    assert max(one.at for one in website.pages() if one.path.endswith("baru")) < old[1].at


@pytest.mark.parametrize("left", [0.2, 0.01])  # too late, it would come right after the other request or before the next
@pytest.mark.parametrize("past", [False, True])
async def test_a_request_whose_connection_took_long_keeps_the_gap_to_those_sent_meanwhile(
    left: float, past: bool, website: Website, hasty: Make, landing: Landing, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap = 0.2
    pace = {"host_gap_s": 0.01, "past_host_gap_s": gap} if past else {"host_gap_s": gap}
    settings, theirs = hasty(connect_timeout_s=2, read_timeout_s=2, total_timeout_s=2, **pace), Landing(database)
    landing.hosts.save_robots(f"a.pers.test:{website.port}", 404, None, 60.0)
    async with (
        PoliteClient(settings, theirs.hosts, past=past) as slow,
        PoliteClient(settings, landing.hosts, past=past) as punctual,
    ):

        def until_next(left: float) -> None:
            query = """SELECT extract(epoch FROM
  CASE WHEN %s THEN next_past_at ELSE next_start_at END - clock_timestamp())::float8
FROM landing.hosts WHERE host LIKE 'a.%%'"""
            with psycopg.connect(database.warehouse, autocommit=True) as looking:
                while (looking.execute(query, [past]).fetchone() or (0.0,))[0] > left:
                    time.sleep(0.001)

        resolve, entered = slow._resolver.resolve, asyncio.Event()

        async def held_up(*asked: Any, **how: Any) -> Any:
            entered.set()
            await website.heard.wait()  # the other client's request has come
            await asyncio.to_thread(until_next, left)
            return await resolve(*asked, **how)

        monkeypatch.setattr(slow._resolver, "resolve", held_up)
        first = asyncio.create_task(slow.get(website.url("a", "/terlambat")))
        await asyncio.wait_for(entered.wait(), 5)
        await asyncio.gather(first, *(punctual.get(website.url("a", f"/{number}")) for number in range(2)))
    theirs.close()
    asked = website.pages()
    assert asked[0].path != "/terlambat", "it lost its start"
    assert min(gaps(asked)) > gap - 0.02


async def test_hosts_do_not_wait_for_each_other(website: Website, hasty: Make, landing: Landing) -> None:
    gap = 10.0  # no request waits for it, so even a busy machine is fast enough
    async with PoliteClient(hasty(host_gap_s=gap), landing.hosts) as client:
        began = time.monotonic()
        await asyncio.gather(*(client.get(website.url(f"laman{number}", "/x"), "robots") for number in range(12)))
        assert time.monotonic() - began < gap


async def test_few_connections_do_not_shorten_the_gap(website: Website, hasty: Make, landing: Landing) -> None:
    website.pause_s = 0.08
    settings = hasty(host_gap_s=0.2, connections=1, host_parallel=2)
    async with PoliteClient(settings, landing.hosts) as client:
        urls = [website.url(host, f"/{number}") for host in ("satu", "dua") for number in range(3)]
        await asyncio.gather(*(client.get(url, "robots") for url in urls))
    for host in ("satu", "dua"):
        starts = [asked for asked in website.log if asked.host == host]
        assert min(gaps(starts)) > 0.2 - 0.06


@pytest.mark.parametrize(
    ("header", "seconds"), [({"Retry-After": "77"}, 77.0), ({}, 30.0), ({"Retry-After": "9999999"}, 86_400.0)]
)
async def test_after_429_the_whole_host_rests(
    header: dict[str, str], seconds: float, website: Website, hasty: Make, landing: Landing
) -> None:
    website.paths["/x"] = status(429, **header)
    async with PoliteClient(hasty(), landing.hosts) as client:
        with pytest.raises(FetchProblem) as first:
            await client.get(website.url("ramai", "/x"))
        with pytest.raises(FetchProblem) as second:
            await client.get(website.url("ramai", "/y"))
        assert (await client.get(website.url("lain", "/x2"))).status == 200
    assert (first.value.kind, first.value.retry_after_s, first.value.attempted) == ("http_429", seconds, True)
    assert (second.value.kind, second.value.attempted, second.value.weight) == ("http_429", False, "temporary")
    assert second.value.retry_after_s == pytest.approx(seconds, abs=5)
    assert [asked.path for asked in website.pages() if asked.host == "ramai"] == ["/x"]


async def test_a_503_rests_the_host_only_when_it_says_for_how_long(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/x"] = status(503)
    website.paths["/y"] = status(503, **{"Retry-After": "60"})
    async with PoliteClient(hasty(), landing.hosts) as client:
        for path, failed in (("/x", False), ("/y", True)):
            with pytest.raises(FetchProblem) as caught:
                await client.get(website.url("a", path))
            assert (caught.value.kind, caught.value.host_failed) == ("http_503", failed)


async def test_a_host_that_answers_nothing_rests_after_some_timeouts(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths |= {"/diam": silence(), "/robots.txt": status(404)}
    async with PoliteClient(hasty(read_timeout_s=0.05), landing.hosts) as client:
        failed = []
        for path in ("/diam", "/diam", "/baik", "/diam", "/diam", "/diam", "/diam", "/baik"):
            try:
                failed.append((await client.get(website.url("a", path))).status == 200)
            except FetchProblem as problem:
                failed.append(problem.host_failed and problem.kind == "timeout")
    assert failed == [False, False, True, False, False, False, True, True]
    assert [asked.path for asked in website.pages()].count("/baik") == 1, "the last one was not sent"


async def test_a_rest_ends(website: Website, hasty: Make, landing: Landing) -> None:
    landing.hosts.rest(f"a.pers.test:{website.port}", 2.0, "timeout")  # a busy machine asks within it too
    async with PoliteClient(hasty(), landing.hosts) as client:
        with pytest.raises(FetchProblem) as caught:
            await client.get(website.url("a", "/x"))
        await asyncio.sleep(caught.value.retry_after_s or 0)
        assert (await client.get(website.url("a", "/x"))).status == 200


def test_retry_after_is_a_number_or_a_date() -> None:
    now = datetime(2026, 11, 22, 3, tzinfo=UTC)
    assert retry_after("120", now) == 120.0
    assert retry_after(format_datetime(now + timedelta(minutes=5), usegmt=True), now) == 300.0
    assert retry_after(format_datetime(now - timedelta(minutes=5), usegmt=True), now) == 0.0
    assert retry_after(format_datetime(now + timedelta(days=9), usegmt=True), now) == 86_400.0
    assert [retry_after(text, now) for text in ("", "besok", "-5", "1e9", "nan")] == [None] * 5


async def test_crawl_delay_is_kept_when_it_is_longer(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/robots.txt"] = body(b"User-agent: *\nCrawl-delay: 0.3\n")
    async with PoliteClient(hasty(host_gap_s=0.01), landing.hosts) as client:
        await asyncio.gather(*(client.get(website.url("a", f"/{number}")) for number in range(3)))
    assert min(gaps(website.pages())) > 0.25


async def test_politeness_costs_little(website: Website, hasty: Make, landing: Landing) -> None:
    took: list[float] = []
    async with PoliteClient(hasty(), landing.hosts) as client:
        spent = time.process_time()
        for _ in range(200):
            began = time.monotonic()
            async with client.turns.turn("a.example", Gaps(0.0)):
                pass
            took.append(time.monotonic() - began)
        assert (time.process_time() - spent) / 200 < 0.005
    assert min(took) < 0.005, "it waits for nothing; what a busy machine adds is not counted"
