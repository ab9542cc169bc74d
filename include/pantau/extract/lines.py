"""The lines of an element as a reader sees them: one a paragraph, without what is known to be no text."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from pantau.extract.numbered import number_of, with_number

_BLOCKS = frozenset(
    ["address", "article", "blockquote", "center", "dd", "details", "div", "dl", "dt", "fieldset", "footer", "h1", "h2",
     "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "thead",
     "tfoot", "tr", "ul"]
)  # fmt: skip
_CELLS = frozenset(("td", "th"))
_NO_TEXT = frozenset(
    ["aside", "audio", "button", "canvas", "datalist", "dialog", "embed", "figure", "form", "iframe", "img", "input",
     "label", "map", "math", "menu", "meter", "nav", "object", "option", "picture", "progress", "script", "select", "style",
     "svg", "template", "textarea", "video", "noscript", "title", "ins", "amp-ad", "amp-auto-ads", "amp-embed"]
)  # fmt: skip
_BAR = " | "  # between the cells of a row
_LONG_LINK = 25  # letters of a link that is a headline
_MOST_NODES = 60_000

Skips = Callable[[LexborNode], bool]  # tells whether an element is left out, with all that is in it


@dataclass(slots=True)
class Line:
    """One line of text and how many of its letters are in links."""

    text: str
    linked: int = 0

    @property
    def is_link(self) -> bool:
        """Tell whether the line is nothing but a link as long as a headline."""
        return len(self.text) >= _LONG_LINK and self.linked >= 0.9 * len(self.text)


def first_lines(element: LexborNode, skips: Skips, letters: int) -> list[Line]:
    """Return the first lines of an element, with at least so many letters that are not a link alone, or all lines if it has
    fewer; `skips` tells which elements below it to leave out."""
    walk = _LineWalk(letters)
    walk.read(element, skips, ())
    return without_link_lists(walk.lines)


def lines_of(element: LexborNode, dropped: Collection[int] = (), stops: Collection[int] = ()) -> list[Line]:
    """Return the lines of an element, with bars between the cells of a table row.

    `dropped` and `stops` are the memory ids of elements to skip, and to end at.
    """
    walk = _LineWalk()
    walk.read(element, (lambda node: node.mem_id in dropped) if dropped else None, stops)
    return without_link_lists(walk.lines)


def without_link_lists(lines: list[Line]) -> list[Line]:
    """Return the lines without runs of two or more that are only links: such runs are lists of other articles."""
    kept: list[Line] = []
    run: list[Line] = []
    for line in [*lines, Line("")]:
        if line.is_link:
            run.append(line)
            continue
        kept += run if len(run) == 1 else []
        run = []
        kept.append(line)
    return kept[:-1]


class _LineWalk:
    """One pass over the nodes below an element, in page order."""

    def __init__(self, letters: int = sys.maxsize) -> None:
        self.lines: list[Line] = []
        self._wanted = letters
        self._pieces: list[str] = []
        self._linked = 0
        self._links = 0
        self._number = ""  # number of a list item that has printed nothing yet

    def read(self, element: LexborNode, skips: Skips | None, stops: Collection[int]) -> None:
        for node, tag, leaving in _nodes(element, skips):
            if tag == "-text":
                self._say(node.text_content or "")
            elif (stops and not leaving and node.mem_id in stops) or self._wanted <= 0:
                break
            elif tag == "br" or (tag in _BLOCKS and not (tag == "p" and _fills_cell(node))):
                self._end()
                if tag == "li":
                    self._number = "" if leaving else number_of(node)
            elif tag == "a":
                self._links += -1 if leaving else 1
            elif tag in _CELLS and leaving:
                self._pieces.append(_BAR)
        self._end()

    def _say(self, text: str) -> None:
        if self._number and not text.isspace():
            text, self._number = with_number(self._number, text), ""
        self._pieces.append(text)
        if self._links:
            self._linked += len(" ".join(text.split()))

    def _end(self) -> None:
        if self._pieces:
            text = " ".join("".join(self._pieces).split())
            text = text.strip(_BAR) if _BAR in self._pieces else text
            if text:
                line = Line(text, self._linked)
                self.lines.append(line)
                self._wanted -= 0 if line.is_link else len(text)
            self._pieces, self._linked = [], 0


def _fills_cell(node: LexborNode) -> bool:
    """Return whether a paragraph is all there is in a cell of a table."""
    parent = node.parent
    return parent is not None and parent.tag in _CELLS and len(parent.css("p")) == 1


def _frames_table(node: LexborNode) -> bool:
    """Return whether a figure holds a table: WordPress frames its tables that way."""
    return node.tag == "figure" and node.css_first("table") is not None


def _nodes(element: LexborNode, skips: Skips | None) -> Iterator[tuple[LexborNode, str, bool]]:
    """Yield (node, tag, leaving) for all below an element: an element twice, a text once, nothing of a skipped element."""
    node, count = element.first_child, 0
    while node is not None and count < _MOST_NODES:
        count += 1
        tag = node.tag or ""
        if tag == "-text":
            yield node, tag, False
        elif tag != "-comment" and (tag not in _NO_TEXT or _frames_table(node)) and not (skips and skips(node)):
            yield node, tag, False
            child = node.first_child
            if child is not None:
                node = child
                continue
            yield node, tag, True
        following = node.next
        while following is None:
            node = node.parent
            if node is None or node.mem_id == element.mem_id:
                return
            yield node, node.tag or "", True
            following = node.next
        node = following
