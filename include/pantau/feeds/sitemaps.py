"""News sitemaps and indexes of sitemaps, read by lxml with every dangerous feature switched off."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from pantau.feeds.items import RawItem
from pantau.net.problem import FetchProblem

MOST_SITEMAPS = 16


def parse_sitemap(body: bytes, any_sitemap: bool = False, url: str = "") -> tuple[list[RawItem], list[str], str]:
    """Return the items, the sitemaps that an index names (at most 16, news sitemaps and the newest first), and what is
    ill-formed.

    Relative addresses start from `url`. Ill-formed documents (a bare `&` in an address) keep their good entries. Raises
    FetchProblem `not_news_sitemap` if no entry has news tags, except if `any_sitemap` allows entries with only a `lastmod`.
    """
    from lxml import etree

    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    parser = etree.XMLParser(recover=True, remove_comments=True, remove_pis=True, **safe)
    try:
        root = etree.fromstring(body.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except etree.XMLSyntaxError as error:  # so broken that nothing can be recovered
        return [], [], str(error)[:300]
    fault = str(parser.error_log[0].message)[:300] if len(parser.error_log) else ""
    if root is None:
        return [], [], fault or "nothing in it could be read"
    if _name(root) == "sitemapindex":
        return [], _children(root, url), fault
    entries = [node for node in root if _name(node) == "url"]
    news = [node for node in entries if any(_is_news(child) for child in node)]
    if entries and not news and not any_sitemap:
        raise FetchProblem("not_news_sitemap", "a sitemap without news tags: it lists pages, not news", "hard")
    return [_raw(node, url) for node in (entries if any_sitemap else news)], [], fault


def _children(root: Any, url: str) -> list[str]:
    found = [(_address(node, url), _text(node, "lastmod")) for node in root if _name(node) == "sitemap"]
    found.sort(key=lambda pair: pair[1], reverse=True)
    found.sort(key=lambda pair: "news" not in pair[0].lower())
    return [address for address, _ in found if address.startswith(("http://", "https://"))][:MOST_SITEMAPS]


def _address(node: Any, url: str) -> str:
    loc = _text(node, "loc")
    try:
        return urljoin(url, loc) if url and loc else loc
    except ValueError:  # it ends as bad_url
        return loc


def _raw(node: Any, url: str) -> RawItem:
    news = next((child for child in node if _is_news(child)), None)
    published = _text(news, "publication_date") if news is not None else ""
    return RawItem(
        link=_address(node, url),
        title=_text(news, "title") if news is not None else "",
        published=published,
        updated=_text(node, "lastmod"),
    )


def _is_news(node: Any) -> bool:
    return _name(node) == "news"


def _name(node: Any) -> str:
    tag = node.tag if isinstance(node.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _text(node: Any, name: str) -> str:
    return next(("".join(child.itertext()).strip() for child in node if _name(child) == name), "")
