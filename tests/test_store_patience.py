"""An object store that does not answer is given up within the settings; a file that was just written there is always seen."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from s3fs import S3FileSystem

from object_store import s3_environment
from pantau.errors import StoreUnavailable
from pantau.settings import read_settings
from pantau.stores import FileStore, Patience

QUICK = Patience(connect_s=5, read_s=0.4, attempts=2)  # this server is reached at once, unless the machine is busy


@contextmanager
def silent_server() -> Iterator[tuple[str, list[socket.socket]]]:
    """A server that takes every connection and never answers; yield its address and the connections."""
    came: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=32) as listener:

        def take() -> None:
            try:
                while True:
                    came.append(listener.accept()[0])
            except OSError:
                return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", came
        listener.shutdown(socket.SHUT_RDWR)
    for one in came:
        one.close()
    thread.join(5)


@pytest.mark.parametrize("call", ["names", "size", "read", "write", "create", "delete"])
def test_a_store_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    with silent_server() as (address, came):
        for name, value in s3_environment(address).items():
            monkeypatch.setenv(name, value)
        S3FileSystem.clear_instance_cache()
        store = FileStore("s3://gudang/landing", QUICK)
        given = {"write": ("a", b"satu"), "create": ("a", b"satu")}.get(call, ("a",))
        began = time.monotonic()
        with pytest.raises(StoreUnavailable, match="gudang/landing/a"):
            getattr(store, call)(*given)
        assert time.monotonic() - began < 15  # by default an S3 client tried for ten minutes
        assert 1 <= len(came) <= QUICK.attempts


def test_the_settings_say_how_long() -> None:
    chosen = read_settings(store_connect_timeout_s=1.5, store_read_timeout_s=2.5, store_attempts=4)
    patience = Patience.of(chosen)
    assert patience.options("s3")["config_kwargs"] == {
        "connect_timeout": 1.5,
        "read_timeout": 2.5,
        "retries": {"mode": "standard", "total_max_attempts": 4},
    }
    assert patience.options("gs") == {}


def test_a_rewritten_file_is_read_whole_after_its_listing(bucket: str) -> None:
    mine, theirs = FileStore(f"{bucket}/landing"), FileStore(f"{bucket}/landing")
    theirs.write("day/a", b"lama")
    assert mine.names("day") == ["a"]
    other = S3FileSystem(skip_instance_cache=True)  # like the client of another process: it tells the store's client nothing
    other.pipe_file(f"{bucket}/landing/day/a", b"baru dan lebih panjang")
    other.pipe_file(f"{bucket}/landing/day/b", b"dua")
    assert mine.read("day/a") == b"baru dan lebih panjang"
    assert (mine.names("day"), mine.size("day/a")) == (["a", "b"], 22)
