"""Tells what a page of status 200 is, and whether it is no article. A phrase counts only if it is most of the page.

A page that declares itself a dated article and has a body of sentences is an article, except if the body says otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from pantau.extract.document import Document
from pantau.extract.jsonld import types_of
from pantau.extract.knowledge import KindSign, Knowledge
from pantau.extract.listing import is_listing
from pantau.extract.place import agrees, around, below_title, furniture_free, prose_words
from pantau.extract.sentences import share_of
from pantau.rules import OutletRule

_FEW_WORDS = 40
_BODY_WORDS = 12  # words: a declared article with fewer is a stub, and any visible text may then say what it is
_DECLARED_PROSE = 20  # words in sentences that make a declared article an article, whatever phrases of walls and errors it holds
_OWN_PROSE = 60  # words in sentences about the title that make a page an article even if it declares nothing
_MOST_OF_IT = 0.5  # share of the words that stand in sentences with the phrase: from this share on the phrase is the page
_LABEL = re.compile(r"^\w+\s?[:|]\s+")  # "Video: …", "Foto | …": these words say nothing of the text below
_FALSE = {"false", "0", "no"}


@dataclass(frozen=True, slots=True)
class PageKind:
    """`kind` is what the page is. For a page that is no article `reason` is the same word, or the wider one
    (`live_schedule`)."""

    kind: str
    reason: str


def kind_of(
    document: Document,
    url: str,
    title: str,
    text: str,
    article: dict[str, Any],
    known: Knowledge,
    rule: OutletRule | None = None,
    *,
    told: bool = False,
) -> PageKind:
    """Return what the page is: article, or video, gallery, index, block_page …

    `told` says that the rule read a text and a time: then an address unlike the outlet's articles is a new form of address, and
    the page an article. Galleries and videos with a written text are articles that keep their kind.
    """
    page = _Page(document, url, title, text, article, known, told)
    for own in rule.kinds if rule else ():
        if (own.url and own.url.search(page.address)) or (own.select and document.tree.css_first(own.select) is not None):
            return _judge_kind(own.kind, page, known)
    for kind in known.kinds:
        if _applies(kind, page) and _fits(kind, page):
            judged = _judge_kind(kind.kind, page, known)
            return replace(judged, kind=kind.finer or judged.kind)
    form = _by_form(page, rule)
    return _judge_kind(form, page, known) if form else PageKind("article", "")


def _judge_kind(kind: str, page: _Page, known: Knowledge) -> PageKind:
    """Return a kind as an article if pages of that kind with a written body are articles: captions of a gallery, the report
    under a video."""
    enough = known.loaded_kinds.get(kind)
    written = enough is not None and page.prose >= enough and page.is_about_its_title
    return PageKind(kind, "" if written else kind)


def _by_form(page: _Page, rule: OutletRule | None) -> str:
    """Return the kind that only the form of the page shows, not its words or address; "" for an article."""
    parts = urlsplit(page.url)
    if not page.dated and not page.told:
        if parts.path.strip("/") in ("", "index.html", "index.php") and not parts.query:
            return "homepage"
        if rule and rule.article and not rule.article.search(page.address):
            return "index"
        if not page.declared and (is_listing(page.document, page.text) or page.is_furniture_of_a_list):
            return "index"
    if "VideoObject" in types_of(page.article) and page.words < _FEW_WORDS:
        return "video"
    return "" if page.text else "no_text"


class _Page:
    """What the kinds need to know of a page; costly answers are computed when they are asked for."""

    def __init__(
        self, document: Document, url: str, title: str, text: str, article: dict[str, Any], known: Knowledge, told: bool
    ) -> None:
        parts = urlsplit(url)
        self.document, self.url, self.title, self.article = document, url, title, article
        self.text = text = below_title(text, title)
        self.known, self.told, self.words = known, told, len(text.split())
        self.address = f"{parts.hostname or ''}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        self.dated = bool(article.get("datePublished"))
        self.declared = self.dated or told or any(document.metas(known.meta["published"]))

    @cached_property
    def prose(self) -> int:
        """Words of the text that stand in sentences."""
        return prose_words(self.text)

    def least(self, wanted: int) -> int:
        """Return how many words in sentences show an article: fewer if no sentence introduces a list."""
        return wanted if self.known.announced.search(self.text) else min(wanted, self.known.short_prose)

    @cached_property
    def is_about_its_title(self) -> bool:
        """Whether the text is about what the title says; invitations and copyright notices are not."""
        return agrees(self.text, _LABEL.sub("", self.title))

    @property
    def is_furniture_of_a_list(self) -> bool:
        """Whether the text is nearly empty and not about the title, and the page shows headlines with teasers."""
        return self.words < _FEW_WORDS and not self.is_about_its_title and is_listing(self.document, "")

    @cached_property
    def seen(self) -> str:
        """What a reader sees first, without forms, footers, boxes and notices for browsers without scripts."""
        return furniture_free(self.document, self.known)


def _applies(kind: KindSign, page: _Page) -> bool:
    return not (kind.unless_article and page.dated) and not (kind.under_words and page.words >= kind.under_words)


def _fits(kind: KindSign, page: _Page) -> bool:
    if kind.url:
        return kind.url.search(page.address) is not None
    if kind.title:
        return kind.title.search(page.title) is not None and not _told_in_sentences(kind, page)
    if kind.marker:
        return _says(kind, kind.marker, page)
    return kind.paywall and str(page.article.get("isAccessibleForFree", "")).lower() in _FALSE


def _told_in_sentences(kind: KindSign, page: _Page) -> bool:
    """Tell whether a headline only begins like a page that is no article: the body is sentences, and not the list of `body`."""
    if not kind.prose:
        return False
    if kind.body and len({found.casefold() for found in kind.body.findall(page.text)}) >= kind.body_times:
        return False
    if kind.whole and share_of(kind.whole, page.text) >= _MOST_OF_IT:
        return False
    if page.declared:
        return page.prose >= page.least(kind.prose) and 2 * page.prose >= page.words
    return page.prose >= max(_OWN_PROSE, kind.prose) and agrees(page.text, page.title)


def _says(kind: KindSign, marker: re.Pattern[str], page: _Page) -> bool:
    """Tell whether the marker is what the page says: in most of its text or, if there is nearly no text, in its visible part.

    For a declared article with sentences, `whole` says how such a text speaks of itself.
    """
    if page.declared and page.words >= _BODY_WORDS:
        if kind.anywhere:
            return marker.search(around(page.document, page.text)) is not None
        return page.prose < _DECLARED_PROSE and share_of(kind.whole or marker, page.text) >= _MOST_OF_IT
    if page.prose >= _OWN_PROSE // 2 and agrees(page.text, page.title) and share_of(marker, page.text) < _MOST_OF_IT:
        return False
    return marker.search(page.seen) is not None
