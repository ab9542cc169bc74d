"""A workspace whose hosts are served from loopback, and entries on them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from landed import entry
from pantau.model import Entry
from pantau.settings import Settings
from pantau.urls import article_id
from pantau.workspace import Workspace
from website import Website


@pytest.fixture
async def website() -> AsyncIterator[Website]:
    """A server for *.pers.test."""
    async with Website() as site:
        yield site


@pytest.fixture
def workspace(database: Settings, website: Website) -> Iterator[Callable[..., Workspace]]:
    """Make workspaces that open the website and wait for nothing long; further settings by name."""
    made: list[Workspace] = []

    def make(**given: Any) -> Workspace:
        quick = {
            "allow_hosts": website.allow_hosts,
            "host_gap_s": 0.0,
            "host_cooldown_s": 60.0,
            "fetch_retry_s": 0.01,
            "connect_timeout_s": 1.0,
            "read_timeout_s": 1.0,
            "total_timeout_s": 3.0,
        }
        made.append(Workspace(database.model_copy(update=quick | given)))
        return made[-1]

    yield make
    for one in made:
        one.landing.close()


@pytest.fixture
def found(website: Website) -> Callable[..., Entry]:
    """Make an entry of a page of the website: `found("/berita/1", "harian")`."""

    def make(path: str, host: str = "harian", **given: Any) -> Entry:
        url = website.url(host, path)
        key = url.removeprefix("http://")
        return entry(path, f"{host}.example", **({"url": url, "url_key": key, "article_id": article_id(key)} | given))

    return make
