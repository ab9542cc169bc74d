"""The text of a page by the rule of its outlet, used only if it fits the rest of the page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborNode

from pantau.extract.document import Document
from pantau.extract.jsonld import text_of
from pantau.extract.lines import Line, lines_of, without_link_lists
from pantau.rules import NO_FURNITURE, Furniture, Generation, OutletRule

_SHORTEST = 60  # letters; a rule that finds fewer found a wrapper that scripts fill
_PROSE = 60  # letters: a line with this many is prose
_SENTENCE_ENDS = (".", "!", "?", '"', "”")
_WORD = re.compile(r"\w{4,}")
_MOST_FURNITURE = 0.5  # share of a body that a box named like furniture may hold; Sindonews called its text vidy-embed
_MOST_BODIES = 400  # elements of one selector


@dataclass(frozen=True, slots=True)
class Ruled:
    """The text that a generation found: one paragraph a line, and the number of pages of the article in this document."""

    generation: Generation
    text: str
    pages: int = 1


def read_by_rule(
    document: Document, rule: OutletRule, captured: date | None, article: dict[str, Any], hints: Sequence[str],
    furniture: Furniture = NO_FURNITURE,
) -> Ruled | None:  # fmt: skip
    """Return what the first generation that fits finds, or None. `hints` are title and description, which the text must fit."""
    for generation in rule.in_order(captured):
        lines = _lines(document, generation, furniture)
        if fits(lines, text_of(article.get("articleBody")), hints):
            pages = len(document.tree.css(rule.pages.siblings)) if rule.pages.siblings else 1
            return Ruled(generation, "\n".join(line.text for line in lines), max(1, pages))
    return None


def part_by_rule(document: Document, generation: Generation, furniture: Furniture = NO_FURNITURE) -> str:
    """Return the text of a further page of an article. It is not checked, because its metadata are often those of another
    page."""
    return "\n".join(line.text for line in _lines(document, generation, furniture))


def fits(lines: list[Line], body: str, hints: Sequence[str]) -> bool:
    """Tell whether lines can be the text of the page: long enough, mostly prose, few links, and about title or description."""
    size = sum(len(line.text) for line in lines)
    if size < _SHORTEST or sum(line.linked for line in lines) > 0.5 * size:
        return False
    if sum(len(line.text) for line in lines if len(line.text) >= _PROSE or line.text.endswith(_SENTENCE_ENDS)) < 0.4 * size:
        return False
    if len(body) > 400 and size < 0.6 * len(body):
        return False
    return _agrees(" ".join(line.text for line in lines), hints)


def _agrees(text: str, hints: Sequence[str]) -> bool:
    """Tell whether a third of the longer words of any hint is in the text; True if no hint has enough words."""
    words = set(_WORD.findall(text.casefold()))
    asked = [found for found in (set(_WORD.findall(hint.casefold())) for hint in hints) if len(found) >= 3]
    return not asked or any(len(found & words) >= len(found) / 3 for found in asked)


def _lines(document: Document, generation: Generation, furniture: Furniture) -> list[Line]:
    css = document.tree.css
    bodies = next(filter(None, (_outermost(css(selector)) for selector in generation.body)), [])
    if not bodies:
        return []
    leads = _outermost(css(generation.lead)) if generation.lead else []
    lines = [line for element in leads for line in lines_of(element, _ids(element, generation.drop))]
    told = {line.text for line in lines}
    for element in bodies:
        lines += [
            line for line in _body(element, generation, furniture) if line.text not in told
        ]  # KapanLagi prints its lead twice
    return lines


def _body(element: LexborNode, generation: Generation, furniture: Furniture) -> list[Line]:
    dropped, stops = _ids(element, generation.drop) | _furniture(element, furniture), _ids(element, generation.stop)
    if not generation.keep:
        return lines_of(element, dropped, stops)
    lines: list[Line] = []
    for part in _outermost(element.css(", ".join((*generation.keep, *generation.stop)))):
        if part.mem_id in stops:
            break
        if part.mem_id not in dropped and not (dropped and _inside(part, dropped)):
            lines += lines_of(part, dropped, stops)
    return without_link_lists(lines)


def _ids(element: LexborNode, selectors: Iterable[str]) -> set[int]:
    joined = ", ".join(selectors)
    return {node.mem_id for node in element.css(joined)} if joined else set()


def _furniture(element: LexborNode, furniture: Furniture) -> set[int]:
    """Return the ids of elements below an element that carry a name of platforms' furniture and are not most of it."""
    if not furniture.starts:
        return set()
    found, most = set(), 0.0
    for node in element.css("[class], [id]"):
        attributes = node.attributes
        if furniture.names(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"):
            most = most or _MOST_FURNITURE * len(element.text())
            if len(node.text()) < most:
                found.add(node.mem_id)
    found.discard(element.mem_id)
    return found


def _outermost(nodes: Iterable[LexborNode]) -> list[LexborNode]:
    """Return the first nodes that are inside no other of them, in the order given."""
    found = {node.mem_id: node for node in islice(nodes, _MOST_BODIES)}
    return [node for node in found.values() if not _inside(node, found)]


def _inside(node: LexborNode, others: Collection[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in others:
            return True
        parent = parent.parent
    return False
