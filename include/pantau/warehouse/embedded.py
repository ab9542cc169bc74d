"""The embedded PostgreSQL: made, started, joined and stopped here.

It listens on a Unix socket in a private folder, never on TCP. Only a supervisor stops it; every other process joins the running
server, or starts it if it is down.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from pantau.errors import PantauError, WarehouseUnavailable
from pantau.settings import Settings
from pantau.warehouse import idle
from pantau.warehouse.orphans import mark
from pantau.warehouse.places import (
    SOCKET_NAME,
    ServerUser,
    as_user,
    binaries,
    choose_data,
    data_link,
    server_identity,
    socket_folder,
    socket_place,
)
from pantau.warehouse.postmaster import (
    ServerHealth,
    end,
    examine,
    pid_file,
    postmaster,
    resume,
    server_address,
    strays,
    wait_while,
)
from pantau.warehouse.roles import ADMIN, LOAD, settle

log = logging.getLogger(__name__)
DATABASE = "pantau"
START_S = 60
# Results must not depend on the machine: UTF-8, code point order, UTC. JIT costs more than it gains at a day's size.
_SETTINGS = {"shared_buffers": "128MB", "max_connections": "100", "timezone": "UTC", "log_timezone": "UTC", "jit": "off"}
_HASTY = {"fsync": "off", "full_page_writes": "off"}  # a killed server still loses nothing; a power cut loses the last commits


def data_folder(settings: Settings) -> Path:
    """Return where the data is (or would be): under the state folder, except if a link there points elsewhere."""
    return Path(os.path.realpath(data_link(settings.state_dir)))


def address(settings: Settings, database: str = DATABASE, role: str = "") -> str | None:
    """Return the address of the server from its pid file; None if the file names no server that is up (it may have crashed).

    The role is the loader in the warehouse and the superuser in any other database, except if the caller names another.
    """
    return server_address(data_folder(settings), database, role or (LOAD if database == DATABASE else ADMIN))


def alive(settings: Settings) -> bool:
    """Tell whether the process of the server lives: it may still recover from a crash."""
    return postmaster(data_folder(settings)) is not None


def is_own(settings: Settings, given: str) -> bool:
    """Tell whether an address is that of this server, up or down: by its socket's folder."""
    return conninfo_to_dict(given).get("host") == str(socket_place(data_folder(settings)))


def health(settings: Settings) -> ServerHealth:
    """Judge the server by use: it is UP only if `SELECT 1` came back through its socket within seconds."""
    return examine(data_folder(settings))


def start(settings: Settings, *, durable: bool = True, end_silent: bool = False) -> str:
    """Start the server, join the running one or repair it, and return its address; safe from several processes at once.

    One line of the log says what was repaired. `durable=False` gives up safety against a power cut (tests). `end_silent` ends a
    living server that does not answer; only its keeper may ask for that. Raises PantauError with the server's own message, or
    within seconds with what was found if a living server does not answer.
    """
    with _lock(settings.state_dir):
        data = data_folder(settings)
        identity = server_identity(data)
        _end_strays(data)
        if not (data / "PG_VERSION").exists():
            data = _make(settings, identity, durable)
        mark(data, settings.state_dir)
        if _heal(data, end_silent) is ServerHealth.DOWN:
            _launch(data, identity, _SETTINGS if durable else _SETTINGS | _HASTY)
        _watch_use(settings, data)
        found = address(settings)
        if found is None:
            raise WarehouseUnavailable(f"the embedded PostgreSQL is not ready; see {data / 'server.log'}")
        _ensure_database(settings)
        return found


def join(settings: Settings) -> str | None:
    """Return the address of the server that is up, None if none is; start its watcher again if somebody killed it."""
    found = address(settings)
    if found:
        _watch_use(settings, data_folder(settings))
    return found


def stop(settings: Settings) -> bool:
    """Stop the server (open transactions are rolled back); return whether one was up."""
    return _stop(settings, "fast")


def _stop(settings: Settings, mode: str) -> bool:
    data = data_folder(settings)
    if not (data / "PG_VERSION").exists():
        return False
    with _lock(settings.state_dir):
        pid = postmaster(data)
        if pid is None:
            return False
        identity = server_identity(data)
        _run(binaries(identity) / "pg_ctl", ["-D", str(data), "-m", mode, "-w", "-t", str(START_S), "stop"], identity)
        folder = socket_folder(data, identity)
        if folder != data:
            with suppress(OSError):
                folder.rmdir()
        return True


def remove(settings: Settings) -> None:
    """Stop the server and delete its data, wherever it is."""
    _stop(settings, "immediate")
    data = data_folder(settings)
    if data.exists():
        shutil.rmtree(data)
    if data_link(settings.state_dir).is_symlink():
        data_link(settings.state_dir).unlink()


@contextmanager
def _lock(state_dir: Path) -> Iterator[None]:
    """Let one process at a time start, repair or stop the server. Raises PantauError that names the holder if it never ends."""
    state_dir.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + START_S
    with (state_dir / "postgres.lock").open("a+") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    handle.seek(0)
                    raise WarehouseUnavailable(
                        f"process {handle.read().strip() or 'unknown'} has been starting or stopping the embedded PostgreSQL "
                        f"for {START_S} s; end it and try again ({handle.name})"
                    ) from None
                time.sleep(0.02)
        with suppress(OSError):  # on a full disk the name cannot be written, but the lock holds
            handle.truncate(0)
            handle.write(str(os.getpid()))
            handle.flush()
        yield


def _make(settings: Settings, identity: ServerUser, durable: bool) -> Path:
    """Make the data folder beside its final place and move it there whole, so that a crash leaves nothing half made."""
    link = data_link(settings.state_dir)
    lost = data_folder(settings)
    if lost.is_dir() and any(lost.iterdir()):
        raise PantauError(f"{lost} is no whole database any more (PG_VERSION is missing); move it away, or put it back whole")
    if link.is_symlink():
        log.warning("the database %s was deleted; a new, empty one is made", lost)
    data = choose_data(settings.state_dir, identity)
    scratch = data.with_name(data.name + ".new")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700, parents=True)
    if identity.switch:
        os.chown(scratch, identity.uid, identity.gid)
    words = ["--pgdata", str(scratch), "--username", ADMIN, "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8"]
    words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"]
    words += [] if durable else ["--no-sync"]
    try:
        _run(binaries(identity) / "initdb", words, identity)
    except PantauError:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    scratch.rename(data)
    if link.absolute() != data:
        link.unlink(missing_ok=True)
        link.symlink_to(data)
    return data


def _end_strays(data: Path) -> None:
    """End servers of this data whose folder or pid file was deleted, because they would write into the folder that is made
    next."""
    for stray in strays(data):  # PostgreSQL itself notices within a minute
        end(stray, at_once=True)
        log.warning("the embedded PostgreSQL %s had lost its data folder or pid file (%s); it was ended", stray, data)


def _heal(data: Path, end_silent: bool) -> ServerHealth:
    """Bring a server that lives and cannot be used to UP or DOWN; say in one line what was done. Leave alone one that answers.

    Raises PantauError for a server that is only silent, unless its keeper asks (`end_silent`), because others may be working on
    it.
    """
    found = examine(data)
    pid = postmaster(data)
    if found is ServerHealth.SUSPENDED and pid:
        resume(pid)
        found = wait_while(data, ServerHealth.SILENT, 0.5)
        log.warning("the embedded PostgreSQL %s was suspended; it was told to go on (%s)", pid, data)
    if found is ServerHealth.CHANGING:
        found = wait_while(data, ServerHealth.CHANGING, START_S)
    if pid and (found is ServerHealth.NO_SOCKET or (end_silent and found is ServerHealth.SILENT)):
        end(pid)
        log.warning("the embedded PostgreSQL %s lived but %s; it was ended and is started again (%s)", pid, found.value, data)
        return ServerHealth.DOWN
    if found not in (ServerHealth.UP, ServerHealth.DOWN):
        raise WarehouseUnavailable(
            f"the embedded PostgreSQL (process {pid}) cannot be used: it {found.value.removeprefix('it ')}; "
            f"see {data / 'server.log'}, and `pantau stack stop` ends it when nobody needs it"
        )
    return found


def _launch(data: Path, identity: ServerUser, options: dict[str, str]) -> None:
    folder = socket_folder(data, identity)
    if postmaster(data) is None:
        # Left by kill -9. PostgreSQL itself does not start while *any* process has the number, also a zombie or a stranger.
        for stale in (data / "postmaster.pid", folder / SOCKET_NAME, folder / f"{SOCKET_NAME}.lock"):
            stale.unlink(missing_ok=True)
    options = options | {"listen_addresses": "", "unix_socket_directories": f'"{folder}"', "unix_socket_permissions": "0700"}
    flags = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
    words = ["-D", str(data), "-l", str(data / "server.log"), "-w", "-t", str(START_S), "-o", flags, "start"]
    deadline = time.monotonic() + START_S
    while postmaster(data) is None:
        try:
            _run(binaries(identity) / "pg_ctl", words, identity)
        except PantauError as error:
            said = _last_words(data)
            # After kill -9 of the server its children need a moment to notice; until then they hold the shared memory.
            if "shared memory block" in said and time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            raise WarehouseUnavailable(
                f"the embedded PostgreSQL did not start: {said or error}; see {data / 'server.log'}"
            ) from None
    while not (folder / SOCKET_NAME).exists() or len(pid_file(data)) < 8 or pid_file(data)[7].strip() != "ready":
        if time.monotonic() > deadline or postmaster(data) is None:
            raise WarehouseUnavailable(f"the embedded PostgreSQL is not ready: {_last_words(data)}; see {data / 'server.log'}")
        time.sleep(0.05)


def _watch_use(settings: Settings, data: Path) -> None:
    """Start a watcher that ends the server if nobody has used it for a while. It is no child of this process, and ends with
    the server."""
    found = address(settings, "postgres")
    place = idle.take_place(settings.state_dir) if settings.database_idle_s and found else None
    if place is None or not found:
        return
    words = [sys.executable, "-I", str(Path(idle.__file__)), found, str(data), str(settings.state_dir)]
    words += [str(settings.database_idle_s)]
    as_orphan = ["/bin/sh", "-c", '"$@" &', "sh", *words]
    try:
        subprocess.run(  # noqa: S603 - our own words
            as_orphan, check=True, cwd="/", env={"LC_ALL": "C"}, umask=0o077, start_new_session=True, pass_fds=[place],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    finally:
        os.close(place)  # the watcher has it


def _last_words(data: Path) -> str:
    try:
        lines = (data / "server.log").read_text(errors="replace").splitlines()[-5:]
    except OSError:
        return ""
    return " ".join(line.partition("] ")[2] or line for line in lines if re.search("FATAL|HINT|unrecognized|could not", line))


def _run(program: Path, words: list[str], identity: ServerUser) -> None:
    with open(os.devnull) as nothing:
        done = subprocess.run(  # type: ignore[call-overload]  # noqa: S603 — our own words, no shell
            [str(program), *words],
            stdin=nothing,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            **as_user(identity),
        )
    if done.returncode:
        raise PantauError(f"{program.name} failed: {' '.join(done.stderr.split())[-400:]}")


def _ensure_database(settings: Settings) -> None:
    def superuser(database: str) -> str:
        found = address(settings, database, ADMIN)
        assert found is not None  # noqa: S101 — start() has just seen it
        return found

    try:
        settle(superuser, DATABASE)
    except psycopg.errors.LockNotAvailable:
        raise PantauError(
            "the warehouse could not be handed to its loader, somebody works in it; run `make stop`, then try again"
        ) from None
