"""The links of one dated index page that lead to articles of the day."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from pantau.catalogue import fill_day
from pantau.errors import BadInput
from pantau.extract.decode import decode
from pantau.feeds.items import LONGEST_URL
from pantau.feeds.sniff import BLOCK_MARKERS
from pantau.model import Archive
from pantau.net.problem import FetchProblem
from pantau.urls import canonical_url, fetch_url, url_key

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

log = logging.getLogger(__name__)
_A_LISTING = 10  # links; a box of popular articles has fewer
_MOST_TAGS = 50_000  # an index of a thousand articles has 30,000, the largest real one seen 4,016
_LONG_TAG = re.compile(rb"<([a-zA-Z][^\s<>]{0,40})[^<>]{100000,}>?")  # the parser compares each attribute with every other


@dataclass(frozen=True, slots=True)
class Link:
    """A link that leads to an article, and the times the archive gives for it."""

    url: str
    title: str
    published_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The articles of one index page by URL key, and the number of its links that could not be read."""

    found: dict[str, Link]
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class LightPage:
    """The bytes of an index page that is cheap to parse."""

    body: bytes


def lighten(body: bytes) -> LightPage:
    """Return the page without the attributes of monstrous tags; raise FetchProblem `too_costly` for one of too many tags."""
    if body.count(b"<") > _MOST_TAGS:
        raise FetchProblem("too_costly", f"the page has more than {_MOST_TAGS:,} tags", "hard")
    return LightPage(_LONG_TAG.sub(rb"<\1>", body))


def links_of(page: LightPage, url: str, content_type: str, archive: Archive, day: str, first: bool) -> PageLinks:
    """Return the articles that an index page lists, by URL key; a page with the end marker lists none, whatever else it shows.

    Raises FetchProblem for a block page, and `selector_stale` if the first page shows articles that the selector does not fit.
    """
    from selectolax.lexbor import LexborHTMLParser

    pattern = re.compile(fill_day(archive.link_pattern, day))
    html = decode(page.body, content_type)
    tree = LexborHTMLParser(html)
    if archive.end_marker and tree.css_first(archive.end_marker) is not None:
        return PageLinks({})
    links = _matching(((_href(node), _title(node)) for node in tree.css(archive.link)), url, pattern, day)
    if not links.found:
        _explain_nothing(tree, html, url, archive, pattern, first, day)
    return links


def days_of(page: LightPage, url: str, archive: Archive) -> list[str]:
    """Return the days of the articles on an index of a whole year, in page order; link_pattern names the parts of a date."""
    from selectolax.lexbor import LexborHTMLParser

    pattern = re.compile(archive.link_pattern)
    days = []
    for node in LexborHTMLParser(decode(page.body)).css(archive.link):
        try:
            found = pattern.search(canonical_url(_href(node), url))
        except (BadInput, ValueError):
            continue
        if found:
            days.append(_day_in(found))
    return days


def _day_in(found: re.Match[str]) -> str:
    return f"{found['y']}-{found['m']}-{found['d']}"


def _href(node: LexborNode) -> str:
    return node.attributes.get("href") or ""


def _title(node: LexborNode) -> str:
    text = " ".join(node.text(separator=" ").split())
    return (text or node.attributes.get("title") or "")[:500]


def _matching(anchors: Iterable[tuple[str, str]], base: str, pattern: re.Pattern[str], day: str) -> PageLinks:
    found: dict[str, Link] = {}
    unreadable = 0
    for href, title in anchors:
        try:
            match = pattern.search(canonical_url(href, base)) if href else None
            if not match or ("y" in pattern.groupindex and _day_in(match) != day):
                continue
            url = fetch_url(urljoin(base, href))
            key = url_key(url)
        except (BadInput, ValueError):  # mailto:, javascript:, and text that is no address
            continue
        except Exception:  # an unexpected error; the other links stay
            log.exception("%s: a link cannot be read: %.200s", base, href)
            unreadable += 1
            continue
        if len(url) > LONGEST_URL:  # no real address; the landing could not store its key
            continue
        if key not in found or len(title) > len(found[key].title):
            found[key] = Link(url, title)
    return PageLinks(found, unreadable)


def _explain_nothing(
    tree: LexborHTMLParser, html: str, url: str, archive: Archive, pattern: re.Pattern[str], first: bool, day: str
) -> None:
    anchors = tree.css("a[href]")
    marker = next((marker.decode() for marker in BLOCK_MARKERS if marker.decode() in html[:65_536].lower()), "")
    if marker and len(anchors) < 10:
        raise FetchProblem("block_page", f"a block page instead of a listing ({marker!r})", "soft")
    others = _matching(((_href(node), "") for node in anchors), url, pattern, day).found if first else {}
    if len(others) >= _A_LISTING:
        what = f"{len(others)} links fit link_pattern, none the selector {archive.link!r}; correct it in archives.yaml"
        raise FetchProblem("selector_stale", what, "hard")
