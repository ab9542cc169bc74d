"""Comparing: what one text is to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pantau.dedupe.shingles import runs, words

COPY, EDITED_COPY, SAME_EVENT = "copy", "edited_copy", "same_event"


@dataclass(frozen=True, slots=True)
class Text:
    """An article as it is compared; `day` is its WIB day as `2026-11-22`, empty where unknown."""

    title: str
    text: str
    outlet: str = ""
    published_at: datetime | None = None
    day: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two texts are to each other: `kind` (empty: nothing), `similarity` from 0 to 1, numbers of paragraphs from 0.

    `cut` are paragraphs of the first that the second has not, `added` those of the second that the first has not.
    """

    kind: str
    similarity: float
    cut: tuple[int, ...] = ()
    added: tuple[int, ...] = ()


def compare(one: Text, other: Text) -> Verdict:
    """Return what two texts are to each other; `kind` and `similarity` are the same whichever comes first."""
    mine, theirs = set(runs(words(one.text), 5)), set(runs(words(other.text), 5))
    similarity = len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0
    return Verdict(EDITED_COPY if similarity >= 0.5 else "", similarity)
