"""The plan of a backfill: what is here and what would be fetched per outlet and day, and the cost. It reads only index
pages."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pantau.archives import ArchiveReader, DayListing
from pantau.archives.completeness import State, verdict
from pantau.archives.proven import usable_catalogue
from pantau.archives.remembered import remember, remembered, settled
from pantau.backfill.cost import ArticleWeights, HostPace, hours, requests_by_host
from pantau.backfill.standing import standing
from pantau.day import days_between, shift, today
from pantau.errors import BadInput
from pantau.landing.known import known_outlet_days
from pantau.landing.retired import retired_among
from pantau.net import PoliteClient
from pantau.net.together import together
from pantau.workspace import Workspace


@dataclass(frozen=True, slots=True)
class OutletDay:
    """One outlet's day in a plan. `result` and `reason` say why the day cannot be listed (state cannot), or not wholly
    (incomplete).

    `listed` is the number of addresses that its archive lists; `landed`, `given_up` and `to_fetch` count all known addresses.
    The run would need `index_requests` and `page_requests` (articles with their parts). `size` is in bytes, unpacked (None: no
    page was ever landed). `hosts` are requests by host, `hours` those of the busiest host.
    """

    outlet: str
    day: str
    state: State
    result: str
    reason: str = ""
    listed: int = 0
    landed: int = 0
    given_up: int = 0
    to_fetch: int = 0
    index_requests: int = 0
    page_requests: int = 0
    size: float | None = 0.0
    hosts: Mapping[str, int] | None = None
    hours: float = 0.0

    @property
    def requests(self) -> int:
        """All requests that the run would make for this day."""
        return self.index_requests + self.page_requests


@dataclass(frozen=True, slots=True)
class BackfillPlan:
    """A plan. `asked` is the number of index pages it read; `hours` is the time of its days one after the other, with hosts
    in parallel."""

    first: str
    last: str
    rows: tuple[OutletDay, ...]
    hours: float
    asked: int
    busiest: str

    @property
    def size(self) -> float | None:
        """Bytes of everything that would be fetched; None if the size of some page is unknown."""
        sizes = [row.size for row in self.rows if row.to_fetch]
        return None if None in sizes else sum(size for size in sizes if size is not None)

    @property
    def days(self) -> list[str]:
        """The days that a run can work: those whose raw pages were not deleted."""
        return sorted({row.day for row in self.rows if row.result != "retired"})

    def total(self, name: str) -> int:
        """Return the sum of a count over all rows."""
        return sum(getattr(row, name) for row in self.rows)


def plan(
    work: Workspace, first: str, last: str, outlets: Sequence[str] = (), step: Callable[[], None] = lambda: None
) -> BackfillPlan:
    """Plan the backfill of past days for `outlets` (default: all); `step` is called after each outlet's day.

    Complete listings are kept, so that the run does not ask again. Raises BadInput for days or outlets that do not exist, and
    for a day that is not over.
    """
    days, names = checked(work, first, last, outlets)
    return asyncio.run(_Planner(work).plan(days, names, step))


def checked(work: Workspace, first: str, last: str, outlets: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the days and the outlets that were asked for; raise BadInput that says what to write instead."""
    days = days_between(first, last)
    if last >= today():
        raise BadInput(f"{last} is not over; only past days are filled from archives, up to {shift(today(), -1)}")
    for name in outlets:
        if name not in work.catalogue.outlets:
            raise BadInput(f"no outlet {name!r} in {work.settings.catalogue_folder / 'outlets.csv'}; write its short name")
    return days, sorted(set(outlets) or work.catalogue.outlets)


class _Planner:
    """Lists the days of each outlet one after the other and the outlets in parallel; it keeps only figures."""

    def __init__(self, work: Workspace) -> None:
        self._work = work
        self._weights, self._pace = ArticleWeights(work), HostPace(work)
        self._gaps: dict[str, float] = {}
        self._read: set[tuple[str, str]] = set()
        self._known: set[tuple[str, str]] = set()
        self._asked = 0

    async def plan(self, days: list[str], outlets: list[str], step: Callable[[], None]) -> BackfillPlan:
        retired = retired_among(self._work.landing.database, days)
        for day in days:
            reads = self._work.landing.archive_reads(day)
            self._read |= {(read.outlet, day) for read in reads if read.result == "ok" and settled(day, read.read_at)}
        self._known = known_outlet_days(self._work.landing.database, days[0], days[-1])
        async with PoliteClient(self._work.settings, self._work.landing.hosts, past=True, manners=self._work.manners) as client:
            reader = ArchiveReader(self._work, client)

            async def of_outlet(outlet: str) -> list[OutletDay]:
                rows = []
                for day in days:
                    gone = OutletDay(outlet, day, "cannot", "retired", "its raw pages were deleted by retention")
                    rows.append(gone if day in retired else await self._outlet_day(reader, outlet, day))
                    step()
                return rows

            rows = [row for found in await together(map(of_outlet, outlets)) for row in found]
        by_day, total = defaultdict[str, Counter[str]](Counter), Counter[str]()
        for row in rows:
            by_day[row.day].update(row.hosts or {})
            total.update(row.hosts or {})
        busiest = max(total, key=lambda host: total[host] * self._gaps[host], default="")
        duration = sum(hours(self._gaps, requests) for requests in by_day.values())
        return BackfillPlan(days[0], days[-1], tuple(rows), duration, self._asked, busiest)

    async def _outlet_day(self, reader: ArchiveReader, outlet: str, day: str) -> OutletDay:
        if unlisted := self._row_of_unlisted(outlet, day):
            return unlisted
        if (outlet, day) in self._read:
            return await asyncio.to_thread(self._row, DayListing(outlet, day, (), "complete", "ok"), None, 0)
        known = await asyncio.to_thread(remembered, self._work, outlet, day)
        if known:
            return await asyncio.to_thread(self._row, known[0], known[0], 0)
        read_at = datetime.now(UTC)
        listing = await reader.entries_for(outlet, day)
        self._asked += listing.requests
        kept = await asyncio.to_thread(remember, self._work, listing, read_at)
        return await asyncio.to_thread(self._row, listing, listing, 0 if kept else listing.requests)

    def _row_of_unlisted(self, outlet: str, day: str) -> OutletDay | None:
        """Return the row of a day that no archive lists and of which nothing is known. Most of the catalogue is so; no
        request is made for it."""
        catalogue = usable_catalogue(self._work, outlet)
        served = any(block.serves(day) for block in catalogue.archives.get(outlet, ()))
        if served or self._work.settings.wayback or (outlet, day) in self._known:
            return None
        reasons = [block for block in catalogue.no_archives.get(outlet, ()) if block.serves(day)]
        return OutletDay(outlet, day, *verdict((), reasons))

    def _row(self, listing: DayListing, new: DayListing | None, index_requests: int) -> OutletDay:
        """Return the figures of an outlet's day. `new` is what the run has yet to add to the landing, if anything."""
        where = standing(self._work, listing.outlet, listing.day, new.entries if new else None)
        captures = {capture.url: capture.address for capture in listing.captures.values()}
        weight = self._weights.of(listing.outlet)
        urls = [captures.get(url, url) for url in where.to_fetch]
        self._gaps |= dict(self._pace.host(url) for url in urls)
        hosts = requests_by_host(self._pace, urls, weight.requests)
        pages = sum(hosts.values())
        hosts = Counter(hosts) + self._index_hosts(listing, index_requests)
        return OutletDay(
            outlet=listing.outlet,
            day=listing.day,
            state=listing.state,
            result=listing.result,
            reason="" if listing.state == "complete" else listing.reason,
            listed=where.listed,
            landed=where.landed,
            given_up=where.given_up,
            to_fetch=len(where.to_fetch),
            index_requests=index_requests,
            page_requests=pages,
            size=None if weight.size is None else len(urls) * weight.size,
            hosts=hosts or None,
            hours=hours(self._gaps, hosts),
        )

    def _index_hosts(self, listing: DayListing, requests: int) -> Counter[str]:
        """Divide the index requests evenly among the archives of the day, because nobody counted them by archive."""
        blocks = usable_catalogue(self._work, listing.outlet).archives.get(listing.outlet, ())
        addresses = [block.url for block in blocks if block.serves(listing.day)] or [self._work.settings.wayback]
        places = [self._pace.host(addresses[number % len(addresses)]) for number in range(requests)]
        self._gaps |= dict(places)
        return Counter(host for host, _ in places)
