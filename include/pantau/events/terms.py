"""The terms that show that two reports tell of the same happening: names, numbers and words of their beginning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pantau.dedupe.shingles import names, words

LEAD_WORDS = 120  # who, where and when stand at the beginning; the rest is background that other events share
NAME = "="  # begins a term that is a name; no word begins with it
LEAST_LETTERS = 3  # letters of a word: one with fewer is a particle


@dataclass(frozen=True, slots=True)
class NewsReport:
    """A report: its id, its terms, and its time of publication (None: unknown; then it is compared with reports of any
    time)."""

    key: str
    terms: frozenset[str]
    at: datetime | None = None


def terms_of(title: str, text: str) -> frozenset[str]:
    """Return the words and numbers of a report's title and beginning in small letters; a name is also a term of its own."""
    lead = " ".join(text.split()[:LEAD_WORDS])
    found = {word for each in (title, lead) for word in map(str.lower, words(each)) if len(word) >= LEAST_LETTERS}
    return frozenset(found | {f"{NAME}{name.lower()}" for name in names(lead)})
