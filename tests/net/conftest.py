"""A landing and a website for the network tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from pantau.landing import Landing
from pantau.settings import Settings
from website import Website


@pytest.fixture
async def website() -> AsyncIterator[Website]:
    """A server for *.pers.test."""
    async with Website() as site:
        yield site


@pytest.fixture
def hasty(database: Settings, website: Website) -> Callable[..., Settings]:
    """Make settings that may open the website and that have short waits; other settings are given by name."""

    def make(**given: Any) -> Settings:
        quick = {
            "allow_hosts": website.allow_hosts,
            "host_gap_s": 0.0,
            "host_gap_growth": 1.0,
            "host_parallel": 4,
            "connect_timeout_s": 0.4,
            "read_timeout_s": 0.4,
            "total_timeout_s": 1.0,
            "host_cooldown_s": 30.0,
        }
        return database.model_copy(update=quick | given)

    return make


@pytest.fixture
def landing(database: Settings) -> Iterator[Landing]:
    """The landing of this test's own database."""
    made = Landing(database)
    yield made
    made.close()
