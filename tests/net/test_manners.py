"""An outlet may ask for a longer gap and fewer requests at once, on all its hosts and on no other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from pantau.catalogue.checks import gap
from pantau.landing import Landing
from pantau.model import Outlet
from pantau.net import PoliteClient
from pantau.net.manners import HostManners, Manners
from pantau.settings import Settings
from website import Website, body, gaps

DELAYS = {"lama": 0.4, "singkat": 0.05}


def outlet(gap_s: float, at_once: int, *domains: str) -> Outlet:
    return Outlet("pelan", "Pelan", "", "31", "id", "WIB", "national", domains, "https://pelan.id/", gap_s=gap_s, at_once=at_once)


@pytest.mark.parametrize(
    ("host", "manners"),
    [
        ("pelan.id", HostManners(20.0, 1)),
        ("www.pelan.id", HostManners(20.0, 1)),
        ("amp.www.pelan.id:8443", HostManners(20.0, 1)),
        ("takpelan.id", HostManners()),
        ("id", HostManners()),
        ("biasa.co.id", HostManners()),
    ],
)
def test_hosts_below_an_outlets_domains_have_its_manners(host: str, manners: HostManners) -> None:
    assert Manners([outlet(20.0, 1, "pelan.id"), outlet(0.0, 0, "biasa.co.id")]).of(host) == manners


def test_a_gap_has_five_to_sixty_seconds() -> None:
    assert [gap(value) for value in ("", "5", "60", "12.5")] == [""] * 4
    assert all("from 5 to 60" in gap(value) for value in ("4.9", "61", "0", "-5", "1e1", "nan", "٧", "lima"))


async def test_the_client_keeps_them(website: Website, hasty: Callable[..., Settings], landing: Landing) -> None:
    website.pause_s = 0.1
    own = Manners([outlet(0.15, 0, "pelan.pers.test"), outlet(0.0, 1, "satu.pers.test")])
    async with PoliteClient(hasty(host_gap_s=0.0), landing.hosts, manners=own) as client:
        urls = [website.url(host, f"/{number}") for host in ("pelan", "satu", "biasa") for number in range(4)]
        await asyncio.gather(*(client.get(url) for url in urls))
    assert min(gaps([asked for asked in website.log if asked.host == "pelan"])) > 0.1
    assert max(asked.at_once for asked in website.log if asked.host == "satu") == 1
    assert max(asked.at_once for asked in website.log if asked.host == "biasa") > 1


async def test_a_longer_crawl_delay_counts_and_a_shorter_one_does_not(
    website: Website, hasty: Callable[..., Settings], landing: Landing
) -> None:
    website.paths |= {
        f"{host}/robots.txt": body(f"User-agent: *\nCrawl-delay: {delay}".encode()) for host, delay in DELAYS.items()
    }
    own = Manners([outlet(0.2, 0, "lama.pers.test", "singkat.pers.test")])
    async with PoliteClient(hasty(host_gap_s=0.0), landing.hosts, manners=own) as client:
        urls = [website.url(host, f"/{number}") for host in DELAYS for number in range(3)]
        await asyncio.gather(*(client.get(url) for url in urls))
    asked = {host: [one for one in website.log if one.host == host and one.path != "/robots.txt"] for host in DELAYS}
    assert min(gaps(asked["lama"])) > 0.35, "it asks for more than the catalogue"
    assert min(gaps(asked["singkat"])) > 0.15, "it asks for less"
