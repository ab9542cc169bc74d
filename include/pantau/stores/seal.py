"""A seal in a Parquet file: a digest of all its bytes, so that a file with a changed bit is never read as other rows."""

from __future__ import annotations

import hashlib
import io

import pyarrow as pa
import pyarrow.parquet as pq

_KEY = "pantau.seal"
_MARK = b"blake2b:"
_DIGITS = 32
_BLANK = b"0" * _DIGITS


class BrokenSeal(ValueError):
    """The bytes are not those that were written."""


def sealed(table: pa.Table) -> bytes:
    """Return the table as a Parquet file that any reader opens, with its seal among the values of the footer."""
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, table.schema, compression="zstd") as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({_KEY: (_MARK + _BLANK).decode()})
    data = sink.getvalue()
    at = data.rindex(_MARK + _BLANK) + len(_MARK)  # the values stand in the footer as they are, after all rows
    return data[:at] + _digest(data, at) + data[at + _DIGITS :]


def check_seal(data: bytes) -> None:
    """Raise BrokenSeal if the bytes are not as they were sealed; a file older than seals only has to be readable."""
    found = data.rfind(_MARK)
    if found >= 0:
        at = found + len(_MARK)
        if data[at : at + _DIGITS] != _digest(data, at):
            raise BrokenSeal("the digest of its bytes is another one")
        return
    try:
        values = pq.ParquetFile(pa.BufferReader(data)).metadata.metadata or {}
        # A sealed file whose seal was damaged still has its key.
        if _KEY.encode() in values:
            raise BrokenSeal("its seal is broken")
        pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        raise BrokenSeal(" ".join(str(error).split())) from None


def _digest(data: bytes, at: int) -> bytes:
    view = memoryview(data)
    digest = hashlib.blake2b(view[:at], digest_size=_DIGITS // 2)
    digest.update(_BLANK)
    digest.update(view[at + _DIGITS :])
    return digest.hexdigest().encode()
