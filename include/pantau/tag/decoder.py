"""Decodes a linear-chain conditional random field with numpy: the labels of many sentences at once, and how sure they are.

CRFsuite learnt the weights (`lab.tag_training` writes them, without the features of one training corpus only). The weights of a
word are summed once and cached; those that depend on two or three neighbours are looked up in tables of their shapes.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pantau.errors import BadInput
from pantau.files import read_whole
from pantau.tag.chain import Chain, Ids, Scores
from pantau.tag.features import LONGEST_NAME, OUTSIDE, Features

_KEPT = 100_000  # words whose weights are cached, so that memory is bounded
_START, _END = 0, 1  # ids of what stands between two sentences
_PARTS = 5  # of a word: itself, as the word before, after, second before, second after
_NO_SHAPE = 0


class Decoder:
    """Labels of words by trained weights. The same sentence has the same labels, whatever is decoded before or beside it."""

    def __init__(self, file: Path, features: Features) -> None:
        """Read the weights of `file`. Raises BadInput if it has none."""
        labels, between, weights = read_weights(file)
        self.labels, self._size, self._features = labels, len(labels), features
        self._outside = labels.index(OUTSIDE)
        self._chain = Chain(between, self._outside)
        self._rows = {name: at for at, name in enumerate(weights, start=1)}
        self._weights = _table(weights, self._size)
        self._shapes = {shape: at + 1 for at, shape in enumerate(sorted(_shapes(weights)))}
        self._pairs = _Pairs(self._rows, self._shapes)
        self._lists = {kind: at + 1 for at, kind in enumerate(["g", *features.kinds()])}
        places = [[0, *(self._rows.get(letter + kind, 0) for kind in self._lists)] for letter in ("", "l", "r")]
        self._listed = np.array(places)
        self._clear()

    def _clear(self) -> None:
        self._ids: dict[str, int] = {}
        self._lows: list[str] = ["", ""]
        self._words = np.zeros((1024, _PARTS, self._size))
        self._marks = np.zeros((1024, 3), dtype=np.int64)
        self._words[_START, 1] = self._weights[self._rows.get("B", 0)]
        self._words[_END, 2] = self._weights[self._rows.get("E", 0)]

    def decode(self, sentences: Sequence[Sequence[str]]) -> list[tuple[list[str], list[float]]]:
        """Return for each sentence the label of each word, and its probability where it is part of a name (else 0)."""
        labels, sure = self._read(sentences)
        named = [self.labels[one] for one in labels.tolist()]
        shares = sure.tolist()
        ends = list(accumulate(map(len, sentences), initial=0))
        return [(named[start:end], shares[start:end]) for start, end in pairwise(ends)]

    def words_of_names(self, sentences: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, str, float]]:
        """Yield (sentence, word, label, probability) of each word that is part of a name, in order: what `decode` says of it."""
        labels, sure = self._read(sentences)
        places = np.flatnonzero(labels != self._outside)
        begins = np.array(list(accumulate(map(len, sentences[:-1]), initial=0)))
        numbers = np.searchsorted(begins, places, side="right") - 1
        named = map(self.labels.__getitem__, labels[places].tolist())
        yield from zip(numbers.tolist(), (places - begins[numbers]).tolist(), named, sure[places].tolist(), strict=True)

    def _read(self, sentences: Sequence[Sequence[str]]) -> tuple[Ids, Scores]:
        """Return label and probability of each word of all sentences."""
        lengths = np.array([len(words) for words in sentences if words], dtype=np.int64)
        if not len(lengths):
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        stops = lengths.cumsum()
        return self._chain.read(self._scores(sentences), stops - lengths, stops - 1)

    def _scores(self, sentences: Sequence[Sequence[str]]) -> Scores:
        """Return the weight of each label at [word of all sentences, label]."""
        if len(self._ids) > _KEPT:
            self._clear()
        known = self._ids
        if fresh := set(chain.from_iterable(sentences)).difference(known):
            self._add(sorted(fresh))
        ids: list[int] = []
        for words in filter(len, sentences):
            ids += (_END, _START)
            ids += map(known.__getitem__, words)
        at = np.array([*ids, _END, _START])
        shapes, lows, opens = self._marks.take(at, axis=0).T
        parts = self._words.take(at, axis=0)
        flat: Scores = parts[2:-2, 0] + parts[1:-3, 1] + parts[3:-1, 2] + parts[:-4, 3] + parts[4:, 4]
        inside = at > _END
        lists = self._find_listed(ids, opens, inside)
        listed = self._listed
        rows = (listed[0, lists[2:-2]], listed[1, lists[1:-3]], listed[2, lists[3:-1]], *self._pairs.find(shapes, lows))
        flat += self._weights.take(np.stack(rows), axis=0).sum(axis=0)
        return flat.compress(inside[2:-2], axis=0)

    def _find_listed(self, ids: Sequence[int], opens: Ids, inside: npt.NDArray[np.bool_]) -> Ids:
        """Return the list of the longest listed name in which each word stands; a mark in `opens` says that it may begin one."""
        lists = inside.astype(np.int64)
        low = self._lows.__getitem__
        free = 0
        for at in np.flatnonzero(opens).tolist():
            if at < free:
                continue
            kind, count = self._features.listed_at(list(map(low, ids[at : at + LONGEST_NAME])), 0)
            if count:
                lists[at], lists[at + 1 : at + count] = self._lists["gB" + kind], self._lists["gI" + kind]
                free = at + count
        return lists

    def _add(self, fresh: Sequence[str]) -> None:
        """Give words their ids and sum their weights."""
        first = len(self._lows)
        while first + len(fresh) > len(self._words):
            self._words = np.concatenate((self._words, np.zeros_like(self._words)))
            self._marks = np.concatenate((self._marks, np.zeros_like(self._marks)))
        find = self._rows.get
        wanted: list[int] = []
        begins: list[int] = []
        marks: list[tuple[int, int, bool]] = []
        for number, word in enumerate(fresh, start=first):
            here, before, after, low, shape, _, _ = self._features.word_of(word)
            for names in (here, before, after, ("v" + low,), ("x" + low,)):
                begins.append(len(wanted))
                wanted += filter(None, map(find, names))
                if begins[-1] == len(wanted):
                    wanted.append(0)
            marks.append((self._shapes.get(shape, _NO_SHAPE), self._pairs.lows.get(low, 0), self._features.opens_listed(low)))
            self._ids[word] = number
            self._lows.append(low)
        self._marks[first : first + len(fresh)] = marks
        sums = np.add.reduceat(self._weights[np.array(wanted)], np.array(begins))
        self._words[first : first + len(fresh)] = sums.reshape(len(fresh), _PARTS, self._size)


class _Pairs:
    """Rows of weights of neighbouring shapes (two before, one before, after), and of the word before with a word's shape."""

    def __init__(self, rows: Mapping[str, int], shapes: Mapping[str, int]) -> None:
        count = len(shapes) + 1
        self.lows: dict[str, int] = {}
        twos: dict[tuple[int, int], int] = {}
        found: dict[str, list[tuple[int, int, int]]] = {"a": [], "b": [], "m": [], "q": []}
        for name, row in rows.items():
            *before, last = name[1:].split("|")
            if not before or name[0] not in found or last not in shapes:
                continue
            if name[0] == "m":
                found["m"].append((self.lows.setdefault("|".join(before), len(self.lows) + 1), shapes[last], row))
            elif all(one in shapes for one in before) and len(before) == 1 + (name[0] == "q"):
                pair = (shapes[before[0]], shapes[before[-1]])
                first = pair[0] if name[0] in "ab" else twos.setdefault(pair, len(twos) + 1)
                found[name[0]].append((first, shapes[last], row))
        self._before, self._after = _places(found["a"], count, count), _places(found["b"], count, count)
        self._words = _places(found["m"], len(self.lows) + 1, count)
        self._twos = _places([(*pair, at) for pair, at in twos.items()], count, count)
        self._threes = _places(found["q"], len(twos) + 1, count)

    def find(self, shapes: Ids, lows: Ids) -> tuple[Ids, Ids, Ids, Ids]:
        """Return four rows of weights for each word; two more words on each side stand in `shapes` and `lows`."""
        here, before, second, after = shapes[2:-2], shapes[1:-3], shapes[:-4], shapes[3:-1]
        threes = self._threes[self._twos[second, before], here]
        return self._before[before, here], self._after[here, after], threes, self._words[lows[1:-3], here]


def _places(found: Iterable[tuple[int, int, int]], rows: int, columns: int) -> Ids:
    """Return a table of places; 0, where the table of weights has none, for a pair that was not found."""
    table = np.zeros((rows, columns), dtype=np.int64)
    for row, column, place in found:
        table[row, column] = place
    return table


def _table(weights: Mapping[str, Sequence[tuple[int, float]]], size: int) -> Scores:
    """Return a row of weights for each feature, after a first row of zeros."""
    table = np.zeros((len(weights) + 1, size))
    places = [(row, at, weight) for row, pairs in enumerate(weights.values(), start=1) for at, weight in pairs]
    rows, labels, values = zip(*places, strict=True) if places else ((), (), ())
    np.add.at(table, (np.array(rows, dtype=np.int64), np.array(labels, dtype=np.int64)), values)
    return table


def _shapes(weights: dict[str, list[tuple[int, float]]]) -> set[str]:
    """Return the shapes that stand in features of neighbours."""
    found: set[str] = set()
    for name in weights:
        if name[0] in "abq":
            found.update(name[1:].split("|"))
        elif name[0] == "m" and "|" in name:
            found.add(name.rpartition("|")[2])
    return found - {""}


def read_weights(file: Path) -> tuple[tuple[str, ...], Scores, dict[str, list[tuple[int, float]]]]:
    """Return labels, weights between two labels, and feature → (label, weight). Raises BadInput for a file of another kind."""
    try:
        data: Any = json.loads(gzip.decompress(read_whole(file)))
        labels = tuple(data["labels"])
        between = np.array(data["transitions"], dtype=np.float64)
        weights = {
            name: list(zip(map(int, row[::2]), map(float, row[1::2]), strict=True)) for name, row in data["features"].items()
        }
        if between.shape != (len(labels), len(labels)) or OUTSIDE not in labels:
            raise ValueError("its labels and transitions do not fit")
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{file}: {error}; restore the file or make it anew with `make train-tags`") from None
    return labels, between, weights


def write_weights(
    file: Path,
    labels: Sequence[str],
    between: Sequence[Sequence[float]],
    weights: dict[str, list[float]],
    made_of: Mapping[str, str] | None = None,
) -> None:
    """Write the weights, and digests of what they were made of; the same weights and digests give the same bytes."""
    data = {"labels": list(labels), "transitions": between, "features": weights, "made_of": dict(made_of or {})}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    file.write_bytes(gzip.compress(text.encode(), mtime=0))
