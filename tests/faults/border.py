"""The lowest border that every call to a store passes: files (os, io), objects (aiobotocore) and PostgreSQL (psycopg).

`watch` names every call; armed with a point and a fault, that call fails so. Only for a process that ends after one run.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

FAULTS = ("refused", "403", "timeout", "truncated", "disk full", "killed")
AFTER = "killed after"  # for calls that change something: the change is made, and the caller gets no answer
CHANGING = frozenset({"write", "rename", "delete", "commit", "PutObject", "CopyObject", "DeleteObject", "DeleteObjects"})
_PACKAGE = os.sep + os.path.join("include", "pantau") + os.sep
# These count as one room: call sites in it differ by the stage that calls them.
_SEAM = ("results.py", "files.py", "workspace.py", "day_lock.py", "landing/", "warehouse/", "stores/")
_ALIKE = ("seeds:", "catalogue:")  # every stage reads reference data by the same call


@dataclass
class Border:
    """The roots that are watched, the calls that were made, and the call that has to fail."""

    roots: dict[str, str]
    point: str = ""
    nth: int = 0
    fault: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list)
    fired: str = ""
    reached: set[tuple[str, int]] = field(default_factory=set)  # every line of the package that a call came through
    _seen: Counter[str] = field(default_factory=Counter)
    _inside: bool = False

    def meet(self, operation: str, what: str) -> str:
        """Note a call; return the fault that it must have, empty for none."""
        if self._inside:
            return ""
        self._inside = True
        try:
            frames = own_frames(sys._getframe(1)) or _frames_of_others()
            self.reached.update(frames)
            point = f"{operation} @ {_site(frames, not what.startswith(_ALIKE) and operation != 'stat')}"
        finally:
            self._inside = False
        self.calls.append((point, what))
        self._seen[point] += 1
        if self.fired or point != self.point or self._seen[point] != self.nth:
            return ""
        self.fired = what or operation
        _tell(self.fired)
        if self.fault == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        return self.fault

    def done(self, fault: str) -> None:
        """Die after a call that was carried out."""
        if fault == AFTER:
            os.kill(os.getpid(), signal.SIGKILL)

    def holds(self, path: Any) -> str:
        """Return the path below one of the watched roots as `root:rest`, empty for any other."""
        if isinstance(path, int):
            try:
                path = os.readlink(f"/proc/self/fd/{path}")
            except OSError:
                return ""
        try:
            text = os.path.abspath(os.fsdecode(path))
        except TypeError:
            return ""
        for name, root in self.roots.items():
            if text.startswith(root) and not text.endswith((".py", ".pyc")) and "__pycache__" not in text:
                return f"{name}:{text[len(root) :].lstrip('/') or '.'}"
        return ""


def _tell(what: str) -> None:
    """Write the call down for the harness: the process may be dead in a moment."""
    descriptor = int(os.environ.get("FAULT_WORD", "-1"))
    if descriptor >= 0:
        os.write(descriptor, what.encode())


def _site(frames: list[tuple[str, int]], far_too: bool) -> str:
    """Return who calls: the line of the package that does, and the first one outside the rooms of the stores."""
    if not frames:
        return "elsewhere"
    near = frames[0]
    far = next((one for one in frames if not one[0].startswith(_SEAM)), near)
    return f"{near[0]}:{near[1]}" + ("" if far == near or not far_too else f" < {far[0]}:{far[1]}")


def own_frames(frame: Any) -> list[tuple[str, int]]:
    """Return file and line of every frame of the package from this one outwards."""
    found = []
    while frame is not None:
        name = frame.f_code.co_filename
        if _PACKAGE in name:
            found.append((name.partition(_PACKAGE)[2], frame.f_lineno))
        frame = frame.f_back
    return found


def _frames_of_others() -> list[tuple[str, int]]:
    """An S3 client works in a thread of its own; the caller waits in another."""
    return next(filter(None, (own_frames(frame) for frame in sys._current_frames().values())), [])


# ---- files ----


def _os_error(fault: str, path: Any, writes: bool) -> OSError:
    number = {
        "refused": errno.ENOTCONN,
        "403": errno.EACCES,
        "timeout": errno.ETIMEDOUT,
        "disk full": errno.ENOSPC if writes else errno.EIO,
    }.get(fault, errno.EIO)
    return OSError(number, os.strerror(number), *([] if isinstance(path, int) else [str(path)]))


class _Handle:
    """An open file whose reads, writes and closing are calls of their own."""

    def __init__(self, border: Border, inner: Any, path: Any, what: str) -> None:
        self._border, self._inner, self._path, self._what = border, inner, path, what

    def _faulty(self, operation: str, writes: bool) -> str:
        fault = self._border.meet(operation, self._what)
        if fault and fault not in ("truncated", AFTER):
            error = _os_error(fault, self._path, writes)
            raise OSError(error.errno, error.strerror)  # the error of a read names no file
        return fault

    def read(self, *size: Any) -> Any:
        if self._faulty("read", False) == "truncated":
            data = self._inner.read(*size)
            self._inner.seek(0, io.SEEK_END)
            return data[: len(data) // 2]
        return self._inner.read(*size)

    def readinto(self, buffer: Any) -> int:
        fault = self._faulty("read", False)
        number = int(self._inner.readinto(buffer))
        return number // 2 if fault == "truncated" else number

    def write(self, data: Any) -> int:
        fault = self._faulty("write", True)
        if fault == "truncated":
            self._inner.write(bytes(data)[: len(data) // 2] if not isinstance(data, str) else data[: len(data) // 2])
            self._inner.flush()
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        number = self._inner.write(data)
        self._border.done(fault)
        return int(number)

    def __iter__(self) -> Any:
        return iter(self._inner)

    def __enter__(self) -> _Handle:
        return self

    def __exit__(self, *_: object) -> None:
        self._inner.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


_OS = {
    "listdir": "list", "scandir": "list", "mkdir": "mkdir", "rename": "rename", "replace": "rename", "unlink": "delete",
    "remove": "delete", "rmdir": "delete", "stat": "stat", "fsync": "sync", "link": "link", "truncate": "write",
}  # fmt: skip


def watch_files(border: Border) -> None:
    """Put the border around builtins.open, io.open and the functions of os that take a path."""
    import builtins

    real_open = io.open

    def opened(file: Any, mode: str = "r", *args: Any, **given: Any) -> Any:
        what = border.holds(file)
        if not what:
            return real_open(file, mode, *args, **given)
        writes = any(letter in mode for letter in "wax+")
        fault = border.meet("create" if writes else "open", what)
        if fault and fault != AFTER and (fault != "truncated" or writes):
            raise _os_error(fault, file, writes)
        handle = _Handle(border, real_open(file, mode, *args, **given), file, what)
        if fault == "truncated":
            return io.BytesIO(b"") if "b" in mode else io.StringIO("")
        return handle

    builtins.open = io.open = opened  # type: ignore[assignment]
    for name, operation in _OS.items():
        setattr(os, name, _os_call(border, name, operation, getattr(os, name)))


def _os_call(border: Border, name: str, operation: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(path: Any = ".", *args: Any, **given: Any) -> Any:
        what = border.holds(path)
        if not what:
            return real(path, *args, **given)
        fault = border.meet(operation, what)
        if fault == "truncated" and name == "listdir":
            found = sorted(real(path))
            return found[: len(found) // 2]
        if fault and fault != AFTER:
            raise _os_error(fault, path, operation not in ("list", "stat"))
        answer = real(path, *args, **given)
        border.done(fault)
        return answer

    return call


# ---- objects ----


def watch_objects(border: Border) -> None:
    """Put the border around every request of an S3 client, after the client's own retries."""
    from aiobotocore.client import AioBaseClient
    from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError, ReadTimeoutError
    from s3fs import S3FileSystem

    S3FileSystem.retries = 1
    real = AioBaseClient._make_api_call

    def error(fault: str, operation: str) -> Exception:
        url = "http://127.0.0.1"
        refused = {"403": ("AccessDenied", 403), "disk full": ("XMinioStorageFull", 507)}
        if fault in refused:
            code, status = refused[fault]
            facts = {"Error": {"Code": code, "Message": fault}, "ResponseMetadata": {"HTTPStatusCode": status}}
            return ClientError(facts, operation)  # type: ignore[arg-type]
        kinds = {"refused": EndpointConnectionError, "timeout": ReadTimeoutError}
        return kinds.get(fault, ConnectionClosedError)(endpoint_url=url)

    async def call(self: Any, operation: str, given: Any) -> Any:
        what = f"s3:{given.get('Key') or given.get('Prefix') or given.get('Bucket', '')}"
        fault = border.meet(operation, what)
        if fault and fault != AFTER and (fault != "truncated" or operation != "GetObject"):
            raise error(fault, operation)
        answer = await real(self, operation, given)
        border.done(fault)
        if fault == "truncated":
            answer["Body"] = _Short(answer["Body"])
        return answer

    AioBaseClient._make_api_call = call


class _Short:
    """A body that breaks off half way: its length was announced, so the client notices."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def read(self, *size: Any) -> bytes:
        data: bytes = await self._inner.read(*size)
        return data[: len(data) // 2]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def watch(border: Border) -> None:
    """Put all borders up."""
    from faults.border_postgres import watch_postgres

    watch_postgres(border)
    watch_objects(border)
    watch_files(border)
