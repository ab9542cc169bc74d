"""Tries one unproven archive: asks it for a day of this week, and checks that pages it lists are articles of that day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from pantau.archives.asking import Asker
from pantau.archives.completeness import Listing
from pantau.archives.entries import list_archive
from pantau.archives.links import Link
from pantau.budget.documents import DocumentReader
from pantau.day import day_of, shift
from pantau.feeds.items import FeedItem
from pantau.model import Archive, Outlet, PageReading
from pantau.net import FetchProblem, PoliteClient, Response
from pantau.net.problem import WEIGHTS, weight_of
from pantau.sources.asking import SourceTester, find_lie
from pantau.sources.trial import GOOD, SourceAnswer
from pantau.urls import in_domains
from pantau.workspace import Workspace

BACK = 3  # days: an archive that shows today's articles whatever the day is then found out
LEAST = 3  # articles of a day; a page with fewer may be a box of popular ones
_REQUESTS = 4  # of one listing; an index of sitemaps may name one for every month
_SPENT = "requests_spent"
_READ = ("ok", "cut_off", _SPENT)  # a trial reads the first page only, and so there may be more


@dataclass(slots=True)
class _TrialAsker(Asker):
    """Asks once, and at most four times in all; `rested` says that a host was not asked at all."""

    rested: bool = False

    async def get(
        self, address: str, what: str = "index", gap_s: float | None = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        if self.requests >= _REQUESTS:
            raise FetchProblem(_SPENT, f"a trial asks {_REQUESTS} times at most")
        self.requests += 1
        try:
            return await self.client.get(address, what, headers, gap_s)
        except FetchProblem as problem:
            self.rested = not problem.attempted
            raise


class ArchiveTester:
    """Tries archives through one client. It lands nothing, because no article may come from a source that is not proven."""

    def __init__(self, work: Workspace, client: PoliteClient) -> None:
        self._work, self._client = work, client
        self._pages = SourceTester(work, client)
        self._documents = DocumentReader(work.list_budget)

    async def ask(self, archive: Archive, now: datetime) -> SourceAnswer:
        """Return what the archive listed for a day of this week; a failure is part of the answer and never raised."""
        day = trial_day(archive, now)
        outlet = self._work.catalogue.outlets[archive.outlet]
        asker = _TrialAsker(self._work.settings, self._client, documents=self._documents)
        listing = await list_archive(asker, replace(archive, max_pages=1), day, outlet.zone)
        links = _links_of(outlet, listing)
        told = SourceAnswer(
            GOOD, items=len(links), dated=sum(link.published_at is not None for link in links), titles=_titles_of(links)
        )
        if listing.result not in _READ:
            weight = 0.0 if asker.rested else WEIGHTS["soft" if listing.result == "empty" else weight_of(listing.result)]
            message = listing.message or f"no article is listed for {day}"
            return replace(told, result=listing.result, message=message, weight=weight)
        if len(links) < LEAST:
            return replace(told, result="few_links", message=f"only {len(links)} articles for {day}", weight=WEIGHTS["soft"])
        return await self._compare(told, links, outlet, day)

    async def _compare(self, told: SourceAnswer, links: Sequence[Link], outlet: Outlet, day: str) -> SourceAnswer:
        """Return the answer, good if more of three listed pages are articles of the day than are not."""
        right, wrong = 0, list[SourceAnswer]()
        problem: FetchProblem | None = None
        for link in (links[0], links[len(links) // 2], links[-1]):
            try:
                page = await self._pages.sample(link.url, outlet.outlet)
            except FetchProblem as error:
                problem = error
                continue
            fault = find_lie(FeedItem(link.url, link.title), page) or find_other_day(link.url, page, day)
            right += not fault
            wrong += [replace(told, result=fault[0], message=fault[1], weight=WEIGHTS["hard"])] if fault else []
        if right > len(wrong):
            return replace(told, dated=max(told.dated, right))
        if wrong or problem is None:
            return wrong[0]
        return replace(
            told, result=problem.kind, message=problem.message, weight=WEIGHTS[problem.weight] if problem.attempted else 0.0
        )


def trial_day(archive: Archive, now: datetime) -> str:
    """Return the day for which an archive is tried: three days ago, or the next one to it that the archive serves."""
    day = shift(day_of(now), -BACK)
    return min(max(day, archive.since or day), archive.until or "9999-12-31")


def find_other_day(url: str, page: PageReading, day: str) -> tuple[str, str] | None:
    """Return the kind and the words of why a page is no article of a day of WIB; None if it is one."""
    if page.published_at is None or page.time_source in ("", "feed"):
        return "undated", f"{url} prints no time"
    found = day_of(page.published_at)
    return None if found == day else ("other_day", f"{url} is of {found}, the archive was asked for {day}")


def _links_of(outlet: Outlet, listing: Listing) -> list[Link]:
    return [link for link in listing.links.values() if in_domains(urlsplit(link.url).hostname or "", outlet.domains)]


def _titles_of(links: Sequence[Link]) -> tuple[str, ...]:
    return tuple(link.title[:200] for link in links if link.title)[:3]
