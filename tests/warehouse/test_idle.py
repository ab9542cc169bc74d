"""A server that no client uses ends by itself, a used server does not, and no watcher stays behind."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from pantau.settings import Settings, read_settings
from pantau.stack.processes import wait_until
from pantau.warehouse import connect, embedded
from pantau.warehouse.idle import NAME, is_watched

IDLE_S = 1.0


@pytest.fixture
def server() -> Iterator[Settings]:
    """Settings of a server of this test's own that may be idle for a second."""
    folder = Path(tempfile.mkdtemp(prefix="pi-"))  # short: a socket's path may have 100 bytes
    folder.chmod(0o711)  # under root the server runs as another user, who must pass through
    chosen = read_settings(state_dir=folder, database_idle_s=IDLE_S)
    try:
        embedded.start(chosen, durable=False)
        yield chosen
    finally:
        embedded.remove(chosen)
        shutil.rmtree(folder, ignore_errors=True)


def watchers(settings: Settings) -> list[psutil.Process]:
    """The watchers of this server."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if str(settings.state_dir) in words and any(word.endswith("idle.py") for word in words):
            found.append(process)
    return found


def test_it_ends_when_nobody_uses_it_and_the_next_command_starts_it_again(server: Settings) -> None:
    with connect(server) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    (watcher,) = watchers(server)
    assert wait_until(lambda: not embedded.alive(server), 30, 0.05)
    assert wait_until(lambda: not watcher.is_running(), 10, 0.05)
    assert watchers(server) == []
    with connect(server) as connection:
        assert connection.execute("SELECT seven FROM kept").fetchone() == (7,)
    assert len(watchers(server)) == 1


def test_it_stays_for_a_client_who_says_nothing_and_for_short_commands(server: Settings) -> None:
    (watcher,) = watchers(server)
    with psycopg.connect(str(embedded.address(server))):
        assert not wait_until(lambda: not embedded.alive(server), 2 * IDLE_S, 0.2)
    assert not wait_until(lambda: not embedded.alive(server) or embedded.health(server).name != "UP", 2 * IDLE_S, 0.2)
    assert watcher.is_running()
    with psycopg.connect(str(embedded.address(server))) as connection:
        names = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [NAME]).fetchone()
    assert names == (1,)


@pytest.mark.parametrize("how", ["stopped", "killed", "its socket gone"])
def test_a_watcher_goes_with_its_server(server: Settings, how: str) -> None:
    assert wait_until(lambda: bool(watchers(server)), 10, 0.05)
    (watcher,) = watchers(server)
    data = embedded.data_folder(server)
    if how == "stopped":
        embedded.stop(server)
    elif how == "killed":
        psutil.Process(int((data / "postmaster.pid").read_text().split()[0])).kill()
    else:
        (data / ".s.PGSQL.5432").unlink()
        embedded.start(server, durable=False)
    assert wait_until(lambda: not watcher.is_running(), 10, 0.05)


def test_no_watcher_where_it_may_be_idle_for_ever(server: Settings) -> None:
    embedded.stop(server)
    embedded.start(server.model_copy(update={"database_idle_s": 0.0}), durable=False)
    assert wait_until(lambda: watchers(server) == [], 10, 0.05)


def test_a_killed_watcher_is_followed_by_another_with_the_next_command(server: Settings) -> None:
    assert wait_until(lambda: is_watched(server.state_dir), 10, 0.02)
    (watcher,) = watchers(server)
    watcher.kill()
    assert wait_until(lambda: not is_watched(server.state_dir), 10, 0.02)
    with connect(server) as connection:
        assert wait_until(lambda: is_watched(server.state_dir), 10, 0.02)
        connection.execute("SELECT 1")
    with connect(server):
        assert len(watchers(server)) == 1, "one is enough"
    assert wait_until(lambda: not embedded.alive(server), 30, 0.05)
