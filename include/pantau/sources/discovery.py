"""Searches for an outlet's feeds on its own site, once a week and with few requests. A feed that it finds must prove itself."""

from __future__ import annotations

import asyncio
import logging
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urljoin

from pantau.budget.documents import DocumentReader
from pantau.feeds.front import FRONT, has_articles
from pantau.feeds.reading import read_feed
from pantau.landing.probation import Discovery, found_sources, read_discoveries, save_discovery
from pantau.landing.writing import is_fault_of_store
from pantau.model import Feed, Outlet
from pantau.net import FetchProblem, PoliteClient
from pantau.net.together import together
from pantau.sources.candidates import MOST, Signs, linked_feeds, news_sitemaps, other_sitemaps, read_signs
from pantau.sources.trial import DAILY, begin
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
WEEKLY = timedelta(days=7)
_SOON = timedelta(hours=6)  # a found source is tried so soon that search and two tries take two days: a day, 6 hours and 12 hours
MOST_REQUESTS = 6  # robots.txt, the home page, and four more
_ROUND = 12  # outlets that a round may search: 501 outlets a week are 1.5 in each of 336 rounds
FRONT_PAGE = "front_page"  # the origin of a source that is the front page itself, for there is no feed
_UNWELCOME = ("unwelcome", "blocked")


@dataclass(slots=True)
class Search:
    """One outlet's search: what was found, and where; `left` requests may still be made."""

    outlet: Outlet
    left: int = MOST_REQUESTS - 1  # the client requests robots.txt before anything else
    found: dict[str, str] = field(default_factory=dict)

    def add(self, addresses: Iterable[str], origin: str) -> None:
        """Keep new candidates and where they stood, as long as there is room."""
        for address in addresses:
            if len(self.found) < MOST:
                self.found.setdefault(address, origin)


class Finder:
    """Searches sites through one client. It obeys robots.txt and lands nothing."""

    def __init__(self, work: Workspace, client: PoliteClient) -> None:
        self._work, self._client = work, client
        self._reader = DocumentReader(work.budget)
        self._signs = read_signs(work.settings.seeds_dir / "discovery.yaml")

    async def search(self, outlet: Outlet) -> Search:
        """Return the candidates of an outlet: feeds that its home page links, news sitemaps, else what answers at the usual
        paths.

        If there is none of these, it is the home page itself, if that links articles. Raises FetchProblem if the home page
        cannot be fetched.
        """
        search = Search(outlet)
        search.left -= 1
        page = await self._client.get(outlet.home_url, "page")
        read = partial(_read_home, base=page.final_url, domains=outlet.domains, signs=self._signs)
        search.add(await self._reader.read(read, page.body), "home_page")
        await self._look_at_sitemaps(search)
        if not search.found:
            await self._try_paths(search, page.final_url)
        if not search.found and await self._reader.read(partial(self._front_test(outlet), url=page.final_url), page.body):
            search.add([page.final_url], FRONT_PAGE)
        return search

    def _front_test(self, outlet: Outlet) -> partial[bool]:
        rule = self._work.rules.for_outlet(outlet.outlet)
        return partial(has_articles, pattern=rule.article if rule else None, domains=outlet.domains)

    async def _look_at_sitemaps(self, search: Search) -> None:
        outlet = search.outlet
        named = await self._client.sitemaps(outlet.home_url)
        search.add(news_sitemaps(named, outlet.home_url, outlet.domains, self._signs), "robots")
        if any(origin == "robots" for origin in search.found.values()):
            return
        for address in other_sitemaps(named, outlet.home_url, outlet.domains, self._signs)[:1]:
            inside = await self._ask(search, address)
            search.add(news_sitemaps(inside, address, outlet.domains, self._signs), "sitemap_index")

    async def _try_paths(self, search: Search, home: str) -> None:
        for path in self._signs.usual_paths:
            address = urljoin(home, path)
            if search.left and await self._ask(search, address, whole=True):
                search.add([address], "usual_path")
                return

    async def _ask(self, search: Search, address: str, whole: bool = False) -> Sequence[str]:
        """Return the sitemaps that a document names, or with `whole` its items; nothing if it is no feed or no request is
        left."""
        if not search.left:
            return ()
        search.left -= 1
        try:
            response = await self._client.get(address, "feed")
            read = partial(read_feed, url=response.final_url, domains=search.outlet.domains, any_sitemap=not whole)
            reading = await self._reader.read(read, response.body)
        except FetchProblem as problem:
            log.info("%s: %s: %s", address, problem.kind, problem.message)
            return ()
        return [item.url for item in reading.items] if whole else reading.sitemaps


def _read_home(body: bytes, *, base: str, domains: tuple[str, ...], signs: Signs) -> list[str]:
    return linked_feeds(body.decode("utf-8", "replace"), base, domains, signs)


def searchable(work: Workspace) -> list[Outlet]:
    """Return the outlets whose site may be searched: all except those that do not want to be read."""
    closed = {feed.outlet for feed in work.catalogue.feeds if not feed.enabled and feed.reason.partition(":")[0] in _UNWELCOME}
    closed |= {name for name, blocks in work.catalogue.no_archives.items() if any(block.cannot in _UNWELCOME for block in blocks)}
    return [outlet for name, outlet in work.catalogue.outlets.items() if name not in closed]


def discover_due(work: Workspace, now: datetime | None = None) -> Counter[str]:
    """Search the sites of outlets whose week is over, at most twelve in a round, and return the results in counts.

    A new outlet gets a time within the week; one without an enabled feed within a day, because no article comes from it until
    then. A candidate that the catalogue does not list gets its trial within six hours.
    """
    moment = now or datetime.now(UTC)
    outlets = {outlet.outlet: outlet for outlet in searchable(work)}
    with work.landing.database.session() as connection:
        known = read_discoveries(connection)
    fed = {feed.outlet for feed in work.catalogue.enabled_feeds()}
    for name in [name for name in outlets if name not in known]:
        known[name] = Discovery(name, moment + zlib.crc32(name.encode()) / 2**32 * (WEEKLY if name in fed else DAILY))
        save_discovery(work.landing.database, known[name], [])
    due = sorted((known[name] for name in outlets if known[name].next_at <= moment), key=lambda one: one.next_at)
    found = discover(work, [outlets[one.outlet] for one in due[:_ROUND]], moment)
    return Counter(searched=len(found), found=sum(one.found for one in found), waiting=max(0, len(due) - _ROUND))


def discover(work: Workspace, outlets: Sequence[Outlet], now: datetime | None = None) -> list[Discovery]:
    """Search the sites of these outlets now, keep what was found, and return how each search ended."""
    moment = now or datetime.now(UTC)
    return asyncio.run(_search_all(work, outlets, moment)) if outlets else []


async def _search_all(work: Workspace, outlets: Sequence[Outlet], moment: datetime) -> list[Discovery]:
    listed = {feed.feed_url for feed in work.catalogue.feeds}
    async with PoliteClient(work.settings, work.landing.hosts, manners=work.manners) as client:
        finder = Finder(work, client)

        async def one(outlet: Outlet) -> Discovery:
            ended, found = await _search_guarded(finder, outlet, moment)
            new = [begin(url, outlet.outlet, moment, origin, _SOON) for url, origin in found.items() if url not in listed]
            await asyncio.to_thread(save_discovery, work.landing.database, ended, new)
            return ended

        return await together([one(outlet) for outlet in outlets])


async def _search_guarded(finder: Finder, outlet: Outlet, moment: datetime) -> tuple[Discovery, dict[str, str]]:
    """Return how a search ended and what it found; an unexpected error counts only for that outlet."""
    try:
        search = await finder.search(outlet)
    except FetchProblem as problem:
        return Discovery(outlet.outlet, moment + WEEKLY, moment, 0, problem.kind, problem.message[:500]), {}
    except Exception as error:
        if is_fault_of_store(error):
            raise
        log.exception("searching %s", outlet.home_url)
        return Discovery(outlet.outlet, moment + WEEKLY, moment, 0, "reader_crash", f"{type(error).__name__}: {error}"[:500]), {}
    return Discovery(outlet.outlet, moment + WEEKLY, moment, len(search.found), "ok", ""), search.found


def found_feeds(work: Workspace) -> list[Feed]:
    """Return the feeds found on the sites of outlets of the catalogue that it does not list: unproven feeds, by address."""
    listed = {feed.feed_url for feed in work.catalogue.feeds}
    with work.landing.database.session() as connection:
        found = found_sources(connection)
    return [
        Feed(url, outlet, "", FRONT if origin == FRONT_PAGE else "auto", enabled=False, evidence=origin, unproven=True)
        for url, outlet, origin in found
        if url not in listed and outlet in work.catalogue.outlets
    ]
