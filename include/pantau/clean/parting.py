"""Puts the lost space between two sentences back."""

from __future__ import annotations

import re

# The end of a sentence and the start of the next with nothing between them. The word before ends in three small letters
# and belongs to no address, year, bracket or share.
_GLUE = re.compile(r"[.!?](?<=[a-z\d)\]%][.!?])[.!?]*(?P<quote>[\"']?)(?=\(?(?P<next>[A-Z]\w*))")
_BEFORE_GLUE = re.compile(r"(?:(?<![\w.@/:\\-])(?:(?P<word>[A-Za-z]*[a-z]{3})|(?:19|20)\d\d)|[)\]%])$")
_LONGEST_WORD = 40


def parted(text: str, never: frozenset[str]) -> str:
    """Return `text` with a space where two sentences touch ("kemarin.Menurut"), because the join of two paragraphs was lost
    there.

    `never` holds, in small letters, abbreviations that stand before a name ("prof", "kec") and endings of addresses ("com").
    """

    def space(found: re.Match[str]) -> str:
        start, whole, quote = found.start(), found[0], found["quote"]
        before = _BEFORE_GLUE.search(text[max(0, start - _LONGEST_WORD) : start])
        if not before or (before["word"] or "").casefold() in never or found["next"].casefold() in never:
            return whole
        if not quote:
            return whole + " "
        opened = text.count(quote, text.rfind("\n", 0, start) + 1, start) % 2
        return whole + " " if opened else f"{whole[:-1]} {quote}"

    return _GLUE.sub(space, text)
