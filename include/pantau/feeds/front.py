"""A front page read like a feed: the links whose addresses look like the outlet's articles, each with its longest headline.

A front page says no times. The pattern of the outlet's rule, or a learnt pattern, says which links are articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pantau.errors import BadInput
from pantau.feeds.items import LONG_TAG, LONGEST_URL, FeedItem, plain
from pantau.feeds.reading import FeedReading
from pantau.feeds.sniff import BLOCK_MARKERS
from pantau.net.problem import FetchProblem
from pantau.rules.addresses import address_of, learn_addresses
from pantau.text.storable import make_storable
from pantau.urls import fetch_url, in_domains, url_key

FRONT = "front"  # the kind of a source that is a front page
LEAST = 5  # articles that a front page links; a page with fewer is under construction, or not the front page
_MOST_TAGS = 60_000  # the largest real front page has 9,000
_MOST_LINKS = 3_000
_HEADLINE = 4  # words of a link that names an article; sections and services have one to three
_FEW_LINKS = 10
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_TITLE = 500


def read_front(
    body: bytes,
    url: str,
    *,
    content_type: str = "",
    pattern: re.Pattern[str] | None = None,
    domains: Iterable[str] = (),
    most_items: int = 2_000,
) -> FeedReading:
    """Return the articles that the front page at `url` links, in page order, each once.

    `pattern` is matched with host, path and query of an address; without a pattern, one is learnt from the links whose words are
    a headline. Links outside `domains` (if given) count as `outside`. Raises FetchProblem: block_page, too_costly,
    no_usable_items (no link looks like an article).
    """
    html = _decode(body, content_type)
    if html.count("<") > _MOST_TAGS:
        raise FetchProblem("too_costly", f"the page has more than {_MOST_TAGS:,} tags", "hard")
    tree = LexborHTMLParser(LONG_TAG.sub(r"<\1>", html))
    links, outside = _read_links(tree, url, tuple(domains))
    wanted = pattern or _learn_pattern(links)
    found = [] if wanted is None else [item for item in links if wanted.search(address_of(item.url))]
    if not found:
        _refuse_blocked(html, len(links))
        raise FetchProblem("no_usable_items", f"none of {len(links)} links looks like the address of an article", "soft")
    skipped = {"outside": outside} if outside else {}
    if len(found) > most_items:
        skipped["beyond_cap"] = len(found) - most_items
    return FeedReading(FRONT, tuple(found[:most_items]), skipped)


def has_articles(body: bytes, url: str, *, pattern: re.Pattern[str] | None, domains: Iterable[str]) -> bool:
    """Tell whether a page links at least as many articles of its outlet as a front page must."""
    try:
        return len(read_front(body, url, pattern=pattern, domains=domains).items) >= LEAST
    except FetchProblem:
        return False


def _decode(body: bytes, content_type: str) -> str:
    charset = _CHARSET.search(content_type)
    try:
        return body.decode(charset[1] if charset else "utf-8", "replace")
    except LookupError:  # an unknown charset
        return body.decode("utf-8", "replace")


def _read_links(tree: LexborHTMLParser, url: str, domains: tuple[str, ...]) -> tuple[list[FeedItem], int]:
    """Return the links to other pages of the outlet, in the order of the page, each with its longest words; and how many lead
    elsewhere."""
    base_node = tree.css_first("base[href]")
    base = urljoin(url, (base_node.attributes.get("href") or "") if base_node is not None else "")
    found: dict[str, FeedItem] = {}
    outside = 0
    for address, title in _anchors(tree, base):
        if domains and not in_domains(address.split("/")[2].partition(":")[0], domains):
            outside += 1
            continue
        key = url_key(address)
        if key not in found or len(title) > len(found[key].title):
            found[key] = FeedItem(found[key].url if key in found else address, title, time_flag="no_time")
    return list(found.values()), outside


def _anchors(tree: LexborHTMLParser, base: str) -> Iterator[tuple[str, str]]:
    for node in tree.css("a[href]")[:_MOST_LINKS]:
        try:
            address = fetch_url(urljoin(base, (node.attributes.get("href") or "").strip()))
        except (BadInput, ValueError):  # mailto:, javascript:, or text that is no address
            continue
        if len(address) <= LONGEST_URL:
            yield address, make_storable(plain(_words(node)))[:_TITLE]


def _words(node: LexborNode) -> str:
    """Return the words of a link: only its headline if it has one, because the link of a teaser may hold a summary and a time
    too."""
    heading = node.css_first("h1, h2, h3, h4, h5")
    words = " ".join((heading if heading is not None else node).text(separator=" ").split())
    return words or (node.attributes.get("title") or "")


def _learn_pattern(links: list[FeedItem]) -> re.Pattern[str] | None:
    learnt = learn_addresses(item.url for item in links if len(item.title.split()) >= _HEADLINE)
    return learnt.pattern if learnt else None


def _refuse_blocked(html: str, links: int) -> None:
    start = html[:65_536].lower()
    marker = next((marker.decode() for marker in BLOCK_MARKERS if marker.decode() in start), "")
    if marker and links < _FEW_LINKS:
        raise FetchProblem("block_page", f"a block page instead of a front page ({marker!r})", "soft")
