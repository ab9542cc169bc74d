"""Neighbours: finds signatures that are so close that their texts should be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from pantau.dedupe.crowds import LIMIT, Alike, Places, admitted, crowded, digests, pair_alike, pair_crowd, spread
from pantau.dedupe.signature import NEAR_NAMES, RUNS, SKETCHES, TWO_RUNS, Sketch, matrix

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pantau.dedupe.signature import Values

    Indexes = NDArray[np.int64]
    Keys = NDArray[np.uint64]
    Signed = tuple[Values, Indexes]  # signatures, and the number of the day of each

# What makes two texts with a common band a candidate, as shares of equal values: names near each other and phrases together;
# or runs of words; or names with half of the phrases and half of the runs: a rewritten release keeps some of everything and much
# of nothing; or a fifth of the runs with some names: a release that was cut to a third. The names tell it apart from reports
# written in one stock of sentences; where a text has none, because it has lost its capitals, the runs alone decide.
LEAST_NAMES = 0.66
LEAST_RUNS = 0.38
LEAST_TOGETHER = 0.42
FEWEST_RUNS, RUNS_AND_NAMES = 0.2, 0.35
# A copy later than the next day must be more alike: there are fewer copies then, and six times as many candidates.
LATER, LATER_NAMES, LATER_TOGETHER, LATER_RUNS_AND_NAMES = 1, 0.74, 0.6, 0.45
# Two bits of every value, which are the same in a quarter of the values that differ, tell most texts apart thirty times as fast.
# Of 336 values 177 ± 9 differ so in two texts that are just alike enough, 230 in two of one kind about different events.
MOST_DIFFERENT = 205
MANY = 10_000_000  # pairs held, most of them several times, before each is kept once
_HASH_BITS = 22
FEW = 4_000  # rows: sorting them costs less than the table of 4 MB that says which need it, once for every band
_SHIFT = 64 - _HASH_BITS
# Pairs in one step: few enough to stay in the cache, although thousands of texts may share a band (prices, prayer times).
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

    Whether two are neighbours depends only on these two, in either order, except in a crowd of articles that look alike: see
    `pantau.dedupe.crowds`. The marks of either side must come in the order of their articles, the first published first.
    Outside of crowds, separate searches in any order find together what one search finds.
    """
    if some and others:
        found = neighbours(*((matrix([mark.values for mark in marks]), _days(marks)) for marks in (some, others)))
        yield from map(tuple, found.tolist())


def neighbours(some: Signed, others: Signed) -> Indexes:
    """Return the rows of neighbours in two matrices of signatures as an (n, 2) array, sorted, each pair once."""
    import numpy as np

    (mine, my_days), (theirs, their_days) = some, others
    one, other = _Side.of(mine, my_days), _Side.of(theirs, their_days)
    pairs = np.stack(np.divmod(_likely_pairs(one, other), max(1, len(theirs))), axis=1)
    close = [pairs[:0]]
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs[start : start + CHUNK]
        later = np.abs(my_days[chunk[:, 0]] - their_days[chunk[:, 1]]) > LATER
        close.append(chunk[_close(one, other, chunk[:, 0], chunk[:, 1], later)])
    return _without_crowds(one, other, np.concatenate(close))


def _without_crowds(some: _Side, others: _Side, pairs: Indexes) -> Indexes:
    """Return the pairs that are left of articles with very many neighbours, and those of articles with one signature."""
    import numpy as np

    rows = np.bincount(pairs[:, 0], minlength=1).max() if len(pairs) else 0
    if rows > LIMIT or (len(pairs) and np.bincount(pairs[:, 1]).max() > LIMIT):
        alike = np.concatenate([
            _alike(some.values, others.values, chunk[:, 0], chunk[:, 1], NEAR_NAMES)
            + _alike(some.values, others.values, chunk[:, 0], chunk[:, 1], RUNS)
            for chunk in (pairs[start : start + CHUNK] for start in range(0, len(pairs), CHUNK))
        ])  # fmt: skip
        pairs = pairs[admitted(pairs, alike, some.whole, others.whole)]
    one, other = pair_alike(some.alike, others.alike)
    if not len(one):
        return pairs
    both = _once(np.append(pairs[:, 0] * len(others.values) + pairs[:, 1], one * len(others.values) + other))
    return np.stack(np.divmod(both, len(others.values)), axis=1)


def _likely_pairs(some: _Side, others: _Side) -> Indexes:
    """Return the pairs that share a band and most bits, each once, sorted, as one number: place in some * others + place."""
    import numpy as np

    found, many = [np.empty(0, dtype=np.int64)], 0
    for one, other in _likely(some, others):
        found.append(one * len(others.values) + other)
        many += len(one)
        if many > MANY:
            found, many = [_once(np.concatenate(found))], 0
    return _once(np.concatenate(found))


def _once(numbers: Indexes) -> Indexes:
    """Return the numbers sorted, each once. numpy's unique hashes first, which takes seventeen times as long (numpy 2.4)."""
    import numpy as np

    numbers.sort()
    return np.asarray(numbers[np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)]])


def _days(marks: Sequence[Marked]) -> Indexes:
    import numpy as np

    number = {day: date.fromisoformat(day).toordinal() for day in {mark.day for mark in marks}}
    return np.array([number[mark.day] for mark in marks], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Side:
    """The signatures on one side of a search: their bits, which are searched, and their order in a crowd."""

    values: Values
    bits: _Bits
    whole: Keys
    alike: Alike

    @classmethod
    def of(cls, values: Values, days: Indexes) -> _Side:
        whole = digests(values)
        return cls(values, _Bits.of(values), whole, Alike.of(whole, days))

    def rows(self, sketch: Sketch) -> Indexes:
        """Return the rows that have a sketch and are searched."""
        import numpy as np

        return np.flatnonzero(self.values[:, sketch.columns].any(axis=1) & self.alike.searched)

    def may_be(self, others: _Side, sketch: Sketch, one: Indexes, other: Indexes) -> NDArray[np.bool_]:
        """Return, for each pair that shares a band of a sketch, whether a closer look at it is worth its time."""
        if sketch is TWO_RUNS:
            return _alike(self.values, others.values, one, other, RUNS) >= FEWEST_RUNS
        return self.bits.may_be(others.bits, one, other)

    def places(self) -> Places:
        """Return their order in a crowd."""
        return Places(self.values, self.whole)


def _likely(some: _Side, others: _Side) -> Iterator[tuple[Indexes, Indexes]]:
    """Yield the rows that share a band and most bits, in chunks; the same two rows once for every band that they share."""
    for sketch in (*SKETCHES, TWO_RUNS):
        mine, theirs = some.rows(sketch), others.rows(sketch)
        for band in range(sketch.bands):
            for one, other in _sharing(some, others, (sketch, band), mine, theirs):
                likely = some.may_be(others, sketch, one, other)
                yield one[likely], other[likely]


def band_keys(values: Values, sketch: Sketch, band: int) -> Keys:
    """Return one number for each row: equal if the band is equal (among five rows, once in 2^64 also if it is not)."""
    import numpy as np

    keys = np.zeros(len(values), dtype=np.uint64)
    for column in sketch.band(band):
        keys = (keys ^ values[:, column]) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    return keys * np.uint64(0xBF58476D1CE4E5B9)


def _sharing(
    some: _Side, others: _Side, where: tuple[Sketch, int], mine: Indexes, theirs: Indexes
) -> Iterator[tuple[Indexes, Indexes]]:
    """Yield the rows whose keys of a band are equal, in chunks. Of some only rows `mine` count, of the others only `theirs`."""
    import numpy as np

    keys, their_keys = band_keys(some.values, *where)[mine], band_keys(others.values, *where)
    if len(theirs) > FEW:  # most keys of the others match no key of ours, so they need no sorting
        known = np.zeros(1 << _HASH_BITS, dtype=bool)
        known[keys >> np.uint64(_SHIFT)] = True
        theirs = theirs[known[their_keys[theirs] >> np.uint64(_SHIFT)]]
    order = theirs[np.argsort(their_keys[theirs], kind="stable")]
    sorted_keys = their_keys[order]
    first = np.searchsorted(sorted_keys, keys, "left")
    count = np.searchsorted(sorted_keys, keys, "right") - first
    found = np.flatnonzero(count)
    many = crowded(keys[found], count[found])
    # Two copies in a crowd share many bands, so every second band of three values is enough.
    if many.any() and where[1] % 2 == 0 and where[0] is not TWO_RUNS:
        crowd = found[many]
        there = np.isin(sorted_keys, keys[crowd])
        here = (some.places(), mine[crowd], keys[crowd])
        yield from pair_crowd(here, (others.places(), order[there], sorted_keys[there]), where[1], CHUNK)
    yield from _spread_in_chunks(mine, first, count, found[~many], order)


def _spread_in_chunks(
    mine: Indexes, first: Indexes, count: Indexes, rows: Indexes, order: Indexes
) -> Iterator[tuple[Indexes, Indexes]]:
    """Yield each of `rows` with its `count` others from `first` on, about twenty thousand at a time."""
    import numpy as np

    ends = np.cumsum(count[rows])
    start = 0
    while start < len(rows):
        done = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + CHUNK, "right")))
        chunk = rows[start:stop]
        yield spread(mine[chunk], first[chunk], count[chunk], order)
        start = stop


@dataclass(frozen=True, slots=True)
class _Bits:
    """The last two bits of every value, sixty-four values in a number, the last bits first; and whether a text has names."""

    planes: Keys
    named: NDArray[np.bool_]

    @classmethod
    def of(cls, values: Values) -> _Bits:
        import numpy as np

        named = np.asarray(values[:, NEAR_NAMES.columns].any(axis=1))
        return cls(np.hstack((_plane(values, 1), _plane(values, 2))), named)

    def may_be(self, others: _Bits, one: Indexes, other: Indexes) -> NDArray[np.bool_]:
        """Return, for each pair, whether few enough values can differ. For a text without names only the values themselves
        can tell."""
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


def _close(some: _Side, others: _Side, one: Indexes, other: Indexes, later: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return, for each pair, whether its sketches are alike enough; one that is `later` than the next day must be more
    alike."""
    import numpy as np

    names, phrases, runs = (_alike(some.values, others.values, one, other, sketch) for sketch in SKETCHES)
    close = names + phrases >= np.where(later, LATER_NAMES, LEAST_NAMES)
    close |= (runs >= LEAST_RUNS) | (names + (phrases + runs) / 2 >= np.where(later, LATER_TOGETHER, LEAST_TOGETHER))
    bare = ~(some.bits.named[one] & others.bits.named[other])
    named = runs + (names + phrases) / 2 >= np.where(later, LATER_RUNS_AND_NAMES, RUNS_AND_NAMES)
    return np.asarray(close | ((runs >= FEWEST_RUNS) & (bare | named)))


def _alike(some: Values, others: Values, one: Indexes, other: Indexes, sketch: Sketch) -> NDArray[np.float64]:
    """Return the share of equal values of each pair; 0 for a text without the sketch."""
    import numpy as np

    mine = some[one, sketch.columns]
    equal = np.count_nonzero((mine == others[other, sketch.columns]) & (mine != 0), axis=1)
    return np.asarray(equal / sketch.size)
