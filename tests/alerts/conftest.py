"""Alerts are sent to real servers on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from webhook import Hook


@pytest.fixture
def hook() -> Iterator[Hook]:
    server = Hook()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
