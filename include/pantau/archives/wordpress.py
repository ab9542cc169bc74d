"""WordPress: the REST list of posts, narrowed by `after` and `before`, dated by `date_gmt`.

WordPress reads `after` and `before` in the site's own zone, which may be anything from UTC to WIT. So the address asks for
{prev}T16:59:59 to {next}T02:00:01, and only posts whose `date_gmt` falls on the WIB day are taken.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pantau.archives.asking import Asker
from pantau.archives.completeness import Listing
from pantau.archives.index import page_address
from pantau.archives.links import Link
from pantau.catalogue import fill_day
from pantau.dates import read_date
from pantau.dates.moments import read_iso_utc
from pantau.day import day_of
from pantau.errors import BadInput
from pantau.feeds.items import LONGEST_URL, plain
from pantau.model import Archive
from pantau.net import FetchProblem
from pantau.text.storable import read_json
from pantau.urls import canonical_url, fetch_url, url_key

log = logging.getLogger(__name__)
_MOST_POSTS = 1_000
_MOST_BOXES = 200_000  # 2,000 in each of 100 posts, those in its text included
_BEYOND = ("http_400", "http_404")  # rest_post_invalid_page_number is a 400


async def list_wordpress(asker: Asker, archive: Archive, day: str, zone: str) -> Listing:
    """Return the posts of a day. It reads to the last page by X-WP-TotalPages, or, without that header, to an empty page."""
    pattern = re.compile(fill_day(archive.link_pattern, day))
    links: dict[str, Link] = {}
    undated = 0
    for number in range(archive.max_pages):
        address = page_address(archive, day, number)
        try:
            response = await asker.get(address)
            posts = await asker.read_light(_lighten, _posts, response.body)
        except FetchProblem as problem:
            if problem.kind in _BEYOND and number:
                return _listing(links, number, undated)
            return Listing(problem.kind, links, number, f"{address}: {problem.message}")
        for post in posts:
            try:
                undated += not _take(post, day, pattern, zone, links)
            except Exception:  # an unexpected error; the day of the post is not known, and the others stay
                log.exception("%s: a post cannot be read: %.200r", address, post.get("link"))
                undated += 1
        total = response.headers.get("X-WP-TotalPages", "")
        if not posts or (total.isdecimal() and len(total) < 9 and number + 1 >= int(total)):
            return _listing(links, number + 1, undated)
    return Listing("cut_off", links, archive.max_pages, f"there may be more after {archive.max_pages} pages; raise max_pages")


def _take(post: dict[str, Any], day: str, pattern: re.Pattern[str], zone: str, links: dict[str, Link]) -> bool:
    """Add the post to the links if it is of the day. Return whether the post has a time."""
    moment = _moment(post, "date", zone)
    if moment and day_of(moment) == day:
        links |= _link(post, moment, pattern, zone)
    return moment is not None


def _listing(links: dict[str, Link], pages: int, undated: int) -> Listing:
    if undated:
        return Listing("undated", links, pages, f"{undated} posts without a time that can be read")
    return Listing("ok" if links else "empty", links, pages)


@dataclass(frozen=True, slots=True)
class _LightList:
    body: bytes


def _lighten(body: bytes) -> _LightList:
    """Refuse, before a parser makes an object of each, a list of very many objects and lists."""
    if (boxes := body.count(b"[") + body.count(b"{")) > _MOST_BOXES:
        raise FetchProblem("too_costly", f"{boxes:,} signs begin an object or a list; the limit is {_MOST_BOXES:,}", "hard")
    return _LightList(body)


def _posts(answer: _LightList) -> list[dict[str, Any]]:
    try:
        found = read_json(answer.body)
    except ValueError:
        raise FetchProblem("not_json", "not JSON; the REST interface is closed or is another one", "hard") from None
    if not isinstance(found, list):
        raise FetchProblem("not_posts", "JSON, but no list of posts", "hard")
    if len(found) > _MOST_POSTS:
        raise FetchProblem("too_many_items", f"{len(found):,} posts on a page; WordPress gives 100", "hard")
    return [post for post in found if isinstance(post, dict)]


def _moment(post: dict[str, Any], name: str, zone: str) -> datetime | None:
    """Return the time of a post: `<name>_gmt`, else the site's local time in `zone`. (Drafts once had a GMT of zeros.)"""
    utc, local = str(post.get(f"{name}_gmt") or ""), str(post.get(name) or "")
    return read_iso_utc(utc) or (read_date(local, zone=zone) if local else None)


def _link(post: dict[str, Any], moment: datetime, pattern: re.Pattern[str], zone: str) -> dict[str, Link]:
    title = post.get("title")
    shown = plain(str(title.get("rendered") or ""))[:500] if isinstance(title, dict) else ""
    try:
        url = fetch_url(str(post.get("link") or ""))
        if len(url) > LONGEST_URL or not pattern.search(canonical_url(url)):
            return {}
        return {url_key(url): Link(url, shown, moment, _moment(post, "modified", zone))}
    except BadInput:
        return {}
