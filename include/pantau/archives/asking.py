"""Asks an archive patiently, because a lost page of a listing is a gap in the day."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pantau.budget import Budget
from pantau.budget.documents import DocumentReader, Made
from pantau.net import FetchProblem

if TYPE_CHECKING:
    from pantau.net import PoliteClient, Response
    from pantau.settings import Settings

T = TypeVar("T")
_PATIENCE_S = 120.0  # longer than the 60 s the Wayback Machine wants after a 429


@dataclass(slots=True)
class Asker:
    """Gets pages through one client and counts them. It reads listings within a budget (see `DocumentReader`)."""

    settings: Settings
    client: PoliteClient
    requests: int = 0
    documents: DocumentReader | None = None

    async def read(self, function: Callable[[bytes], T], body: bytes) -> T:
        """Return what `function` makes of a page of a listing. Raises FetchProblem, also `too_costly` and `parser_crash`."""
        return await self._reader().read(function, body)

    async def read_light(self, lighten: Callable[[bytes], Made], function: Callable[[Made], T], body: bytes) -> T:
        """Return the same of what `lighten` leaves of the page (see `DocumentReader.read_light`)."""
        return await self._reader().read_light(lighten, function, body)

    def _reader(self) -> DocumentReader:
        if self.documents is None:
            self.documents = DocumentReader(Budget(self.settings.list_cpu_s, self.settings.item_memory_mb))
        return self.documents

    async def get(
        self, address: str, what: str = "index", gap_s: float | None = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Return the answer. After a failure that may pass it waits and tries again: three tries, with two minutes between
        them at most. Raises the last FetchProblem."""
        for attempt in range(1, self.settings.fetch_attempts + 1):
            try:
                self.requests += 1
                return await self.client.get(address, what, headers, gap_s)
            except FetchProblem as problem:
                passing = problem.weight != "hard" and problem.kind != "http_404"
                wait_s = self.settings.host_gap_s * attempt if problem.retry_after_s is None else problem.retry_after_s
                if not passing or attempt == self.settings.fetch_attempts or wait_s > _PATIENCE_S:
                    raise
                await asyncio.sleep(wait_s)
        raise AssertionError("fetch_attempts is at least 1")

    async def piece(self, address: str, byte_range: str) -> Response:
        """Return a piece of a file, `byte_range` like bytes=0-99; a server without ranges sends the whole."""
        return await self.get(address, "piece", headers={"Range": byte_range})
