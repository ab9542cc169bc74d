"""The site: what every outlet answers to a GET. The answer depends only on the request and the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from html import escape
from urllib.parse import parse_qsl, urlsplit

from newsroom import feeds
from newsroom.addresses import Addresses, HostMeaning
from newsroom.clock import wib_day
from newsroom.config import FIRST_DAY
from newsroom.dice import share
from newsroom.feed_formats import render
from newsroom.markup import FAMILIES
from newsroom.markup.base import Family, Scene, document
from newsroom.papers import Paper
from newsroom.plans import Plan

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class SiteAnswer:
    """A response before any fault is applied; `what` is the kind of the requested document: feed, index, page, robots, home.

    A `part` is a further page of a long article, after the first one.
    """

    status: int
    body: bytes
    what: str
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)


def missing(what: str = "page", status: int = 404) -> SiteAnswer:
    """Return the page for an address that has nothing."""
    text = {404: "Halaman tidak ditemukan", 410: "Halaman sudah dihapus", 500: "Terjadi kesalahan pada server"}[status]
    return SiteAnswer(status, f"<html><head><title>{text}</title></head><body><h1>{text}</h1></body></html>".encode(), what)


class Site:
    """Answers requests for all outlets of one newsroom."""

    def __init__(self, addresses: Addresses) -> None:
        self.addresses = addresses
        self.late: set[str] = set()  # outlets whose listing shows a late item only after it has appeared
        self.redesigns: dict[str, tuple[datetime, str]] = {}  # from when an outlet's pages have the markup of another family

    def answer(self, host: str, path: str, query: Mapping[str, str], now: datetime) -> SiteAnswer:
        """Return the answer at `now`; an item later than `now` does not exist yet."""
        place = self.addresses.place(host)
        if place is None:
            return missing()
        if path == "/robots.txt":
            return self._robots(place)
        kind = next((kind for kind in feeds.PATHS if feeds.PATHS[kind] == path), "")
        if kind:
            return self._feed(place, kind, now) if kind in place.paper.feeds else missing("feed")
        if path == "/":
            return self._home(place, now)
        try:
            listing = self.addresses.family(place.paper).listing_day(path, dict(query))
        except ValueError:
            return missing("index")
        if listing:
            return self._listing(place, *listing, now)
        return self._page(place, path, query, now)

    def _robots(self, place: HostMeaning) -> SiteAnswer:
        lines = ["User-agent: *", "Disallow: /search", "Disallow: /ajax/"]
        if "robots_tracking" in place.paper.quirks:
            lines += ["Disallow: *?utm_source=*", "Disallow: *?jxrecoid=*"]
        if "robots_premium" in place.paper.quirks:
            lines.append("Disallow: /premium/")
        lines += (
            [f"Sitemap: {self.addresses.base(place.paper)}{feeds.PATHS['sitemap']}"] if "sitemap" in place.paper.feeds else []
        )
        return SiteAnswer(200, ("\n".join(lines) + "\n").encode(), "robots", "text/plain; charset=utf-8")

    def _feed(self, place: HostMeaning, kind: str, now: datetime) -> SiteAnswer:
        items = feeds.items(self.addresses, place.paper, place.bureau, now)
        base, changed = self.addresses.base(place.paper, place.bureau), feeds.last_change(items)
        media, text = render(kind, place.paper, base, items, changed)
        if "html_feed" in place.paper.quirks:  # several Indonesian feeds call themselves text/html
            media = HTML
        body = text.encode()
        stamp = {
            "ETag": f'"{blake2b(body, digest_size=8).hexdigest()}"',
            "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True),
        }
        return SiteAnswer(200, body, "feed", media, stamp)

    def _home(self, place: HostMeaning, now: datetime) -> SiteAnswer:
        plans = feeds.latest(self.addresses, place.paper, place.bureau, now)[:20]
        links = "".join(f'<li><a href="{self.addresses.url(plan)}">{escape(self._title(plan, now))}</a></li>' for plan in plans)
        head = f"<title>{escape(place.paper.name)} - Berita Terkini</title>"
        return SiteAnswer(200, document(place.paper, head, f'<ul class="terkini">{links}</ul>').encode(), "home")

    def _title(self, plan: Plan, now: datetime) -> str:
        return self.addresses.desk.headline(plan, self.addresses.desk.edited(plan, now)).title

    def listed(self, outlet: str, day: date, now: datetime) -> list[Plan]:
        """Return what the dated listing shows, newest first: all items of a past day; of today those that have appeared."""
        plans = self.addresses.desk.planner.day(outlet, day) if day >= FIRST_DAY else ()
        past = day < wib_day(now) and outlet not in self.late
        there = (plan for plan in plans if not self.addresses.desk.withdrawn(plan, now))
        return sorted((plan for plan in there if past or plan.appears <= now), key=lambda plan: plan.ref.index, reverse=True)

    def _listing(self, place: HostMeaning, day: date, page: int, now: datetime) -> SiteAnswer:
        family, paper = self.addresses.family(place.paper), place.paper
        plans = self.listed(paper.slug, day, now)
        pages = -(-len(plans) // family.page_size)
        if page < 0 or (page >= max(1, pages) and "past_end_404" in paper.quirks):
            return missing("index")
        if page >= pages and "repeat_last" in paper.quirks:
            page = max(0, pages - 1)
        shown = plans[page * family.page_size : (page + 1) * family.page_size]
        items: list[str] = []
        for plan in shown:
            urls = [self.addresses.url(plan), *([self.addresses.alias(plan)] if plan.alias else [])]
            items += [family.listing_item(self._title(plan, now), url, plan) for url in urls]
        pager = f'<div class="pagination"><span>Halaman {page + 1} dari {pages}</span></div>'
        return SiteAnswer(200, family.listing(paper, items, day, pager).encode(), "index")

    def _page(self, place: HostMeaning, path: str, query: Mapping[str, str], now: datetime) -> SiteAnswer:
        desk = self.addresses.desk
        found = self.addresses.find(place, path)
        if found is None or not desk.visible(found[0], now):
            return missing()
        plan, form = found
        if desk.withdrawn(plan, now):
            return missing(status=410 if share("withdrawn", str(plan.ref)) < 0.3 else 404)
        if broken := self.broken(place.paper, plan):
            return missing(status=broken)
        family, article = self._drawn(place.paper, now), desk.article(plan, desk.edited(plan, now))
        page = family.asked(query)
        scene = Scene(article, self.addresses.base(place.paper), self.addresses.url(plan), self.related(plan), form, page)
        first = page in (1, family.asked(dict(parse_qsl(family.forms(family.pages(article))[0]))))
        return SiteAnswer(200, family.page(scene).encode(), "page" if first else "part")

    def _drawn(self, paper: Paper, now: datetime) -> Family:
        """Return the family that draws an outlet's pages at `now`; its addresses stay those of its own family."""
        since, name = self.redesigns.get(paper.slug, (now, paper.family))
        return FAMILIES[name if now >= since else paper.family]

    def whole(self, url: str, now: datetime) -> list[bytes]:
        """Return the answers that together hold the article at `url`, in reading order; empty if there is no good page."""
        parts = urlsplit(url)
        place = self.addresses.place(parts.netloc)
        found = self.addresses.find(place, parts.path) if place else None
        if place is None or found is None:
            return []
        desk, family = self.addresses.desk, self._drawn(place.paper, now)
        article = desk.article(found[0], desk.edited(found[0], now))
        forms = family.forms(family.pages(article))
        answers = [self.answer(parts.netloc, parts.path, dict(parse_qsl(form)), now) for form in forms]
        return [answer.body for answer in answers if answer.status == 200]

    def broken(self, paper: Paper, plan: Plan) -> int:
        """Return the status of a page of a flaky outlet: always the same for a page, and 0 for a good page."""
        draw = share("flaky", str(plan.ref)) if "flaky" in paper.quirks else 1.0
        return 404 if draw < 0.1 else 500 if draw < 0.18 else 0

    def related(self, plan: Plan) -> tuple[tuple[str, str], ...]:
        """Return (title, URL) of articles of the day before. The list of today would change during the day."""
        day = plan.ref.day - timedelta(days=1)
        if day < FIRST_DAY:
            return ()
        plans = self.addresses.desk.planner.day(plan.ref.outlet, day)
        start = plan.ref.index
        chosen = [plans[(start + step) % len(plans)] for step in range(min(5, len(plans)))]
        desk = self.addresses.desk
        return tuple((desk.headline(other, other.modified is not None).title, self.addresses.url(other)) for other in chosen)
