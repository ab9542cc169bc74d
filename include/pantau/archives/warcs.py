"""WARC files of others, streamed: each response record becomes a page, each record that is none has a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import IO, Any

from pantau.archives.kept import KeptPage

_MAGIC = (b"\x1f\x8b", b"WARC/", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18")  # gzip, plain, zstd, lz4


class NotWarc(ValueError):
    """The first bytes are no WARC file's."""


def read_warc(
    stream: IO[bytes], name: str, most_bytes: int, wanted: Callable[[str], bool], count: Callable[[str], None]
) -> Iterator[KeptPage]:
    """Yield the responses of a WARC stream whose URL is `wanted`, one body in memory at a time, bodies decoded.

    `count` is told the name of every other record: other_outlet (not wanted), revisit, not_http, bad_record, bad_http,
    too_large (more than `most_bytes` decoded), bad_coding; `damaged` ends the file, what came before it is good. Raises NotWarc.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.revisit
    records = iter(ArchiveIterator(_checked(stream), record_types=kinds, parse_http=False))
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except (OSError, ValueError, EOFError):  # a file cut in the middle, or written by something else from here on
            count("damaged")
            return
        page = _page(record, name, most_bytes, wanted, WarcRecordType.revisit)
        if isinstance(page, str):
            count(page)
        else:
            yield page


def _checked(stream: IO[bytes]) -> Any:
    """Return the stream as it was, its first bytes looked at: reading on from rubbish would find nothing and say nothing."""
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
        return "revisit"  # "as it was the last time": whoever kept it has the bytes in another record
    moment = record.record_date
    if not isinstance(moment, datetime):
        return "bad_record"
    try:
        record.parse_http(auto_decode="all", quirks_mode=True)
        headers = record.http_headers
        status = int(headers.status_code or 0) if headers is not None else 0
    except (OSError, ValueError):
        return "bad_http"
    if not status:
        return "bad_http"
    try:
        body = bytes(record.reader.read(most_bytes + 1))
    except (OSError, ValueError):
        return "bad_coding"
    if len(body) > most_bytes:
        return "too_large"
    kept_at = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return KeptPage(url, kept_at, status, _plain(headers), body, name)


def _plain(headers: Any) -> list[tuple[str, str]]:
    """The body is decoded: the headers that spoke of its coding would now lie."""
    coding = {"content-encoding", "transfer-encoding", "content-length"}
    return [(f"X-Archive-Orig-{key}" if key.lower() in coding else key, value) for key, value in headers.items()]
