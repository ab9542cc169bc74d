"""The thresholds by hand that decided copies before the judge was trained. They are a baseline of the judge."""

from __future__ import annotations

import re

from pantau.dedupe.compare import LEAST_KEPT, LEAST_WORDS, Text, sides_of
from pantau.dedupe.features import SENTENCE, Side
from pantau.dedupe.shingles import words

KEPT, KEPT_BOTH = 0.95, 0.92  # share of the shorter text, between two outlets; share of both together
SENTENCES, SENTENCES_OWN = 0.58, 0.8  # share of the shorter's words in sentences that the other has; within one outlet
REWORDED, REWORDED_GAIN, REWORDED_NAMES = 0.72, 0.08, 0.35  # share kept; share changed in place; most names among these
NUMBERS, NUMBERS_OWN, NUMBERS_SHARE = 3, 1, 0.25  # changed in place; from these numbers on it is the table of another day
TITLE_WORDS = 3
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*[\s,]+|\n+")
_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")


def told_by_hand(one: Text, other: Text) -> bool:
    """Tell whether the thresholds by hand call two texts copies."""
    shorter, longer = sides_of(one, other)
    if shorter.text.small == longer.text.small:
        return bool(shorter.text.small)
    if len(shorter.text.small) < LEAST_WORDS or shorter.found.kept < LEAST_KEPT or _template(one, other, shorter):
        return False
    own = one.outlet == other.outlet and bool(one.outlet)
    found, marks = shorter.found, shorter.found.marks + longer.found.marks
    if 1 - marks.count(0) / len(marks) >= KEPT_BOTH or (found.kept >= KEPT and not own):
        return True
    if found.kept >= REWORDED and found.kept - found.verbatim >= REWORDED_GAIN:
        return found.names <= REWORDED_NAMES * (found.names + found.others)
    return _same_sentences(shorter, longer) >= (SENTENCES_OWN if own else SENTENCES)


def _template(one: Text, other: Text, shorter: Side) -> bool:
    days = {str(text.published_at.date()) for text in (one, other) if text.published_at}
    own = one.outlet == other.outlet and bool(one.outlet)
    found, most = shorter.found, NUMBERS_OWN if own or len(days) > 1 else NUMBERS
    if found.numbers >= most and found.numbers >= NUMBERS_SHARE * (found.numbers + found.names + found.others):
        return True
    mine, theirs = (_LETTERS.findall(text.title.lower()) for text in (one, other))
    numbers, others = (_DIGITS.findall(text.title) for text in (one, other))
    return len(mine) >= TITLE_WORDS and mine == theirs and numbers != others and len(numbers) == len(others)


def _same_sentences(one: Side, other: Side) -> float:
    mine, theirs = _sentences(one.text.text), set(_sentences(other.text.text))
    total = sum(map(len, mine))
    return sum(len(sentence) for sentence in mine if sentence in theirs) / total if total else 0.0


def _sentences(text: str) -> list[tuple[str, ...]]:
    parts = (tuple(words(part)) for part in _SENTENCE_END.split(text.lower()))
    return [part for part in parts if len(part) >= SENTENCE]
