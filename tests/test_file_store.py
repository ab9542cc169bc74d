"""The one way to the files of a store, over a folder and over a real object store."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pantau.errors import StoreUnavailable
from pantau.stores import FileStore


@pytest.fixture(params=["folder", "object store"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "folder":
        return str(tmp_path / "store")
    return f"{request.getfixturevalue('bucket')}/store"


def test_what_another_process_writes_is_seen_at_once(root: str) -> None:
    one, other = FileStore(root), FileStore(root)
    assert one.names("a/b") == []
    assert one.size("a/b/1") is None
    other.write("a/b/1", b"satu")
    assert (one.names("a"), one.names("a/b"), one.size("a/b/1"), one.read("a/b/1")) == (["b"], ["1"], 4, b"satu")
    other.write("a/b/1", b"dua belas")
    assert (one.size("a/b/1"), one.read("a/b/1")) == (9, b"dua belas")
    other.write("a/b/2", b"tiga")
    assert other.delete("a/b/1") == 9
    assert one.names("a/b") == ["2"]
    with pytest.raises(FileNotFoundError):
        one.read("a/b/1")


def test_a_folder_goes_with_its_files(root: str) -> None:
    store = FileStore(root)
    for name in ("1", "2"):
        store.write(f"a/day=1/{name}", b"12345")
        store.write(f"a/day=2/{name}", b"12345")
    assert store.delete_folder("a/day=1") == 10
    assert store.names("a") == ["day=2"]
    assert store.delete_folder("a/day=1") == 0


def test_a_file_is_created_once(root: str) -> None:
    store = FileStore(root)
    assert [store.create("1", b"satu"), store.create("1", b"dua")] == [True, False]
    assert (store.read("1"), store.names()) == (b"satu", ["1"])


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES, errno.ETIMEDOUT, errno.ECONNREFUSED, errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("call", ["open", "replace", "fsync"])
def test_a_write_that_fails_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, call: str
) -> None:
    store = FileStore(str(tmp_path))
    store.write("a/1", b"lama")

    def refuse(*_args: object, **_given: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        broken.setattr(f"pantau.stores.files.os.{call}" if call != "open" else "builtins.open", refuse)
        with pytest.raises(StoreUnavailable, match=r"a/1.*nothing was changed.*try again"):
            store.write("a/1", b"baru")
    assert (store.read("a/1"), os.listdir(tmp_path / "a")) == (b"lama", ["1"])


def test_an_object_store_that_refuses_is_not_an_empty_one(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileStore(f"{bucket}/store")
    store.write("a/1", b"satu")
    refused = PermissionError(errno.EACCES, "Access Denied")
    for name, call in (("ls", store.names), ("info", store.size), ("cat_file", store.read), ("rm_file", store.delete)):
        with monkeypatch.context() as broken:
            broken.setattr(store.root.fs, name, lambda *_args, **_given: (_ for _ in ()).throw(refused))
            with pytest.raises(StoreUnavailable, match="Access Denied"):
                call("a/1")
    assert store.read("a/1") == b"satu"
