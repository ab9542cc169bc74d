"""The terms by which one report is found to tell of the same happening as another: names, numbers and words of its beginning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pantau.dedupe.shingles import names, words

LEAD_WORDS = 120  # who, where and when stand at the beginning; what follows is background that other events share
NAME = "="  # begins a term that is a name; no word has it
LEAST_LETTERS = 3  # of a word: less is a particle


@dataclass(frozen=True, slots=True)
class NewsReport:
    """A report: its id, its terms, and when it was published (None: not known, then it is compared whatever the other's time)."""

    key: str
    terms: frozenset[str]
    at: datetime | None = None


def terms_of(title: str, text: str) -> frozenset[str]:
    """Return the words and numbers of a report's title and beginning in small letters; a name counts as a term of its own too."""
    lead = " ".join(text.split()[:LEAD_WORDS])
    found = {word for each in (title, lead) for word in map(str.lower, words(each)) if len(word) >= LEAST_LETTERS}
    return frozenset(found | {f"{NAME}{name.lower()}" for name in names(lead)})
