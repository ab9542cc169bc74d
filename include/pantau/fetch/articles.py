"""Lands one article: all its pages at once if its outlet has such a form, else part after part."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from pantau.budget.documents import DocumentReader
from pantau.errors import BadInput
from pantau.fetch.jobs import Job
from pantau.fetch.parts import Parts, may_have_parts, parts_of, said_by
from pantau.landing import FetchedPage, Landing
from pantau.model import Outlet, Page
from pantau.net import FetchProblem, Response
from pantau.net.problem import PERMANENT
from pantau.rules import Pages, Rules
from pantau.urls import fetch_url, in_domains, part_url, whole_url

log = logging.getLogger(__name__)
GO_ON = timedelta(hours=1)  # parts fetched further apart may belong to two versions of the article: then it is begun anew


class PageClient(Protocol):
    """What asks for pages."""

    async def get(self, url: str) -> Response: ...


class AnswerWriter(Protocol):
    """Takes the answers in their order."""

    async def land(self, answer: FetchedPage) -> None: ...


class Unfinished(Exception):
    """The first part of an article is landed and a further part is not: `problem` says why; None if the time was over."""

    def __init__(self, job: Job, problem: FetchProblem | None) -> None:
        super().__init__(job.entry.url)
        self.job, self.problem = job, problem


class Articles:
    """Gets articles through one client into one landing."""

    def __init__(
        self,
        client: PageClient,
        writer: AnswerWriter,
        landing: Landing,
        outlets: Mapping[str, Outlet],
        rules: Rules,
        documents: DocumentReader,
    ) -> None:
        self._client, self._writer, self._landing, self._documents = client, writer, landing, documents
        self._outlets, self._rules = outlets, rules

    async def get(self, job: Job, until: float) -> None:
        """Return when the article is landed to its last part. Every part is safe on disk before the next is asked for.

        Raises FetchProblem if nothing of it came, Unfinished if a further part did not come or the time `until` is over.
        """
        begun = await self._go_on(job) if job.half else None
        parts, at, done = begun or await self._begin(job)
        job = replace(job, half=True) if begun else replace(job, half=True, tries=0)
        clock = asyncio.get_running_loop().time
        for number in range(done + 1, parts.total + 1):
            if clock() >= until:
                raise Unfinished(job, None)
            try:
                response = await self._part(parts, number)
            except FetchProblem as problem:
                raise Unfinished(job, problem) from problem
            await self._writer.land(FetchedPage(job.entry, response, parts.total, number, at))
            job = replace(job, tries=0)

    async def _begin(self, job: Job) -> tuple[Parts, datetime, int]:
        outlet = self._outlets.get(job.entry.outlet)
        response, whole = await self._first(_address(job), outlet)
        parts = await self._parts_of(response.body, response.final_url, outlet)
        second = await self._probe(parts) if whole else None
        if whole and second is None:
            parts = Parts(response.final_url)
        answers = [FetchedPage(job.entry, response, parts.total)]
        if second:
            answers.append(FetchedPage(job.entry, second, parts.total, 2, response.fetched_at))
        for answer in answers:
            await self._writer.land(answer)
        return parts, response.fetched_at, len(answers)

    async def _probe(self, parts: Parts) -> Response | None:
        """Ask for part 2 of an article whose all-in-one form still prints page numbers; None if that form was whole."""
        if parts.total == 1:
            return None
        try:
            return await self._part(parts, 2)
        except FetchProblem as problem:
            if problem.kind == "repeated" or problem.kind in PERMANENT:
                return None
            raise

    async def _first(self, plain: str, outlet: Outlet | None) -> tuple[Response, bool]:
        """Ask for all pages of the article at once, or for its first page: robots.txt may forbid the all-in-one form, or a
        site may not know it."""
        pages = self._pages(plain, outlet)
        if pages.whole:
            try:
                return await self._client.get(whole_url(plain, pages.whole)), True
            except FetchProblem as problem:
                if problem.kind != "robots" and not (problem.kind == "http_404" and pages.whole.startswith("/")):
                    raise
        return await self._client.get(part_url(plain, pages.next, 1) if pages.next else plain), False

    def _pages(self, url: str, outlet: Outlet | None) -> Pages:
        if outlet is None or not in_domains(urlsplit(url).hostname or "", outlet.domains):
            return Pages()  # a link that only redirects to the outlet
        rule = self._rules.for_outlet(outlet.outlet)
        return rule.pages if rule else Pages()

    async def _part(self, parts: Parts, number: int) -> Response:
        response = await self._client.get(parts.address(number))
        if not parts.take(await self._read_said(response.body, parts)):
            raise FetchProblem("repeated", f"{parts.address(number)} says nothing that the pages before it do not say", "soft")
        return response

    async def _go_on(self, job: Job) -> tuple[Parts, datetime, int] | None:
        """Return where an earlier try left the article; None if it must be fetched from part 1."""
        pages = await asyncio.to_thread(self._landing.begun, job.entry.url_key)
        if not pages or datetime.now(UTC) - pages[0].fetched_at > GO_ON:
            return None
        bodies = await asyncio.to_thread(self._bodies, pages)
        if len(bodies) < len(pages):
            return None
        parts = await self._parts_of(bodies[0], pages[0].final_url, self._outlets.get(job.entry.outlet))
        for body in bodies[1:]:
            parts.take(await self._read_said(body, parts))
        return (parts, pages[0].fetched_at, len(pages)) if parts.total == pages[0].parts else None

    async def _parts_of(self, body: bytes, url: str, outlet: Outlet | None) -> Parts:
        """Return the number of parts that a first page names, read beside the event loop; 1 for a page that cannot be read."""
        if not may_have_parts(url, outlet, self._rules):
            return Parts(url)
        try:
            return await self._documents.read(partial(parts_of, url=url, outlet=outlet, rules=self._rules), body)
        except FetchProblem as problem:
            log.warning("%s: whether it has further pages is not known: %s", url, problem)
            return Parts(url)

    async def _read_said(self, body: bytes, parts: Parts) -> frozenset[str] | None:
        try:
            return await self._documents.read(partial(said_by, bodies=parts.bodies), body)
        except FetchProblem as problem:
            log.warning("%s: a further page cannot be read: %s", parts.address(1), problem)
            return None

    def _bodies(self, pages: list[Page]) -> list[bytes]:
        found = {page.url: body for page, body in self._landing.bodies(pages, lambda _page, _reason: None)}
        return [found[page.url] for page in pages if page.url in found]


def _address(job: Job) -> str:
    try:
        return fetch_url(job.entry.url)
    except BadInput as error:
        raise FetchProblem("bad_url", str(error)) from None
