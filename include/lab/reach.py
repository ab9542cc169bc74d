"""Which labelled pairs does the search reach, as the stage searches: a day beside each day around it?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from lab.dedupe_newsroom import Mark
from lab.pairs import LabelledPair
from pantau.day import day_of
from pantau.dedupe.compare import Text
from pantau.dedupe.neighbours import candidates
from pantau.dedupe.pairs import days_around
from pantau.dedupe.signature import sign

_Dated = tuple[str, str]  # a day and a text
_NO_DAY = "2026-01-01"  # of a pair without dates
_LAST = datetime.max.replace(tzinfo=UTC)


def reached(pairs: Sequence[LabelledPair]) -> list[bool]:
    """Tell for each pair whether the search finds it among all texts of the pairs, each on its day.

    A text without a date has the day of the other text of its pair. Equal texts are always reached.
    """
    two = [_date_both(pair) for pair in pairs]
    first: dict[_Dated, datetime] = {}
    for pair, sides in zip(pairs, two, strict=True):
        for text, key in zip((pair.one, pair.other), sides, strict=True):
            first[key] = min(first.get(key, _LAST), text.published_at or _LAST)
    found = _search(sorted(first, key=lambda key: (first[key], key)))
    return [one[1] == other[1] or (one, other) in found for one, other in two]


def _date_both(pair: LabelledPair) -> tuple[_Dated, _Dated]:
    days = [_day(text) for text in (pair.one, pair.other)]
    known = max(days) or _NO_DAY
    return (days[0] or known, pair.one.text), (days[1] or known, pair.other.text)


def _day(text: Text) -> str:
    return text.day or (day_of(text.published_at) if text.published_at else "")


def _search(keys: Sequence[_Dated]) -> set[tuple[_Dated, _Dated]]:
    """Return the candidates among dated texts, which come in the order of publication, in either order."""
    days: defaultdict[str, list[tuple[_Dated, Mark]]] = defaultdict(list)
    for key, values in zip(keys, sign(text for _, text in keys), strict=True):
        days[key[0]].append((key, Mark(key[0], values)))
    found = set[tuple[_Dated, _Dated]]()
    for day, mine in list(days.items()):
        for theirs in (days[near] for near in days_around(day) if near in days):
            pairs = candidates([mark for _, mark in mine], [mark for _, mark in theirs])
            found |= {(mine[one][0], theirs[other][0]) for one, other in pairs}
    return found | {(other, one) for one, other in found}
