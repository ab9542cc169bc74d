"""Where a home page and robots.txt say that feeds are. Pure: text in, addresses out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from pantau.errors import BadInput
from pantau.urls import fetch_url, in_domains

MOST = 6  # candidates of one outlet: a portal links a feed for each of its forty sections
# What WordPress, Blogspot and the systems of Indonesian groups serve without linking it.
USUAL_PATHS = ("/feed", "/rss", "/sitemap-news.xml", "/rss.xml")
_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_FEED_PATH = re.compile(r"/(?:rss|feeds?|atom|rdf)(?:[/.]|$)|\.(?:rss|rdf|atom)$", re.I)
_NEWS_MAP = re.compile(r"news|berita|artikel|post", re.I)
_NO_NEWS = re.compile(r"comment|komentar|podcast|/(?:author|tag)/", re.I)
_TAG = re.compile(r"<(?:link|a)\b[^<>]{0,2000}>", re.I)
_MOST_TAGS = 5_000


def linked_feeds(html: str, base: str, domains: Iterable[str]) -> list[str]:
    """Return the feeds a home page at `base` links to, those it declares (`rel=alternate`) first; all in the outlet's domains.

    Feeds of comments, authors and podcasts are left out.
    """
    from selectolax.lexbor import LexborHTMLParser

    small = " ".join(tag for _, tag in zip(range(_MOST_TAGS), _TAG.findall(html), strict=False))  # a page may hold anything
    tree = LexborHTMLParser(small)
    declared = [
        node.attributes.get("href") or ""
        for node in tree.css("link[rel~=alternate]")
        if (node.attributes.get("type") or "").casefold() in _TYPES
    ]
    hrefs = [node.attributes.get("href") or "" for node in tree.css("a[href]")]
    found = [*declared, *(href for href in hrefs if _FEED_PATH.search(href.split("?")[0]))]
    return _choose(found, base, tuple(domains))


def news_sitemaps(addresses: Sequence[str], base: str, domains: Iterable[str]) -> list[str]:
    """Return those sitemaps of robots.txt or of an index that are called after news; all in the outlet's domains."""
    return _choose([address for address in addresses if _NEWS_MAP.search(urlsplit(address).path)], base, tuple(domains))


def other_sitemaps(addresses: Sequence[str], base: str, domains: Iterable[str]) -> list[str]:
    """Return the sitemaps that may be an index with news in it; all in the outlet's domains."""
    return _choose([address for address in addresses if not _NEWS_MAP.search(urlsplit(address).path)], base, tuple(domains))


def _choose(found: Iterable[str], base: str, domains: tuple[str, ...]) -> list[str]:
    kept: dict[str, None] = {}
    for address in found:
        if not address or _NO_NEWS.search(address):
            continue
        try:
            url = fetch_url(_absolute(address, base))
        except (BadInput, ValueError):  # mailto:, and what is no address at all
            continue
        if in_domains(urlsplit(url).hostname or "", domains):
            kept.setdefault(url, None)
    return list(kept)[:MOST]


def _absolute(address: str, base: str) -> str:
    from urllib.parse import urljoin

    return urljoin(base, address.strip())
