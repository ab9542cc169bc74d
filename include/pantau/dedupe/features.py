"""Features: measures of two texts and of who printed them, for the judge. Pure functions; the order of the two does not matter.

Of the shorter text: `kept`, the share of its words that stand in the longer or were changed in place; `unbroken`, the share
that stands there in stretches of twenty words and more; `longest`, the share that stands there in one stretch; `pieces`, the
passages per hundred words that this falls into; `told`, the share kept of its words outside quotation marks; `quotation`, the
share of it that is quoted; `new_numbers`, the numbers per hundred words of the common sentences that the other has nowhere;
`numbers`, `names`, `others`, the numbers, names and other words changed in place (log1p).

Of the longer text: `sentences`, the share of its sentences of which four fifths are kept; `quoted`, the share kept of its
quoted words; `lead` and `tail`, the share kept of its first and last sixty words; `title_untold`, the share of its title's
words that the other has neither in title nor in text. Of the outlets: `own_outlet`, whether they are the same; `same_group`,
whether they are two of one owner.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from math import log1p

from pantau.dedupe.passages import Prepared, SharedWords
from pantau.dedupe.shingles import SMALL, words

NAMES = (
    "kept", "unbroken", "longest", "pieces", "told", "quotation", "new_numbers", "numbers", "names", "others", "sentences",
    "quoted", "lead", "tail", "title_untold", "own_outlet", "same_group",
)  # fmt: skip
EDGE = 60  # words at the beginning of a text, and at its end
UNBROKEN = 20  # words in a row that the other text has too: more than two reporters quote alike
ALIGNED = 0.5  # share of a sentence's words in the other text: from this share on both texts have that sentence
NEARLY_WHOLE = 0.8  # share of a sentence's words in the other text: from this share on the sentence was taken over
SENTENCE = 4  # words; every text has shorter sentences ("Ia menambahkan.")
FEW_SENTENCES, FEW_WORDS = 3, 30  # aligned words: with fewer no rates are computed
FEW_TOLD, FEW_QUOTED = 20, 10  # words: with fewer the share says nothing, and the share of all words stands for it
_STRETCH = re.compile(rb"\x01{%d,}" % UNBROKEN)
_VERBATIM = re.compile(rb"\x01+")
_QUOTE = re.compile(r"[\"“”]")


@dataclass(frozen=True, slots=True)
class Side:
    """One of two texts: the prepared text, what of it stands in the other, and its title."""

    text: Prepared
    found: SharedWords
    title: str


def features(shorter: Side, longer: Side, new_numbers: float, *, own_outlet: bool, same_group: bool) -> tuple[float, ...]:
    """Return the numbers that NAMES names, in that order; `new_numbers` are the `strangers` of the shorter."""
    mine, theirs = shorter.found.marks, longer.found.marks
    kept, told, quoted = shorter.found.kept, _outside_quotes(shorter), _inside_quotes(longer)
    return (
        kept,
        sum(map(len, _STRETCH.findall(mine))) / max(1, len(mine)),
        max(map(len, _VERBATIM.findall(mine)), default=0) / max(1, len(mine)),
        100 * shorter.found.pieces / max(1, len(mine)),
        kept if told is None else told,
        _quoted_words(shorter) / max(1, len(mine)),
        new_numbers,
        log1p(shorter.found.numbers),
        log1p(shorter.found.names),
        log1p(shorter.found.others),
        _share_of_sentences(longer),
        kept if quoted is None else quoted,
        _share_kept(theirs[:EDGE]),
        _share_kept(theirs[-EDGE:]),
        _share_untold(longer.title, shorter),
        float(own_outlet),
        float(same_group),
    )


@dataclass(frozen=True, slots=True)
class Strangers:
    """What one side of the common sentences has and the other text has nowhere: numbers per hundred words, and the share of
    sentences with names.

    `figures` counts these numbers, and `share` is their share of all words that the other text has nowhere.
    """

    numbers: float
    names: float
    figures: int = 0
    share: float = 0.0


def strangers(one: Side, other: Side) -> Strangers:
    """Return the numbers and names in the common sentences of `one` that the other text has nowhere."""
    known, marks, text = _vocabulary(other.text), one.found.marks, one.text
    aligned = told = numbers = named = unknown = 0
    for start, stop in layout(text).sentences:
        if marks.count(0, start, stop) > (1 - ALIGNED) * (stop - start):
            continue
        aligned += 1
        told += stop - start
        if marks.count(1, start, stop) < stop - start:
            new = [place for place in range(start, stop) if marks[place] != 1 and text.small[place] not in known]
            unknown += len(new)
            numbers += sum(text.words[place][0].isdigit() for place in new)
            named += any(_is_name(text.words[place]) for place in new if place > start)
    rates = 100 * numbers / max(FEW_WORDS, told), named / max(FEW_SENTENCES, aligned)
    return Strangers(*rates, numbers, numbers / max(1, unknown))


@dataclass(frozen=True, slots=True)
class SentenceLayout:
    """The sentences and the quotations of a text, as places of words: first, and one after the last."""

    sentences: tuple[tuple[int, int], ...]
    quotes: tuple[tuple[int, int], ...]


@lru_cache(maxsize=1_000)
def layout(text: Prepared) -> SentenceLayout:
    """Return the sentences of four words or more of a text, and the words between quotation marks within a paragraph."""
    ends = list(accumulate(text.sentences, initial=0))
    sentences = tuple(span for span in pairwise(ends) if span[1] - span[0] >= SENTENCE)
    quotes: list[tuple[int, int]] = []
    if '"' in text.text or "“" in text.text or "”" in text.text:
        starts = accumulate(text.lines, initial=0)
        for start, line in zip(starts, text.text.splitlines(), strict=False):
            quotes += _find_quotes(line, start)
    return SentenceLayout(sentences, tuple(quotes))


@lru_cache(maxsize=1_000)
def _vocabulary(text: Prepared) -> frozenset[str]:
    return frozenset(text.small)


def _find_quotes(line: str, start: int) -> list[tuple[int, int]]:
    """Return the first place, and the place after the last, of the words between the quotation marks of a line. `start` is
    the place of its first word."""
    parts = _QUOTE.split(line)
    if len(parts) == 1:
        return []
    ends = list(accumulate((len(words(part)) for part in parts), initial=start))
    return list(pairwise(ends))[1::2]


def _share_kept(marks: bytes) -> float:
    return 1 - marks.count(0) / max(1, len(marks))


def _share_of_sentences(side: Side) -> float:
    """Return the share of the sentences of a text that the other text has nearly whole."""
    sentences, marks = layout(side.text).sentences, side.found.marks
    taken = sum(marks.count(0, start, stop) <= (1 - NEARLY_WHOLE) * (stop - start) for start, stop in sentences)
    return taken / max(1, len(sentences))


def _quoted_words(side: Side) -> int:
    return sum(stop - start for start, stop in layout(side.text).quotes)


def _lost_quoted(side: Side) -> int:
    return sum(side.found.marks.count(0, start, stop) for start, stop in layout(side.text).quotes)


def _outside_quotes(side: Side) -> float | None:
    told = len(side.found.marks) - _quoted_words(side)
    return 1 - (side.found.marks.count(0) - _lost_quoted(side)) / told if told > FEW_TOLD else None


def _inside_quotes(side: Side) -> float | None:
    quoted = _quoted_words(side)
    return 1 - _lost_quoted(side) / quoted if quoted > FEW_QUOTED else None


def _is_name(word: str) -> bool:
    return word < SMALL and not word[0].isdigit()


def _share_untold(title: str, other: Side) -> float:
    mine = {word.lower() for word in words(title)}
    return len(mine - {word.lower() for word in words(other.title)} - _vocabulary(other.text)) / max(1, len(mine))
