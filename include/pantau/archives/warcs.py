"""WARC files of others, as a stream: a response record becomes a page, and any other record gets a name."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import IO, Any

from pantau.archives.kept import KeptPage
from pantau.archives.records import records_of
from pantau.net.body import BodyReader
from pantau.net.problem import FetchProblem

log = logging.getLogger(__name__)
_MAGIC = (b"\x1f\x8b", b"WARC/", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18")  # gzip, plain, zstd, lz4
_FIRST_YEAR, _LAST_YEAR = 1990, 2100  # a time before this comes from a clock that was never set
_UNREAD = frozenset({"not_http", "other_outlet", "revisit", "bad_record"})  # known from the record's head
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r\n")


class NotWarc(ValueError):
    """The first bytes are no WARC file's."""


def read_warc(
    stream: IO[bytes], name: str, most_bytes: int, wanted: Callable[[str], bool], count: Callable[[str], None]
) -> Iterator[KeptPage]:
    """Yield the responses of a WARC stream whose URL is `wanted`, one body in memory at a time, bodies decoded.

    It calls `count` with the name of every other record: other_outlet (not wanted), revisit, not_http, bad_record, bad_http,
    cut_short, too_large (more than `most_bytes`), bad_coding, unreadable_record (an unexpected error), damaged and too_costly
    (see `records_of`). Raises NotWarc.
    """
    from fastwarc.warc import WarcRecordType

    for record in records_of(_check_start(stream), count):
        try:
            page = _page(record, name, most_bytes, wanted, WarcRecordType.revisit)
        except Exception:  # one record never ends the reading of a file
            log.exception("%s: the record at byte %d cannot be read", name, record.stream_pos)
            page = "unreadable_record"
        if isinstance(page, str):
            count("cut_short" if page in _UNREAD and not _is_whole(record) else page)
        else:
            yield page


def _check_start(stream: IO[bytes]) -> Any:
    """Return the stream after a check of its first bytes. Without it, reading a file that is no WARC would find nothing and
    say nothing. Raises NotWarc."""
    first = stream.read(5)
    stream.seek(0)
    if not first.startswith(_MAGIC):
        raise NotWarc
    return stream


def _page(record: Any, name: str, most_bytes: int, wanted: Callable[[str], bool], revisit: object) -> KeptPage | str:
    url = record.headers.get("WARC-Target-URI", "").strip("<>")
    if not url.startswith(("http://", "https://")):
        return "not_http"
    if not wanted(url):
        return "other_outlet"
    if record.record_type == revisit:
        return "revisit"  # "unchanged since the last time": another record has the bytes
    moment = record.record_date
    if not isinstance(moment, datetime) or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return "bad_record"
    try:
        record.parse_http(quirks_mode=True)
        headers = record.http_headers
        status = int(headers.status_code or 0) if headers is not None else 0
        length = record.content_length
        raw = bytes(record.reader.read(most_bytes + 1))
    except (OSError, ValueError):
        return "bad_http"
    if not status:
        return "bad_http"
    if len(raw) < min(length, most_bytes):
        return "cut_short"
    body = _decode_body(raw, {name.lower(): value for name, value in headers.items()}, most_bytes)
    if isinstance(body, str):
        return body
    kept_at = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return KeptPage(url, kept_at, status, _plain(headers.items()), body, name)


def _is_whole(record: Any) -> bool:
    """Read past an unwanted record; return False if the file ends inside it, because then the rest is missing."""
    try:
        return bool(record.reader.consume() >= record.content_length)
    except (OSError, ValueError, EOFError):
        return False


def _decode_body(raw: bytes, headers: Mapping[str, str], most_bytes: int) -> bytes | str:
    """Return the body without its codings, or too_large or bad_coding. Some crawlers decode the body and keep the headers
    all the same."""
    if len(raw) > most_bytes:
        return "too_large"
    body = _join_chunks(raw) if "chunked" in headers.get("transfer-encoding", "").lower() else raw
    coding = "" if body.lstrip()[:1] == b"<" else headers.get("content-encoding", "")
    try:
        return BodyReader(coding, most_bytes).whole(body)
    except FetchProblem as problem:
        return "too_large" if problem.kind == "too_large" else "bad_coding"


def _join_chunks(raw: bytes) -> bytes:
    """Return the body with its chunks joined; return a body that is not chunked, in spite of its header, unchanged."""
    pieces: list[bytes] = []
    at = 0
    while size := _CHUNK.match(raw, at):
        length = int(size[1], 16)
        if length == 0:
            return b"".join(pieces)
        pieces.append(raw[size.end() : size.end() + length])
        at = size.end() + length + 2
    return b"".join(pieces) if pieces else raw


def _plain(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Rename the headers that describe the coding, because the body is decoded now."""
    coding = {"content-encoding", "transfer-encoding", "content-length"}
    return [(f"X-Archive-Orig-{key}" if key.lower() in coding else key, value) for key, value in headers]
