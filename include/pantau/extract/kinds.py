"""Whether a page that answered 200 is an article at all, and if not, what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pantau.extract.document import Document
from pantau.extract.jsonld import types_of
from pantau.extract.knowledge import Kind, Knowledge
from pantau.rules import OutletRule

_VISIBLE = 3000  # letters
_FEW_WORDS = 40
_FALSE = {"false", "0", "no"}


def not_article(
    document: Document,
    url: str,
    title: str,
    text: str,
    article: dict[str, Any],
    known: Knowledge,
    rule: OutletRule | None = None,
    *,
    told: bool = False,
) -> str:
    """Return the kind of page that is no article (video, gallery, index, block_page …), or an empty string for an article.

    `told` says that the rule read a text and a time: then an address unlike the outlet's articles is an unknown form of one.
    """
    parts = urlsplit(url)
    address = f"{parts.hostname or ''}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    dated = bool(article.get("datePublished"))
    page = _Page(document, address, title, len(text.split()), article, dated)
    for own in rule.kinds if rule else ():
        if (own.url and own.url.search(address)) or (own.select and document.tree.css_first(own.select) is not None):
            return own.kind
    for kind in known.kinds:
        if (
            not (kind.unless_article and dated)
            and not (kind.under_words and page.words >= kind.under_words)
            and _fits(kind, page)
        ):
            return kind.kind
    if not dated and not told:
        if parts.path.strip("/") in ("", "index.html", "index.php") and not parts.query:
            return "homepage"
        if rule and rule.article and not rule.article.search(address):
            return "index"
    if "VideoObject" in types_of(article) and page.words < _FEW_WORDS:
        return "video"
    return "" if text else "no_text"


@dataclass(frozen=True, slots=True)
class _Page:
    document: Document
    address: str
    title: str
    words: int
    article: dict[str, Any]
    dated: bool


def _fits(kind: Kind, page: _Page) -> bool:
    if kind.url:
        return kind.url.search(page.address) is not None
    if kind.title:
        return kind.title.search(page.title) is not None
    if kind.marker:
        return kind.marker.search(_visible(page.document)) is not None
    return kind.paywall and str(page.article.get("isAccessibleForFree", "")).lower() in _FALSE


def _visible(document: Document) -> str:
    """Return the start of what a reader sees."""
    body = document.tree.body
    return " ".join((body.text(separator=" ") if body else "")[: 3 * _VISIBLE].split())[:_VISIBLE]
