"""The captions of a photo gallery: the text of a page whose article consists of its pictures."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from pantau.extract.document import Document, words_of
from pantau.extract.titles import fold

_CAPTIONS = 'figcaption, [itemprop="caption"], [class*="caption" i], [class*="keterangan" i], [data-caption]'
_ELSEWHERE = frozenset(("a", "aside", "footer", "nav", "form"))  # captions in these belong to other galleries
_MOST = 400  # elements looked at
_FEWEST_WORDS = 4  # a shorter caption is a button or a credit


def with_captions(document: Document, text: str) -> str:
    """Return a text with those captions of its page that it lacks, in page order, each once, one a line."""
    told = fold(text)
    lines = [text] if text else []
    for element in document.tree.css(_CAPTIONS)[:_MOST]:
        caption = words_of(element) or " ".join((element.attributes.get("data-caption") or "").split())
        folded = fold(caption)
        if len(caption.split()) < _FEWEST_WORDS or folded in told or _is_elsewhere(element):
            continue
        lines.append(caption)
        told += folded
    return "\n".join(lines)


def _is_elsewhere(element: LexborNode) -> bool:
    parent = element.parent if element.attributes.get("data-caption") else element  # a link may open its own picture
    while parent is not None:
        if parent.tag in _ELSEWHERE:
            return True
        parent = parent.parent
    return False
