"""Joining the pages of one article."""

from __future__ import annotations

from collections.abc import Sequence

from pantau.extract.titles import fold

_PARAGRAPH = 40  # letters from which a line that stands on two pages is a paragraph told twice, not a "ya" told twice


def join_pages(first: str, more: Sequence[str]) -> str:
    """Return the text of all pages, one paragraph a line, no paragraph twice.

    What every page opens with (Detik's dateline, Suara's lead) is told once, and a page that is the first again adds nothing.
    """
    lines = first.split("\n") if first else []
    told = {fold(line) for line in lines}
    for page in more:
        fresh = page.split("\n") if page else []
        known = [fold(line) for line in fresh]
        if all(line in told for line in known):
            continue
        for line, folded in zip(fresh, known, strict=True):
            if len(line) < _PARAGRAPH or folded not in told:
                lines.append(line)
        told.update(known)
    return "\n".join(lines)
