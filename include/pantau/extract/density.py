"""Finds the article on a page: the box whose prose outweighs the links and labels it holds, and its later parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import accumulate

from pantau.extract.reader_words import ReaderWeights, ReaderWords
from pantau.extract.survey import BAR, Block, Box, Survey
from pantau.extract.titles import fold

SENTENCE_ENDS = (".", "!", "?", "…", ":", ";")
_CLOSERS = " \"'”’)»]"
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FEW_WORDS = 6  # words: a line with fewer is a label, except if it ends like a sentence
_LEAD = 80  # letters of a heading that ends with a full stop: from this number on it is the lead
_COMMON = 0.08  # share of common words in prose; in real Indonesian text it is a fifth
_LINKED = 80  # letters of a linked line that count against its box
_CARDS = 3  # boxes of one name side by side, each with a linked headline: a list of other articles
_CARD = 500  # letters of such a box
_SHARES = (1.0, 0.5, 0.25)  # share of a paragraph's worth for its own box, for the box around it, and for the next one
_PARAGRAPHS = frozenset(
    ["p", "li", "ul", "ol", "dl", "dd", "dt", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "center", "table", "tbody",
     "thead", "tfoot", "tr"]
)  # fmt: skip
_UP = 4  # boxes above the chosen one in which further parts are searched
_PART = 0.7  # share of prose in the worth of a further part


@dataclass(slots=True)
class ArticleBlocks:
    """The blocks of an article: the indices of those in its boxes, what each is worth, and the place of the title (-1:
    none)."""

    box: Box
    chosen: list[int]
    worths: list[float]
    title: int
    total: float
    wanted: bool = False


def is_sentence(text: str) -> bool:
    """Tell whether a line ends as sentences do."""
    return text.rstrip(_CLOSERS).endswith(SENTENCE_ENDS)


def place_of(found: Survey, title: str, words: ReaderWords, wanted: Collection[int] = ()) -> ArticleBlocks | None:
    """Return where the article is: in the fullest of the wanted boxes (memory ids), else in the box that its prose shows; or
    None."""
    blocks = found.blocks
    own = title_place(blocks, title)
    worths = [worth_of(block, words) for block in blocks]
    _discount(found, worths, own, words.weights)
    total = sum(worth for worth in worths if worth > 0)
    sums = [0.0, *accumulate(worths)]
    for box in found.boxes:
        box.worth = sums[box.stop] - sums[box.start]
        if box.names and box.worth > 0 and words.body.search(box.names.lower()):
            box.worth *= words.weights.named
    among = [box for box in found.boxes if box.node.mem_id in wanted and box.stop > box.start] if wanted else []
    best = max(among, key=lambda one: one.worth) if among else _best(found, worths, words.weights.crowded)
    if best is None:
        return None
    chosen = set(range(best.start, best.stop))
    for part in _further(found, best, sums):
        chosen.update(range(part.start, part.stop))
    return ArticleBlocks(best, sorted(chosen), worths, own, total, bool(among))


def _best(found: Survey, worths: list[float], crowded: float) -> Box | None:
    """Return the box that holds most paragraphs, or one around it, or another one, whichever is worth most."""
    start, prose = _fullest(found, worths)
    if start is None:
        return None
    above, box = [start], start.parent
    while box is not None:
        above.append(box)
        box = box.parent
    best = max(above, key=lambda one: one.worth)
    beside = (one for one in found.boxes if one.stop <= start.start or one.start >= start.stop)
    other = max(beside, key=lambda one: one.worth, default=best)
    return other if other.worth > max(best.worth, crowded * prose) else best


def _fullest(found: Survey, worths: list[float]) -> tuple[Box | None, float]:
    """Return the box with the most direct prose, and how much. Prose in its child boxes counts by half, in their children by
    a quarter."""
    score: dict[int, float] = defaultdict(float)
    boxes: dict[int, Box] = {}
    for block, worth in zip(found.blocks, worths, strict=True):
        if worth <= 0:
            continue
        box: Box | None = holder_of(block)
        for share in _SHARES:
            if box is None:
                break
            boxes[id(box)] = box
            score[id(box)] += share * worth
            box = box.parent
    if not score:
        return None, 0.0
    fullest = max(score, key=lambda key: score[key])
    return boxes[fullest], score[fullest]


def holder_of(block: Block) -> Box:
    """Return the box that holds the paragraph, list or heading a block is."""
    box = block.box
    while box.tag in _PARAGRAPHS and box.parent is not None:
        box = box.parent
    return box


def title_place(blocks: list[Block], title: str) -> int:
    """Return the place of the block that prints the title, a heading before others; -1 if none does."""
    wanted = fold(title)
    if not wanted:
        return -1
    printing = -1
    for place, block in enumerate(blocks):
        if abs(len(block.text) - len(title)) <= 10 and fold(block.text) == wanted:
            if block.box.tag in _HEADINGS:
                return place
            printing = place if printing < 0 and not block.linked else printing
    return printing


def worth_of(block: Block, words: ReaderWords) -> float:
    """Return how strongly a line shows (letters of prose), or speaks against, that its box is the article."""
    text, size = block.text, len(block.text)
    if 2 * block.linked > size:
        return -words.weights.link - min(size, _LINKED)
    if block.box.tag in _HEADINGS and not _is_lead(block):
        return -words.weights.heading
    if block.box.table and BAR in text:
        return 0.0
    told = text.split()
    ended = is_sentence(text)
    if len(told) >= _FEW_WORDS:
        common = sum(map(words.common.__contains__, text.lower().split()))
        if common >= _COMMON * len(told) or (ended and len(told) > _FEW_WORDS + 2):
            return float(size - block.linked)
    if ended and size > 20:
        return 0.5 * size
    return 0.0 if block.box.tag == "li" else -words.weights.label


def _is_lead(block: Block) -> bool:
    """Tell whether a heading is the lead of an article: a long sentence below the title."""
    return block.box.tag != "h1" and len(block.text) >= _LEAD and block.text.rstrip(_CLOSERS).endswith(".")


def _discount(found: Survey, worths: list[float], title: int, weights: ReaderWeights) -> None:
    """Take worth from prose above the title and in cards of other articles."""
    for place in range(title):
        worths[place] = worths[place] * weights.above if worths[place] > 0 else worths[place]
    alike: dict[tuple[int, str, str], list[Box]] = defaultdict(list)
    for box in found.boxes:
        if box.parent is not None and box.tag != "p" and 0 < box.stop - box.start <= 8:
            alike[id(box.parent), box.tag, box.names].append(box)
    for boxes in alike.values():
        if len(boxes) < _CARDS:
            continue
        cards = [box for box in boxes if _is_card(found.blocks[box.start : box.stop])]
        if len(cards) >= max(_CARDS, 0.6 * len(boxes)):
            for box in cards:
                for place in range(box.start, box.stop):
                    worths[place] = -min(abs(worths[place]), weights.link + _LINKED)


def _is_card(blocks: list[Block]) -> bool:
    if sum(len(block.text) for block in blocks) > _CARD:
        return False
    return any(len(block.text) >= 20 and block.linked > 0.8 * len(block.text) for block in blocks)


def _further(found: Survey, best: Box, sums: list[float]) -> list[Box]:
    """Return boxes of the same tag and name beside the chosen one, or beside one around it, that are nearly all prose."""
    parts: list[Box] = []
    box, level = best, 0
    while box.parent is not None and level < _UP:
        for other in found.boxes if box.names else ():
            same = other.parent is box.parent and other is not box and (other.tag, other.names) == (box.tag, box.names)
            if same and other.stop > other.start and _is_prose(found.blocks[other.start : other.stop], sums, other):
                parts.append(other)
        box, level = box.parent, level + 1
    return parts


def _is_prose(blocks: list[Block], sums: list[float], box: Box) -> bool:
    letters = sum(len(block.text) for block in blocks)
    return letters > 40 and sums[box.stop] - sums[box.start] >= _PART * letters
