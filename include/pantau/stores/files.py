"""The files under one root, a folder or an object store. Reads and writes are whole, and no listing is cached."""

from __future__ import annotations

import os
import uuid

from upath import UPath

from pantau.stores.patience import Patience
from pantau.stores.told import told_apart

LOCAL = ("", "file", "local")


def open_root(root: str, patience: Patience) -> UPath:
    """Return the root as a path. No listing of an object store is cached, because other processes write there too."""
    path: UPath = UPath(root)
    if path.protocol in LOCAL:
        return path
    path = UPath(root, use_listings_cache=False, **patience.options(path.protocol))
    patience.limit(path.fs)
    return path


class FileStore:
    """Files by their name below a root. Raises StoreUnavailable if the store does not answer; then nothing was changed."""

    def __init__(self, root: str | UPath, patience: Patience | None = None) -> None:
        self.root = root if isinstance(root, UPath) else open_root(root, patience or Patience())
        self.local = self.root.protocol in LOCAL
        self._limit = (patience or Patience()).limit_of_write(self.root.protocol)

    def names(self, folder: str = "", *, surely: bool = False) -> list[str]:
        """Return the names in a folder, sorted; an empty list if there is no such folder.

        `surely` asks twice and returns the names of either answer, for callers to whom a missing name would be a loss.
        """
        if surely:
            return sorted({*self.names(folder), *self.names(folder)})
        path = self.root / folder if folder else self.root
        try:
            with told_apart(path):
                if self.local:
                    return sorted(os.listdir(path.path))
                found = path.fs.ls(path.path, detail=False, refresh=True)
        except FileNotFoundError:
            return []
        names = {str(name).rstrip("/").rpartition("/")[2] for name in found if str(name).strip("/") != path.path.strip("/")}
        return sorted(names)

    def size(self, name: str) -> int | None:
        """Return the size of a file in bytes, None if there is no such file."""
        path = self.root / name
        try:
            with told_apart(path):
                if self.local:
                    return os.stat(path.path).st_size
                path.fs.invalidate_cache(path.path)
                return int(path.fs.info(path.path)["size"] or 0)
        except FileNotFoundError:
            return None

    def read(self, name: str) -> bytes:
        """Return a whole file in one read. Raises FileNotFoundError if there is none."""
        path = self.root / name
        with told_apart(path):
            return path.read_bytes() if self.local else bytes(path.fs.cat_file(path.path))

    def write(self, name: str, data: bytes) -> None:
        """Replace a file with `data`, whole or not at all; it is safe on disk when this returns."""
        path = self.root / name
        with told_apart(path, absent=False):
            if self.local:
                _write_local(path.path, data)
            else:
                path.fs.pipe_file(path.path, data, **self._limit)

    def create(self, name: str, data: bytes) -> bool:
        """Write a file that does not exist yet; return False and change nothing if it exists."""
        path = self.root / name
        with told_apart(path, absent=False):
            if not self.local:  # object stores have no common call for this; the warehouse decides who is first
                if self.size(name) is not None:
                    return False
                path.fs.pipe_file(path.path, data, **self._limit)
                return True
            os.makedirs(os.path.dirname(path.path), exist_ok=True)
            scratch = _scratch(path.path, data)
            try:
                os.link(scratch, path.path)
            except FileExistsError:
                return False
            finally:
                os.unlink(scratch)
            return True

    def delete(self, name: str) -> int:
        """Delete a file; return its size in bytes, 0 if there was none."""
        size = self.size(name)
        if size is None:
            return 0
        path = self.root / name
        try:
            with told_apart(path):
                if self.local:
                    os.unlink(path.path)
                else:
                    path.fs.rm_file(path.path)
        except FileNotFoundError:
            return 0
        return size

    def delete_folder(self, folder: str) -> int:
        """Delete a folder and its files; return the bytes freed. In an object store a folder is gone with its files."""
        freed = sum(self.delete(f"{folder}/{name}") for name in self.names(folder))
        path = self.root / folder
        if self.local:
            try:
                with told_apart(path):
                    os.rmdir(path.path)
            except FileNotFoundError:
                return freed
        return freed


def _write_local(path: str, data: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    scratch = _scratch(path, data)
    try:
        os.replace(scratch, path)
    except BaseException:
        os.unlink(scratch)
        raise
    descriptor = os.open(os.path.dirname(path), os.O_RDONLY)
    try:
        os.fsync(descriptor)  # the name must survive a power cut too
    finally:
        os.close(descriptor)


def _scratch(path: str, data: bytes) -> str:
    """Write `data` beside `path` under a temporary name; if that fails, nothing is left."""
    folder, name = os.path.split(path)
    scratch = os.path.join(folder, f".{name}.{uuid.uuid4().hex}.tmp")
    try:
        with open(scratch, "xb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
    except BaseException:
        if os.path.exists(scratch):
            os.unlink(scratch)
        raise
    return scratch
