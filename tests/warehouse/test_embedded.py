"""The embedded server: starts once, survives kill -9, has a private socket and changes nobody else's permissions."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from pantau.errors import PantauError
from pantau.settings import PROJECT, Settings, read_settings
from pantau.warehouse import connect, connect_reading, dsn, embedded, places

ROOT = os.geteuid() == 0


@pytest.fixture
def state() -> Iterator[Path]:
    """A folder with a short path that any user may pass through; its server is ended afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pantau-"))
    folder.chmod(0o711)
    yield folder / "s"
    embedded.remove(read_settings(state_dir=folder / "s"))
    shutil.rmtree(folder)


def chosen(state: Path) -> Settings:
    return read_settings(state_dir=state)


def postmaster(settings: Settings) -> psutil.Process:
    return psutil.Process(int((embedded.data_folder(settings) / "postmaster.pid").read_text().split()[0]))


def one(settings: Settings, sql: str) -> object:
    with connect(settings) as connection:
        row = connection.execute(sql.encode()).fetchone()
    assert row is not None
    return row[0]


def test_it_starts_stops_and_keeps_its_data(state: Path) -> None:
    settings = chosen(state)
    assert embedded.address(settings) is None
    assert embedded.stop(settings) is False
    assert embedded.start(settings, durable=False) == embedded.address(settings)
    with connect(settings) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    process = postmaster(settings)
    assert embedded.stop(settings) is True
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    assert one(settings, "SELECT seven FROM kept") == 7  # connect starts it again


def test_results_do_not_depend_on_the_machine(state: Path) -> None:
    settings = chosen(state)
    embedded.start(settings, durable=False)
    assert one(settings, "SHOW server_encoding") == "UTF8"
    assert one(settings, "SHOW timezone") == "UTC"
    assert one(settings, "SELECT concat(datlocprovider, ' ', datlocale) FROM pg_database WHERE datname = 'pantau'") == "b C.UTF-8"
    assert one(settings, "SELECT string_agg(x, '' ORDER BY x) FROM unnest(ARRAY['b', 'A', 'a', 'É']) x") == "AabÉ"
    assert one(settings, "SELECT upper('é')") == "É"


def test_it_listens_on_no_network_and_its_folder_is_private(state: Path) -> None:
    settings = chosen(state)
    embedded.start(settings, durable=False)
    assert one(settings, "SHOW listen_addresses") == ""
    assert [link for link in postmaster(settings).net_connections("inet") if link.status == psutil.CONN_LISTEN] == []
    folder = Path(psycopg.conninfo.conninfo_to_dict(dsn(settings))["host"])  # type: ignore[arg-type]
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / places.SOCKET_NAME).stat().st_mode & 0o077 == 0


def test_starting_again_joins_the_running_one(state: Path) -> None:
    settings = chosen(state)
    first = embedded.start(settings, durable=False)
    pid = postmaster(settings).pid
    assert embedded.start(settings) == first
    assert postmaster(settings).pid == pid


def test_several_processes_may_start_it_at_once(state: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pantau.settings import read_settings; from pantau.warehouse import connect\n"
        "with connect(read_settings(state_dir=Path(sys.argv[1]))) as connection:\n"
        '    print(connection.execute("SELECT pg_postmaster_start_time(), count(*) FROM migrations").fetchone())\n'
    )
    environment = os.environ | {"PYTHONPATH": str(PROJECT / "include")}
    words = [sys.executable, "-c", code, str(state)]
    running = [
        subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    said = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0], said
    assert len({out for out, _ in said}) == 1


def test_it_comes_back_after_kill_9(state: Path) -> None:
    settings = chosen(state)
    embedded.start(settings, durable=False)
    with connect(settings) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    os.kill(postmaster(settings).pid, signal.SIGKILL)
    assert one(settings, "SELECT seven FROM kept") == 7


def test_a_pid_file_that_names_a_stranger_is_stale(state: Path) -> None:
    settings = chosen(state)
    embedded.start(settings, durable=False)
    embedded.stop(settings)
    data = embedded.data_folder(settings)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        file = data / "postmaster.pid"
        file.write_text(f"{stranger.pid}\n{data}\n1\n5432\n{data}\n\n1 1\nready   \n")
        os.chown(file, data.stat().st_uid, data.stat().st_gid)
        assert embedded.stop(settings) is False
        assert one(settings, "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.communicate(b"\n")


def long_path(state: Path) -> Settings:
    """Settings whose socket has a separate folder, which a cleaner of temporary files may delete."""
    return chosen(state / ("x" * 60) / ("y" * 60))


def socket_of(settings: Settings) -> Path:
    return Path(str(psycopg.conninfo.conninfo_to_dict(dsn(settings))["host"])) / places.SOCKET_NAME


@pytest.mark.parametrize(("configured", "reading"), [(False, False), (True, True)], ids=["shell", "page of a stack"])
def test_a_server_that_lost_its_socket_is_restarted_and_that_is_said(
    state: Path, caplog: pytest.LogCaptureFixture, configured: bool, reading: bool
) -> None:
    settings = chosen(state)
    address = embedded.start(settings, durable=False)
    settings = read_settings(state_dir=state, warehouse=address) if configured else settings
    with connect(settings) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    socket_of(settings).unlink()
    with (connect_reading if reading else connect)(settings) as connection:
        assert connection.execute("SELECT seven FROM kept").fetchone() == (7,)
    assert embedded.address(settings) == address
    assert len([line for line in caplog.messages if "its socket was gone; it was ended and is started again" in line]) == 1


def test_a_socket_folder_that_a_cleaner_took_is_made_again(state: Path) -> None:
    settings = long_path(state)
    try:
        embedded.start(settings, durable=False)
        shutil.rmtree(socket_of(settings).parent)
        assert one(settings, "SELECT 1") == 1
    finally:
        embedded.remove(settings)


@pytest.mark.parametrize("lost", ["state", "data", "pid file"])
def test_a_folder_deleted_under_it_ends_it_and_a_new_one_starts(state: Path, caplog: pytest.LogCaptureFixture, lost: str) -> None:
    settings = chosen(state)
    embedded.start(settings, durable=False)
    old, data = postmaster(settings), embedded.data_folder(settings)
    if lost == "pid file":
        (data / "postmaster.pid").unlink()
    else:
        shutil.rmtree(state if lost == "state" else data)
    assert one(settings, "SELECT 1") == 1
    assert not old.is_running()
    assert "had lost its data folder or pid file" in caplog.text


def test_a_suspended_server_goes_on(state: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = chosen(state)
    embedded.start(settings, durable=False)
    process = postmaster(settings)
    process.suspend()
    began = time.monotonic()
    assert one(settings, "SELECT 1") == 1
    assert time.monotonic() - began < embedded.START_S / 3  # a caller that does not notice it would wait all of START_S
    assert postmaster(settings) == process
    assert "was suspended; it was told to go on" in caplog.text


def test_a_silent_server_is_told_within_five_seconds_and_left_alone(state: Path) -> None:
    settings = chosen(state)
    embedded.start(settings, durable=False)
    data, process = embedded.data_folder(settings), postmaster(settings)
    other = psycopg.connect(str(embedded.address(settings)))  # another client works
    file = socket_of(settings)
    file.rename(file.with_name("away"))
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(file))
        silent.listen()
        os.chown(file, data.stat().st_uid, data.stat().st_gid)
        began = time.monotonic()
        with (
            pytest.raises(PantauError, match=r"cannot be used: it did not answer; see .*server\.log.*stack stop"),
            connect(settings),
        ):
            pass
        assert time.monotonic() - began < 10  # it takes four on an idle machine
    assert other.execute("SELECT 1").fetchone() == (1,)
    assert postmaster(settings) == process
    other.close()


def test_who_starts_it_for_ever_is_named(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "START_S", 0.2)
    with embedded._lock(state), pytest.raises(PantauError, match=f"process {os.getpid()} has been starting"):
        embedded.start(chosen(state))


def test_half_a_data_folder_is_named_and_left_alone(state: Path) -> None:
    settings = chosen(state)
    (state / "postgres" / "base").mkdir(parents=True)
    with pytest.raises(PantauError, match=r"postgres is no whole database any more \(PG_VERSION is missing\); move it away"):
        embedded.start(settings)
    assert (state / "postgres" / "base").is_dir()


def test_a_crash_while_it_is_made_leaves_nothing_in_the_way(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = chosen(state)

    def crash(*words: object) -> None:
        raise PantauError("initdb failed: no space left")

    with monkeypatch.context() as patch:
        patch.setattr(embedded, "_run", crash)
        with pytest.raises(PantauError, match="no space left"):
            embedded.start(settings, durable=False)
    embedded.start(settings, durable=False)
    assert one(settings, "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_gets_a_private_folder_elsewhere(state: Path) -> None:
    settings = chosen(state / ("x" * 60) / ("y" * 60))
    try:
        embedded.start(settings, durable=False)
        folder = Path(psycopg.conninfo.conninfo_to_dict(dsn(settings))["host"])  # type: ignore[arg-type]
        assert folder != embedded.data_folder(settings)
        assert folder.stat().st_mode & 0o777 == 0o700
        assert one(settings, "SELECT 1") == 1
        embedded.stop(settings)
        assert not folder.exists()
    finally:
        embedded.remove(settings)


def test_a_socket_folder_somebody_else_made_is_refused(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = state / ("x" * 60) / ("y" * 60)
    monkeypatch.setattr(places, "_runtime_root", lambda: state.parent)
    folder = places.socket_folder(data, places.us())
    assert folder.parent == state.parent
    folder.chmod(0o777)
    with pytest.raises(PantauError, match="remove it and try again"):
        places.socket_folder(data, places.us())


def test_what_the_server_says_is_told_when_it_does_not_start(state: Path) -> None:
    settings = chosen(state)
    embedded.start(settings, durable=False)
    embedded.stop(settings)
    with (embedded.data_folder(settings) / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(PantauError, match=r"did not start: .*no_such_setting.*see .*server\.log"):
        embedded.start(settings)


def permissions(*roots: Path) -> dict[Path, int]:
    """The permissions of folders and all their ancestors."""
    return {folder: folder.stat().st_mode for root in roots for folder in (root, *root.parents)}


@pytest.mark.skipif(not ROOT, reason="only root changes its user")
def test_as_root_in_a_private_home_no_permission_is_changed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    wheel = places.binaries(places.us()).parent
    before = permissions(home, Path(sys.prefix), wheel / "share" / "postgresql", Path(sys.executable).resolve())
    settings = chosen(home / "project" / ".pantau")
    try:
        with caplog.at_level(logging.WARNING):
            embedded.start(settings, durable=False)
        assert one(settings, "SELECT 1") == 1
        data = embedded.data_folder(settings)
        assert data.is_relative_to(places.SHARED)
        assert str(data) in caplog.text
        assert data.stat().st_mode & 0o777 == 0o700
        assert data.stat().st_uid == postmaster(settings).uids().real != 0
        assert permissions(*before) == before
    finally:
        embedded.remove(settings)
    assert not data.exists()


@pytest.mark.skipif(not ROOT, reason="only root changes its user")
def test_as_root_binaries_out_of_reach_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Path(tempfile.mkdtemp(prefix="pantau-"))
    shared.chmod(0o711)
    monkeypatch.setattr(places, "SHARED", shared)
    identity = places.server_identity(tmp_path / "none")
    real = places.reachable
    monkeypatch.setattr(places, "reachable", lambda path, who, wish: "site-packages" not in str(path) and real(path, who, wish))
    try:
        copied = places.binaries(identity)
        assert copied.is_relative_to(shared)
        assert places.binaries(identity) == copied
        assert [path.name for path in shared.iterdir()] == [copied.parents[2].name]
        settings = chosen(shared / "s")
        embedded.start(settings, durable=False)
        assert Path(postmaster(settings).exe()).is_relative_to(shared)
        embedded.remove(settings)
    finally:
        shutil.rmtree(shared)


@pytest.mark.skipif(ROOT, reason="root may read everything")
def test_data_of_another_user_is_named(state: Path) -> None:
    (state / "postgres").mkdir(parents=True, mode=0o000)
    with pytest.raises(PantauError, match="belongs to another user"):
        embedded.address(chosen(state))
