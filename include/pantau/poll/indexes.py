"""Polls the dated index of the present day if an outlet has no feed: Kompas's list of today is read like a feed.

Without it, articles of such an outlet would come only in the night after the day.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pantau.archives.asking import Asker
from pantau.archives.completeness import Listing
from pantau.archives.entries import entries_of, list_archive
from pantau.budget.documents import DocumentReader
from pantau.day import day_of
from pantau.landing.records import AddResult, FeedState
from pantau.landing.writing import add_each, is_fault_of_store
from pantau.model import Archive
from pantau.net import PoliteClient
from pantau.net.problem import WEIGHTS
from pantau.net.together import together
from pantau.poll.interval import FeedPace, after_failure, next_pace
from pantau.poll.report import SourceReading
from pantau.workspace import Workspace

if TYPE_CHECKING:
    from pantau.catalogue import Catalogue

log = logging.getLogger(__name__)
_WHOLE = ("ok", "empty", "cut_off")  # one page is read on purpose; before the first article of a day there is none
_MORE_PAGES = 3  # pages read in one poll at most: the run of the day finds what lies deeper
_MESSAGE = 500


def live_indexes(catalogue: Catalogue, fed: Iterable[str], day: str) -> dict[str, Archive]:
    """Return the archives to poll for the present `day`, by their address in the catalogue: those of outlets that are not
    `fed`.

    It leaves out an index of a whole year, because its pages are found by halving, which takes too many requests for a poll.
    """
    feeding = frozenset(fed)
    return {
        archive.url: archive
        for outlet, archives in catalogue.archives.items()
        if outlet not in feeding
        for archive in archives
        if archive.serves(day) and not archive.year_only
    }


async def poll_indexes(work: Workspace, archives: Iterable[Archive], clock: Callable[[], datetime]) -> list[SourceReading]:
    """Poll these indexes, all hosts in parallel. Each ends in a named result, and a failure stops no other."""
    wanted = list(archives)
    states = work.landing.feed_states([archive.url for archive in wanted])
    async with PoliteClient(work.settings, work.landing.hosts, manners=work.manners) as client:
        # A poll asks once, as for a feed: the next poll comes soon, and no other index waits for a dead host.
        once = work.settings.model_copy(update={"fetch_attempts": 1})
        asker = Asker(once, client, documents=DocumentReader(work.list_budget))
        polls = [IndexPoll(work, asker, clock, archive, states.get(archive.url)).run() for archive in wanted]
        return await together(polls)


class IndexPoll:
    """One poll of one index."""

    def __init__(
        self, work: Workspace, asker: Asker, clock: Callable[[], datetime], archive: Archive, state: FeedState | None
    ) -> None:
        self._work, self._asker, self._clock, self._archive = work, asker, clock, archive
        self._state = state or FeedState(archive.url, archive.outlet, work.settings.poll_start_s, clock())

    async def run(self) -> SourceReading:
        """Read the first page of the day, and the next pages as long as everything on a page is new; land, and remember the
        pace."""
        day = day_of(self._clock())
        try:
            listing, added, lost = await self._read_pages(day)
        except Exception as error:  # an unexpected error; the other sources are polled all the same
            if is_fault_of_store(error):
                raise
            log.exception("polling %s", self._archive.url)
            listing = Listing("reader_crash", {}, 0, f"{type(error).__name__}: {error}")
            added, lost = AddResult(), {}
        fine = listing.result in _WHOLE
        await asyncio.to_thread(self._remember, listing, added, fine)
        result = "ok" if fine else listing.result
        message = "" if fine else listing.message[:_MESSAGE]
        return SourceReading(self._archive.url, self._archive.outlet, result, message, fine, listing.pages, added, lost)

    async def _read_pages(self, day: str) -> tuple[Listing, AddResult, dict[str, int]]:
        """Return the first page of the day, and what it and the next ones added; a later page that fails ends the reading."""
        first, added, lost = await self._read_page(day, 0)
        total, skipped, last = added, dict(lost), added
        pages = 1
        while last.new and not last.seen and first.result in _WHOLE and pages < min(_MORE_PAGES, self._archive.max_pages):
            page, last, lost = await self._read_page(day, pages)
            if page.result not in _WHOLE:  # some sites answer 404 beyond the last page
                break
            total, skipped, pages = total + last, {**skipped, **lost}, pages + 1
        return replace(first, pages=pages), total, skipped

    async def _read_page(self, day: str, number: int) -> tuple[Listing, AddResult, dict[str, int]]:
        archive, zone = self._archive, self._work.catalogue.outlets[self._archive.outlet].zone
        page = replace(archive, first_page=archive.first_page + number * archive.step, max_pages=1)
        listing = await list_archive(self._asker, page, day, zone)
        entries = entries_of(listing.links, archive.outlet, day, archive.url)
        return (listing, *await asyncio.to_thread(add_each, self._work.landing, entries))

    def _remember(self, listing: Listing, added: AddResult, fine: bool) -> None:
        settings, moment, state = self._work.settings, self._clock(), self._state
        if not fine:
            failures = state.failures + WEIGHTS["soft"]
            wait_s = after_failure(
                failures, interval_s=state.interval_s, start_s=settings.poll_start_s, longest_s=settings.poll_max_s,
                retry_after_s=None,
            )  # fmt: skip
            due, told = moment + timedelta(seconds=wait_s), listing.message[:_MESSAGE]
            kept = replace(state, failures=failures, next_poll_at=due, last_result=listing.result, last_message=told)
        else:
            pace = next_pace(
                FeedPace(state.interval_s), new=added.new, total=len(listing.links), span_s=None, elapsed_s=0.0,
                shortest_s=settings.poll_min_s, longest_s=settings.poll_start_s, first=state.last_ok_at is None,
            )  # fmt: skip
            due = moment + timedelta(seconds=pace.interval_s)
            kept = replace(
                state,
                interval_s=pace.interval_s,
                next_poll_at=due,
                last_ok_at=moment,
                failures=0.0,
                last_result="ok",
                last_message="",
            )
        self._work.landing.save_feed_state(
            replace(kept, last_poll_at=moment, polls=state.polls + 1, last_new=added.new, last_seen=added.seen)
        )
