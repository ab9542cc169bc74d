"""Reads a body and decompresses it piece by piece, so that no bomb grows beyond the cap and a body cut short is noticed."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from pantau.net.problem import FetchProblem

_GZIP = b"\x1f\x8b"
_MOST_MEMBERS = 1_000  # the rest after a member is copied for the next one: a body of empty members would take hours


class _Inflater:
    """Decodes one gzip or deflate coding, at most one byte past the cap; several gzip members in a row are one body."""

    def __init__(self, bits: int, cap: int) -> None:
        self._bits = bits
        self._cap = cap
        self._coder = zlib.decompressobj(bits)
        self._size = 0
        self._members = 1

    def feed(self, data: bytes) -> bytes:
        """Return the unpacked `data`. Raises FetchProblem for bytes that are not of the coding."""
        pieces = []
        while data and self._size <= self._cap:
            if self._coder.eof:
                if self._bits < 0 or not data.startswith(_GZIP):
                    break  # padding after the last member, which gzip itself ignores too
                self._coder = zlib.decompressobj(self._bits)
                self._members += 1
                if self._members > _MOST_MEMBERS:
                    raise FetchProblem("too_costly", f"the compressed body has more than {_MOST_MEMBERS:,} members", "hard")
            pieces.append(self._piece(data))
            data = self._coder.unconsumed_tail or self._coder.unused_data
        return b"".join(pieces)

    def _piece(self, data: bytes) -> bytes:
        try:
            piece = self._coder.decompress(data, self._cap - self._size + 1)
        except zlib.error as error:
            raise FetchProblem("truncated_body", f"the compressed body is damaged ({error})") from None
        self._size += len(piece)
        return piece

    def finish(self) -> None:
        """Raise FetchProblem if the coding has not come to its end."""
        if not self._coder.eof:
            raise FetchProblem("truncated_body", "the compressed body ends in the middle")


class BodyReader:
    """Collects one body of at most `cap` bytes. With `cut` it keeps the first `cap` bytes of a longer one instead of refusing
    it.

    `packed`: the body is itself a gzip file and is not unpacked.
    """

    def __init__(self, coding: str, cap: int, *, cut: bool = False, packed: bool = False) -> None:
        self._coding = _require_known(coding)
        self._cap = cap
        self._cut = cut
        self._packed = packed
        self._inflater: _Inflater | None = None
        self._raw = 0
        self._size = 0
        self._pieces: list[bytes] = []

    def whole(self, body: bytes) -> bytes:
        """Return a body that is complete already, decoded; raise what `read` raises."""
        if body:
            self._take(body)
        if self._inflater is not None:
            self._inflater.finish()
        return b"".join(self._pieces)

    async def read(self, chunks: AsyncIterator[bytes]) -> bytes:
        """Return the decoded body; raise FetchProblem too_large, truncated_body or content_encoding."""
        try:
            async for chunk in chunks:
                self._take(chunk)
        except FetchProblem as problem:
            if not (self._cut and problem.kind == "too_large"):
                raise
            return b"".join(self._pieces)[: self._cap]
        if self._inflater is not None and self._raw:
            self._inflater.finish()
        return b"".join(self._pieces)

    def _take(self, chunk: bytes) -> None:
        if not self._raw:
            self._begin(chunk)
        self._raw += len(chunk)
        piece = chunk if self._inflater is None else self._inflater.feed(chunk)
        self._pieces.append(piece)
        self._size += len(piece)
        # A stream of empty blocks unpacks to nothing for ever, so the packed bytes count too.
        if max(self._size, self._raw) > self._cap:
            raise _too_large(self._cap)

    def _begin(self, first: bytes) -> None:
        # Antara has sent gzip without saying so, and a .xml.gz sitemap does not say so either; no page starts with these bytes.
        if self._coding == "gzip" or (first.startswith(_GZIP) and not self._packed):
            self._inflater = _Inflater(zlib.MAX_WBITS | 16, self._cap)
        elif self._coding == "deflate":
            # Half the servers send zlib as the standard says, half bare deflate; the first byte of zlib is 0x?8
            self._inflater = _Inflater(zlib.MAX_WBITS if first[0] & 0x0F == 8 else -zlib.MAX_WBITS, self._cap)


def _require_known(coding: str) -> str:
    name = coding.strip().lower().removeprefix("x-")
    if name not in ("", "identity", "gzip", "deflate"):
        raise FetchProblem("content_encoding", f"the answer is coded as {coding[:40]!r}, which was not asked for")
    return name


def _too_large(cap: int) -> FetchProblem:
    return FetchProblem("too_large", f"the body is larger than {cap:,} bytes")
