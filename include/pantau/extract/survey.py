"""The body of a page as blocks of text and the boxes around them, in page order, without boxes named as furniture."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from pantau.extract.numbered import number_of, with_number
from pantau.extract.reader_words import ReaderWords
from pantau.rules import NO_FURNITURE, Furniture

_BOXES = frozenset(
    ["address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
     "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "nav", "ol", "p", "pre", "section",
     "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"]
)  # fmt: skip
_CELLS = frozenset(("td", "th"))
_NEVER = frozenset(
    ["audio", "button", "canvas", "datalist", "dialog", "embed", "iframe", "img", "input", "label", "map", "math", "menu",
     "meter", "noscript", "object", "option", "picture", "progress", "script", "select", "style", "svg", "template", "textarea",
     "title", "video", "ins", "amp-ad", "amp-auto-ads", "amp-embed", "-comment"]
)  # fmt: skip
_BREAKS = frozenset(("br", "hr"))
_PLAIN = frozenset(("b", "em", "font", "i", "s", "small", "sub", "sup", "u"))
_BESIDE = frozenset(("aside", "figcaption", "figure", "footer", "form", "header", "nav"))
_WHOLE = frozenset(("article", "body", "main", "html"))  # never furniture: their classes name tags and categories
_BLOCKS_IN_CELL = "p + p, div, table, ul, ol, h1, h2, h3, section, article, form"
_SENTENCES = 3  # in a box, at least: then the box may be the article
_MOST_NODES = 30_000  # the largest real page has a third
BAR = " | "  # between the cells of a row


@dataclass(slots=True, eq=False)
class Box:
    """An element that begins a line of its own. `names` are its class and id, `start` and `stop` the places of its blocks."""

    node: LexborNode
    tag: str
    names: str
    parent: Box | None
    depth: int
    start: int
    table: bool = False
    stop: int = 0
    worth: float = 0.0

    @property
    def classes(self) -> str:
        """Its class, without the id."""
        return self.node.attributes.get("class") or "" if self.names else ""


@dataclass(slots=True, eq=False)
class Block:
    """A line of text: its innermost box and how many of its letters are in links."""

    text: str
    linked: int
    box: Box


@dataclass(slots=True)
class Survey:
    """The boxes of a body, each after its parent, the blocks in page order, and whether a box that was left out for its name
    has prose."""

    boxes: list[Box] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    hides_prose: bool = False


def survey(
    body: LexborNode, words: ReaderWords, furniture: Furniture = NO_FURNITURE, *, by_name: bool = True
) -> Survey:  # fmt: skip
    """Return the blocks and boxes below an element, without platforms' furniture.

    Without `by_name` no other box is left out because of its class or id.
    """
    walk = _SurveyWalk(body, words, furniture, by_name=by_name)
    walk.read(body)
    return walk.found


class _SurveyWalk:
    """One pass in page order, not into elements that are left out."""

    def __init__(self, body: LexborNode, words: ReaderWords, furniture: Furniture, *, by_name: bool) -> None:
        self.found = Survey()
        self._words, self._furniture, self._by_name = words, furniture, by_name
        self._letters = len(body.text())
        self._open: Box | None = None
        self._pieces: list[str] = []
        self._linked = 0
        self._item: Box | None = None  # number of an item of an ordered list that has printed nothing yet
        self._number = ""

    def read(self, body: LexborNode) -> None:
        root = self._box(body, body.tag or "", "", None)
        open_nodes = [(body.iter(include_text=True), (root, False))]
        met = 0
        while open_nodes and met <= _MOST_NODES:
            nodes, here = open_nodes[-1]
            for node in nodes:
                met += 1
                tag = node.tag
                if tag == "-text":
                    self._say(node.text_content or "", here)
                elif tag in _BREAKS:
                    self._end()
                elif tag not in _NEVER and (put := self._place(node, tag or "", here)) is not None:
                    open_nodes.append((node.iter(include_text=True), put))
                    break
            else:
                open_nodes.pop()
        self._end()
        self._close()

    def _place(self, node: LexborNode, tag: str, here: tuple[Box, bool]) -> tuple[Box, bool] | None:
        """Return the box of the content of a node, and whether it is in a link; None for furniture."""
        if tag in _PLAIN:
            return here
        given = node.attributes
        name, own = given.get("class"), given.get("id")
        names = f"{name or ''} {own or ''}" if name or own else ""
        box, linked = here
        if tag not in _WHOLE and self._is_beside(node, tag, names):
            return None
        if tag in _CELLS:
            if box.table:
                if self._pieces and self._open is box:
                    self._pieces.append(BAR)
                return box, linked
            tag = "div"
        if tag in _BOXES and not (box.table and box.tag == "tr"):
            self._end()
            made = self._box(node, tag, names, box)
            if tag == "li":
                self._item, self._number = made, number_of(node)
            made.table = box.table or (tag == "table" and node.css_first(f"td:has({_BLOCKS_IN_CELL})") is None)
            return made, linked
        return box, linked or tag == "a"

    def _is_beside(self, node: LexborNode, tag: str, names: str) -> bool:
        certain = bool(names) and self._furniture.names(names)
        named = certain or (self._by_name and names and self._words.is_furniture(names))
        if not named and tag not in _BESIDE:
            return False
        if tag == "figure" and node.css_first("table") is not None:  # WordPress frames its tables so
            return False
        text = node.text()
        beside = len(text) < self._words.weights.minor * self._letters and node.css_first("h1") is None
        if beside and named and not certain and not self.found.hides_prose:
            self.found.hides_prose = text.count(". ") >= _SENTENCES
        return beside

    def _box(self, node: LexborNode, tag: str, names: str, parent: Box | None) -> Box:
        box = Box(node, tag, names, parent, parent.depth + 1 if parent else 0, len(self.found.blocks))
        self.found.boxes.append(box)
        return box

    def _say(self, text: str, here: tuple[Box, bool]) -> None:
        box, linked = here
        if text.isspace():
            if self._pieces:
                self._pieces.append(" ")
            return
        if box is not self._open:
            self._end()
            self._open = box
        if self._number:
            text = with_number(self._number, text) if _within(box, self._item) else text
            self._number = ""
        self._pieces.append(text)
        if linked:
            self._linked += len(" ".join(text.split()))

    def _end(self) -> None:
        if self._pieces and self._open is not None:
            text = " ".join("".join(self._pieces).split())
            text = text.strip(BAR) if self._open.table else text
            if text:
                self.found.blocks.append(Block(text, self._linked, self._open))
        self._pieces, self._linked, self._open = [], 0, None

    def _close(self) -> None:
        """Give each box the place after its last block. Boxes are listed in page order, so a child comes after its parent."""
        for place, block in enumerate(self.found.blocks):
            block.box.stop = place + 1
        for box in reversed(self.found.boxes):
            box.stop = max(box.stop, box.start)
            if box.parent is not None:
                box.parent.stop = max(box.parent.stop, box.stop)


def _within(box: Box, item: Box | None) -> bool:
    """Return whether a box is an item of a list or in it."""
    here: Box | None = box
    while here is not None and item is not None and here.depth > item.depth:
        here = here.parent
    return here is item
