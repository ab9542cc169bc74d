"""Reading one page: metadata first, then the text, then whether it is an article. Pure: bytes in, a reading out."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pantau.errors import BadInput
from pantau.extract.body import text_of_page
from pantau.extract.decode import decode
from pantau.extract.document import Document, parse, words_of
from pantau.extract.jsonld import text_of, types_of
from pantau.extract.kinds import not_article
from pantau.extract.knowledge import Knowledge, read_knowledge
from pantau.extract.language import language_of
from pantau.extract.people import authors_of
from pantau.extract.times import Frame, times_of
from pantau.extract.titles import fold, normal_title, title_of
from pantau.model import Entry, Outlet
from pantau.settings import settings
from pantau.urls import canonical_url, in_domains

log = logging.getLogger(__name__)
_HOME = {"home", "beranda", "depan", "news", "homepage"}
_LARGEST = 12_000_000


@dataclass(frozen=True, slots=True)
class PageReading:
    """What one page says. `outcome` is empty for an article, else `not_article` or `failed`, and `reason` says why."""

    canonical_url: str = ""
    title: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    time_source: str = ""
    time_flag: str = ""
    section: str = ""
    language: str = ""
    description: str = ""
    method: str = ""
    outcome: str = ""
    reason: str = ""


class Loan:
    """What a page leaves out and its entry lends; `mark` says which fields, so that a later change of the entry is noticed."""

    def __init__(self, entry: Entry | None) -> None:
        self._offer = offered(entry) if entry else {}
        self.mark = ""

    def or_from_entry(self, field: str, own: str) -> str:
        """Return the page's own value, or else the entry's."""
        if not own and self._offer.get(field):
            self.mark += f"+{field}"
            return self._offer[field]
        return own


def offered(entry: Entry) -> dict[str, str]:
    """Return the fields an entry can lend to a page."""
    texts = {"title": entry.title, "section": entry.section, "description": entry.summary}
    return {field: normal_title(text) for field, text in texts.items()}


def extract_page(
    body: bytes | str, url: str, *, content_type: str = "", entry: Entry | None = None, fetched_at: datetime | None = None,
    outlet: Outlet | None = None, folder: Path | None = None,
) -> PageReading:  # fmt: skip
    """Return what a page says, whatever its bytes are; a page nothing can be read from is `failed` with `extract_error`.

    Times without offset are in the outlet's zone; `entry` fills what the page leaves out; nothing depends on the clock.
    """
    known = read_knowledge(folder or settings().seeds_dir / "extraction")
    try:
        text = decode(body[:_LARGEST], content_type) if isinstance(body, bytes) else body[:_LARGEST].replace("\x00", "")
        document = parse(text)
        if document is None:
            return PageReading(canonical_url=_safe(url), outcome="not_article", reason="no_text")
        return _read(document, url, known, entry, fetched_at, outlet)
    except Exception as error:  # the promise: one hostile page never stops a day; its bytes stay landed for a better rule
        log.warning("%s cannot be read: %s: %s", url, error.__class__.__name__, error)
        return PageReading(canonical_url=_safe(url), outcome="failed", reason="extract_error")


def _read(
    document: Document, url: str, known: Knowledge, entry: Entry | None, fetched_at: datetime | None, outlet: Outlet | None
) -> PageReading:
    article = _article(document, known)
    sites = _sites(document, url, known, outlet)
    loan = Loan(entry)
    title = loan.or_from_entry("title", title_of(document, article, sites, known))
    zone = outlet.zone if outlet and outlet.zone else "WIB"
    frame = Frame(url, title, zone, entry.published_at if entry else None, fetched_at)
    times = times_of(document, article, known, frame)
    authors = tuple(filter(None, map(normal_title, authors_of(document, article, sites, known))))
    canonical = _canonical(document, article, url, outlet)
    section = loan.or_from_entry("section", _section(document, article, known))
    description = loan.or_from_entry("description", normal_title(next(document.metas(known.meta["description"]), "")))
    text, method = text_of_page(document, article, known)  # last: it takes the tree apart
    kind = not_article(document, url, title, text, article, known)
    make = partial(PageReading, canonical, title, text, authors, times.published_at, times.modified_at, times.source, times.flag)
    language = language_of(text, document.language or (outlet.language if outlet else ""))
    return make(section, language, description, method + loan.mark, "not_article" if kind else "", kind)


def _article(document: Document, known: Knowledge) -> dict[str, Any]:
    """Return the JSON-LD object of the article: of an article type, the one that says most; else a video's or web page's."""
    for wanted in (known.article_types, {"VideoObject"}, {"WebPage"}):
        found = [
            thing
            for thing in document.linked
            if types_of(thing) & wanted and thing.keys() & {"headline", "datePublished", "name"}
        ]
        if found:
            return max(found, key=lambda thing: (bool(thing.get("datePublished")), len(thing)))
    return {}


def _sites(document: Document, url: str, known: Knowledge, outlet: Outlet | None) -> set[str]:
    """Return the folded names of the site: what metadata call it, its host, its labels, the outlet's name."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = [label for label in host.split(".") if len(label) > 3]
    publishers = [text_of(thing.get("publisher")) for thing in document.linked]
    given = [*document.metas(known.meta["site"]), *publishers, host, *labels, *([outlet.name, outlet.outlet] if outlet else [])]
    return {fold(name) for name in given if len(fold(name)) > 2}


def _canonical(document: Document, article: dict[str, Any], url: str, outlet: Outlet | None) -> str:
    """Return the canonical URL the page names, unless it leads to another site or to the home page (both are seen)."""
    named = (
        document.canonical,
        *document.metas(("og:url",)),
        text_of(article.get("url")),
        text_of(article.get("mainEntityOfPage")),
    )
    here = _safe(url)
    home = ".".join((urlsplit(here).hostname or "").split(".")[-2:])
    for candidate in filter(None, named):
        there = _safe(candidate, url)
        parts = urlsplit(there)
        host = parts.hostname or ""
        mine = in_domains(host, outlet.domains) if outlet and outlet.domains else host.endswith(home)
        if mine and (parts.path.strip("/") or parts.query):
            return there
    return here


def _safe(url: str, base: str = "") -> str:
    try:
        return canonical_url(url, base)
    except BadInput:
        return ""


def _section(document: Document, article: dict[str, Any], known: Knowledge) -> str:
    named = text_of(article.get("articleSection")) or next(document.metas(known.meta["section"]), "")
    if not named:
        crumbs = next((thing for thing in document.linked if "BreadcrumbList" in types_of(thing)), {})
        items = [item for item in crumbs.get("itemListElement") or [] if isinstance(item, dict)] if crumbs else []
        names = [text_of(item.get("name")) or text_of(item.get("item")) for item in items]
        named = next((name for name in names[1:3] if name and not name.startswith("http")), "")
    if not named:
        printed = [words_of(link) for link in known.sections(document.tree)[:6]]
        named = next((name for name in printed if 2 < len(name) < 40 and fold(name) not in _HOME), "")
    return normal_title(named)[:80]
