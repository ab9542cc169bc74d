"""Tries one unproven source: reads its document, and the page of a new article, to check that the two agree."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import fmean

from pantau.budget.documents import DocumentReader
from pantau.extract.reading import extract_page
from pantau.feeds.front import FRONT, LEAST
from pantau.feeds.items import FeedItem
from pantau.feeds.reading import FeedReading
from pantau.model import Feed, Outlet, PageReading
from pantau.net import FetchProblem, PoliteClient, Response
from pantau.net.problem import WEIGHTS
from pantau.rules import Rules
from pantau.sources.candidates import read_signs
from pantau.sources.fronts import read_source, what_to_ask
from pantau.sources.trial import GOOD, SourceAnswer
from pantau.workspace import Workspace

FRESH = timedelta(days=7)  # a small town's paper may be silent for days; a feed whose newest item is older is abandoned
_DATED_SHARE = 0.5
_SAME_TIME = timedelta(hours=48)  # a page and its feed may differ by a zone or a day, not by more
_TITLE_SHARE = 0.5
_WORD = re.compile(r"\w{3,}")
_SAMPLES = 3  # pages to read: the newest may be a video, closed by robots.txt or not up yet, which says nothing of its source
_UNREADABLE = "sample_unreadable"
_LYING = 1.0  # a source that redirects elsewhere is worse than a slow one


class SourceTester:
    """Tries sources through one client. It lands nothing, because no article may come from a source that is not proven."""

    def __init__(self, work: Workspace, client: PoliteClient) -> None:
        self._work, self._client = work, client
        self._reader = DocumentReader(work.budget)
        self._signs = read_signs(work.settings.seeds_dir / "discovery.yaml")

    async def ask(self, feed: Feed, now: datetime) -> SourceAnswer:
        """Return what the source answered at `now`; a failure is part of the answer and never raised."""
        try:
            response = await self._client.get(feed.feed_url, what_to_ask(feed))
            reading = await self._read(feed, response, now)
            if reading.sitemaps and not reading.items:
                inside = next(filter(self._signs.of_news, reading.sitemaps), reading.sitemaps[0])
                reading = await self._read(feed, await self._client.get(inside, "feed"), now)
            answer = _describe(reading, response, now)
            if not answer.good:
                return answer
            return await (
                self._walk_front(reading, feed, answer, now) if feed.kind == FRONT else self._compare(reading, feed, answer)
            )
        except FetchProblem as problem:
            # A host that rests after another's failure says nothing of this source.
            return SourceAnswer(problem.kind, problem.message, WEIGHTS[problem.weight] if problem.attempted else 0.0)

    async def _read(self, feed: Feed, response: Response, now: datetime) -> FeedReading:
        return await read_source(self._work, self._reader, feed, response, now)

    async def _compare(self, reading: FeedReading, feed: Feed, answer: SourceAnswer) -> SourceAnswer:
        """Compare the page of the newest article with what the source says of it; after a page that cannot be read, try the
        next one.

        Raises the problem of the first page if no page can be fetched.
        """
        worst: SourceAnswer | FetchProblem = answer
        for item in sorted(reading.items, key=_time_of, reverse=True)[:_SAMPLES]:
            try:
                fault = find_lie(item, await self.sample(item.url, feed.outlet))
            except FetchProblem as problem:
                worst = problem if worst is answer else worst
                if problem.attempted:
                    continue
                break
            if not fault:
                return answer
            told = replace(answer, result=fault[0], message=fault[1], weight=_LYING)
            if fault[0] != _UNREADABLE:
                return told
            worst = told if worst is answer else worst
        if isinstance(worst, FetchProblem):
            raise worst
        return worst

    async def _walk_front(self, reading: FeedReading, feed: Feed, answer: SourceAnswer, now: datetime) -> SourceAnswer:
        """Return the answer with the age of the first of three linked pages that is a new article under its headline.

        A front page says no times, so the pages must; some of its links are videos, old favourites or other people's teasers.
        Raises the problem of the first page where no page can be had.
        """
        worst: SourceAnswer | None = None
        problem: FetchProblem | None = None
        for item in reading.items[:_SAMPLES]:
            try:
                page = await self.sample(item.url, feed.outlet)
            except FetchProblem as error:
                problem = error
                continue
            result, message = find_lie(item, page) or find_age(item, page, now) or (GOOD, "")
            if result == GOOD and page.published_at:
                return replace(answer, dated=1, lag_s=max(0.0, (now - page.published_at).total_seconds()))
            worst = worst or replace(answer, result=result, message=message, weight=_LYING)
        if worst is None and problem is not None:
            raise problem
        return worst or answer

    async def sample(self, url: str, outlet: str) -> PageReading:
        """Return what one page of an outlet says by itself. Raises FetchProblem."""
        response = await self._client.get(url, "page")
        read = partial(
            read_sample,
            url=response.final_url,
            media=response.content_type,
            folder=self._work.settings.seeds_dir / "extraction",
            rules=self._work.rules,
            outlet=self._work.catalogue.outlets[outlet],
        )
        return await self._reader.read(read, response.body)


def read_sample(body: bytes, *, url: str, media: str, folder: Path, rules: Rules, outlet: Outlet) -> PageReading:
    """Return what the page says by itself, without values of the feed."""
    return extract_page(body, url, content_type=media, folder=folder, rules=rules, outlet=outlet)


def find_lie(item: FeedItem, page: PageReading) -> tuple[str, str] | None:
    """Return the kind and the sentence of what in a page contradicts its feed; None if the page is that article."""
    if page.outcome:
        return _UNREADABLE, f"{item.url} is no article that can be read: {page.outcome} {page.reason}".strip()
    wanted = {word.casefold() for word in _WORD.findall(item.title)}
    shown = {word.casefold() for word in _WORD.findall(f"{page.title} {page.text[:1_000]}")}
    if wanted and fmean(word in shown for word in wanted) < _TITLE_SHARE:
        return "sample_other_title", f"{item.url} is called {page.title[:100]!r}, the source says {item.title[:100]!r}"
    if page.published_at and item.published_at and abs(page.published_at - item.published_at) > _SAME_TIME:
        return "sample_other_time", f"{item.url} is of {page.published_at:%Y-%m-%d}, the source says {item.published_at:%Y-%m-%d}"
    return None


def find_age(item: FeedItem, page: PageReading, now: datetime) -> tuple[str, str] | None:
    """Return the kind and the words of why the page shows no new article; None for one of the last seven days."""
    if page.published_at is None or page.time_source in ("", "feed"):
        return "undated", f"{item.url} prints no time"
    return None if now - page.published_at <= FRESH else ("stale", f"{item.url} is of {page.published_at:%Y-%m-%d}")


def _time_of(item: FeedItem) -> float:
    return item.published_at.timestamp() if item.published_at else 0.0


def _describe(reading: FeedReading, response: Response, now: datetime) -> SourceAnswer:
    """Return what the document alone shows."""
    times = [item.published_at for item in reading.items if item.published_at and not item.time_flag]
    result, message = _weigh(reading, times, now)
    return SourceAnswer(
        result,
        message,
        0.0 if result == GOOD else WEIGHTS["hard"],
        len(reading.items),
        len(times),
        tuple(item.title[:200] for item in reading.items[:3]),
        max(0.0, (now - max(times)).total_seconds()) if times else None,
        response.final_url if response.redirects else "",
        response.moved,
    )


def _weigh(reading: FeedReading, times: list[datetime], now: datetime) -> tuple[str, str]:
    if reading.kind == FRONT:
        few = len(reading.items) < LEAST
        return ("few_links", f"only {len(reading.items)} of its links lead to articles") if few else (GOOD, "")
    if len(times) < _DATED_SHARE * len(reading.items) or not times:
        return "undated", f"only {len(times)} of {len(reading.items)} items have a time that can be believed"
    if len(times) > 2 and len(set(times)) == 1:
        return "one_time", f"all {len(times)} items have the time {times[0]:%Y-%m-%d %H:%M} UTC: it is the document's, not theirs"
    if now - max(times) > FRESH:
        return "stale", f"the newest item is of {max(times):%Y-%m-%d}"
    return GOOD, ""
