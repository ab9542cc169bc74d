"""Numbers on lines of their own: counters of lists and page bars, or figures of the article."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_TITLE = 20  # a line with this many letters under a number is a title of a list, and no label of a table


def count_up(lines: Sequence[str], places: Sequence[int]) -> bool:
    """Return whether the lines at `places` (numbers, maybe after a mark) are counters.

    Counters are one number alone, or 1, 2, 3 and so on with titles, other counters or nothing between them. Points, draws and
    medals are no counters.
    """
    numbers = [int("".join(filter(str.isdigit, lines[place]))) for place in places]
    if len(numbers) > 1 and any(after != before + 1 for before, after in pairwise(numbers)):
        return False
    counters = set(places)
    below = (place + 1 for place in places[:-1])
    return all(place in counters or len(lines[place]) >= _TITLE for place in below)
