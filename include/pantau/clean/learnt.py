"""What the removed pieces tell about an article: place, desk, sources, first appearance, corrections."""

from __future__ import annotations

import re
from collections.abc import Callable

from pantau.clean.credits import Credits
from pantau.clean.rules import RuleBook

_SHORT = frozenset({"DKI", "DIY", "NTB", "NTT", "IKN", "OKU", "OKI", "DC"})
_SEVERAL = re.compile(r"\s*(?:,\s*|\bdan\b|[/&])\s*")
_WHERE = re.compile(r"^(?:(?:laman|situs|portal|kanal|website|web|resmi)\s+)+(?=\S)", re.IGNORECASE)


class Learnt:
    """What the removals of one text say. The groups of a rule's pattern name what they found."""

    def __init__(self, book: RuleBook, credits: Credits) -> None:
        self._book, self._credits = book, credits
        self.place = ""
        self.outlet = ""
        self.sources: list[str] = []
        self.reposts: list[str] = []
        self.corrections: list[str] = []
        self.notes: list[str] = []
        self._ways: dict[str, Callable[[str], None]] = {
            "place": self._place,
            "outlet": self._outlet,
            "source": self._source,
            "origin": self._origin,
            "repost": self._repost,
            "correction": self._correction,
            "note": self._note,
        }

    def learn(self, found: re.Match[str]) -> None:
        """Take in the named groups of a match."""
        for group, value in found.groupdict().items():
            if value and value.strip():
                self._ways[group](value.strip())

    def _place(self, place: str) -> None:
        if not self.place:
            words = (word if len(word) <= 3 and word in _SHORT else word.title() for word in place.split())
            self.place = " ".join(words) if place.isupper() else place

    def _outlet(self, name: str) -> None:
        if not self.outlet:
            self.outlet = self._book.brand(name) or self._credits.proper(name)
            if self._credits.is_wire(self.outlet):
                self.sources.append(self.outlet)

    def _source(self, credit: str) -> None:
        self.sources += self._credits.split(credit)

    def _origin(self, credit: str) -> None:
        """Read a line "Sumber: X": it credits X, and if X is an outlet, the text appeared there first."""
        names = self._credits.split(credit)
        self.sources += names
        self.reposts += self._credits.papers(names)

    def _repost(self, names: str) -> None:
        parts = (_WHERE.sub("", part).strip(" .\"'*") for part in _SEVERAL.split(names))
        self.reposts += [self._credits.outlet(part) for part in parts if part]

    def _note(self, note: str) -> None:
        self.notes.insert(0, note.strip(" *()[]–-"))  # tails are read from the end

    def _correction(self, note: str) -> None:
        self.corrections.append(note.strip(" *()[]"))
