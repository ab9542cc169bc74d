"""Floods: names the articles of a day that look so much alike that not all of them were compared with each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pantau.dedupe.crowds import CROWD, SAME, digests
from pantau.dedupe.neighbours import Marked, band_keys, candidates
from pantau.dedupe.signature import SKETCHES, matrix

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pantau.dedupe.signature import Values

    Indexes = NDArray[np.int64]
    Keys = NDArray[np.uint64]


# Crowded bands that an article of a template has at least. An article that only has a phrase of the template may share one of
# three values in common, while one that keeps two fifths of the template's values has seven of the 112 bands on average.
LEAST_BANDS = 4


@dataclass(frozen=True, slots=True)
class Flood:
    """One template or text of a day: the places of its articles, in order, and the number of their pairs that were not
    compared."""

    places: tuple[int, ...]
    not_compared: int


def find_floods(marks: Sequence[Marked]) -> list[Flood]:
    """Return the floods among the articles of one day, the largest first.

    They are the articles to which a bound of `pantau.dedupe.crowds` applies in a search of the day beside itself: those with
    one signature beyond `SAME`, and those with `LEAST_BANDS` crowded bands. Two groups that share an article are joined. The
    result depends only on these articles; they must have a signature and come in the order of publication.
    """
    if len(marks) <= SAME:
        return []
    values = matrix([mark.values for mark in marks])
    found = (_count_compared(marks, places) for places in _join_groups(len(marks), _crowds(values)))
    return sorted((flood for flood in found if flood.not_compared), key=lambda flood: (-len(flood.places), flood.places))


def _count_compared(marks: Sequence[Marked], places: tuple[int, ...]) -> Flood:
    members = [marks[place] for place in places]
    compared = sum(one < other for one, other in candidates(members, members))
    return Flood(places, len(places) * (len(places) - 1) // 2 - compared)


def _crowds(values: Values) -> Iterator[Indexes]:
    """Yield the rows of every group of articles whose comparisons are bounded."""
    import numpy as np

    same, crowded = list(_groups(np.arange(len(values)), digests(values), SAME)), list(_crowded_bands(values))
    times = np.zeros(len(values), dtype=np.int64)
    for rows in crowded:
        times[rows] += 1
    yield from same
    for rows in crowded:
        if (of_it := times[rows] >= LEAST_BANDS).any():
            yield rows[of_it]


def _crowded_bands(values: Values) -> Iterator[Indexes]:
    """Yield the rows of every band that is crowded."""
    import numpy as np

    for sketch in SKETCHES:
        rows = np.flatnonzero(values[:, sketch.columns].any(axis=1))
        for band in range(sketch.bands):
            # A search of the day beside itself sees every article of a band on both sides.
            yield from _groups(rows, band_keys(values, sketch, band)[rows], CROWD // 2)


def _groups(rows: Indexes, keys: Keys, most: int) -> Iterator[Indexes]:
    """Yield the rows of each key that more than `most` of them have."""
    import numpy as np

    order = np.argsort(keys, kind="stable")
    begins = np.flatnonzero(np.append(True, keys[order][1:] != keys[order][:-1])[: len(keys)])
    sizes = np.diff(np.append(begins, len(keys)))
    for begin, size in zip(begins[sizes > most].tolist(), sizes[sizes > most].tolist(), strict=True):
        yield rows[order[begin : begin + size]]


def _join_groups(count: int, groups: Iterator[Indexes]) -> Iterator[tuple[int, ...]]:
    """Yield the rows of groups that share a row, directly or by others, as one."""
    import numpy as np

    label, inside = np.arange(count), np.zeros(count, dtype=bool)
    for rows in groups:
        inside[rows] = True
        labels = np.unique(label[rows])
        if len(labels) > 1:
            label[np.isin(label, labels)] = labels[0]
    for one in np.unique(label[inside]).tolist():
        yield tuple(np.flatnonzero((label == one) & inside).tolist())
