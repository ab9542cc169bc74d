"""The answer to a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from multidict import CIMultiDictProxy


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer, 2xx or (to a conditional request) 304; `body` is decompressed and within the cap.

    Header names match in any case. `moved` says that every redirect on the way was a permanent one.
    """

    url: str
    final_url: str
    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    fetched_at: datetime
    request_headers: CIMultiDictProxy[str]
    redirects: tuple[str, ...] = ()
    reason: str = "OK"
    moved: bool = False

    @property
    def content_type(self) -> str:
        """The Content-Type header as sent; "" if there was none."""
        return self.headers.get("Content-Type", "")
