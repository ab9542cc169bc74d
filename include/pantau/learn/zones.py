"""Zones: outlets whose metadata are whole hours away from the clock that their readers see."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from pantau.lessons import Zone

_PAGES = 5  # pages that say so, at least
_SHARE = 0.9  # share of the pages with both clocks


def zones_of(pages: Iterable[tuple[str, tuple[str, int] | None]]) -> tuple[Zone, ...]:
    """Return the outlets and offsets whose metadata are wrong by the same hours on 5 pages and 9 of 10.

    `pages` are the outlet, and what `disagreement` says of the page.
    """
    counted: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for outlet, told in pages:
        if told:
            counted[outlet, told[0]][told[1]] += 1
    found = []
    for (outlet, written), hours in sorted(counted.items()):
        most, count = hours.most_common(1)[0]
        if most and count >= _PAGES and count >= _SHARE * hours.total():
            found.append(Zone(outlet, written, most, count, hours.total() - count))
    return tuple(found)
