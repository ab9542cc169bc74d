"""The records of a WARC file, also those after damage: a record that cannot be read is lost, but not the rest of the file."""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any

log = logging.getLogger(__name__)
_GZIP, _MEMBER = b"\x1f\x8b", b"\x1f\x8b\x08"
_RECORD = b"\r\n\r\nWARC/"
_LENGTH = re.compile(rb"^Content-Length:\s*(\d{1,18})\s*$", re.I | re.M)
_PIECE, _LONGEST_HEAD = 1 << 16, 1 << 16
_MOST_EMPTY = 1_000_000  # empty members in a row; more than that is a trap
_MOST_FRUITLESS = 10_000  # places to try if no record begins there


def records_of(stream: IO[bytes], count: Callable[[str], None]) -> Iterator[Any]:
    """Yield the response and revisit records of a seekable stream, in order. Read each before you take the next.

    It calls `count` with `damaged` for every place that cannot be read. The reading goes on after that place if the file is
    gzip (one member per record) or not packed. It calls `count` with `too_costly` if there are too many such places, and ends
    the file.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds, at, fruitless = (WarcRecordType.response, WarcRecordType.revisit), 0, 0
    go_on, told = _goer(stream), False
    while True:
        last, broken, given = -1, False, False
        stream.seek(at)
        records = iter(ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False))
        while True:
            try:
                record = next(records)
            except StopIteration:
                break
            except (OSError, ValueError, EOFError) as error:
                log.warning("a WARC file is damaged behind byte %d: %s", at if last < 0 else last, error)
                broken = True
                break
            last, given = record.stream_pos, record.record_type in kinds
            if given:
                yield record
        fruitless += last < 0
        after, skipped, cut = go_on(stream, at if last < 0 else last)
        if (broken or skipped or (cut and not given)) and not (last < 0 and told):
            count("damaged")
        told = broken and last >= 0  # the place after the last record is tried once more, by itself
        if fruitless > _MOST_FRUITLESS or after == _TOO_MANY:
            count("too_costly")
            return
        if after is None:
            return
        at = after


_TOO_MANY = -1
_GoOn = Callable[[IO[bytes], int], tuple[int | None, bool, bool]]


def _goer(stream: IO[bytes]) -> _GoOn:
    stream.seek(0)
    first = stream.read(5)
    if first.startswith(_GZIP):
        return _next_member
    return _next_plain if first == b"WARC/" else lambda _stream, _at: (None, False, False)


def _next_member(stream: IO[bytes], at: int) -> tuple[int | None, bool, bool]:
    """Return where the next member with content begins (None: nowhere), whether something else was between, and whether the
    member at `at` is bad.

    It unpacks the member at `at` to find its end, because a page may hold bytes that look like a member.
    """
    end, _ = _member(stream, at, whole=True)
    cut, skipped = end is None, False
    place = at + 1 if end is None else end
    for _ in range(_MOST_EMPTY):
        found = _find(stream, place, _MEMBER)
        if found is None:
            return None, skipped, cut
        skipped |= found != place and not cut
        end, empty = _member(stream, found, whole=False)
        if end is None or not empty:
            return found, skipped, cut
        place = end
    return _TOO_MANY, skipped, cut


def _member(stream: IO[bytes], at: int, *, whole: bool) -> tuple[int | None, bool]:
    """Return (the end of the member at `at`, or None if it is damaged; whether it is empty). If not `whole`, it finds out
    only whether the member is empty."""
    stream.seek(at)
    unpacker, empty, size = zlib.decompressobj(wbits=31), True, 512
    try:
        while not unpacker.eof:
            data = unpacker.unconsumed_tail or stream.read(size)
            if not data:
                return None, empty
            at += 0 if unpacker.unconsumed_tail else len(data)
            size = _PIECE
            if unpacker.decompress(data, _PIECE):
                empty = False
                if not whole:
                    return at, False
    except zlib.error:
        return None, empty
    return at - len(unpacker.unused_data), empty


def _next_plain(stream: IO[bytes], at: int) -> tuple[int | None, bool, bool]:
    stream.seek(at)
    head, ended, _ = stream.read(_LONGEST_HEAD).partition(b"\r\n\r\n")
    length = _LENGTH.search(head.replace(b"\r", b"")) if ended else None
    end = at + len(head) + len(ended) + int(length[1]) if length else at + 1
    stream.seek(end)
    if not stream.read(8).strip():
        return None, False, length is None
    found = _find(stream, end, _RECORD)
    return (None, True, length is None) if found is None else (found + 4, found != end, length is None)


def _find(stream: IO[bytes], at: int, wanted: bytes) -> int | None:
    """Return where `wanted` begins, at `at` or after it."""
    stream.seek(at)
    data, size = b"", len(wanted)
    while piece := stream.read(size):
        data += piece
        if (place := data.find(wanted)) >= 0:
            return at + place
        keep = data[-len(wanted) + 1 :]
        at += len(data) - len(keep)
        data, size = keep, _PIECE
    return None
