"""A small newsroom whose clock stands still, shared by the tests that only read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from newsroom import Config, Room, serving
from newsroom.clock import WIB

Get = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def now() -> datetime:
    """Return the time of the shared newsroom's clock: a Friday afternoon."""
    return datetime(2026, 11, 20, 14, 30, tzinfo=WIB)


@pytest.fixture(scope="session")
def room(now: datetime) -> Iterator[Room]:
    """Serve the default newsroom; tests that switch faults or measure visits start their own."""
    with serving(Config(clock=lambda: now)) as running:
        yield running


@pytest.fixture(scope="session")
def asking() -> Iterator[Callable[[Room], Get]]:
    """Return a maker of functions that ask a newsroom for a URL as if its host names resolved to it."""
    # One client for all: each new one spends 30 ms on certificates nobody needs here.
    client = httpx.Client(trust_env=False, verify=False)  # noqa: S501 - plain http on loopback

    def make(running: Room) -> Get:
        def get(url: str, **options: Any) -> httpx.Response:
            parts = urlsplit(url)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            headers = {"Host": parts.netloc, **options.pop("headers", {})}
            return client.get(f"http://127.0.0.1:{running.port}{path}", headers=headers, **options)

        return get

    yield make
    client.close()


@pytest.fixture(scope="session")
def get(room: Room, asking: Callable[[Room], Get]) -> Get:
    """Return a function that asks the shared newsroom for a URL."""
    return asking(room)
