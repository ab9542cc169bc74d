"""Lands pages that others fetched: captures of the Wayback Machine, records of CC-NEWS, the user's own WARC files."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from multidict import CIMultiDict, CIMultiDictProxy

from pantau.archives.pageday import day_of_page
from pantau.budget import work_one_apart
from pantau.budget.documents import is_small
from pantau.day import day_of
from pantau.errors import BadInput
from pantau.feeds.items import LONGEST_URL
from pantau.fetch.parts import parts_of
from pantau.landing import FetchedPage
from pantau.landing.known import landed_versions
from pantau.landing.landing import body_digest
from pantau.landing.writing import REFUSED_ROW, is_fault_of_store
from pantau.model import Entry, Outlet
from pantau.net import Response
from pantau.rules import Rules
from pantau.urls import article_id, fetch_url, url_key
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
BATCH = 64
_HOMES = {"", "/", "/index.html", "/index.php", "/home"}


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One page as somebody kept it: its address, the time, its HTTP status, headers and decoded body, and where it was kept."""

    url: str
    kept_at: datetime
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes
    source_url: str

    @property
    def content_type(self) -> str:
        """The Content-Type header; "" if there was none."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), "")


class KeptPages:
    """Lands kept pages like fetched ones, in batches, each page once. `counts` has a named end for every page."""

    def __init__(self, work: Workspace, day: str = "", chosen: frozenset[str] = frozenset()) -> None:
        self._landing, self._seeds, self._rules, self._day = work.landing, work.settings.seeds_dir, work.rules, day
        self._outlets = {domain: outlet for outlet in work.catalogue.outlets.values() for domain in outlet.domains}
        self._chosen, self._budget = chosen, work.budget
        self._waiting: list[FetchedPage] = []
        self.counts: Counter[str] = Counter()
        self.days: Counter[str] = Counter()

    def outlet_of(self, url: str) -> Outlet | None:
        """Return the outlet of a URL, by the longest matching domain (a bureau before its paper); None if it is not among
        the chosen outlets."""
        try:
            host = (urlsplit(url).hostname or "").lower().rstrip(".")
        except ValueError:  # an address that cannot be read belongs to no outlet
            return None
        while host and host not in self._outlets:
            host = host.partition(".")[2]
        outlet = self._outlets.get(host)
        return outlet if outlet and (not self._chosen or outlet.outlet in self._chosen) else None

    def landed(self, keys: Sequence[str]) -> frozenset[str]:
        """Return those of the URL keys that some page is landed for."""
        return frozenset(row[0] for row in landed_versions(self._landing.database, keys))

    def take(self, page: KeptPage) -> str:
        """Put a page in the next batch. Return the name of its end: `taken`, or why it is not wanted.

        Names: other_outlet, bad_url, home_page, further_page (of an article), status_<n>, not_html, empty, other_day,
        unreadable_page.
        """
        end = self._judge_guarded(page)
        if end != "taken":
            self.counts[end] += 1
        elif len(self._waiting) >= BATCH:
            self.flush()
        return end

    def _judge_guarded(self, page: KeptPage) -> str:
        try:
            return self._judge(page)
        except Exception as error:  # an unexpected error; the other pages land
            if is_fault_of_store(error):
                raise
            log.exception("%s of %s cannot be taken", page.url[:300], page.source_url)
            return "unreadable_page"

    def _judge(self, page: KeptPage) -> str:
        try:
            url = fetch_url(page.url)
            key = url_key(url)
        except BadInput:
            return "bad_url"
        outlet = self.outlet_of(url)
        if outlet is None:
            return "other_outlet"
        media = page.content_type.partition(";")[0].strip().lower()
        refused = (
            ("bad_url", len(url) > LONGEST_URL),
            ("further_page", is_further_page(url)),
            ("home_page", urlsplit(url).path.lower() in _HOMES and not urlsplit(url).query),
            (f"status_{page.status}", page.status != 200),
            ("not_html", media not in ("", "text/html", "application/xhtml+xml")),
            ("empty", not page.body.strip()),
        )
        for name, yes in refused:
            if yes:
                return name
        day, parts = self._read_day_and_parts(page, url, outlet)
        if self._day and day != self._day:
            return "other_day"
        entry = Entry(article_id(key), key, url, outlet.outlet, day, "capture", page.source_url)
        self._waiting.append(FetchedPage(entry, _response(page, url), parts))
        return "taken"

    def _read_day_and_parts(self, page: KeptPage, url: str, outlet: Outlet) -> tuple[str, int]:
        """Return the day and the number of parts that the page states, read within the budget; else the day of capture, and
        one part."""
        item = page.body, page.content_type, url, outlet, page.kept_at
        if is_small(page.body):
            return page_looker(self._seeds, self._rules)(item)
        answer = work_one_apart(page_looker, (self._seeds, self._rules), item, self._budget)
        if answer.value is None:
            log.warning("%s of %s: its day is not read: %s %s", url[:300], page.source_url, answer.reason, answer.detail)
        return answer.value or (day_of(page.kept_at), 1)

    def flush(self) -> None:
        """Land the pages that wait. A page that was landed before, from any source, is not landed again.

        Of an article over several pages only the first is kept. Its entry stays pending, so that fetch asks the outlet for all
        pages.
        """
        rows = landed_versions(self._landing.database, [answer.entry.url_key for answer in self._waiting])
        known = {(row[0], row[1]) for row in rows} | {(row[0], row[2]) for row in rows}
        new: list[FetchedPage] = []
        for answer in self._waiting:
            key, response = answer.entry.url_key, answer.response
            same = {(key, response.fetched_at), (key, body_digest(response.body))}
            if same & known:
                self.counts["already_landed"] += 1
                continue
            known |= same
            new.append(answer)
        self._waiting.clear()
        for kept in self._land_entries(new):
            self._land(kept)

    def _land_entries(self, new: list[FetchedPage]) -> Iterator[list[FetchedPage]]:
        """Land the entries, together if all can be stored. Yield the pages that have an entry, and count the others
        (`unstorable`)."""
        if not new:
            return
        try:
            self._landing.add_entries([answer.entry for answer in new])
        except REFUSED_ROW as error:
            if len(new) == 1:
                log.warning("%s of %s cannot be kept: %s", new[0].entry.url[:300], new[0].entry.source_url, error)
                self.counts["unstorable"] += 1
                return
            for one in new:
                yield from self._land_entries([one])
            return
        yield new

    def _land(self, answers: list[FetchedPage]) -> None:
        """Land the pages of each article one after the other, because a batch may hold two versions of an article."""
        while answers:
            first = {answer.entry.url_key: answer for answer in reversed(answers)}
            self._landing.land_many(list(first.values()))
            for answer in first.values():
                self.counts["landed" if answer.parts == 1 else "landed_in_part"] += 1
                self.days[answer.entry.day] += 1
            chosen = {id(answer) for answer in first.values()}
            answers = [answer for answer in answers if id(answer) not in chosen]


def page_looker(seeds: Path, rules: Rules) -> Callable[[tuple[bytes, str, str, Outlet, datetime]], tuple[str, int]]:
    """Return the function that reads the day and the number of parts of a kept page."""

    def look(item: tuple[bytes, str, str, Outlet, datetime]) -> tuple[str, int]:
        body, content_type, url, outlet, kept_at = item
        day = day_of_page(body, content_type, url, outlet, kept_at, seeds)
        return day, parts_of(body, url, outlet, rules).total

    return look


def _response(page: KeptPage, url: str) -> Response:
    headers = CIMultiDict([*page.headers, ("Pantau-Kept-At", page.source_url)])
    return Response(
        url=url,
        final_url=url,
        status=page.status,
        headers=CIMultiDictProxy(headers),
        body=page.body,
        fetched_at=page.kept_at,
        request_headers=CIMultiDictProxy(CIMultiDict()),
    )


def is_further_page(url: str) -> bool:
    """Return whether an address is that of the second or a later page of an article; such a page alone is not the article."""
    return any(
        name.lower() in ("page", "showpage", "halaman") and value.isdecimal() and int(value) > 1
        for name, value in parse_qsl(urlsplit(url).query)
    )
