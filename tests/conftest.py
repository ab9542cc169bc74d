"""The suite talks to loopback only; any other address is a failure."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT / "include"), str(PROJECT / "tests")]
# These variables are explained in tests/lab, tests/extract, test_drift.py, test_story_order.py, test_past_days.py and
# test_every_call.py.
KEPT = (
    "PANTAU_EVALUATION_DATA",
    "PANTAU_FUZZ",
    "PANTAU_BACKFILL",
    "PANTAU_ORDER_DAYS",
    "PANTAU_FAULTS",
    "PANTAU_FAULTS_SEED",
    "PANTAU_FAULTS_STORE",
    "PANTAU_FAULTS_KEPT",
    "PANTAU_FAULTS_FORMS",
    "PANTAU_FAULTS_SHARE",
    "PANTAU_HOSTILE",
    "PANTAU_HOSTILE_GAP_S",
    "PANTAU_DRIFT_DAYS",
)
for name in [name for name in os.environ if name.startswith(("PANTAU_", "AIRFLOW_CONN_PANTAU")) and name not in KEPT]:
    del os.environ[name]
os.environ["PANTAU_ENV_FILE"] = ""  # the tests must not meet a stack that runs here

# Temporary files lie in memory if it has room (a container may have 64 MB). Stores make sure that each file is on the disk,
# five thousand times in one file of tests; a copy of a database is 400 files.
_MEMORY, _ROOM = Path("/dev/shm"), 4_000_000_000  # noqa: S108
if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM and "TMPDIR" not in os.environ:
    os.environ["TMPDIR"], tempfile.tempdir = str(_MEMORY), None

from pantau.urls import use_url_rules  # noqa: E402 — the path and the environment must be set before

use_url_rules(PROJECT / "seeds")  # tests read addresses while they are collected, and in fixtures of whole files

pytest_plugins = ["databases", "object_store"]


# The longest files, the longest first. If a worker of `make test` began a long file last, the others would wait for it.
# xdist deals out the first six at once, two to a worker. The fourth waits until test_stack.py has ended, so it is a short file.
_LONGEST = (
    "test_stack", "test_past_days", "test_story_order", "test_endings", "test_held_days", "test_every_call",
    "test_past_days_newsroom", "test_embedded", "test_parameters", "test_idle", "test_browser", "test_scheduler", "test_killed",
    "test_again_and_at_once", "test_load_order", "test_revisit_newsroom", "test_evaluate_floors", "test_changed_seeds",
    "test_worked_again", "test_lessons", "test_audit", "test_dag_test", "test_plan_dag", "test_tag_real", "test_hostile_day",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files go first, then what is marked as slow."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    places = {name: place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: (places.get(item.path.stem, len(places)), item.path not in slow))


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
    """Let a command that a test starts use a state folder of the test; without one it would start a server in this clone's
    own."""
    yield
    made = _own_state() - _STATE_BEFORE
    _STATE_BEFORE.update(made)  # only one test fails for it
    assert not made, f"this test, or one beside it, made {sorted(made)} in .pantau of this clone: set PANTAU_STATE_DIR for it"


@pytest.fixture(autouse=True)
def _shipped_rules_of_addresses() -> None:
    """Each test begins with the shipped rules; a test that opens a workspace reads addresses by the rules of that workspace."""
    use_url_rules(PROJECT / "seeds")


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English while a test runs, for tests that compare what the code raises with what a command prints."""
    from pantau.words import speaking

    with speaking("en"):
        yield
