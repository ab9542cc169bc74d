"""Reads a large file of a web server as a stream, in pieces that the polite client fetches."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

from pantau.archives.asking import Asker
from pantau.net import FetchProblem

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE = 8_000_000


class PiecesOfFile(io.RawIOBase):
    """Reads `url` by Range requests, one piece in memory. Use it in a separate thread beside the event loop `loop`.

    From a server without ranges it reads only one piece. Raises OSError, caused by a FetchProblem, for a lost piece.
    """

    def __init__(self, asker: Asker, url: str, loop: asyncio.AbstractEventLoop) -> None:
        self._asker, self._url, self._loop = asker, url, loop
        self._piece, self._start, self._at, self._size = b"", 0, 0, -1

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True; only the way back within the piece at hand is cheap."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to an offset from the start; readers of WARC files need nothing else."""
        if whence != io.SEEK_SET:
            raise io.UnsupportedOperation("only from the start")
        self._at = offset
        return offset

    def tell(self) -> int:
        """Return the offset of the next byte."""
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer from the present piece, or fetch the next one. Return 0 at the end of the file."""
        view = memoryview(buffer)
        if not self._start <= self._at < self._start + len(self._piece):
            if self._at == self._size:
                return 0
            self._fetch()
        inside = self._at - self._start
        data = self._piece[inside : inside + len(view)]
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _fetch(self) -> None:
        wanted = f"bytes={self._at}-{self._at + PIECE - 1}"
        future = asyncio.run_coroutine_threadsafe(self._asker.piece(self._url, wanted), self._loop)
        try:
            response = future.result()
        except FetchProblem as problem:
            if problem.kind == "http_416" and self._at:
                self._piece, self._start, self._size = b"", self._at, self._at
                return
            raise OSError(f"{self._url} at byte {self._at}: {problem}") from problem
        self._piece, self._start = response.body, self._at if response.status == 206 else 0
        total = response.headers.get("Content-Range", "").rpartition("/")[2]
        self._size = int(total) if total.isdecimal() else len(response.body) if response.status == 200 else self._size
