"""Pairs as stage results: the verdict on two articles. A verdict is a fact about two texts, so an old one stays true."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pantau.day import shift
from pantau.workspace import Workspace

REACH_DAYS = 7  # articles further apart are not compared


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles as they were compared, the earlier published first; `kind` is "" if they do not belong together.

    `similarity` is the share of words in common, `probability` how probable it is that they are copies, both from 0 to 1. `cut`
    and `added` are numbers of paragraphs: those of the first that the later has not, and those of the later that the first has
    not.
    """

    first_id: str
    later_id: str
    first_content: str
    later_content: str
    kind: str
    similarity: float
    delay_minutes: int | None
    cut: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Searched:
    """An article in the form in which it was compared with every signature around it that was written at that time."""

    article_id: str
    content: str


def days_around(day: str) -> list[str]:
    """Return the days with whose articles a day's articles are compared: the day itself and seven days on either side."""
    return [shift(day, days) for days in range(-REACH_DAYS, REACH_DAYS + 1)]


def pairs_around(work: Workspace, day: str, contents: Collection[str]) -> Iterator[Pair]:
    """Yield every comparison of an article in `contents` that the runs of a day and of the days around it have written."""
    among = {"first_content": contents, "later_content": contents}
    for near in days_around(day):
        yield from work.results.read("pairs", work.version("pairs"), near, Pair, among=among)
