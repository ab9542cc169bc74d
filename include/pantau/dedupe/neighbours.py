"""Neighbours: finds signatures that are so close that their texts should be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from pantau.dedupe.signature import NEAR_NAMES, PHRASES, RUNS, SKETCHES, Sketch, matrix

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pantau.dedupe.signature import Values

    Indexes = NDArray[np.int64]
    Keys = NDArray[np.uint64]
    Signed = tuple[Values, Indexes]  # signatures, and the number of the day of each

# What makes a candidate out of two texts with a band in common, as shares of equal values: names near each other and phrases
# together, or runs of words. Of the copies that have a band in common 97 % reach one, the rest are cut and rewritten both; of all
# other pairs of 16,000 invented articles two in a million do.
LEAST_NAMES = 0.66
LEAST_RUNS = 0.38
# A copy later than the next day must be more alike: there are fewer copies then, and six times as many candidates.
LATER, LATER_NAMES = 1, 0.74
# Two bits of every value, the same in a quarter of those that differ, tell most texts apart thirty times as fast: of 336 values
# 177 give or take 9 differ so in two texts that are just alike enough, 230 in two of one kind about different events.
MOST_DIFFERENT = 190
MANY = 10_000_000  # pairs held, most of them several times, before they are brought down to one each
_HASH_BITS = 22
_SHIFT = 64 - _HASH_BITS
# Pairs looked at together: few enough to stay in the cache, and thousands of texts may share a band (prices, prayer times).
CHUNK = 20_000


class Marked(Protocol):
    """Anything with a day, as `2026-11-22`, and the bytes that `sign` made."""

    @property
    def day(self) -> str:
        """Return the WIB day of the article."""
        ...

    @property
    def values(self) -> bytes:
        """Return the signature."""
        ...


def candidates(some: Sequence[Marked], others: Sequence[Marked]) -> Iterator[tuple[int, int]]:
    """Yield (place in `some`, place in `others`) of every two signatures that are neighbours, each once, sorted.

    Whether two are neighbours depends on these two alone, in either order. Nothing is left out because many others look alike, so
    separate searches of days, in any order, find together what one search finds.
    """
    if some and others:
        found = neighbours(*((matrix([mark.values for mark in marks]), _days(marks)) for marks in (some, others)))
        yield from map(tuple, found.tolist())


def neighbours(some: Signed, others: Signed) -> Indexes:
    """Return the rows of neighbours in two matrices of signatures as an (n, 2) array, sorted, each pair once."""
    import numpy as np

    (mine, my_days), (theirs, their_days) = some, others
    pairs = np.empty(0, dtype=np.int64)
    found, many = [pairs], 0
    for one, other in _likely(mine, theirs):
        found.append(one * len(theirs) + other)
        many += len(one)
        if many > MANY:
            found, many = [_once(np.concatenate(found))], 0
    pairs = np.stack(np.divmod(_once(np.concatenate(found)), len(theirs)), axis=1)
    close = [pairs[:0]]
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs[start : start + CHUNK]
        later = np.abs(my_days[chunk[:, 0]] - their_days[chunk[:, 1]]) > LATER
        close.append(chunk[_close(mine, theirs, chunk[:, 0], chunk[:, 1], np.where(later, LATER_NAMES, LEAST_NAMES))])
    return np.concatenate(close)


def _once(numbers: Indexes) -> Indexes:
    """Return the numbers sorted, each once; numpy's unique hashes first, which takes seventeen times as long (numpy 2.4)."""
    import numpy as np

    numbers.sort()
    return np.asarray(numbers[np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)]])


def _days(marks: Sequence[Marked]) -> Indexes:
    import numpy as np

    number = {day: date.fromisoformat(day).toordinal() for day in {mark.day for mark in marks}}
    return np.array([number[mark.day] for mark in marks], dtype=np.int64)


def _likely(some: Values, others: Values) -> Iterator[tuple[Indexes, Indexes]]:
    """Yield the rows that share a band and most bits, in chunks, the same two rows once for every band they share."""
    my_bits, their_bits = _Bits.of(some), _Bits.of(others)
    for sketch in SKETCHES:
        mine, theirs = _rows_with_sketch(some, sketch), _rows_with_sketch(others, sketch)
        for band in range(sketch.bands):
            for one, other in _sharing(_keys(some, sketch, band), _keys(others, sketch, band), mine, theirs):
                likely = my_bits.may_be(their_bits, one, other)
                yield one[likely], other[likely]


def _rows_with_sketch(values: Values, sketch: Sketch) -> Indexes:
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
    return keys * np.uint64(0xBF58476D1CE4E5B9)


def _sharing(some: Keys, others: Keys, mine: Indexes, theirs: Indexes) -> Iterator[tuple[Indexes, Indexes]]:
    """Yield the rows whose keys are equal, in chunks; of `some` only rows `mine` count, of `others` only `theirs`."""
    import numpy as np

    known = np.zeros(1 << _HASH_BITS, dtype=bool)  # most keys of the others match none of ours, so they need no sorting
    known[some[mine] >> np.uint64(_SHIFT)] = True
    theirs = theirs[known[others[theirs] >> np.uint64(_SHIFT)]]
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


@dataclass(frozen=True, slots=True)
class _Bits:
    """The last two bits of every value, sixty-four values to a number, those of the last bit first; whether a text has names."""

    planes: Keys
    named: NDArray[np.bool_]

    @classmethod
    def of(cls, values: Values) -> _Bits:
        import numpy as np

        named = np.asarray(values[:, NEAR_NAMES.columns].any(axis=1))
        return cls(np.hstack((_plane(values, 1), _plane(values, 2))), named)

    def may_be(self, others: _Bits, one: Indexes, other: Indexes) -> NDArray[np.bool_]:
        """Tell of each pair whether few enough values differ; where a text has no names, only the values themselves can."""
        import numpy as np

        half = self.planes.shape[1] // 2
        differ = self.planes.take(one, axis=0)
        differ ^= others.planes.take(other, axis=0)
        differ[:, :half] |= differ[:, half:]
        count = np.bitwise_count(differ[:, :half]) @ np.ones(half, dtype=np.uint16)
        return np.asarray((count <= MOST_DIFFERENT) | ~(self.named[one] & others.named[other]))


def _plane(values: Values, bit: int) -> Keys:
    import numpy as np

    packed = np.packbits((values & bit).astype(bool), axis=1)
    return np.asarray(np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8))).view(np.uint64))


def _close(some: Values, others: Values, one: Indexes, other: Indexes, least: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell of each pair whether its sketches are alike enough: names near each other and phrases together, or runs of words."""
    import numpy as np

    close = _alike(some, others, one, other, NEAR_NAMES) + _alike(some, others, one, other, PHRASES) >= least
    rest = np.flatnonzero(~close)
    close[rest] = _alike(some, others, one[rest], other[rest], RUNS) >= LEAST_RUNS
    return close


def _alike(some: Values, others: Values, one: Indexes, other: Indexes, sketch: Sketch) -> NDArray[np.float64]:
    """Return the share of equal values of each pair; none for a text without the sketch."""
    import numpy as np

    mine = some[one, sketch.columns]
    equal = np.count_nonzero((mine == others[other, sketch.columns]) & (mine != 0), axis=1)
    return np.asarray(equal / sketch.size)
