"""WARC files: every landed answer with its request, one gzip member a record, safe on disk before the catalogue refers to
it."""

from __future__ import annotations

import io
import os
import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlsplit

from pantau.errors import PantauError
from pantau.model import Landed, Page
from pantau.stores import FileStore, told_apart

if TYPE_CHECKING:
    from pantau.net.response import Response

LEVEL = 6  # level 9 takes 2.3 times as long for 1 % less
OPEN_FILES = 16
_CHANGED = {"content-encoding", "transfer-encoding", "content-length"}
_UNREADABLE = (OSError, ValueError, EOFError, StopIteration)
_T = TypeVar("_T")


class DamagedLanding(PantauError):
    """The bytes that the catalogue refers to are not there; the message names the file, the offset and the remedy."""


class WarcWriter:
    """Appends to its own WARC files, one a day; no other process and no later run writes to them."""

    def __init__(self, store: FileStore) -> None:
        self._store = store
        self._root = store.root
        self._files: dict[str, tuple[str, IO[bytes]]] = {}
        self._owner = os.getpid()

    def write(self, day: str, responses: Sequence[Response]) -> list[tuple[str, int]]:
        """Store the answers safely on disk; return the file and the offset of each."""
        data = io.BytesIO()
        offsets = [_append_pair(data, response) for response in responses]
        if self._store.local:
            with told_apart(self._root / "warc" / day, absent=False):
                name, start = self._append(day, data.getvalue())
        else:
            name, start = self._whole_object(day, data.getvalue())
        return [(name, start + offset) for offset in offsets]

    def close(self) -> None:
        """Close the files."""
        while self._files:
            self._files.popitem()[1][1].close()

    def _append(self, day: str, data: bytes) -> tuple[str, int]:
        name, handle = self._file(day)
        try:
            start = handle.tell()
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        except BaseException:  # a partly written record must stay the last of its file
            self._files.pop(day, None)
            handle.close()
            raise
        return name, start

    def _file(self, day: str) -> tuple[str, IO[bytes]]:
        if self._owner != os.getpid():  # a forked child must not write where its parent does
            self._files, self._owner = {}, os.getpid()
        if day not in self._files:
            if len(self._files) >= OPEN_FILES:
                self._files.pop(next(iter(self._files)))[1].close()
            name = _new_name(day)
            path = (self._root / name).path
            os.makedirs(os.path.dirname(path), exist_ok=True)
            handle = open(path, "xb")  # noqa: SIM115 — stays open for the process's run
            handle.write(_info(name))
            _sync_folder(os.path.dirname(path))
            self._files[day] = (name, handle)
        return self._files[day]

    def _whole_object(self, day: str, data: bytes) -> tuple[str, int]:
        """Write one object a batch, complete once it is there, because an object store has no append and no flush."""
        name = _new_name(day)
        info = _info(name)
        self._store.write(name, info + data)
        return name, len(info)


def _new_name(day: str) -> str:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"warc/{day}/{stamp}-{os.getpid()}-{secrets.token_hex(4)}.warc.gz"


def _sync_folder(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _append_pair(out: io.BytesIO, response: Response) -> int:
    """Write the request and the response; return the offset of the response."""
    from fastwarc.warc import WarcRecordType

    target = {
        "WARC-Target-URI": response.final_url,
        "WARC-Date": response.fetched_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
    answer_id = f"<urn:uuid:{_uuid()}>"
    request = target | {"Content-Type": "application/http; msgtype=request", "WARC-Concurrent-To": answer_id}
    out.write(_record(WarcRecordType.request, request, _request_block(response)))
    offset = out.tell()
    answer = target | {"Content-Type": "application/http; msgtype=response", "WARC-Record-ID": answer_id}
    if response.redirects:
        answer["Pantau-Requested-URI"] = response.url
    out.write(_record(WarcRecordType.response, answer, _response_block(response)))
    return offset


def _uuid() -> str:
    return str(uuid.uuid4())


def _record(kind: Any, headers: dict[str, str], block: bytes) -> bytes:
    from fastwarc.stream_io import GzipWriter
    from fastwarc.warc import WarcRecord

    record = WarcRecord()
    record.init_headers(record_type=kind)
    for name, value in headers.items():
        record.headers[name] = value
    record.set_bytes_content(block)
    out = io.BytesIO()
    writer = GzipWriter(out, compression_level=LEVEL)
    record.write(writer, checksum_data=True)
    writer.close()
    return out.getvalue()


def _info(name: str) -> bytes:
    from fastwarc.warc import WarcRecordType

    block = b"software: Pantau/1.0\r\nformat: WARC File Format 1.1\r\n"
    headers = {"Content-Type": "application/warc-fields", "WARC-Filename": name.rpartition("/")[2]}
    return _record(WarcRecordType.warcinfo, headers, block)


def _request_block(response: Response) -> bytes:
    parts = urlsplit(response.final_url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _http_block(f"GET {target} HTTP/1.1", response.request_headers.items())


def _response_block(response: Response) -> bytes:
    """Return the block of a response. The body is kept decoded, so the headers about its coding are kept under another name."""
    headers = [
        (f"X-Archive-Orig-{name}" if name.lower() in _CHANGED else name, value) for name, value in response.headers.items()
    ]
    headers.append(("Content-Length", str(len(response.body))))
    return _http_block(f"HTTP/1.1 {response.status} {response.reason}", headers) + response.body


def _http_block(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    text = "".join(" ".join(line.splitlines()) + "\r\n" for line in lines) + "\r\n"
    return text.encode("utf-8", "surrogateescape")


def read_bodies(
    store: FileStore, pages: Iterable[Page], digest_of: Callable[[bytes], str], lost: Callable[[Page, str], None] | None
) -> Iterator[tuple[Page, bytes]]:
    """Yield each page with its body, in WARC order, one body in memory at a time.

    It calls `lost` with the reason for a page whose bytes are missing or changed; without `lost` it raises DamagedLanding.
    """
    with _BodyReader(store, digest_of) as reader:
        for page in sorted(pages, key=_place):
            try:
                body = reader.body(page)
            except _UNREADABLE as error:
                _report(page, error, lost, page)
                continue
            yield page, body


def read_together(
    store: FileStore, landed: Iterable[Landed], digest_of: Callable[[bytes], str], lost: Callable[[Landed, str], None] | None
) -> Iterator[tuple[Landed, list[bytes]]]:
    """Yield each entry with the bodies of all its parts, in WARC order of the first, one article in memory at a time."""
    with _BodyReader(store, digest_of) as reader:
        for one in sorted((one for one in landed if one.page), key=lambda one: _place(one.pages[0])):
            bodies = []
            for page in one.pages:
                try:
                    bodies.append(reader.body(page))
                except _UNREADABLE as error:
                    _report(page, error, lost, one)
                    break
            else:
                yield one, bodies


def _place(page: Page) -> tuple[str, int]:
    return page.warc_file, page.warc_offset


class _BodyReader:
    """Reads bodies out of WARC files. It keeps the last file open, because neighbours come from the same one."""

    def __init__(self, store: FileStore, digest_of: Callable[[bytes], str]) -> None:
        self._root = store.root
        self._digest_of = digest_of
        self._name = ""
        self._handle: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def body(self, page: Page) -> bytes:
        """Return the body of a page; raise one of _UNREADABLE if it is not what was landed.

        Raises StoreUnavailable if the store does not answer: then nothing is known about the page.
        """
        try:
            return self._read(page)
        except FileNotFoundError:
            raise
        except _UNREADABLE:  # a read that was cut short says nothing of the file: read again, from the beginning
            self._close()
        return self._read(page)

    def _read(self, page: Page) -> bytes:
        if page.warc_file != self._name or self._handle is None:
            self._close()
            self._name = page.warc_file
            with told_apart(self._root / self._name):
                self._handle = (self._root / self._name).open("rb")
        try:
            return _body_at(self._handle, page, self._digest_of)
        except Exception as error:  # what the parser says of bytes has no number; an error of the store has, or is its library's
            if not isinstance(error, _UNREADABLE) or (isinstance(error, OSError) and error.errno):
                with told_apart(self._root / self._name):
                    raise
            raise

    def _close(self) -> None:
        if self._handle is not None:
            self._handle.close()
            self._handle = None


def _body_at(handle: IO[bytes], page: Page, digest_of: Callable[[bytes], str]) -> bytes:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    handle.seek(page.warc_offset)
    record = next(ArchiveIterator(handle, record_types=WarcRecordType.response))
    body = bytes(record.reader.read())
    if digest_of(body) != page.digest:
        raise ValueError("the record there is another one, or was changed")
    return body


def _report(page: Page, error: Exception, lost: Callable[[_T, str], None] | None, what: _T) -> None:
    reason = f"{page.warc_file} at {page.warc_offset}: {error or 'the file ends before'}"
    if lost is None:
        raise DamagedLanding(f"the landed page of {page.url} cannot be read: {reason}; restore the file from a backup") from error
    lost(what, reason)
