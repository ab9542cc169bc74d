"""Whether a page that answered 200 is an article at all, and if not, what it is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pantau.extract.document import Document
from pantau.extract.jsonld import types_of
from pantau.extract.knowledge import Kind, Knowledge

_VISIBLE = 3000
_FALSE = {"false", "0", "no"}


def not_article(document: Document, url: str, title: str, text: str, article: dict[str, Any], known: Knowledge) -> str:
    """Return the kind of page that is no article (video, gallery, index, block_page …), or an empty string for an article."""
    parts = urlsplit(url)
    address = f"{parts.hostname or ''}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    words = len(text.split())
    visible = _visible(document)
    dated = bool(article.get("datePublished"))
    for kind in known.kinds:
        if (kind.unless_article and dated) or (kind.under_words and words >= kind.under_words):
            continue
        if _fits(kind, address, title, visible, article):
            return kind.kind
    if parts.path.strip("/") in ("", "index.html", "index.php") and not parts.query and not dated:
        return "homepage"
    if "VideoObject" in types_of(article) and words < 40:
        return "video"
    return "" if text else "no_text"


def _fits(kind: Kind, address: str, title: str, visible: str, article: dict[str, Any]) -> bool:
    if kind.url:
        return kind.url.search(address) is not None
    if kind.title:
        return kind.title.search(title) is not None
    if kind.marker:
        return kind.marker.search(visible) is not None
    return kind.paywall and str(article.get("isAccessibleForFree", "")).lower() in _FALSE


def _visible(document: Document) -> str:
    """Return the start of what a reader sees, plus the words for readers without JavaScript."""
    size, pieces = 0, []
    for element in document.tree.iter():
        if element.tag in ("script", "style", "head", "title", "meta", "link"):
            continue
        piece = " ".join((element.text or "").split())
        pieces.append(piece)
        size += len(piece)
        if size > _VISIBLE:
            break
    return " ".join(pieces)
