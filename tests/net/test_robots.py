"""Pantau reads robots.txt as RFC 9309 says, and remembers it."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from pantau.landing import Landing
from pantau.net import FetchProblem, PoliteClient
from pantau.net.robots import RobotsGate, gap_under, read_robots, robots_text
from pantau.settings import Settings
from website import Handler, Website, body, drip, moved, raw, status

Make = Callable[..., Settings]
RULES = b"""\xef\xbb\xbfUser-agent: *
Disallow: /search/?q=
Disallow: *?utm_source=*
Disallow: /khusus
Allow: /khusus/terbuka

User-agent: Scrapy
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/read/1", True),
        ("/search/?q=banjir", False),
        ("/read/1?utm_source=rss", False),
        ("/khusus/tertutup", False),
        ("/khusus/terbuka/1", True),
    ],
)
async def test_rules_are_obeyed(path: str, allowed: bool, website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/robots.txt"] = body(RULES, Content_Type="text/plain")
    async with PoliteClient(hasty(), landing.hosts) as client:
        if allowed:
            assert (await client.get(website.url("a", path))).status == 200
            return
        with pytest.raises(FetchProblem) as caught:
            await client.get(website.url("a", path))
    assert (caught.value.kind, caught.value.weight) == ("robots", "hard")
    assert website.pages() == []


async def test_rules_for_pantau_by_name_win(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/robots.txt"] = body(b"User-agent: *\nDisallow: /\n\nUser-agent: Pantau\nDisallow: /tutup\n")
    async with PoliteClient(hasty(), landing.hosts) as client:
        assert (await client.get(website.url("a", "/buka"))).status == 200
        with pytest.raises(FetchProblem, match="robots"):
            await client.get(website.url("a", "/tutup"))


@pytest.mark.parametrize(
    ("lines", "allowed"),
    [
        ("User-agent: Pantau/4.2\nDisallow: /", False),
        ("user-agent:pantau/9 (+https://kabar.example/robot)\nDisallow: /", False),
        ("User-agent: Mozilla/5.0 (compatible; Pantau/1.0)\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Pantau/1.0\nAllow: /", True),
        ("User-agent: Scrapy/2.0\nUser-agent: Pantau/1.0\nDisallow: /", False),
        ("User-agent: pantau-gambar/1.0\nDisallow: /", True),
        ("User-agent: pantaulaut/1.0\nDisallow: /", True),
        ("User-agent: Scrapy/2.0\nDisallow: /", True),
    ],
)
def test_a_version_behind_a_name_is_no_part_of_it(lines: str, allowed: bool) -> None:
    for ends in ("\n", "\r\n", "\r"):
        assert read_robots(lines.replace("\n", ends)).can_fetch("https://kabar.example/read/1", "Pantau") == allowed


@pytest.mark.parametrize(
    ("line", "gap_s"),
    [
        ("Crawl-delay: 12", 12.0),
        ("Crawl-delay: 12 seconds", 12.0),
        ("crawl-delay: 7.5s # please", 7.5),
        ("Crawl-delay: 4 detik", 4.0),
        ("Crawl-delay: 1 minute", 60.0),
        ("Crawl-delay: 1500 ms", 1.5),
        ("Crawl-delay: 900", 60.0),
        ("Crawl-delay: soon", 1.0),
        ("Request-rate: 1/8", 8.0),
        ("Request-rate: 6/1m", 10.0),
    ],
)
def test_a_delay_means_what_it_says(line: str, gap_s: float) -> None:
    assert gap_under(read_robots(f"User-agent: *\n{line}\nDisallow: /tutup\n"), 1.0) == gap_s


@pytest.mark.parametrize("line", ["Disallow: /*ab\n", "Allow: /*ab*cd$\n", "Disallow: /" + "*ab" * 500 + "\n"])
def test_a_file_of_more_wildcards_than_anybody_writes_closes_its_host(line: str) -> None:
    start = time.process_time()
    rules = read_robots("User-agent: *\n" + line * (500_000 // len(line)))
    for number in range(20):
        assert not rules.can_fetch(f"https://kabar.example/{'a' * 1_900}/{number}", "Pantau")
    assert time.process_time() - start < 1, "each of twenty addresses takes 0.2 s"
    few = read_robots("User-agent: *\n" + "Disallow: /*ab\n" * 500)
    assert few.can_fetch("https://kabar.example/berita/1", "Pantau")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_two_byte_letters_is_read(codec: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(codec, b"")
    rules = read_robots(robots_text(mark + "User-agent: *\nDisallow: /tutup\n".encode(codec)))
    assert not rules.can_fetch("https://kabar.example/tutup/1", "Pantau")


@pytest.mark.parametrize(
    "robots",
    [
        status(404),
        status(401),
        status(403),
        status(410),
        body(b""),
        body(b"<html>maaf</html>"),
        moved("/robots.txt"),
        moved("/r/1"),
    ],
)
async def test_no_robots_file_means_welcome(robots: Handler, website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/robots.txt"] = robots
    website.paths |= {f"/r/{number}": moved(f"/r/{number + 1}") for number in range(1, 9)}
    async with PoliteClient(hasty(), landing.hosts) as client:
        assert (await client.get(website.url("a", "/x"))).status == 200


@pytest.mark.parametrize("robots", [status(500), status(503), drip(0.2), raw(reset=True)])
async def test_unreachable_robots_mean_not_now(robots: Handler, website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/robots.txt"] = robots
    async with PoliteClient(hasty(), landing.hosts) as client:
        for attempted in (True, False):  # the second call sends no request
            with pytest.raises(FetchProblem) as caught:
                await client.get(website.url("a", "/x"))
            problem = caught.value
            assert (problem.kind, problem.weight, problem.attempted) == ("robots_unreachable", "soft", attempted)
    assert [asked.path for asked in website.log] == ["/robots.txt"]


async def test_robots_busy_rests_the_host(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/robots.txt"] = status(429, **{"Retry-After": "50"})
    async with PoliteClient(hasty(), landing.hosts) as client:
        with pytest.raises(FetchProblem) as caught:
            await client.get(website.url("a", "/x"))
    assert (caught.value.kind, caught.value.host_failed, caught.value.retry_after_s) == ("http_429", True, 50.0)


async def test_a_redirect_is_judged_by_the_robots_file_of_where_it_leads(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["satu/x"] = moved(website.url("dua", "/tutup"))
    website.paths["dua/robots.txt"] = body(b"User-agent: *\nDisallow: /tutup\n")
    async with PoliteClient(hasty(), landing.hosts) as client:
        with pytest.raises(FetchProblem) as caught:
            await client.get(website.url("satu", "/x"))
    assert caught.value.kind == "robots"
    assert [asked.path for asked in website.pages()] == ["/x"]


async def test_robots_are_asked_for_once_a_day_by_all_clients(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/robots.txt"] = body(b"User-agent: *\nDisallow: /tutup\n")
    for _ in range(3):
        async with PoliteClient(hasty(), landing.hosts) as client:
            for number in range(3):
                await client.get(website.url("a", f"/{number}"))
            with pytest.raises(FetchProblem):
                await client.get(website.url("a", "/tutup"))
    assert len(website.log) - len(website.pages()) == 1


async def test_an_old_copy_holds_while_a_new_one_cannot_be_read(website: Website, hasty: Make, landing: Landing) -> None:
    landing.hosts.save_robots(f"a.pers.test:{website.port}", 200, "User-agent: *\nDisallow: /tutup\n", -1)
    website.paths["/robots.txt"] = status(500)
    async with PoliteClient(hasty(), landing.hosts) as client:
        assert (await client.get(website.url("a", "/x"))).status == 200
        with pytest.raises(FetchProblem) as caught:
            await client.get(website.url("a", "/tutup"))
    assert caught.value.kind == "robots"


async def test_a_long_robots_file_is_read_as_far_as_the_cap(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/robots.txt"] = body(b"User-agent: *\nDisallow: /tutup\n" + b"# catatan panjang\n" * 100_000)
    async with PoliteClient(hasty(), landing.hosts) as client:
        with pytest.raises(FetchProblem) as caught:
            await client.get(website.url("a", "/tutup"))
    assert caught.value.kind == "robots"


async def test_a_gate_is_asked_with_and_without_a_gap() -> None:
    async def fetch(_url: str) -> SimpleNamespace:
        return SimpleNamespace(status=200, body=b"User-agent: *\nCrawl-delay: 7\nDisallow: /tutup\n")

    async def call(ask: Callable[..., object], *given: object) -> object:
        return ask(*given)

    hosts = SimpleNamespace(robots=lambda *_: (None, False), save_robots=lambda *_: None)
    gate = RobotsGate(SimpleNamespace(host_cooldown_s=60.0), hosts, SimpleNamespace(call=call), fetch)  # type: ignore[arg-type]
    page = SimpleNamespace(url="https://koran.test/kota/1", key="koran.test", robots_url="https://koran.test/robots.txt")
    assert (await gate.admit(page), await gate.admit(page, 20.0)) == (7.0, 20.0)  # type: ignore[arg-type]
