"""The reader of pages without a rule: it finds the article's box by its prose, drops furniture, and says how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from pantau.extract.density import ArticleBlocks, is_sentence, place_of
from pantau.extract.document import Document
from pantau.extract.families import Families
from pantau.extract.place import agrees
from pantau.extract.reader_words import ReaderWords
from pantau.extract.survey import Block, Survey, survey
from pantau.rules import NO_FURNITURE, Furniture

_MOST_CONTAINERS = 20  # elements of one selector
SURE = 0.5  # a reading that is less sure is tried anew, and judged
_MANY_BOXES = 4_000  # the largest real page has 4,101 tags in all
_LONG_LINK = 25  # letters of a link that is a headline
_SHORT = 80  # letters of a line that may be a mark of the end, or a label
_QUOTE = 300  # letters of a quotation repeated in large print
_MARKS = " :#-–|.!»"
_SIGN_OFF = re.compile(r"[(\[][^()\[\]]{2,40}[)\]]\.?")
_DASH_END = ("-", "–", "—")


@dataclass(frozen=True, slots=True)
class FoundText:
    """A text, one paragraph a line, how sure it is the whole article (0 to 1), and the letters of prose on the page."""

    text: str
    confidence: float
    prose: float = 0.0
    learnt: bool = False  # a container that the caller gave held the text


def read_generic(
    document: Document, title: str, hints: Sequence[str], words: ReaderWords, furniture: Furniture = NO_FURNITURE,
    containers: Sequence[str] = (),
) -> FoundText:  # fmt: skip
    """Return the text that the structure of a page shows; an empty one with confidence 0 if it shows none."""
    body = document.tree.body
    if body is None:
        return FoundText("", 0.0)
    best = FoundText("", 0.0)
    for by_name in (True, False):
        found = survey(body, words, furniture, by_name=by_name)
        for wanted in (*_ids_of_containers(body, containers), frozenset()):
            place = place_of(found, title, words, wanted)
            if place is not None:
                best = max(best, _read_place(found, place, words, hints), key=lambda one: one.confidence)
            if best.confidence >= SURE:
                break
        if best.confidence >= SURE or not found.hides_prose or len(found.boxes) > _MANY_BOXES:
            break
    return best


def _ids_of_containers(body: LexborNode, containers: Sequence[str]) -> Iterator[frozenset[int]]:
    """Yield the memory ids of the elements that each selector finds; selectors that find nothing yield nothing."""
    for selector in containers:
        ids = frozenset(node.mem_id for node in body.css(selector)[:_MOST_CONTAINERS])
        if ids:
            yield ids


def _read_place(found: Survey, place: ArticleBlocks, words: ReaderWords, hints: Sequence[str]) -> FoundText:
    lines = lines_of_place(found, place, words)
    text = "\n".join(line.text for line in lines)
    return FoundText(text, _confidence(lines, place, text, hints), place.total, place.wanted)


def lines_of_place(found: Survey, place: ArticleBlocks, words: ReaderWords) -> list[Block]:
    """Return the blocks that are the article's text, in page order."""
    inside = place.title in range(place.chosen[0], place.chosen[-1])
    chosen = [at for at in place.chosen if not inside or at > place.title]
    families = Families(found, place, chosen, words)
    chosen = _until_end(found, chosen, families, place, words)
    kept = [at for at in chosen if families.keeps(at) and not _is_furniture(found.blocks[at], words)]
    return [found.blocks[at] for at in _trim_ends(found, kept, place.worths, families)]


def _until_end(found: Survey, chosen: list[int], families: Families, place: ArticleBlocks, words: ReaderWords) -> list[int]:
    """Return the blocks up to the first mark that the rest is about other things, if no text comes after it."""
    last = max((at for at in chosen if families.is_main(at) and place.worths[at] > 0), default=-1)
    told = False
    for number, at in enumerate(chosen):
        block = found.blocks[at]
        told = told or place.worths[at] > 0
        if told and block.box.tag == "h1":
            return chosen[:number]
        if told and at > last and len(block.text) <= _SHORT and words.ends.fullmatch(block.text.strip(_MARKS)):
            return chosen[:number]
    return chosen


def _is_furniture(block: Block, words: ReaderWords) -> bool:
    text = block.text
    if block.linked >= 0.9 * len(text) and len(text) >= _LONG_LINK:
        return True
    if len(text) > _QUOTE:
        return False
    bare = text.strip(_MARKS)
    return not bare or words.never.fullmatch(text) is not None or (len(text) <= _SHORT and words.ends.fullmatch(bare) is not None)


def _trim_ends(found: Survey, kept: list[int], worths: list[float], families: Families) -> list[int]:
    """Return the blocks from the first prose to the last, with a dateline before and a sign-off after."""
    prose = [number for number, at in enumerate(kept) if worths[at] > 0]
    if not prose:
        return []
    first, last = prose[0], prose[-1]
    if first and found.blocks[kept[first - 1]].text.endswith(_DASH_END):
        first -= 1
    while last + 1 < len(kept) and _may_end(found.blocks[kept[last + 1]], families.is_main(kept[last + 1])):
        last += 1
    return kept[first : last + 1]


def _may_end(block: Block, is_main: bool) -> bool:
    """Tell whether a line after the last prose belongs to the text: initials, a row of a table, a paragraph or item without
    a link."""
    if _SIGN_OFF.fullmatch(block.text):
        return True
    return not block.linked and (block.box.table or block.box.tag == "li" or (is_main and block.box.tag == "p"))


def _confidence(lines: list[Block], place: ArticleBlocks, text: str, hints: Sequence[str]) -> float:
    letters = sum(len(line.text) for line in lines)
    if not letters:
        return 0.0
    share: float = 1.0 if place.wanted else min(1.0, letters / max(1.0, place.total)) ** 0.5
    told = any(agrees(text, hint) for hint in hints)
    asked = any(len(hint.split()) > 2 for hint in hints)
    ended = sum(len(line.text) for line in lines if is_sentence(line.text)) / letters
    size = min(1.0, letters / 400)
    return round(share * (1.0 if told or not asked else 0.4) * (0.5 + 0.5 * ended) * (0.4 + 0.6 * size), 3)
