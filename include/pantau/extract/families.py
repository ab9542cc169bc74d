"""Which boxes inside an article's box hold its text, and which do not, by name and by share of the prose."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict

from pantau.extract.density import ArticleBlocks, holder_of
from pantau.extract.reader_words import ReaderWords
from pantau.extract.survey import Box, Survey

_MOST_PROSE = 0.6  # share of the prose that must be kept: otherwise names say nothing on this page
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_NUMBER = re.compile(r"\d+")


class Families:
    """The boxes that hold an article's paragraphs, by tag and name. Boxes with another name and little prose do not belong
    to it."""

    def __init__(self, found: Survey, place: ArticleBlocks, chosen: list[int], words: ReaderWords) -> None:
        self._blocks, self._place = found.blocks, place
        self._prose: dict[tuple[str, str], float] = defaultdict(float)
        for at in chosen:
            if place.worths[at] > 0:
                self._prose[_family(holder_of(found.blocks[at]))] += place.worths[at]
        whole = sum(self._prose.values())
        trusted = {
            family
            for family, prose in self._prose.items()
            if prose >= words.weights.family * whole or words.body.search(family[1])
        }
        trusted |= {family for family in self._prose if not family[1]}
        few = sum(self._prose[family] for family in trusted) < _MOST_PROSE * whole
        self.main = max(self._prose, key=lambda family: self._prose[family], default=("", ""))
        self._trusted = set(self._prose) if few else trusted | {_family(place.box)}
        self._mains = [at for at in chosen if place.worths[at] > 0 and self.is_main(at)]
        self._first = self._mains[0] if self._mains else -1

    def keeps(self, at: int) -> bool:
        """Tell whether a block stands in a box of the article's text."""
        holder = holder_of(self._blocks[at])
        if self._is_subtitle(holder):
            return False
        if _family(holder) in self._trusted or self._blocks[at].box.table:
            return True
        if self._blocks[at].box.tag in _HEADINGS:
            return holder.stop - holder.start == 1 or self._holds_main(holder)
        return False

    def _holds_main(self, holder: Box) -> bool:
        at = bisect_left(self._mains, holder.start)
        return at < len(self._mains) and self._mains[at] < holder.stop

    def is_main(self, at: int) -> bool:
        """Tell whether a block stands in the box with most of the prose."""
        return _family(holder_of(self._blocks[at])) == self.main

    def _is_subtitle(self, holder: Box) -> bool:
        """Tell whether a box holds the title and none of the article's paragraphs: then the rest of the box is no text."""
        return holder.start <= self._place.title < holder.stop <= self._first


def _family(box: Box) -> tuple[str, str]:
    return box.tag, _NUMBER.sub("", box.classes)
