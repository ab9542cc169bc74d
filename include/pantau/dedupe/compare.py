"""Compares two texts: one is a copy of the other, an edited copy, or neither.

Three signs make a copy. Independent reports do not show them, even where they share a press release, a speech or a template. Kept
text: nearly all of the shorter text is in the other one, or nearly all of both. Whole sentences: most sentences of the shorter
text are in the other one, word for word (reporters who share a quotation put other words around it). Words changed in place:
passage after passage with single words exchanged. Two signs speak against a copy: numbers changed in place, as in a table of
prices, a forecast or a schedule from day to day; and titles that are the same but for the town or office they name. Within one
outlet more is asked, because a follow-up begins with the earlier text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from pantau.day import day_of
from pantau.dedupe.forms import told_of_another
from pantau.dedupe.passages import Found, Prepared, find, missing_lines, names_of, prepare, same_sentences

COPY, EDITED_COPY, SAME_EVENT = "copy", "edited_copy", "same_event"

LEAST_WORDS = 12  # of either text: less is a caption
LEAST_KEPT = 0.4  # of the shorter text: with less there is nothing to weigh

KEPT = 0.95  # of the shorter text
KEPT_BOTH = 0.92  # of both texts together
SENTENCES = 0.58
SENTENCES_OWN = 0.8  # within one outlet
REWORDED, REWORDED_GAIN = 0.72, 0.08  # kept of the shorter text, and how much of that only because it was changed in place
REWORDED_NAMES = 0.35  # of the words changed in place at most: beyond, it is a template about somebody else

TITLE_WORDS = 3  # of a title beside its numbers, for these to count
CHANGED_NUMBERS = 3  # the day's prices: on one day, between two outlets
CHANGED_NUMBERS_OWN = 1  # between days, and within one outlet
NUMBERS_SHARE = 0.25  # of all words changed in place: below this share somebody rewrote the text, numbers included
UNCHANGED = 0.97  # of both texts, word for word: less is an edited copy

EVENT_KEPT = 0.65  # of the shorter text
EVENT_NAMES, EVENT_LEAST = 0.5, 8  # of the pairs of names near each other of the text with fewer: share in common, and number
EVENT_DAYS = 1
_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Text:
    """An article as it is compared; `day` is its WIB day as `2026-11-22`, empty where unknown."""

    title: str
    text: str
    outlet: str = ""
    published_at: datetime | None = None
    day: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two texts are to each other: `kind` (empty: nothing), `similarity` from 0 to 1, numbers of paragraphs from 0.

    `similarity` is the share of the words of both that stand in the other or were changed in place. `cut` are paragraphs of the
    first of which the second has less than half, `added` those of the second of which the first has less than half.
    """

    kind: str
    similarity: float
    cut: tuple[int, ...] = ()
    added: tuple[int, ...] = ()


def compare(one: Text, other: Text) -> Verdict:
    """Return what two texts are to each other; `kind` and `similarity` are the same whichever comes first."""
    mine, theirs = prepare(one.text), prepare(other.text)
    if mine.small == theirs.small and mine.small:
        return Verdict(COPY, 1.0)
    if min(len(mine.small), len(theirs.small)) < LEAST_WORDS:
        return Verdict("", 0.0)
    turned = (len(mine.small), mine.small) > (len(theirs.small), theirs.small)
    shorter, longer = (theirs, mine) if turned else (mine, theirs)
    found = find(shorter, longer)
    if found.kept < LEAST_KEPT:
        return Verdict("", found.kept * 2 * len(shorter.small) / (len(shorter.small) + len(longer.small)))
    back = find(longer, shorter)
    similarity = 1 - (found.marks.count(0) + back.marks.count(0)) / (len(shorter.small) + len(longer.small))
    verbatim = (found.marks.count(1) + back.marks.count(1)) / (len(shorter.small) + len(longer.small))
    kind = _kind(one, other, _Evidence(shorter, longer, found, similarity, verbatim))
    here, there = (back, found) if turned else (found, back)
    return Verdict(kind, similarity, missing_lines(mine, here), missing_lines(theirs, there))


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The two texts, the shorter first; what of the shorter was found in the longer; how much of both is kept, and verbatim."""

    shorter: Prepared
    longer: Prepared
    found: Found
    similarity: float
    verbatim: float


def _kind(one: Text, other: Text, evidence: _Evidence) -> str:
    own = one.outlet == other.outlet and bool(one.outlet)
    days = {_day(one), _day(other)} - {""}
    most = CHANGED_NUMBERS_OWN if own or len(days) > 1 else CHANGED_NUMBERS
    if _told_anew(evidence.found, most) or _differ_in_numbers(one.title, other.title) or told_of_another(one, other):
        return ""
    if _is_copy(evidence, own):
        return COPY if evidence.verbatim >= UNCHANGED else EDITED_COPY
    return SAME_EVENT if _is_same_event(evidence, days) and not _other_figures(one.title, other.title) else ""


def _day(text: Text) -> str:
    return text.day or (day_of(text.published_at) if text.published_at else "")


def _told_anew(found: Found, most: int) -> bool:
    """Tell whether the same sentences are told with other numbers."""
    return found.numbers >= most and found.numbers >= NUMBERS_SHARE * (found.numbers + found.names + found.others)


def _differ_in_numbers(one: str, other: str) -> bool:
    """Tell whether two titles are the same but for their numbers: the prices of two days, two rounds of a league."""
    (mine, numbers), (theirs, others) = ((_LETTERS.findall(title.lower()), _DIGITS.findall(title)) for title in (one, other))
    return len(mine) >= TITLE_WORDS and mine == theirs and numbers != others and len(numbers) == len(others)


def _other_figures(one: str, other: str) -> bool:
    """Tell whether both titles give numbers, and none the same: two eruptions of one volcano."""
    mine, theirs = set(_DIGITS.findall(one)), set(_DIGITS.findall(other))
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _is_copy(evidence: _Evidence, own: bool) -> bool:
    found = evidence.found
    if evidence.similarity >= KEPT_BOTH or (found.kept >= KEPT and not own):
        return True
    if found.kept >= REWORDED and found.kept - found.verbatim >= REWORDED_GAIN:
        return found.names <= REWORDED_NAMES * (found.names + found.others)
    return same_sentences(evidence.shorter, evidence.longer) >= (SENTENCES_OWN if own else SENTENCES)


def _is_same_event(evidence: _Evidence, days: set[str]) -> bool:
    names = names_of(evidence.shorter.text), names_of(evidence.longer.text)
    fewer = min(map(len, names))
    if fewer < EVENT_LEAST or evidence.found.kept < EVENT_KEPT:
        return False
    apart = max(map(date.fromisoformat, days), default=date.min) - min(map(date.fromisoformat, days), default=date.min)
    return len(names[0] & names[1]) >= EVENT_NAMES * fewer and apart.days <= EVENT_DAYS
