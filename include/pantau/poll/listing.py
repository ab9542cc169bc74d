"""The links of one dated index page (or one sitemap) that lead to articles of the day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from pantau.catalogue import fill_day
from pantau.day import day_of
from pantau.errors import BadInput
from pantau.model import Archive
from pantau.net.problem import FetchProblem
from pantau.net.response import Response
from pantau.poll.items import LONGEST_URL
from pantau.poll.reading import read_feed
from pantau.poll.sniff import BLOCK_MARKERS
from pantau.urls import canonical_url, fetch_url, url_key

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_A_LISTING = 10  # links; a box of popular articles has fewer
_MOST_SITEMAP_ITEMS, _MOST_SITEMAP_BYTES = 50_000, 50_000_000
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an index page that leads to an article."""

    url: str
    title: str


def links_of(response: Response, archive: Archive, day: str, first: bool) -> dict[str, Link]:
    """Return the articles an index page lists, by URL key; none for an empty page.

    Raises FetchProblem for a block page, and `selector_stale` when the first page shows articles the selector does not fit.
    """
    pattern = re.compile(fill_day(archive.link_pattern, day))
    if archive.link == "loc":
        return _sitemap_links(response, pattern, day)
    from selectolax.lexbor import LexborHTMLParser

    charset = _CHARSET.search(response.content_type)
    try:
        html = response.body.decode(charset[1] if charset else "utf-8", "replace")
    except LookupError:  # a charset nobody knows
        html = response.body.decode("utf-8", "replace")
    tree = LexborHTMLParser(html)
    found = _matching(((_href(node), _title(node)) for node in tree.css(archive.link)), response, pattern)
    if not found:
        _explain_nothing(tree, html, response, archive, pattern, first)
    return found


def _href(node: LexborNode) -> str:
    return node.attributes.get("href") or ""


def _title(node: LexborNode) -> str:
    text = " ".join(node.text(separator=" ").split())
    return (text or node.attributes.get("title") or "")[:500]


def _matching(anchors: Iterable[tuple[str, str]], response: Response, pattern: re.Pattern[str]) -> dict[str, Link]:
    found: dict[str, Link] = {}
    for href, title in anchors:
        try:
            if not href or not pattern.search(canonical_url(href, response.final_url)):
                continue
            url = fetch_url(urljoin(response.final_url, href))
            key = url_key(url)
        except (BadInput, ValueError):  # mailto:, javascript:, and what is no address at all
            continue
        if len(url) > LONGEST_URL:  # no outlet's; the landing could not keep its key
            continue
        if key not in found or len(title) > len(found[key].title):
            found[key] = Link(url, title)
    return found


def _explain_nothing(
    tree: LexborHTMLParser, html: str, response: Response, archive: Archive, pattern: re.Pattern[str], first: bool
) -> None:
    anchors = tree.css("a[href]")
    marker = next((marker.decode() for marker in BLOCK_MARKERS if marker.decode() in html[:65_536].lower()), "")
    if marker and len(anchors) < 10:
        raise FetchProblem("block_page", f"a block page instead of a listing ({marker!r})", "soft")
    others = _matching(((_href(node), "") for node in anchors), response, pattern) if first else {}
    if len(others) >= _A_LISTING:
        what = f"{len(others)} links fit link_pattern, none the selector {archive.link!r}; correct it in archives.yaml"
        raise FetchProblem("selector_stale", what, "hard")


def _sitemap_links(response: Response, pattern: re.Pattern[str], day: str) -> dict[str, Link]:
    """Return the entries of a sitemap whose own time falls on the day; a month's sitemap holds the other days too."""
    reading = read_feed(
        response.body, response.final_url, most_items=_MOST_SITEMAP_ITEMS, most_bytes=_MOST_SITEMAP_BYTES, any_sitemap=True
    )
    links = {}
    for item in reading.items:
        if item.published_at and day_of(item.published_at) == day and pattern.search(canonical_url(item.url)):
            links[url_key(item.url)] = Link(item.url, item.title)
    return links
