"""Tells whether the text of a page is a list of other articles: the address of an old story may show its section now."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from pantau.extract.document import Document, words_of
from pantau.extract.titles import fold

_HEADLINE = 20  # letters of a link that is a headline
_TEASER = 30  # letters, folded, of the text beside a headline
_FEWEST = 3  # headlines with a teaser on the page; the text may hold fewer
_MOST = 60  # headlines looked at
_SHARE = 0.6  # share of the text that is teasers
_UP = 3  # elements from a headline to the box that holds its teaser


def is_listing(document: Document, text: str) -> bool:
    """Tell whether most of a text is teasers, each beside a linked headline of its own; without a text, whether the page has
    any."""
    whole = fold(text)
    found: dict[str, int] = {}
    boxes = 0
    for heading in document.tree.css("h2, h3, h4")[:_MOST]:
        link = heading.css_first("a") or (heading.parent if heading.parent is not None and heading.parent.tag == "a" else None)
        if link is None or len(words_of(link)) < _HEADLINE:
            continue
        teasers = [teaser for teaser in _beside(heading) if len(teaser) >= _TEASER]
        boxes += bool(teasers)
        if not whole and boxes >= _FEWEST:
            return True
        found |= {teaser: len(teaser) for teaser in teasers if teaser in whole}
    return boxes >= _FEWEST and sum(found.values()) >= _SHARE * len(whole) > 0


def _beside(heading: LexborNode) -> Iterator[str]:
    """Yield the folded texts of the paragraphs in the smallest box around a headline that has any, if it holds no second
    headline."""
    box = heading.parent
    for _ in range(_UP):
        if box is None or len(box.css("h2, h3, h4")) > 1:
            return
        texts = [fold(words_of(part)) for part in box.css("p, div, span")]
        if any(len(text) >= _TEASER for text in texts):
            yield from texts
            return
        box = box.parent
