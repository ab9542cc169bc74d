"""Joining the pages of one article."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pantau.extract.titles import fold

_PARAGRAPH = (
    40  # letters from which a line on two pages is one paragraph; a shorter one only after the same line ("ya" is no repetition)
)


def join_pages(first: str, more: Sequence[str]) -> str:
    """Return the text of all pages, one paragraph a line, no paragraph twice.

    It keeps the opening that every page repeats (Detik's dateline, Suara's lead) once. A page that is the first page again adds
    nothing, and a page that holds the whole article (SINDOnews) adds only its new text.
    """
    lines = first.split("\n") if first else []
    folded = [fold(line) for line in lines]
    told, together = set(folded), set(pairwise(["", *folded]))
    for page in more:
        fresh = page.split("\n") if page else []
        known = [fold(line) for line in fresh]
        if all(line in told for line in known):
            continue
        for line, pair in zip(fresh, pairwise(["", *known]), strict=True):
            again = pair[1] in told if len(line) >= _PARAGRAPH else pair in together
            if not again:
                lines.append(line)
            if len(line) >= _PARAGRAPH:
                told.add(pair[1])
        told.update(known)
        together.update(pairwise(["", *known]))
    return "\n".join(lines)
