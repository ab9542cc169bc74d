"""Faults of archives: each fault of a dated listing has a name. This module also answers the WordPress lists of posts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from urllib.parse import parse_qsl, urlsplit

from newsroom.addresses import HostMeaning
from newsroom.clock import ZONES
from newsroom.config import FIRST_DAY
from newsroom.markup.base import Family
from newsroom.plans import Plan
from newsroom.site import Site, SiteAnswer, missing

LISTING_FAULTS = ("outage", "late", "cached_page", "stuck_page", "no_archive", "end_marker", "limit")
POSTS = "/wp-json/wp/v2/posts"
_LIMIT = 2  # pages of a day that a listing with the fault `limit` shows
_MARKER = '<p class="tidak-ada-berita">Belum ada berita untuk tanggal ini. Baca berita populer:</p>'


class Archives:
    """Answers requests for past days; `set` switches a fault of LISTING_FAULTS on for the listing of an outlet.

    - outage: the listings of the given days answer 503; if no day is given, every address answers 503 the first two times.
    - late: the listing shows a late item only after the item has appeared.
    - cached_page: two of three requests for a further page get the page before it. stuck_page: all such requests get it.
    - no_archive: every listing answers 404.
    - end_marker: a page after the last one shows a notice and popular items of other days.
    - limit: a day has two pages at most; every further page repeats the second one.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._on: dict[str, tuple[str, frozenset[str]]] = {}
        self._asked: Counter[str] = Counter()

    def set(self, outlet: str, fault: str, days: Iterable[str] = ()) -> None:
        """Switch a fault on; raise ValueError naming the faults for an unknown one."""
        if fault not in LISTING_FAULTS:
            raise ValueError(f"{fault!r} is no fault of listings; choose one of {', '.join(LISTING_FAULTS)}")
        self._on[outlet] = (fault, frozenset(days))
        if fault == "late":
            self._site.late.add(outlet)

    def clear(self) -> None:
        """Switch everything off."""
        self._on.clear()
        self._asked.clear()
        self._site.late.clear()

    def answer(self, host: str, path: str, query: Mapping[str, str], now: datetime) -> SiteAnswer | None:
        """Return the archive's own answer, or None if the answer of the site is to be used."""
        place = self._site.addresses.place(host)
        if place is None:
            return None
        if path == POSTS and place.paper.family == "wordpress":
            return self._posts(place, query, now)
        fault, days = self._on.get(place.paper.slug, ("", frozenset()))
        if fault in ("", "late"):
            return None
        family = self._site.addresses.family(place.paper)
        try:
            listing = family.listing_day(path, dict(query))
        except ValueError:
            return None
        return self._faulty(fault, days, host, family, *listing, now) if listing else None

    def _faulty(
        self, fault: str, days: frozenset[str], host: str, family: Family, day: date, page: int, now: datetime
    ) -> SiteAnswer | None:
        asked = self._asked[f"{host}/{day}/{page}"]
        self._asked[f"{host}/{day}/{page}"] += 1
        if fault == "outage":
            down = day.isoformat() in days if days else asked < 2
            return missing("index", 500) if down else None
        if fault == "no_archive":
            return missing("index")
        if fault == "end_marker":
            return self._beyond(host, family, day, page, now)
        shown = page
        if fault == "limit":
            shown = min(page, _LIMIT - 1)
        elif page and (fault == "stuck_page" or asked % 3 != 2):
            shown = page - 1
        return self._page(host, family, day, shown, now)

    def _beyond(self, host: str, family: Family, day: date, page: int, now: datetime) -> SiteAnswer | None:
        place = self._site.addresses.place(host)
        if place is None or page * family.page_size < len(self._site.listed(place.paper.slug, day, now)):
            return None
        popular = self._page(host, family, max(FIRST_DAY, day - timedelta(days=1)), 0, now)
        body = popular.body.replace(family.list_open.encode(), family.list_open.encode() + _MARKER.encode(), 1)
        return SiteAnswer(200, body, "index", popular.content_type)

    def _page(self, host: str, family: Family, day: date, page: int, now: datetime) -> SiteAnswer:
        parts = urlsplit(listing_path(family, day, page))
        return self._site.answer(host, parts.path, dict(parse_qsl(parts.query)), now)

    def _posts(self, place: HostMeaning, query: Mapping[str, str], now: datetime) -> SiteAnswer:
        """Answer as WordPress does: `after` and `before` are in the site's own zone; a page after the last one answers 400."""
        zone = ZONES[place.paper.zone]
        after, before = (_moment(query.get(name, ""), zone) for name in ("after", "before"))
        size, number = int(query.get("per_page", "10")), int(query.get("page", "1"))
        late = place.paper.slug in self._site.late
        plans = self._between(place.paper.slug, after, before)
        plans = [plan for plan in plans if (plan.appears if late else plan.published) <= now]
        pages = -(-len(plans) // size)
        media = "application/json; charset=UTF-8"
        if number > max(1, pages):
            error = {"code": "rest_post_invalid_page_number", "message": "Nomor halaman terlalu besar.", "data": {"status": 400}}
            return SiteAnswer(400, json.dumps(error).encode(), "index", media)
        rows = [self._post(plan, zone, now) for plan in plans[(number - 1) * size : number * size]]
        headers = {"X-WP-Total": str(len(plans)), "X-WP-TotalPages": str(pages)}
        return SiteAnswer(200, json.dumps(rows).encode(), "index", media, headers)

    def _between(self, outlet: str, after: datetime, before: datetime) -> list[Plan]:
        day, found = max(FIRST_DAY, (after - timedelta(days=1)).date()), list[Plan]()
        while day <= before.date() + timedelta(days=1) and len(found) < 1_000:
            found += [plan for plan in self._site.addresses.desk.planner.day(outlet, day) if after < plan.published < before]
            day += timedelta(days=1)
        return sorted(found, key=lambda plan: plan.published)

    def _post(self, plan: Plan, zone: tzinfo, now: datetime) -> dict[str, object]:
        desk = self._site.addresses.desk
        edited = desk.edited(plan, now)
        changed = plan.modified if edited and plan.modified else plan.published
        row: dict[str, object] = {
            "link": self._site.addresses.url(plan),
            "title": {"rendered": desk.headline(plan, edited).title.replace("&", "&amp;")},
        }
        for name, moment in (("date", plan.published), ("modified", changed)):
            row[name] = f"{moment.astimezone(zone):%Y-%m-%dT%H:%M:%S}"
            row[f"{name}_gmt"] = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
        return row


def listing_path(family: Family, day: date, page: int) -> str:
    """Return path and query of page `page` (from 0) of a family's dated listing."""
    number = str(family.first_page + page * family.step)
    values = {"yyyy": f"{day:%Y}", "mm": f"{day:%m}", "dd": f"{day:%d}", "m": str(day.month), "d": str(day.day)}
    return family.archive.format(**values, page=number, offset=number)


def _moment(text: str, zone: tzinfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)
