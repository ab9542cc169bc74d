"""Habits of outlets: feeds that moved, are hidden, false, dead or silent. Probation is measured against this truth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from newsroom import feeds
from newsroom.addresses import HostMeaning
from newsroom.feed_formats import Item, render
from newsroom.site import HTML, Site, SiteAnswer, missing

NEW_PATH = "/kabar/terbaru.xml"
_MAP, _NEWS_MAP, _USUAL = "/peta.xml", "/peta-news.xml", "/feed"
MOVED = ("moved", "renamed")  # `moved`: by a redirect. `renamed`: without one; the home page names the new address
HIDDEN = ("declared", "anchored", "in_robots", "in_index", "usual_path")
FRONT_ONLY = ("front_only",)  # no feed at all; the front page links new articles
LYING = ("html", "other_titles", "new_times", "stale", "outside", "undated", "one_time")
DEAD = ("gone", "down", "frozen_front")  # the whole site is dead; of `frozen_front` the front page has not changed for two months
_STOOD_STILL = timedelta(days=60)
_TIMES = re.compile(rb"<pubDate>.*?</pubDate>")
HABITS = (*MOVED, *HIDDEN, *FRONT_ONLY, *LYING, *DEAD)
_PLACES = {"in_robots": _NEWS_MAP, "in_index": _NEWS_MAP, "usual_path": _USUAL}  # else NEW_PATH


class Habits:
    """Answers for outlets whose sources are not where the catalogue says; `set` gives an outlet one of HABITS."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._on: dict[str, tuple[str, datetime | None]] = {}

    def set(self, outlet: str, habit: str, until: datetime | None = None) -> None:
        """Give an outlet a habit, until `until` if it is given. Raise ValueError, which names the habits, for an unknown one."""
        if habit not in HABITS:
            raise ValueError(f"{habit!r} is no habit; choose one of {', '.join(HABITS)}")
        self._on[outlet] = habit, until

    def planted(self, outlet: str) -> str:
        """Return the path of a moved or hidden feed; "" if the outlet has no such habit."""
        habit, _ = self._on.get(outlet, ("", None))
        return _PLACES.get(habit, NEW_PATH) if habit in (*MOVED, *HIDDEN) else ""

    def answer(self, host: str, path: str, now: datetime) -> SiteAnswer | None:
        """Return the answer that the outlet's habit changes, or None if the answer of the site is to be used."""
        place = self._site.addresses.place(host)
        habit, until = self._on.get(place.paper.slug, ("", None)) if place else ("", None)
        if place is None or not habit or (until and now >= until):
            return None
        if path == "/robots.txt":
            return self._robots(place, habit)
        if habit in ("gone", "down"):
            return missing("home" if path == "/" else "feed", 500 if habit == "down" else 404)
        if path == "/":
            return self._home(host, habit, now)
        if path in feeds.PATHS.values():
            return self._old(place, habit, now)
        if path == _MAP and habit == "in_index":
            return self._index(place)
        return self._feed(place, now) if path == self.planted(place.paper.slug) else None

    def _old(self, place: HostMeaning, habit: str, now: datetime) -> SiteAnswer:
        if habit == "moved":
            return SiteAnswer(301, b"", "feed", HTML, {"Location": self._site.addresses.base(place.paper) + NEW_PATH})
        if habit in LYING:
            return self._lie(place, habit, now)
        return missing("feed")

    def _robots(self, place: HostMeaning, habit: str) -> SiteAnswer:
        named = {"in_robots": _NEWS_MAP, "in_index": _MAP}.get(habit)
        line = f"Sitemap: {self._site.addresses.base(place.paper)}{named}\n" if named else ""
        return SiteAnswer(200, f"User-agent: *\nAllow: /\n{line}".encode(), "robots", "text/plain; charset=utf-8")

    def _home(self, host: str, habit: str, now: datetime) -> SiteAnswer:
        page = self._site.answer(host, "/", {}, now - _STOOD_STILL if habit == "frozen_front" else now)
        body = page.body
        if habit in ("declared", "renamed"):
            link = f'<link rel="alternate" type="application/rss+xml" href="{NEW_PATH}">'
            body = body.replace(b"</head>", f"{link}</head>".encode(), 1)
        if habit == "anchored":
            body = body.replace(b"</body>", f'<a href="{NEW_PATH}?rss=1">RSS</a></body>'.encode(), 1)
        return replace(page, body=body)

    def _index(self, place: HostMeaning) -> SiteAnswer:
        base = self._site.addresses.base(place.paper)
        rows = "".join(f"<sitemap><loc>{base}{path}</loc></sitemap>" for path in ("/peta-tag.xml", _NEWS_MAP))
        text = f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
        return SiteAnswer(200, text.encode(), "feed", "application/xml")

    def _feed(self, place: HostMeaning, now: datetime) -> SiteAnswer:
        kind = "sitemap" if self.planted(place.paper.slug) == _NEWS_MAP else "rss"
        return self._print(place, kind, feeds.items(self._site.addresses, place.paper, "", now))

    def _lie(self, place: HostMeaning, habit: str, now: datetime) -> SiteAnswer:
        if habit == "html":
            return SiteAnswer(200, b"<!doctype html><html><body><h1>Promo</h1></body></html>", "feed")
        past = {"stale": timedelta(days=60), "new_times": timedelta(days=200)}.get(habit, timedelta())
        items = feeds.items(self._site.addresses, place.paper, "", now - past)
        told = _LIES[habit](items, now) if habit in _LIES else items
        answer = self._print(place, "rss", told)
        return replace(answer, body=_without_times(answer.body)) if habit == "undated" else answer

    def _print(self, place: HostMeaning, kind: str, items: Iterable[Item]) -> SiteAnswer:
        rows = list(items)
        media, text = render(kind, place.paper, self._site.addresses.base(place.paper), rows, feeds.last_change(rows))
        return SiteAnswer(200, text.encode(), "feed", media)


def _other_titles(items: list[Item], _now: datetime) -> list[Item]:
    return [replace(item, title=f"Diskon Besar {number} Persen Toko Daring Pilihan") for number, item in enumerate(items)]


def _new_times(items: list[Item], now: datetime) -> list[Item]:
    return [replace(item, published=now.astimezone(UTC) - timedelta(minutes=7 * n + 3)) for n, item in enumerate(items)]


def _one_time(items: list[Item], now: datetime) -> list[Item]:
    return [replace(item, published=now.astimezone(UTC) - timedelta(minutes=1)) for item in items]


def _outside(items: list[Item], _now: datetime) -> list[Item]:
    return [replace(item, link=f"https://lain.example/berita/{number}") for number, item in enumerate(items)]


def _without_times(body: bytes) -> bytes:
    return _TIMES.sub(b"", body)


_LIES: Mapping[str, Callable[[list[Item], datetime], list[Item]]] = {
    "other_titles": _other_titles,
    "new_times": _new_times,
    "one_time": _one_time,
    "outside": _outside,
}
