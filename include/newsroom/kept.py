"""Archives of the press by others: a Wayback Machine (CDX index and captures) and a CC-NEWS (WARC files), with the same truth.

Nine of ten items were captured, some hours after publication. One of twenty was captured a second time three days later.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from io import BytesIO
from urllib.parse import urlsplit

from newsroom.clock import midnight
from newsroom.config import FIRST_DAY
from newsroom.dice import share
from newsroom.plans import Plan
from newsroom.site import Site, SiteAnswer, missing

WAYBACK, CC_NEWS = "web.archive.newsroom.test", "data.commoncrawl.newsroom.test"
KEEPERS = {WAYBACK: "wayback", CC_NEWS: "cc-news"}
_AGAIN = timedelta(days=3)
_STAMP = "%Y%m%d%H%M%S"
_WEB = re.compile(r"/web/(\d{14})id_/(https?://.+)")
_PATHS = re.compile(r"/crawl-data/CC-NEWS/(\d{4})/(\d\d)/warc\.paths\.gz")
_FILE = re.compile(r"/crawl-data/CC-NEWS/\d{4}/\d\d/CC-NEWS-(\d{14})-\d{5}\.warc\.gz")
_HOURS = 12  # hours that one WARC file covers
_FOREIGN = "http://www.example.org/berita/kabar-dari-tempat-lain-{number}"


@dataclass(frozen=True, slots=True)
class Kept:
    """One captured page: what it shows and when it was captured (UTC)."""

    plan: Plan
    url: str
    at: datetime


class Keepers:
    """Answers on the hosts of the two archives. Like the press, all answers depend only on the seed."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._of_day = lru_cache(maxsize=2_000)(self._captures_of)
        self._file = lru_cache(maxsize=8)(self._warc)

    def answer(
        self, host: str, path_qs: str, query: Mapping[str, str], headers: Mapping[str, str], now: datetime
    ) -> SiteAnswer | None:
        """Return the answer of an archive; None for any other host."""
        path = path_qs.partition("?")[0]
        if host not in KEEPERS:
            return None
        if path == "/robots.txt":
            return SiteAnswer(200, b"User-agent: *\nDisallow: /save/\n", "robots", "text/plain")
        if host == WAYBACK and path == "/cdx/search/cdx":
            return self._cdx(query, now)
        found = _WEB.fullmatch(path_qs) if host == WAYBACK else None
        if found:
            return self._capture(found[1], found[2], now)
        if host == CC_NEWS and (month := _PATHS.fullmatch(path)):
            names = [name for name in self.files(now) if name.startswith(f"crawl-data/CC-NEWS/{month[1]}/{month[2]}/")]
            return SiteAnswer(200, gzip.compress("".join(f"{name}\n" for name in names).encode()), "index", "application/gzip")
        if host == CC_NEWS and (file := _FILE.fullmatch(path)):
            return _piece(self._file(file[1], now), headers.get("Range", ""))
        return missing()

    def kept(self, outlet: str, start: datetime, end: datetime) -> list[Kept]:
        """Return the captures of an outlet from `start` to before `end`, the earliest first."""
        day, found = max(FIRST_DAY, (start - _AGAIN - timedelta(days=2)).date()), list[Kept]()
        while day <= end.date() + timedelta(days=1):
            found += [kept for kept in self._of_day(outlet, day) if start <= kept.at < end]
            day += timedelta(days=1)
        return sorted(found, key=lambda kept: kept.at)

    def _captures_of(self, outlet: str, day: date) -> tuple[Kept, ...]:
        found = []
        for plan in self._site.addresses.desk.planner.day(outlet, day):
            draw, url = share("kept", str(plan.ref)), self._site.addresses.url(plan)
            if draw >= 0.9 or self._site.broken(self._site.addresses.desk.planner.papers[outlet], plan):
                continue
            at = (plan.published + timedelta(seconds=60 + int(draw * 20_000))).astimezone(UTC).replace(microsecond=0)
            found.append(Kept(plan, url, at))
            if draw < 0.05:
                found.append(Kept(plan, url, at + _AGAIN))
        return tuple(found)

    def _cdx(self, query: Mapping[str, str], now: datetime) -> SiteAnswer:
        domain = query.get("url", "")
        start, end = (datetime.strptime(query[name], _STAMP).replace(tzinfo=UTC) for name in ("from", "to"))
        papers = self._site.addresses.desk.planner.papers
        outlets = [slug for slug, paper in papers.items() if paper.host == domain]
        kept = [one for slug in outlets for one in self.kept(slug, start, min(end, now))]
        rows: dict[str, Kept] = {}
        for one in sorted(kept, key=lambda one: (_surt(one.url), one.at)):
            rows.setdefault(_surt(one.url), one)  # collapse=urlkey
        ordered = [one for key, one in rows.items() if key > query.get("resumeKey", "")]
        shown = ordered[: int(query.get("limit", "100000"))]
        table: list[list[str]] = [["timestamp", "original"], *([f"{one.at:{_STAMP}}", one.url] for one in shown)]
        if len(shown) < len(ordered) and query.get("showResumeKey") == "true":
            table += [[], [_surt(shown[-1].url)]]
        return SiteAnswer(200, json.dumps(table if kept else []).encode(), "index", "application/json")

    def _capture(self, stamp: str, url: str, now: datetime) -> SiteAnswer:
        wanted = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
        parts = urlsplit(url)
        place = self._site.addresses.place(parts.netloc)
        found = self._site.addresses.find(place, parts.path) if place else None
        if place is None or found is None:
            return missing()
        moments = [one.at for one in self._of_day(place.paper.slug, found[0].ref.day) if one.url == url and one.at <= now]
        if not moments:
            return missing()
        nearest = min(moments, key=lambda moment: abs(moment - wanted))
        if nearest != wanted:
            return SiteAnswer(302, b"", "page", headers={"Location": f"/web/{nearest:{_STAMP}}id_/{url}"})
        page = self._site.answer(parts.netloc, parts.path, {}, nearest)
        stamps = {"Memento-Datetime": format_datetime(nearest, usegmt=True), "X-Archive-Orig-Server": "nginx"}
        return SiteAnswer(page.status, page.body, "page", page.content_type, stamps)

    def files(self, now: datetime, days: int = 40) -> list[str]:
        """Return the names of the CC-NEWS files that were begun in the days before `now`."""
        start = midnight(now.date() - timedelta(days=days)).astimezone(UTC).replace(hour=0)
        begun = [start + timedelta(hours=hours) for hours in range(0, days * 24, _HOURS)]
        return [f"crawl-data/CC-NEWS/{at:%Y/%m}/CC-NEWS-{at:{_STAMP}}-{number:05}.warc.gz" for number, at in enumerate(begun)]

    def warc(self, name: str, now: datetime) -> bytes:
        """Return the bytes of one of `files`."""
        found = _FILE.fullmatch(f"/{name}")
        return self._file(found[1], now) if found else b""

    def _warc(self, stamp: str, now: datetime) -> bytes:
        start = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
        end = min(start + timedelta(hours=_HOURS), now)
        out = BytesIO()
        out.write(_record("warcinfo", "", start, b"software: newsroom\r\n", "application/warc-fields"))
        for number, (url, at, page) in enumerate(self._list_fetched(start, end)):
            out.write(_record("request", url, at, b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"))
            out.write(_record("response", url, at, _http(page, packed=number % 3 == 0), "application/http; msgtype=response"))
        return out.getvalue()

    def _list_fetched(self, start: datetime, end: datetime) -> Iterator[tuple[str, datetime, SiteAnswer]]:
        kept = [one for slug in self._site.addresses.desk.planner.papers for one in self.kept(slug, start, end)]
        for number, one in enumerate(sorted(kept, key=lambda one: (one.at, one.url))):
            if number % 5 == 0:  # most pages of the real CC-NEWS are of other outlets
                yield _FOREIGN.format(number=number), one.at, SiteAnswer(200, b"<p>elsewhere</p>", "page")
            parts = urlsplit(one.url)
            yield one.url, one.at, self._site.answer(parts.netloc, parts.path, {}, one.at)


def _surt(url: str) -> str:
    parts = urlsplit(url)
    return ",".join(reversed((parts.hostname or "").split("."))) + ")" + parts.path.lower()


def _piece(whole: bytes, wanted: str) -> SiteAnswer:
    found = re.fullmatch(r"bytes=(\d+)-(\d+)", wanted)
    media = "application/octet-stream"
    if not found:
        return SiteAnswer(200, whole, "warc", media)
    start, last = int(found[1]), min(int(found[2]), len(whole) - 1)
    if start >= len(whole):
        return SiteAnswer(416, b"", "warc", media, {"Content-Range": f"bytes */{len(whole)}"})
    return SiteAnswer(206, whole[start : last + 1], "warc", media, {"Content-Range": f"bytes {start}-{last}/{len(whole)}"})


def _http(page: SiteAnswer, packed: bool) -> bytes:
    body = gzip.compress(page.body, mtime=0) if packed else page.body
    coding = "Content-Encoding: gzip\r\n" if packed else ""
    head = f"HTTP/1.1 {page.status} OK\r\nContent-Type: {page.content_type}\r\n{coding}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _record(kind: str, url: str, at: datetime, block: bytes, media: str) -> bytes:
    """Return one WARC record as a gzip member of its own."""
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    number = f"{int(share(kind, url, at.isoformat()) * 1e15):032x}"
    identity = f"<urn:uuid:{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:]}>"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {identity}\r\nWARC-Date: {at:%Y-%m-%dT%H:%M:%SZ}\r\n{target}"
        f"Content-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)
