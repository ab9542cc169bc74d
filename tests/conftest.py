"""The suite talks to loopback only; any other address is a failure."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT / "include"), str(PROJECT / "tests")]
# These are explained in tests/lab, tests/extract, load/test_story_order.py, test_past_days.py and test_every_call.py.
KEPT = (
    "PANTAU_EVALUATION_DATA",
    "PANTAU_FUZZ",
    "PANTAU_BACKFILL",
    "PANTAU_ORDER_DAYS",
    "PANTAU_FAULTS",
    "PANTAU_FAULTS_SEED",
    "PANTAU_FAULTS_STORE",
    "PANTAU_FAULTS_KEPT",
    "PANTAU_HOSTILE",
    "PANTAU_HOSTILE_GAP_S",
)
for name in [name for name in os.environ if name.startswith(("PANTAU_", "AIRFLOW_CONN_PANTAU")) and name not in KEPT]:
    del os.environ[name]
os.environ["PANTAU_ENV_FILE"] = ""  # the tests must not meet a stack that runs here

pytest_plugins = ["databases", "object_store"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files go first: begun last by one of the workers of `make test`, a long file would let the others wait."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (item.path.name != "test_stack.py", item.path not in slow))  # that one lasts longest by far


_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: Any) -> Any:
    if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(("127.", "::1", "localhost")):
        raise AssertionError(f"a test tried to reach {address!r}; only loopback is allowed")
    return _connect(self, address)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _loopback_only)


def _own_state() -> set[str]:
    """What the state folder of this clone holds, and whether its server is up."""
    state = PROJECT / ".pantau"
    return {path.name for path in (*state.glob("*"), *state.glob("postgres/postmaster.pid"))}


_STATE_BEFORE = _own_state()


@pytest.fixture(autouse=True)
def _no_state_of_this_clone() -> Iterator[None]:
    """Whoever tests a command that asks a store gives it a state folder; else the command starts a server in this clone's own."""
    yield
    made = _own_state() - _STATE_BEFORE
    _STATE_BEFORE.update(made)  # told once
    assert not made, f"this test, or one beside it, made {sorted(made)} in .pantau of this clone: set PANTAU_STATE_DIR for it"


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English while a test runs, for tests that compare what the code raises with what a command prints."""
    from pantau.words import speaking

    with speaking("en"):
        yield
