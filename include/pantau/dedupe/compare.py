"""Comparing: what one text is to another: a copy, an edited copy, a report of the same event, or nothing.

The judge weighs which words of either text stand in the other, in which stretches, inside or outside quotation marks, and who
printed the texts. The kind follows from its probability. Rules decide three cases instead: texts that are the same except for a
few words are copies; texts with little in common are nothing; and templates are nothing too. A template is a table of prices, a
forecast or a schedule with other numbers, or a report with other persons.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from pantau.day import day_of
from pantau.dedupe.features import Side, Strangers, features, strangers
from pantau.dedupe.forms import told_of_another
from pantau.dedupe.judge import Judge
from pantau.dedupe.passages import SharedWords, find, missing_lines, prepare

COPY, EDITED_COPY, SAME_EVENT = "copy", "edited_copy", "same_event"

LEAST_WORDS = 12  # words of either text: a text with less is a caption
LEAST_KEPT = 0.4  # share of the shorter text: with less there is nothing to weigh
UNCHANGED = 0.97  # share of both texts, word for word: a copy under whatever headline; less is an edited copy

TITLE_WORDS = 3  # words of a title besides its numbers; with fewer the numbers do not count
CHANGED_NUMBERS = 3  # the day's prices: on one day, between two outlets
CHANGED_NUMBERS_OWN = 1  # between days, and within one outlet
NUMBERS_SHARE = 0.25  # of all words changed in place: with less, somebody rewrote the text and changed its numbers too
STRANGE_NAMES = 0.42  # share of the common sentences that have, on either side, names which the other text has nowhere
# Of the common sentences, on either side: this many numbers that the other text has nowhere, and their share of the words
# that it has not. Two quakes of one town share all words; none of 123 labelled copies has both.
STRANGE_FIGURES, FIGURES_SHARE = 3, 0.4

EVENT_DAYS = 1
_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Text:
    """An article as it is compared. `day` is its WIB day as `2026-11-22`; `group` is the owner of its outlet, "" if unknown."""

    title: str
    text: str
    outlet: str = ""
    published_at: datetime | None = None
    day: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two texts are to each other: `kind` ("": nothing), numbers of paragraphs from 0, and two numbers from 0 to 1.

    `similarity` is the share of the words of both texts that stand in the other or were changed in place. `probability` says
    how probable it is that they are copies. `cut` are paragraphs of the first of which the second has less than half; `added`
    are those of the second of which the first has less than half.
    """

    kind: str
    similarity: float
    cut: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    probability: float = 0.0


def compare(one: Text, other: Text, judge: Judge) -> Verdict:
    """Return what two texts are to each other. All values except `cut` and `added` are the same for either order of the two."""
    mine, theirs = prepare(one.text), prepare(other.text)
    if mine.small == theirs.small and mine.small:
        return Verdict(COPY, 1.0, probability=1.0)
    if min(len(mine.small), len(theirs.small)) < LEAST_WORDS:
        return Verdict("", 0.0)
    turned = (len(mine.small), mine.small) > (len(theirs.small), theirs.small)
    shorter, longer = (theirs, mine) if turned else (mine, theirs)
    found = find(shorter, longer)
    both = len(shorter.small) + len(longer.small)
    if found.kept < LEAST_KEPT:
        return Verdict("", found.kept * 2 * len(shorter.small) / both)
    back = find(longer, shorter)
    similarity = 1 - (found.marks.count(0) + back.marks.count(0)) / both
    first, second = (other, one) if turned else (one, other)
    sides = Side(shorter, found, first.title), Side(longer, back, second.title)
    kind, probability = _find_kind(one, other, *sides, judge)
    here, there = (back, found) if turned else (found, back)
    return Verdict(kind, similarity, missing_lines(mine, here), missing_lines(theirs, there), probability)


def sides_of(one: Text, other: Text) -> tuple[Side, Side]:
    """Return two texts as they are found in each other, the shorter first."""
    mine, theirs = prepare(one.text), prepare(other.text)
    (shorter, first), (longer, second) = sorted(
        ((mine, one), (theirs, other)), key=lambda side: (len(side[0].small), side[0].small, side[1].title)
    )
    return Side(shorter, find(shorter, longer), first.title), Side(longer, find(longer, shorter), second.title)


def _find_kind(one: Text, other: Text, shorter: Side, longer: Side, judge: Judge) -> tuple[str, float]:
    """Return the kind and the probability of two texts with something in common."""
    new = strangers(shorter, longer)
    if _is_unchanged(one, other, shorter, longer) and not _tells_other_figures(new, shorter, longer):
        return COPY, 1.0
    if is_template(one, other, shorter, longer, new):
        return "", 0.0
    probability = judge.probability(measured(one, other, shorter, longer, new))
    if probability >= judge.edited_copy:
        return EDITED_COPY, probability
    return SAME_EVENT if probability >= judge.same_event and _may_be_one_event(one, other) else "", probability


def _is_unchanged(one: Text, other: Text, shorter: Side, longer: Side) -> bool:
    verbatim = shorter.found.marks.count(1) + longer.found.marks.count(1)
    enough = verbatim >= UNCHANGED * (len(shorter.found.marks) + len(longer.found.marks))
    return enough and not _is_refilled(one, other, shorter)


def measured(one: Text, other: Text, shorter: Side, longer: Side, new: Strangers | None = None) -> tuple[float, ...]:
    """Return the features of two texts, the same for either order. `new` are the `strangers` of the shorter text, if they
    are known."""
    numbers = (new or strangers(shorter, longer)).numbers
    return features(shorter, longer, numbers, own_outlet=_is_one_outlet(one, other), same_group=_same_group(one, other))


def is_template(one: Text, other: Text, shorter: Side, longer: Side, new: Strangers | None = None) -> bool:
    """Tell whether one text repeats the other for another day, another match or another person. Such a text is no copy,
    however many words are the same."""
    if _is_refilled(one, other, shorter):
        return True
    new = new or strangers(shorter, longer)
    if _tells_other_figures(new, shorter, longer):
        return True
    return new.names >= STRANGE_NAMES and strangers(longer, shorter).names >= STRANGE_NAMES


def _tells_other_figures(new: Strangers, shorter: Side, longer: Side) -> bool:
    """Tell whether both texts have their own numbers in the sentences they share, and few other own words: two quakes of one
    town."""
    if not _has_figures(new):
        return False
    return _has_figures(strangers(longer, shorter))


def _has_figures(found: Strangers) -> bool:
    return found.figures >= STRANGE_FIGURES and found.share >= FIGURES_SHARE


def _is_refilled(one: Text, other: Text, shorter: Side) -> bool:
    most = CHANGED_NUMBERS_OWN if _is_one_outlet(one, other) or len(_days(one, other)) > 1 else CHANGED_NUMBERS
    return _has_new_numbers(shorter.found, most) or _differ_in_numbers(one.title, other.title) or told_of_another(one, other)


def _is_one_outlet(one: Text, other: Text) -> bool:
    return one.outlet == other.outlet and bool(one.outlet)


def _same_group(one: Text, other: Text) -> bool:
    return one.group == other.group and bool(one.group) and not _is_one_outlet(one, other)


def _days(one: Text, other: Text) -> set[str]:
    return {_day(one), _day(other)} - {""}


def _day(text: Text) -> str:
    return text.day or (day_of(text.published_at) if text.published_at else "")


def _has_new_numbers(found: SharedWords, most: int) -> bool:
    """Tell whether the texts share sentences that have other numbers."""
    return found.numbers >= most and found.numbers >= NUMBERS_SHARE * (found.numbers + found.names + found.others)


def _differ_in_numbers(one: str, other: str) -> bool:
    """Tell whether two titles are the same except for their numbers: the prices of two days, two rounds of a league."""
    (mine, numbers), (theirs, others) = ((_LETTERS.findall(title.lower()), _DIGITS.findall(title)) for title in (one, other))
    return len(mine) >= TITLE_WORDS and mine == theirs and numbers != others and len(numbers) == len(others)


def _other_figures(one: str, other: str) -> bool:
    """Tell whether both titles have numbers and share none of them: two eruptions of one volcano."""
    mine, theirs = set(_DIGITS.findall(one)), set(_DIGITS.findall(other))
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _may_be_one_event(one: Text, other: Text) -> bool:
    days = [date.fromisoformat(day) for day in _days(one, other)]
    return not _other_figures(one.title, other.title) and (not days or (max(days) - min(days)).days <= EVENT_DAYS)
