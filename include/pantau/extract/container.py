"""Repairs a text that was found by the element that holds it: lost paragraphs come back, boxes and captions go.

trafilatura cuts the end of a list of paragraphs (WordPress themes), joins a paragraph to the interstitial before it (Detik),
and reads only the first of several blocks (KapanLagi). The smallest element that holds all it found is better, if that element
holds little else.
"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from pantau.extract.document import Document, words_of
from pantau.extract.knowledge import Knowledge
from pantau.extract.lines import Line, lines_of
from pantau.extract.selectors import LAYOUT
from pantau.extract.titles import fold

_ALL = 0.985  # share of the letters found that must be in the element; the finder may have joined two words
_LITTLE_ELSE = 1.2  # letters of the element for each letter found; measured on real pages: 1.5 lets sidebars in
_MOST = 2.5  # letters of the repaired text for each letter found
_PROSE = 40
_SENTENCE_ENDS = (".", "!", "?", '"', "”")
_FURNITURE = "h1, footer, nav, aside, header"  # an element that holds these is the page, not the article
_DEEPEST = 400
_READING = 3_000_000  # letters read during the search; each level of a page is read once more, some 0.3 s in all


def repaired(document: Document, found: str, known: Knowledge) -> str:
    """Return `found` with what its element adds and without what stands in boxes; `found` itself if the two do not agree."""
    wanted = [folded for folded in map(fold, found.split("\n")) if folded]
    body = document.tree.body
    if not wanted or body is None:
        return found
    element = _smallest(body, wanted)
    if element.mem_id == body.mem_id or element.css_first(_FURNITURE) is not None:
        return found
    lines = _lines(element, known.beside)
    if _letters(lines) > _LITTLE_ELSE * len(found):
        return found
    told = set(wanted), "".join(wanted)
    kept = [line for line in [*lines, *_follow_on(element, known.beside)] if _is_told(line, *told) or _is_prose(line)]
    return "\n".join(line.text for line in kept) if 0.6 * len(found) < _letters(kept) < _MOST * len(found) else found


def _smallest(body: LexborNode, wanted: list[str]) -> LexborNode:
    """Return the smallest element that holds (nearly) all wanted lines; the body if the search takes too long."""
    size, element, left = sum(map(len, wanted)), body, _READING
    for _ in range(_DEEPEST):
        for child in element.iter():
            text = fold(words_of(child))
            left -= len(text) + 10
            if left < 0:
                return body
            if len(text) >= 0.9 * size and sum(len(line) for line in wanted if line in text) >= _ALL * size:
                element = child
                break
        else:
            return element
    return body


def _lines(element: LexborNode, beside: str) -> list[Line]:
    """Return the lines of an element without its boxes, as long as these are the smaller part of it."""
    size = len(words_of(element))
    boxes = (box for box in element.css(beside) if box.mem_id != element.mem_id)
    return lines_of(element, {box.mem_id for box in boxes if len(words_of(box)) < 0.3 * size})


def _follow_on(element: LexborNode, beside: str) -> list[Line]:
    """Return the prose of later siblings with the same class: an article in several blocks (KapanLagi, Liputan6)."""
    names = _classes(element)
    lines: list[Line] = []
    sibling = element.next if names else None
    while sibling is not None:
        if sibling.is_element_node and names & _classes(sibling):
            more = _lines(sibling, beside)
            if _letters([line for line in more if _is_prose(line)]) > 0.5 * _letters(more):
                lines += more
        sibling = sibling.next
    return lines


def _classes(element: LexborNode) -> set[str]:
    return set((element.attributes.get("class") or "").split()) - LAYOUT


def _is_told(line: Line, wanted: set[str], joined: str) -> bool:
    folded = fold(line.text)
    return folded in wanted or (len(folded) > 15 and folded in joined)


def _is_prose(line: Line) -> bool:
    return len(line.text) >= _PROSE and line.text.endswith(_SENTENCE_ENDS) and line.linked < 0.5 * len(line.text)


def _letters(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines)
