"""The identity of a page: its JSON-LD object, the names of its site, its canonical URL and its section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from pantau.errors import BadInput
from pantau.extract.document import Document, words_of
from pantau.extract.itself import Itself
from pantau.extract.jsonld import text_of, types_of
from pantau.extract.knowledge import Knowledge
from pantau.extract.titles import fold, normal_title
from pantau.model import Outlet
from pantau.urls import canonical_url, in_domains

_HOME = re.compile(r"(?:https?://www\.[^/]+)?/", re.I)  # the first breadcrumb, under whatever name the site gives itself
_WHOLE = re.compile(r"https?://[^/?#\s]", re.I)
_MOST_LINKS = 6  # of breadcrumbs; looked for inside each box, since boxes within boxes made lexbor need minutes for `box a`
_IMAGES = ("og:image", "og:image:url", "twitter:image", "twitter:image:src")
_LONGEST_IMAGE = 2_000  # characters; a data: picture is no address, and a broken template wrote a longer one


def article_of(document: Document, known: Knowledge, url: str = "") -> dict[str, Any]:
    """Return the JSON-LD object of this page's article: one of an article type, else a video's or web page's; {} if there is
    none.

    Of several it takes the one whose address or headline is the page's, then the one with most content. An object with another
    address and another headline belongs to another story, and is not taken even if it is the only one.
    """
    page = Itself.of(document, url)
    for wanted in (known.article_types, {"VideoObject"}, {"WebPage"}):
        found = [
            (fit, bool(thing.get("datePublished")), len(thing), -place)
            for place, thing in enumerate(document.linked)
            if types_of(thing) & wanted
            and thing.keys() & {"headline", "datePublished", "name"}
            and (fit := page.fit(thing)) >= (1 if "VideoObject" in wanted and text_of(thing.get("name")) else 0)
        ]
        if found:
            return document.linked[-max(found)[-1]]
    return {}


def sites_of(document: Document, url: str, known: Knowledge, outlet: Outlet | None, ends: tuple[str, ...] = ()) -> set[str]:
    """Return the folded names of the site: those in the metadata, its host, its labels, the outlet's name, and `ends`."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = [label for label in host.split(".") if len(label) > 3]
    publishers = [text_of(thing.get("publisher")) for thing in document.linked]
    given = [
        *document.metas(known.meta["site"]),
        *publishers,
        host,
        *labels,
        *([outlet.name, outlet.outlet] if outlet else []),
        *ends,
    ]
    return {folded for folded in map(fold, dict.fromkeys(given)) if len(folded) > 2}


def canonical_of(document: Document, article: dict[str, Any], url: str, outlet: Outlet | None) -> str:
    """Return the canonical URL that the page names, except if it leads to another site or to the home page (both occur)."""
    named = (
        document.canonical,
        *document.metas(("og:url",)),
        text_of(article.get("url")),
        text_of(article.get("mainEntityOfPage")),
    )
    here = safe_url(url)
    home = ".".join((urlsplit(here).hostname or "").split(".")[-2:])
    for candidate in filter(None, named):
        there = safe_url(candidate, "" if _WHOLE.match(candidate) else url)  # alone it is looked up: it is often `here`
        parts = urlsplit(there)
        host = parts.hostname or ""
        mine = in_domains(host, outlet.domains) if outlet and outlet.domains else host.endswith(home)
        if mine and (parts.path.strip("/") or parts.query):
            return there
    return here


def image_of(document: Document, article: dict[str, Any], url: str) -> str:
    """Return the address of the picture that the page names for itself (og:image, JSON-LD, twitter:image); "" if it names none.

    The address is absolute, http or https, and at most 2,000 characters long. Nothing guarantees that there is a picture at
    that address.
    """
    named = (*document.metas(_IMAGES[:2]), text_of(_address_of(article.get("image"))), *document.metas(_IMAGES[2:]))
    found = (_absolute(name.strip(), url) for name in named if name.strip())
    return next(filter(None, found), "")


def _address_of(image: Any) -> Any:
    """Return the address in a JSON-LD image: an ImageObject has it in url or contentUrl; its name is a caption."""
    first = image[0] if isinstance(image, list) and image else image
    return (first.get("url") or first.get("contentUrl") or first.get("@id")) if isinstance(first, dict) else first


def _absolute(address: str, base: str) -> str:
    try:
        whole = urljoin(base, address)
        parts = urlsplit(whole)
    except ValueError:
        return ""
    fine = parts.scheme in ("http", "https") and parts.hostname and len(whole) <= _LONGEST_IMAGE and whole.isprintable()
    return whole.replace(" ", "%20") if fine else ""


def safe_url(url: str, base: str = "") -> str:
    """Return the canonical form of an address, or "" for text that is no address."""
    try:
        return canonical_url(url, base)
    except BadInput:
        return ""


def section_of(document: Document, article: dict[str, Any], known: Knowledge, selector: str = "") -> str:
    """Return the section: the rule's selector first, then JSON-LD, <meta>, breadcrumbs. Types of content are no sections."""
    weak = ""
    own = {fold(name) for name in (*document.metas(known.meta["site"]), text_of(article.get("publisher")))}
    for named in _sections(document, article, known, selector):
        section = normal_title(named)[:80]
        if not section or known.not_sections.fullmatch(section.strip()) or fold(section) in own:
            continue
        if not known.weak_sections.fullmatch(section.strip()):
            return section
        weak = weak or section
    return weak


def _sections(document: Document, article: dict[str, Any], known: Knowledge, selector: str) -> Iterator[str]:
    """Yield what may be the section, the best place first."""
    yield document.first(selector)
    listed = article.get("articleSection")
    yield from map(text_of, listed[:_MOST_LINKS] if isinstance(listed, list) else [listed])
    yield from document.metas(known.meta["section"])
    crumbs = next((thing for thing in document.linked if "BreadcrumbList" in types_of(thing)), {})
    listed = crumbs.get("itemListElement")
    items = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    names = [text_of(item.get("name")) or text_of(item.get("item")) for item in items]
    yield from (name for name in names[1:3] if not name.startswith("http"))
    boxes = document.tree.css(known.sections)[:_MOST_LINKS]
    links = (link for box in boxes for link in ([box] if box.tag == "a" else box.css("a")[:_MOST_LINKS]))
    names = [words_of(link) for link in islice(links, _MOST_LINKS) if not _HOME.fullmatch(link.attributes.get("href") or "")]
    yield from (name for name in names if 2 < len(name) < 40)
