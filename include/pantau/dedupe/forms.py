"""Forms: texts that are the same except for their filled-in words, such as the weather of two towns."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Protocol

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_SAME_WORDS = 3  # words of both titles, in the same order: with fewer nothing shows a form
_MOST_WORDS = 40  # of a title
_FILLED = 4  # words of a title that one blank of a form may hold
_ALIKE = 0.7  # share of the letters of two names: from this share on one is a correction of the other


class Titled(Protocol):
    """Anything with a title and a text."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...


def told_of_another(one: Titled, other: Titled) -> bool:
    """Tell whether two titles differ only in names, and each text has its own names and not the other's. A corrected name does
    not count.

    A copy keeps the names of the news, whatever its title says; a form has its title filled like its text.
    """
    mine, theirs = _WORD.findall(one.title)[:_MOST_WORDS], _WORD.findall(other.title)[:_MOST_WORDS]
    if mine == theirs or min(len(mine), len(theirs)) < _SAME_WORDS:
        return False
    same = filled = 0
    for tag, start, stop, begin, end in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            same += stop - start
        elif tag != "replace" or not _is_blank(mine[start:stop], theirs[begin:end], one.text, other.text):
            return False
        else:
            filled += 1
    return same >= _SAME_WORDS and filled > 0


def _is_blank(ours: list[str], theirs: list[str], here: str, there: str) -> bool:
    """Tell whether both are names, and each stands only in its own text."""
    if max(len(ours), len(theirs)) > _FILLED:
        return False
    first, second = " ".join(ours), " ".join(theirs)
    if SequenceMatcher(None, first.lower(), second.lower(), autojunk=False).ratio() >= _ALIKE:
        return False
    return _only_in(first, here, there) and _only_in(second, there, here)


def _only_in(name: str, here: str, there: str) -> bool:
    """Tell whether one text has a name, with its capital, in a sentence, and the other text does not have it."""
    words = name.split()
    own = [word for word in words if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", there)]
    if not name[0].isupper() or not own:
        return False
    return all(re.search(rf"[^\W\d_],?\s{re.escape(word)}(?!\w)", here) for word in own)
