"""Neighbours: which signatures are close enough that their texts should be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from pantau.dedupe.signature import NEAR_NAMES, PHRASES, RUNS, SKETCHES, Sketch, matrix

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pantau.dedupe.signature import Values

    Indexes = NDArray[np.int64]
    Keys = NDArray[np.uint64]

# What makes a candidate out of two texts with a band in common, as shares of equal values. Of invented articles of one kind about
# different events two in a million pairs reach LEAST_NAMES (names near each other and phrases together) or LEAST_RUNS; of the
# copies that have a band in common 97 % do, the rest are cut and rewritten both.
LEAST_NAMES = 0.66
LEAST_RUNS = 0.38
# One bit of every value, the same in half of those that differ, tells most of them apart thirty times as fast: two texts whose
# values are the same in 35 of 100 differ in 33 of 100 bits, give or take 3; those of one kind in 46.
MOST_BITS = 138  # of 336
MANY = 10_000_000  # pairs held, most of them several times, before they are brought down to one each
CHUNK = 1_000_000  # pairs looked at together: bounds memory where thousands of texts share a band (tables, prices, prayer times)


class Marked(Protocol):
    """Anything with the bytes that `sign` made."""

    @property
    def values(self) -> bytes:
        """Return the signature."""
        ...


def candidates(some: Sequence[Marked], others: Sequence[Marked]) -> Iterator[tuple[int, int]]:
    """Yield (place in `some`, place in `others`) of every two signatures that are neighbours, each once, sorted.

    Whether two are neighbours depends on these two alone, and not on which comes first: nothing is left out because many others
    look alike, so days searched apart, in any order, find together what one search finds.
    """
    if some and others:
        found = neighbours(matrix([mark.values for mark in some]), matrix([mark.values for mark in others]))
        yield from map(tuple, found.tolist())


def neighbours(some: Values, others: Values) -> Indexes:
    """Return the rows of neighbours in two matrices of signatures as an (n, 2) array, sorted, each pair once."""
    import numpy as np

    pairs = np.empty(0, dtype=np.int64)
    found, many = [pairs], 0
    for one, other in _likely(some, others):
        found.append(one * len(others) + other)
        many += len(one)
        if many > MANY:
            found, many = [np.unique(np.concatenate(found))], 0
    pairs = np.stack(np.divmod(np.unique(np.concatenate(found)), len(others)), axis=1)
    chunks = (pairs[start : start + CHUNK] for start in range(0, len(pairs), CHUNK))
    return np.concatenate([pairs[:0], *(chunk[_close(some, others, *chunk.T)] for chunk in chunks)])


def _likely(some: Values, others: Values) -> Iterator[tuple[Indexes, Indexes]]:
    """Yield the rows that share a band and most bits, in chunks, the same two rows once for every band they share."""
    my_bits, their_bits = _bits(some), _bits(others)
    for sketch in SKETCHES:
        mine, theirs = _signed(some, sketch), _signed(others, sketch)
        for band in range(sketch.bands):
            for one, other in _sharing(_keys(some, sketch, band), _keys(others, sketch, band), mine, theirs):
                likely = _differing(my_bits, their_bits, one, other) <= MOST_BITS
                yield one[likely], other[likely]


def _signed(values: Values, sketch: Sketch) -> Indexes:
    """Return the rows that have a sketch."""
    import numpy as np

    return np.flatnonzero(values[:, sketch.columns].any(axis=1))


def _keys(values: Values, sketch: Sketch, band: int) -> Keys:
    """Return one number for each row, equal where the band is equal (and for five rows once in 2^64 where it is not)."""
    import numpy as np

    start = sketch.start + band * sketch.rows
    keys = np.zeros(len(values), dtype=np.uint64)
    for column in range(start, start + sketch.rows):
        keys = (keys ^ values[:, column]) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    return keys


def _sharing(some: Keys, others: Keys, mine: Indexes, theirs: Indexes) -> Iterator[tuple[Indexes, Indexes]]:
    """Yield the rows whose keys are equal, in chunks; of `some` only rows `mine` count, of `others` only `theirs`."""
    import numpy as np

    order = theirs[np.argsort(others[theirs], kind="stable")]
    sorted_keys = others[order]
    first = np.searchsorted(sorted_keys, some[mine], "left")
    count = np.searchsorted(sorted_keys, some[mine], "right") - first
    rows = np.flatnonzero(count)
    ends = np.cumsum(count[rows])
    start = 0
    while start < len(rows):
        done = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + CHUNK, "right")))
        chunk = rows[start:stop]
        many = count[chunk]
        inside = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        yield np.repeat(mine[chunk], many), order[np.repeat(first[chunk], many) + inside]
        start = stop


def _bits(values: Values) -> list[Keys]:
    """Return the last bit of every value, sixty-four to a number, a column at a time."""
    import numpy as np

    packed = np.packbits((values & 1).astype(bool), axis=1)
    padded = np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8)))
    return [np.ascontiguousarray(column) for column in padded.view(np.uint64).T]


def _differing(some: list[Keys], others: list[Keys], one: Indexes, other: Indexes) -> NDArray[np.uint16]:
    """Return in how many bits each pair differs."""
    import numpy as np

    count = np.zeros(len(one), dtype=np.uint16)
    for mine, theirs in zip(some, others, strict=True):
        count += np.bitwise_count(mine[one] ^ theirs[other])
    return count


def _close(some: Values, others: Values, one: Indexes, other: Indexes) -> NDArray[np.bool_]:
    """Tell of each pair whether its sketches are alike enough."""
    near, phrases, runs = (_alike(some, others, one, other, sketch) for sketch in (NEAR_NAMES, PHRASES, RUNS))
    return (near + phrases >= LEAST_NAMES) | (runs >= LEAST_RUNS)


def _alike(some: Values, others: Values, one: Indexes, other: Indexes, sketch: Sketch) -> NDArray[np.float64]:
    """Return the share of equal values of each pair; none for a text without the sketch."""
    import numpy as np

    mine = some[one, sketch.columns]
    equal = np.count_nonzero((mine == others[other, sketch.columns]) & (mine != 0), axis=1)
    return np.asarray(equal / sketch.size)
