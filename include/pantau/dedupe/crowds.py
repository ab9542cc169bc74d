"""Crowds: bounds the work on the many articles of a day that look alike, such as one template filled for every district.

Three bounds hold, each for one search of a day beside another. First, of more than `SAME` articles with one signature only the
first `SEARCHED` are searched, and the others are paired with these. Second, if more than `CROWD` articles share a band, an
article is paired with the first there and with the `NEAR` next to it on either side, in the order of its names and runs. A band
of `TWO_RUNS` then pairs nobody: it is a phrase that a hundred articles have. Third, an article with more than `LIMIT`
neighbours keeps the `NEAREST` of them and the first.

Which pairs a bound admits depends on the articles of the two days and not on which of them is searched, so two whole days find
the same pairs in any order. Parts of a day that are searched before all of it is signed may find other pairs of a crowd; each
pair is still a fact about two texts. Every article of a crowd is paired with the first, so a crowd of copies stays one family.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pantau.dedupe.signature import NEAR_NAMES, RUNS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pantau.dedupe.signature import Values

    Indexes = NDArray[np.int64]
    Keys = NDArray[np.uint64]

SAME = 12  # articles of a day with one signature: a wire text printed by a dozen outlets is compared in full
CROWD = 96  # articles of two days that share a band; of a million invented ones hardly any band has so many
SEARCHED = 3  # of these: the first, in case one of them is not loaded
NEAR, NEAREST = 2, 2
LIMIT = 32  # neighbours of an article among those of one day
_ODD, _MIX = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9
_SHARED_BITS = 48


def digests(values: Values) -> Keys:
    """Return one number for each signature, equal if the whole signatures are equal."""
    import numpy as np

    wide = np.ascontiguousarray(values).view("<u8")
    found = np.zeros(len(values), dtype=np.uint64)
    for column in range(wide.shape[1]):
        found = (found ^ wide[:, column]) * np.uint64(_ODD)
        found ^= found >> np.uint64(29)
    return found * np.uint64(_MIX)


@dataclass(frozen=True, slots=True)
class Alike:
    """The articles with one signature on one day: which articles have more of them than `SAME`, and which are searched."""

    keys: Keys
    many: NDArray[np.bool_]
    searched: NDArray[np.bool_]

    @classmethod
    def of(cls, whole: Keys, days: Indexes) -> Alike:
        """Group the digests of signatures by day. Of each group the first rows are searched."""
        import numpy as np

        keys = whole ^ (days.astype(np.uint64) * np.uint64(_MIX))
        order = np.argsort(keys, kind="stable")
        begins = np.flatnonzero(np.append(True, keys[order][1:] != keys[order][:-1])[: len(keys)])
        sizes = np.diff(np.append(begins, len(keys)))
        place = np.empty(len(keys), dtype=np.int64)
        many = np.empty(len(keys), dtype=bool)
        place[order] = np.arange(len(keys)) - np.repeat(begins, sizes)
        many[order] = np.repeat(sizes > SAME, sizes)
        return cls(keys, many, ~many | (place < SEARCHED))


def pair_alike(mine: Alike, theirs: Alike) -> tuple[Indexes, Indexes]:
    """Return the pairs of articles with one signature on one day, if one of the two is searched and the other is not."""
    import numpy as np

    found: list[tuple[Indexes, Indexes]] = []
    for first, second in ((~mine.searched, theirs.many & theirs.searched), (mine.many & mine.searched, ~theirs.searched)):
        rows, others = np.flatnonzero(first), np.flatnonzero(second)
        found.append(_equal(mine.keys[rows], theirs.keys[others], rows, others))
    return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])


def _equal(mine: Keys, theirs: Keys, rows: Indexes, others: Indexes) -> tuple[Indexes, Indexes]:
    import numpy as np

    order = np.argsort(theirs, kind="stable")
    first, last = (np.searchsorted(theirs[order], mine, side) for side in ("left", "right"))
    return spread(rows, first, last - first, others[order])


def spread(rows: Indexes, first: Indexes, count: Indexes, others: Indexes) -> tuple[Indexes, Indexes]:
    """Return each row with `count` of the others from `first` on."""
    import numpy as np

    inside = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(rows, count), others[np.repeat(first, count) + inside]


def crowded(keys: Keys, count: Indexes) -> NDArray[np.bool_]:
    """Return, for each article with a key and `count` others that share it, whether all of them together are a crowd."""
    import numpy as np

    short = (keys >> np.uint64(_SHARED_BITS)).astype(np.int64)
    found = np.asarray(np.bincount(short, minlength=1)[short] + count > CROWD)  # too many: texts also share a short key by chance
    rows = np.flatnonzero(found)
    if len(rows):
        ordered = np.sort(keys[rows])
        own = np.searchsorted(ordered, keys[rows], "right") - np.searchsorted(ordered, keys[rows], "left")
        found[rows] = own + count[rows] > CROWD
    return found


@dataclass(frozen=True, slots=True)
class Places:
    """The order of the articles of a crowd: by their names, then their runs, then their whole signatures."""

    values: Values
    whole: Keys

    def columns(self, rows: Indexes, band: int) -> list[Keys]:
        """Return the sort keys of the rows, the last key first as numpy sorts them; each band has another order."""
        names = [self._key(rows, NEAR_NAMES.start + 3 * (band + 1) % (NEAR_NAMES.size - 3))]
        return [self.whole[rows], self._key(rows, RUNS.start + 5 * band % (RUNS.size - 3)), *names]

    def _key(self, rows: Indexes, start: int) -> Keys:
        import numpy as np

        one, two, three = (self.values[rows, start + step].astype(np.uint64) for step in range(3))
        return np.asarray((one << np.uint64(32)) | (two << np.uint64(16)) | three)


def pair_crowd(
    mine: tuple[Places, Indexes, Keys], theirs: tuple[Places, Indexes, Keys], band: int, chunk: int
) -> Iterator[tuple[Indexes, Indexes]]:
    """Yield the admitted pairs among rows that share crowded keys. The rows of one key must come in the order of their
    articles."""
    import numpy as np

    (here, rows, my_keys), (there, others, their_keys) = mine, theirs
    columns = [np.append(*two) for two in zip(here.columns(rows, band), there.columns(others, band), strict=True)]
    keys = np.append(my_keys, their_keys)
    order = np.lexsort((*columns, keys))
    fresh = np.append(False, keys[order][1:] != keys[order][:-1])
    moved = fresh.copy()
    for column in columns:
        moved[1:] |= column[order][1:] != column[order][:-1]
    place = np.empty(len(keys), dtype=np.int64)
    place[order] = np.cumsum(moved + fresh * NEAR)  # a gap between two keys, so that no row is near a row of another key
    own, their = place[: len(rows)], place[len(rows) :]
    sort = np.argsort(their, kind="stable")
    first, last = np.searchsorted(their[sort], own - NEAR, "left"), np.searchsorted(their[sort], own + NEAR, "right")
    step = max(1, chunk // (4 * NEAR))
    for start in range(0, len(rows), step):
        part = slice(start, start + step)
        yield spread(rows[part], first[part], last[part] - first[part], others[sort])
    yield _with_the_first(rows, my_keys, others, their_keys)
    other, one = _with_the_first(others, their_keys, rows, my_keys)
    yield one, other


def _with_the_first(rows: Indexes, keys: Keys, others: Indexes, their_keys: Keys) -> tuple[Indexes, Indexes]:
    """Return each row with the first of the others that share its key."""
    import numpy as np

    order = np.lexsort((others, their_keys))
    begin, end = (np.searchsorted(their_keys[order], keys, side) for side in ("left", "right"))
    return spread(rows, begin, np.minimum(end - begin, 1), others[order])


def admitted(pairs: Indexes, alike: NDArray[np.float64], mine: Keys, theirs: Keys) -> NDArray[np.bool_]:
    """Return, for each of the sorted pairs, whether an article of it has few pairs, or whether it joins one with its nearest or
    first.

    `alike` says how near each pair is, 0 to 2. `mine` and `theirs` are digests of the signatures, which decide between equals.
    """
    import numpy as np

    keep = np.zeros(len(pairs), dtype=bool)
    for side, keys in ((0, theirs), (1, mine)):
        rows, others = pairs[:, side], pairs[:, 1 - side]
        many = (np.bincount(rows, minlength=1) > LIMIT)[rows]
        keep |= ~many
        chosen = np.flatnonzero(many)
        first = np.zeros(rows.max(initial=0) + 1, dtype=np.int64)
        first[rows[chosen[::-1]]] = chosen[::-1]  # the pairs are sorted, and of several assignments the last one holds
        keep[first[rows[chosen]]] = True
        keep[_nearest(rows[chosen], alike[chosen], keys[others[chosen]], chosen)] = True
    return keep


def _nearest(rows: Indexes, alike: NDArray[np.float64], keys: Keys, places: Indexes) -> Indexes:
    """Return the places of the nearest rows of each row, without itself. Rows, nearness and key are sorted as one number."""
    import numpy as np

    far = ((2 - alike) * 2_000).astype(np.uint64)
    order = np.argsort((rows.astype(np.uint64) << np.uint64(36)) | (far << np.uint64(24)) | (keys >> np.uint64(40)))
    ranked = rows[order]
    begins = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1])[: len(ranked)])
    place = np.arange(len(ranked)) - np.repeat(begins, np.diff(np.append(begins, len(ranked))))
    return places[order[place <= NEAREST]]
