"""The outline of a page, from which a rule of markup can be drafted: the elements with its text, and those that print its
metadata."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from selectolax.lexbor import LexborNode

from pantau.dates import read_date
from pantau.extract.decode import decode
from pantau.extract.document import Document, parse, words_of
from pantau.extract.identity import sites_of
from pantau.extract.knowledge import Knowledge, read_knowledge
from pantau.extract.lines import lines_of
from pantau.extract.people import names
from pantau.extract.place import agrees
from pantau.extract.selectors import placed_selectors, selectors_of
from pantau.extract.survey import survey
from pantau.extract.titles import clean_title, fold
from pantau.model import Outlet, PageReading
from pantau.rules import Furniture

FIELDS = ("title", "authors", "time", "section")
_MOST_HOLDERS = 6  # elements of a page that may be the body
_MOST_ELEMENTS = 40  # elements of one selector
_HALF = 0.5  # share of the read letters that an element must hold
_SHORT = 15  # a line with fewer letters may be in a text by chance
_LONGEST = 300  # most letters of an element that prints a field
_MOST_NODES = 20_000
_MOST_PLACES = 6  # elements of one field that are looked at
_MOST_SELECTORS = 12  # selectors of one element
_MOST_NAMED = 400  # named elements of one body
_INLINE = frozenset(("a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"))
_PARTS = frozenset(("h1", "header", "footer"))  # never text within a body, even without a name
_MOST_AUTHORS = 8
_MINUTE = timedelta(minutes=1)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DATES = ("datetime", "title", "content")
_WRITTEN = frozenset(("jsonld", "meta", "microdata"))  # sources of a time that a printed one can agree with


@dataclass(frozen=True, slots=True)
class Holder:
    """What one selector finds on the page: letters of lines that were read (`own`) and not read outside named elements (`other`).

    `boxes` are the selectors of each named element below it that holds nothing that was read; `boxed` is the number of their
    letters.
    """

    selector: str
    own: int
    other: int
    boxed: int
    boxes: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """One page: letters read, elements that may hold them, selectors that found text, and those that print a field, with its
    letters.

    `told` are the fields that the metadata have.
    """

    url: str
    letters: int = 0
    holders: tuple[Holder, ...] = ()
    texts: frozenset[str] = frozenset()
    fields: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    told: frozenset[str] = frozenset()


def outline(
    body: bytes, url: str, reading: PageReading, *, folder: Path, furniture: Furniture, outlet: Outlet | None,
    content_type: str = "", fetched_at: datetime | None = None,
) -> Outline | None:  # fmt: skip
    """Return the outline of the page; `reading` was made without a rule. None if the text does not fit the page's title or
    lead."""
    document = parse(decode(body, content_type))
    if document is None or document.tree.body is None or not _is_sure(reading):
        return None
    known = read_knowledge(folder)
    said = _SaidText(reading.text)
    holders, texts = _holders(document, said, known, furniture)
    prints = _Prints(document, reading, known, outlet, url, fetched_at)
    return Outline(url, said.size, tuple(holders), frozenset(texts), _find_printed(document, prints), frozenset(prints.fields))


def _is_sure(reading: PageReading) -> bool:
    hints = [hint for hint in (reading.title, reading.description) if hint]
    return bool(reading.text) and not reading.outcome and (not hints or any(agrees(reading.text[:4_000], hint) for hint in hints))


class _SaidText:
    """The text that was read; it answers whether a line of the page is in it."""

    def __init__(self, text: str) -> None:
        folded = [fold(line) for line in text.split("\n")]
        self._lines, self._joined = set(filter(None, folded)), "".join(folded)
        self.size = len(self._joined)

    def has_line(self, text: str) -> bool:
        folded = fold(text)
        return not folded or folded in self._lines or (len(folded) > _SHORT and folded in self._joined)

    def has_words(self, text: str) -> bool:
        folded = fold(text)
        return not folded or folded in self._joined


def _holders(document: Document, said: _SaidText, known: Knowledge, furniture: Furniture) -> tuple[list[Holder], set[str]]:
    """Return the elements that hold most of the text and little else, and the selectors of the text in them."""
    body = document.tree.body
    letters: dict[str, list[int]] = {}
    for by_name in (True, False):
        found = survey(body, known.reader, furniture, by_name=by_name) if body is not None else None
        own: dict[str, int] = defaultdict(int)
        other: dict[str, int] = defaultdict(int)
        sizes = [(len(fold(block.text)), said.has_line(block.text)) for block in found.blocks] if found else []
        for box in found.boxes if found else ():
            part = sizes[box.start : box.stop]
            for selector in _body_selectors(box.node):
                own[selector] += sum(size for size, read in part if read)
                other[selector] += sum(size for size, read in part if not read)
        letters = {one: [own[one], other[one]] for one in own if own[one] >= _HALF * said.size}
        if letters:
            break
    best = sorted(letters, key=lambda one: (-_f1(said.size, *letters[one]), one))[:_MOST_HOLDERS]
    holders, texts = [], set[str]()
    for selector in best:
        elements = _outermost(document.tree.css(selector)[:_MOST_ELEMENTS])
        holder, inside = _holder(selector, elements, said)
        holders.append(holder)
        texts |= inside
    return holders, texts


def _body_selectors(node: LexborNode) -> list[str]:
    if node.tag == "body":
        return []
    return [*selectors_of(node), *([node.tag] if node.tag in ("article", "main") else [])]


def _f1(whole: int, own: int, other: int) -> float:
    return 2 * own / max(1, whole + own + other)


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    ids = {node.mem_id for node in nodes}
    return [node for node in nodes if not any(above in ids for above in _ids_above(node))]


def _ids_above(node: LexborNode) -> Iterator[int]:
    above = node.parent
    while above is not None:
        yield above.mem_id
        above = above.parent


def _holder(selector: str, elements: list[LexborNode], said: _SaidText) -> tuple[Holder, set[str]]:
    boxes: dict[int, tuple[str, ...]] = {}
    texts: set[str] = set()
    own = other = boxed = 0
    for element in elements:
        for node in islice(element.css("[class], [id], h1, header, footer"), _MOST_NAMED):
            names_of_node = selectors_of(node) or ([node.tag] if node.tag in _PARTS else [])
            if node.mem_id == element.mem_id or not names_of_node or not words_of(node):
                continue
            if _is_text(node, said):
                texts.update(names_of_node)
            else:
                boxes[node.mem_id] = tuple(names_of_node)
        inside = [(len(fold(line.text)), said.has_line(line.text)) for line in lines_of(element, set(boxes))]
        whole = sum(len(fold(line.text)) for line in lines_of(element))
        own += sum(size for size, read in inside if read)
        other += sum(size for size, read in inside if not read)
        boxed += whole - sum(size for size, _ in inside)
    return Holder(selector, own, other, boxed, tuple(boxes.values())), texts


def _is_text(node: LexborNode, said: _SaidText) -> bool:
    if node.tag in _INLINE:
        return said.has_words(words_of(node))
    return any(said.has_line(line.text) for line in lines_of(node) if fold(line.text))


class _Prints:
    """The fields that the metadata have. It answers whether an element, or the first match of a selector, prints the same
    value."""

    def __init__(
        self, document: Document, reading: PageReading, known: Knowledge, outlet: Outlet | None, url: str,
        fetched_at: datetime | None,
    ) -> None:  # fmt: skip
        self._document, self._known, self._now = document, known, fetched_at
        self._sites = sites_of(document, url, known, outlet)
        self._zone = (outlet.zone if outlet else "") or "WIB"
        self._authors, self._time = reading.authors, reading.published_at if reading.time_source in _WRITTEN else None
        self._words = {"title": fold(reading.title), "section": fold(reading.section)}
        told = {"authors": self._authors, "time": self._time, **self._words}
        self.fields = tuple(name for name in FIELDS if told[name])

    def element(self, name: str, node: LexborNode, words: str) -> bool:
        """Tell whether an element prints the field; of several authors, one is enough."""
        if name == "time":
            return any(_YEAR.search(text) and self._is_time(text) for text in _texts_of(node, words))
        if name == "authors":
            found = self._names([words])
            return bool(found) and set(found) <= set(self._authors)
        return self._fold(name, words) == self._words[name]

    def selector(self, name: str, selector: str) -> bool:
        """Tell whether a rule with this selector reads the value that the metadata have."""
        found = self._document.tree.css(selector)[:_MOST_AUTHORS]
        if name == "time":
            told = (text for node in found for text in _texts_of(node, words_of(node)))
            return self._is_time(next((text for text in told if len(text) > 3 and _YEAR.search(text)), ""))
        if name == "authors":
            return self._names([words_of(node) for node in found]) == self._authors
        return self._fold(name, next(filter(None, map(words_of, found)), "")) == self._words[name]

    def _fold(self, name: str, words: str) -> str:
        return fold(clean_title(words, self._sites, self._known)) if name == "title" else fold(words)

    def _is_time(self, text: str) -> bool:
        read = read_date(text, zone=self._zone, now=self._now) if len(text) < _LONGEST else None
        return read is not None and self._time is not None and abs(read - self._time) < _MINUTE

    def _names(self, texts: list[str]) -> tuple[str, ...]:
        return names((self._known.editor_part.sub(" ", text) for text in texts), self._sites, self._known)


def _texts_of(node: LexborNode, words: str) -> list[str]:
    return [words, *(value for name in _DATES if (value := node.attributes.get(name)))]


def _find_printed(document: Document, prints: _Prints) -> dict[str, dict[str, int]]:
    """Return by field the selectors of small elements of the body that print the field, with the letters of the smallest element.

    Each selector was tried on the whole page.
    """
    places: dict[str, list[tuple[int, LexborNode]]] = {name: [] for name in prints.fields}
    body = document.tree.body
    for node in islice(body.traverse(), _MOST_NODES) if body is not None else ():
        words = node.text()
        if len(words) <= _LONGEST:
            words = " ".join(words.split())
            for name, found in places.items():
                if prints.element(name, node, words):
                    found.append((len(words), node))
    fields: dict[str, dict[str, int]] = {}
    for name, found in places.items():
        offered: dict[str, int] = {}
        for letters, node in sorted(found, key=lambda one: one[0])[:_MOST_PLACES]:
            for selector in _field_selectors(name, node):
                offered.setdefault(selector, letters)
        fields[name] = {selector: letters for selector, letters in offered.items() if prints.selector(name, selector)}
    return fields


def _field_selectors(name: str, node: LexborNode) -> list[str]:
    bare = [node.tag or ""] if (name, node.tag) in (("title", "h1"), ("time", "time")) else []
    return [*bare, *placed_selectors(node)][:_MOST_SELECTORS]
