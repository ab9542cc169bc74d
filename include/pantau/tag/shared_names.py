"""English news names two provinces with one noun ("East and West Nusa Tenggara"): the first is found by its compass word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pantau.tag.matcher import Hit

_SIDE = r"(?:North|South|East|West|Central|Southeast|Southwest|Highland)"
_FIRST = re.compile(rf"{_SIDE} ")
_BEFORE = re.compile(rf"\b(?:{_SIDE},\s)*{_SIDE},?\s(?:and|or)\s$")
_WORD = re.compile(_SIDE)
_LONGEST = 60  # letters of "North, West, Central and "


def with_shared(text: str, hits: Sequence[Hit], provinces: Mapping[str, int]) -> list[Hit]:
    """Return `hits` in order, with one more for each side of the compass that shares the noun of the province after it.

    `provinces` gives the owner of each name of a province. The span of such a hit is the side alone.
    """
    more = [hit for known in hits if known.name in provinces for hit in _before(text, known, provinces)]
    return sorted([*hits, *more]) if more else list(hits)


def _before(text: str, known: Hit, provinces: Mapping[str, int]) -> list[Hit]:
    if not _FIRST.match(known.name):
        return []
    chain = _BEFORE.search(text, max(0, known.start - _LONGEST), known.start)
    noun = known.name.partition(" ")[2]
    return (
        [
            Hit(side.start(), side.end(), name, (provinces[name],))
            for side in _WORD.finditer(text, chain.start(), chain.end())
            if (name := f"{side[0]} {noun}") in provinces
        ]
        if chain
        else []
    )
