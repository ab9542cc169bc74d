"""Finds the feeds that a home page and robots.txt name. Pure functions from text to addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import filterfalse
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from pantau.errors import BadInput
from pantau.files import parse_yaml
from pantau.seed_cache import seed_cache
from pantau.urls import fetch_url, in_domains

MOST = 6  # candidates of one outlet: a portal links a feed for each of its forty sections
_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_FEED_PATH = re.compile(r"/(?:rss|feeds?|atom|rdf)(?:[/.]|$)|\.(?:rss|rdf|atom)$", re.I)
_TAG = re.compile(r"<(?:link|a)\b[^<>]{0,2000}>(?:[^<>]{0,20}\brss\b)?", re.I)
_SAYS_RSS = re.compile(r"\brss\b", re.I)  # a link that only its words show to be a feed
_MOST_TAGS = 5_000


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of news feeds, as seeds/discovery.yaml explains."""

    usual_paths: tuple[str, ...]
    news: tuple[str, ...]
    not_news: tuple[str, ...]

    def of_news(self, address: str) -> bool:
        """Tell whether the path of an address is called after news."""
        return any(word in urlsplit(address).path.casefold() for word in self.news)


@seed_cache()
def read_signs(file: Path) -> Signs:
    """Return the signs of a file. Raises BadInput that names the file if it lacks one."""
    import yaml

    try:
        told = parse_yaml(file.read_text(encoding="utf-8"))
        return Signs(*(tuple(str(word).casefold() for word in told[field.name]) for field in fields(Signs)))
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise BadInput(f"{file}: {error}; expected usual_paths, news and not_news, each a list of words") from None


def linked_feeds(html: str, base: str, domains: Iterable[str], signs: Signs) -> list[str]:
    """Return the feeds that a home page at `base` links to, declared ones (`rel=alternate`) first; all in the outlet's domains.

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
    hrefs = [(node.attributes.get("href") or "", node.text()) for node in tree.css("a[href]")]
    found = [*declared, *(href for href, said in hrefs if _FEED_PATH.search(href.split("?")[0]) or _SAYS_RSS.search(said))]
    return _choose(found, base, tuple(domains), signs)


def news_sitemaps(addresses: Sequence[str], base: str, domains: Iterable[str], signs: Signs) -> list[str]:
    """Return those sitemaps of robots.txt or of an index that are news sitemaps by name; all in the outlet's domains."""
    return _choose(filter(signs.of_news, addresses), base, tuple(domains), signs)


def other_sitemaps(addresses: Sequence[str], base: str, domains: Iterable[str], signs: Signs) -> list[str]:
    """Return the sitemaps that may be an index of news sitemaps; all in the outlet's domains."""
    return _choose(filterfalse(signs.of_news, addresses), base, tuple(domains), signs)


def _choose(found: Iterable[str], base: str, domains: tuple[str, ...], signs: Signs) -> list[str]:
    kept: dict[str, None] = {}
    for address in found:
        if not address or any(word in address.casefold() for word in signs.not_news):
            continue
        try:
            url = fetch_url(urljoin(base, address.strip()))
        except (BadInput, ValueError):  # mailto:, and text that is no address
            continue
        if in_domains(urlsplit(url).hostname or "", domains):
            kept.setdefault(url, None)
    return list(kept)[:MOST]
