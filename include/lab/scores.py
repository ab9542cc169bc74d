"""Scores a reading with the same rules for every reader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

from pantau.text import letters_of, normal_text
from pantau.text.overlap import precision_recall, tokens

__all__ = [
    "f1_of", "lost_sentences", "name_counts", "noise_left", "precision_recall", "same_day", "same_minute", "same_title",
    "sentences", "tokens",
]  # fmt: skip

_SENTENCE_END = re.compile(r"(?<=[.!?])(?=[\"')]?\s)[\"')]?\s+|\n")
_OPENER = re.compile(r"^.{2,70}?\s?[-–—]{1,2}\s?")  # the place and outlet before the dash: a dateline, not text
_SIGN_OFF = re.compile(r"\([\w./ -]{2,30}\)")  # (abc/def): older answers have it
_SEEN = 60  # letters of a noise line that must be found again for it to count as left
_WIB = timezone(timedelta(hours=7))


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`. An abbreviation may split a sentence, but in the gold and in the reading alike."""
    return [part.strip() for part in _SENTENCE_END.split(normal_text(text)) if len(letters_of(part)) > 1]


def lost_sentences(gold: str, got: str) -> list[str]:
    """Return the sentences of `gold` whose letters and digits are not in `got` one after another.

    The dateline before the first sentence may be missing, and so may initials in brackets at the very end.
    """
    inside = letters_of(normal_text(got))
    whole = sentences(gold)
    lost = [sentence for sentence in whole if letters_of(sentence) not in inside]
    if lost and lost[0] == whole[0] and len(rest := letters_of(_OPENER.sub("", whole[0]))) > 1 and rest in inside:
        lost = lost[1:]
    return lost[:-1] if lost and lost[-1] == whole[-1] and _SIGN_OFF.fullmatch(whole[-1]) else lost


def noise_left(noise: Iterable[str], gold: str, got: str) -> list[str]:
    """Return the lines that should be removed but are in `got`, without lines that the article itself contains."""
    starts = filter(None, (line.strip()[:_SEEN] for line in noise))
    return [start for start in starts if start in got and start not in gold]


def same_title(gold: str, got: str) -> bool:
    """Tell whether two titles have the same words in the same order."""
    return tokens(gold) == tokens(got)


def same_minute(gold: datetime, got: datetime | None) -> bool:
    """Tell whether `got` is the minute of `gold`; if the gold is only a day (no zone), the day is enough."""
    if got is None:
        return False
    if gold.tzinfo is None:
        return gold.date() == got.date()
    return got.tzinfo is not None and abs((got - gold).total_seconds()) < 60


def same_day(gold: datetime, got: datetime | None) -> bool:
    """Tell whether `got` is the day of `gold` in the gold's zone (WIB if the gold is in UTC)."""
    if got is None:
        return False
    if gold.tzinfo is None:
        return gold.date() == got.date()
    zone = _WIB if gold.tzinfo is UTC else gold.tzinfo
    return (got.astimezone(zone) if got.tzinfo else got).date() == gold.astimezone(zone).date()


def name_counts(gold: Iterable[str], got: Iterable[str]) -> Counter[str]:
    """Return how many names are right, missing and wrong; case and spacing do not count."""
    wanted, found = set(map(letters_of, gold)), set(map(letters_of, got))
    return Counter(right=len(wanted & found), missing=len(wanted - found), wrong=len(found - wanted))


def f1_of(counts: Counter[str]) -> float | None:
    """Return the F1 of these counts; None if nothing was wanted or found."""
    whole = 2 * counts["right"] + counts["missing"] + counts["wrong"]
    return 2 * counts["right"] / whole if whole else None
