"""The landing as one object: land first, think later."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, fields
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from pantau.landing.database import Database
from pantau.landing.entries import EntryTable
from pantau.landing.feeds import FeedTable
from pantau.landing.hosts import Hosts
from pantau.landing.identity import check_identity, see_identity
from pantau.landing.records import FetchedPage
from pantau.landing.warc import WarcWriter, read_bodies, read_together
from pantau.model import Entry, Landed, Page
from pantau.stores import FileStore, Patience
from pantau.text import make_storable

if TYPE_CHECKING:
    from pantau.net.response import Response
    from pantau.settings import Settings

_PAGE = tuple(f.name for f in fields(Page))
_INSERT = f"""INSERT INTO landing.pages ({", ".join(_PAGE)}) VALUES ({", ".join(["%s"] * len(_PAGE))})
ON CONFLICT (url_key, fetched_at) DO NOTHING"""  # noqa: S608
_PART = tuple(name for name in _PAGE if name != "parts")
_INSERT_PART = f"""INSERT INTO landing.parts (page_at, part, {", ".join(_PART)}) VALUES (%s, %s, {", ".join(["%s"] * len(_PART))})
ON CONFLICT (url_key, page_at, part) DO NOTHING"""  # noqa: S608
_LANDED = "UPDATE landing.entries SET state = 'landed', reason = '', attempts = attempts + 1 WHERE url_key = %s"
# When a part has come, the next part has all its tries; the reason tells a later run that it may go on from here.
_BEGUN = "UPDATE landing.entries SET state = 'pending', reason = 'retry:part_next', attempts = 0 WHERE url_key = %s"


def body_digest(body: bytes) -> str:
    """Return the digest a page is known by: 40 hexadecimal digits of BLAKE2b."""
    return hashlib.blake2b(body, digest_size=20).hexdigest()


class Landing(EntryTable, FeedTable):
    """WARC files and their catalogue. It is safe to use from several threads, and stays consistent wherever a process is
    killed.

    With `reads` it uses the role that can only read for the catalogue.
    """

    def __init__(self, settings: Settings, *, reads: bool = False) -> None:
        self.settings, self._reads = settings, reads
        self.database = Database(settings, reads=reads)
        self.store = FileStore(settings.landing_root, Patience.of(settings))
        self.root = self.store.root
        self._writing = threading.Lock()

    @cached_property
    def hosts(self) -> Hosts:
        """The state of hosts, on a connection of its own, so that no request waits for a commit."""
        # A power cut may lose the last second of this, which does no harm, so no commit waits for the disk.
        return Hosts(Database(self.settings, durable=False))

    def check(self) -> None:
        """Raise WrongLanding if the landing seen from here is not the one that the warehouse belongs to."""
        (see_identity if self._reads else check_identity)(self.database, self.store)

    @cached_property
    def _warc(self) -> WarcWriter:
        return WarcWriter(self.store)

    def land(self, entry: Entry, response: Response) -> Page:
        """Store one answer (see `land_many`)."""
        return self.land_many([FetchedPage(entry, response)])[0]

    def land_many(self, answers: Sequence[FetchedPage]) -> list[Page]:
        """Store answers and mark their entries landed: WARC records on disk first, then the catalogue in one transaction.

        An entry is landed with the last part of its article, and pending until then. A crash in between leaves at worst WARC
        records that nothing refers to, and the entries pending. Further parts must come after the first.
        """
        with self._writing:
            kept: list[tuple[FetchedPage, Page]] = []
            ordered = sorted(answers, key=lambda answer: (answer.entry.day, answer.entry.url_key, answer.part))
            for day, group in groupby(ordered, lambda answer: answer.entry.day):
                together = list(group)
                places = self._warc.write(day, [answer.response for answer in together])
                kept += [(answer, _page(answer, *place)) for answer, place in zip(together, places, strict=True)]
            self._record(kept)
        order = {(answer.entry.url_key, answer.part): place for place, answer in enumerate(answers)}
        return [page for _, page in sorted(kept, key=lambda pair: order[pair[0].entry.url_key, pair[0].part])]

    def _record(self, kept: Sequence[tuple[FetchedPage, Page]]) -> None:
        first = [astuple(page) for answer, page in kept if answer.part == 1]
        further = [
            (answer.page_at, answer.part, *(getattr(page, name) for name in _PART)) for answer, page in kept if answer.part > 1
        ]
        whole = {answer.entry.url_key: answer.part == answer.parts for answer, _ in kept}  # the last part of each article decides
        with self.database.transaction() as connection:
            cursor = connection.cursor()
            cursor.executemany(_INSERT.encode(), first)
            cursor.executemany(_INSERT_PART.encode(), further)
            cursor.executemany(_LANDED, sorted([key] for key, done in whole.items() if done))
            cursor.executemany(_BEGUN, sorted([key] for key, done in whole.items() if not done))

    def bodies(self, pages: Iterable[Page], lost: Callable[[Page, str], None] | None = None) -> Iterator[tuple[Page, bytes]]:
        """Yield each page with its decoded body, in WARC order, one in memory at a time.

        It calls `lost(page, reason)` for a page whose bytes are missing or changed; without `lost` it raises DamagedLanding.
        """
        return read_bodies(self.store, pages, body_digest, lost)

    def articles(
        self, landed: Iterable[Landed], lost: Callable[[Landed, str], None] | None = None
    ) -> Iterator[tuple[Landed, list[bytes]]]:
        """Yield each entry that has a page with the bodies of all its parts, in WARC order, one article in memory at a time.

        It calls `lost(landed, reason)` for an article of which any part is missing or changed; without `lost` it raises
        DamagedLanding.
        """
        return read_together(self.store, landed, body_digest, lost)

    def close(self) -> None:
        """Close files and connections."""
        with self._writing:
            if "_warc" in self.__dict__:
                self._warc.close()
        if "hosts" in self.__dict__:
            self.hosts.close()
        self.database.close()


def _page(answer: FetchedPage, warc_file: str, warc_offset: int) -> Page:
    response = answer.response
    return Page(
        url_key=answer.entry.url_key,
        url=make_storable(response.url),
        final_url=make_storable(response.final_url),
        fetched_at=response.fetched_at,
        status=response.status,
        content_type=make_storable(response.content_type),
        digest=body_digest(response.body),
        size=len(response.body),
        warc_file=warc_file,
        warc_offset=warc_offset,
        parts=answer.parts if answer.part == 1 else 1,
    )
