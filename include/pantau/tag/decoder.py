"""Decodes a linear-chain conditional random field with numpy: the labels of many sentences at once, and how sure they are.

CRFsuite learnt the weights (`lab.tag_training` writes them, without the features of one training corpus only). The weights of a
word are summed once and cached; those that depend on two or three neighbours are looked up in tables of their shapes.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pantau.errors import BadInput
from pantau.files import read_whole
from pantau.tag.features import Features

OUTSIDE = "O"
_Scores = npt.NDArray[np.float64]
_Ids = npt.NDArray[np.int64]
_KEPT = 100_000  # words whose weights are cached, so that memory is bounded
_EVERY = 12  # steps after which probabilities are scaled back to a sum of 1, so that none under- or overflows
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
        self._between = between
        self._moves = np.exp(between - between.max())
        self._weights = weights
        self._shapes = {shape: at + 1 for at, shape in enumerate(sorted(_shapes(weights)))}
        count = len(self._shapes) + 1
        self._pairs = _Pairs(weights, self._shapes, count, self._size)
        self._lists = {kind: at + 1 for at, kind in enumerate(["g", *features.kinds()])}
        self._listed = np.stack([self._table_of(letter, list(self._lists)) for letter in ("", "l", "r")])
        self._clear()

    def _clear(self) -> None:
        self._ids: dict[str, int] = {}
        self._words = np.zeros((_PARTS, 1024, self._size))
        self._shape_of = np.zeros(1024, dtype=np.int64)
        self._low_of = np.zeros(1024, dtype=np.int64)
        self._words[1, _START] = self._vector(("B",))
        self._words[2, _END] = self._vector(("E",))

    def _vector(self, names: Sequence[str]) -> _Scores:
        found = [0.0] * self._size
        for name in names:
            for at, weight in self._weights.get(name, ()):
                found[at] += weight
        return np.array(found)

    def _table_of(self, letter: str, kinds: Sequence[str]) -> _Scores:
        return np.stack([np.zeros(self._size), *(self._vector((letter + kind,)) for kind in kinds)])

    def decode(self, sentences: Sequence[Sequence[str]]) -> list[tuple[list[str], list[float]]]:
        """Return for each sentence the label of each word, and its probability where it is part of a name (else 0)."""
        order = sorted((at for at, words in enumerate(sentences) if words), key=lambda at: -len(sentences[at]))
        found: list[tuple[list[str], list[float]]] = [([], []) for _ in sentences]
        if not order:
            return found
        lengths = [len(sentences[at]) for at in order]
        scores = self._scores([sentences[at] for at in order], lengths)
        alive = np.searchsorted(-np.array(lengths), -np.arange(1, lengths[0] + 1), side="right").tolist()
        labels = self._best(scores, alive, lengths)
        sure = self._sure(scores, alive, labels)
        for place, at in enumerate(order):
            row = labels[: lengths[place], place].tolist()
            found[at] = [self.labels[one] for one in row], sure[: lengths[place], place].tolist()
        return found

    def _scores(self, sentences: Sequence[Sequence[str]], lengths: Sequence[int]) -> _Scores:
        """Return the weight of each label at [word, sentence], 0 after the end of a sentence."""
        if len(self._ids) > _KEPT:
            self._clear()
        ids: list[int] = []
        listed: list[int] = []
        known = self._ids
        for words in sentences:
            ids += (_END, _START)
            ids += [known.get(word) or self._add(word) for word in words]
            listed += (0, 0)
            listed += [self._lists[kind] for kind in self._features.find_listed(words)]
        at, lists = np.array([*ids, _END, _START]), np.array([*listed, 0, 0])
        here, parts = slice(2, -2), self._words
        flat = parts[0, at[here]] + parts[1, at[1:-3]] + parts[2, at[3:-1]] + parts[3, at[:-4]] + parts[4, at[4:]]
        flat += self._listed[0, lists[here]] + self._listed[1, lists[1:-3]] + self._listed[2, lists[3:-1]]
        self._pairs.add(flat, self._shape_of[at], self._low_of[at])
        scores = np.zeros((lengths[0], len(sentences), self._size))
        first = 0
        for place, length in enumerate(lengths):
            scores[:length, place] = flat[first : first + length]
            first += length + 2
        return scores

    def _add(self, word: str) -> int:
        """Give a word its id and sum its weights."""
        number = len(self._ids) + 2
        if number >= len(self._shape_of):
            self._words = np.concatenate((self._words, np.zeros_like(self._words)), axis=1)
            self._shape_of = np.concatenate((self._shape_of, np.zeros_like(self._shape_of)))
            self._low_of = np.concatenate((self._low_of, np.zeros_like(self._low_of)))
        row = self._features.word_of(word)
        low = row[3]
        for part, names in enumerate((row[0], row[1], row[2], ("v" + low,), ("x" + low,))):
            self._words[part, number] = self._vector(names)
        self._shape_of[number] = self._shapes.get(row[4], _NO_SHAPE)
        self._low_of[number] = self._pairs.lows.get(low, 0)
        self._ids[word] = number
        return number

    def _best(self, scores: _Scores, alive: Sequence[int], lengths: Sequence[int]) -> _Ids:
        """Return the labels of the best way through each sentence (Viterbi), at [word, sentence]."""
        last, count, _ = scores.shape
        best = np.zeros_like(scores)
        best[0] = scores[0]
        for at in range(1, last):
            n = alive[at]
            here = best[at, :n]
            (best[at - 1, :n, :, None] + self._between).max(axis=1, out=here)
            here += scores[at, :n]
        labels = np.zeros((last, count), dtype=np.int64)
        rows = np.arange(count)
        ends = np.array(lengths) - 1
        labels[ends, rows] = best[ends, rows].argmax(axis=1)
        into = self._between.T
        for at in range(last - 1, 0, -1):
            n = alive[at]
            labels[at - 1, :n] = (best[at - 1, :n] + into[labels[at, :n]]).argmax(axis=1)
        return labels

    def _sure(self, scores: _Scores, alive: Sequence[int], labels: _Ids) -> _Scores:
        """Return the probability of each label by sums over all paths (forward and backward); 0 for words outside names."""
        sure = np.zeros(labels.shape)
        named = (labels != self._outside).any(axis=0)
        if not named.any():
            return sure
        if named.all():
            return self._weigh_ways(scores, alive, labels)
        kept = np.flatnonzero(named)
        fewer = np.searchsorted(kept, np.array(alive)).tolist()
        last = int(np.count_nonzero(fewer))
        sure[:last, kept] = self._weigh_ways(scores[:last, kept], fewer[:last], labels[:last, kept])
        return sure

    def _weigh_ways(self, scores: _Scores, alive: Sequence[int], labels: _Ids) -> _Scores:
        """Return the same for sentences that all have a name."""
        weigh = np.exp(scores - scores.max(axis=2, keepdims=True))
        forward, after = np.zeros_like(weigh), np.ones_like(weigh)  # behind the end of a sentence: 0 ways, never old memory
        forward[0] = weigh[0]
        last = len(weigh)
        for at in range(1, last):
            n = alive[at]
            step = np.matmul(forward[at - 1, :n], self._moves, out=forward[at, :n])
            step *= weigh[at, :n]
            if at % _EVERY == 0:
                step /= step.sum(axis=1, keepdims=True)
        for at in range(last - 2, -1, -1):
            n = alive[at + 1]
            step = np.matmul(after[at + 1, :n] * weigh[at + 1, :n], self._moves.T, out=after[at, :n])
            if at % _EVERY == 0:
                step /= step.sum(axis=1, keepdims=True)
        both = forward * after
        picked = np.take_along_axis(both, labels[:, :, None], axis=2)[:, :, 0]
        ways = both.sum(axis=2)
        sure: _Scores = np.divide(picked, ways, out=np.zeros_like(ways), where=ways > 0)
        sure[labels == self._outside] = 0.0
        return sure


class _Pairs:
    """Weights of neighbouring shapes (two before, one before, after), and of the word before with the shape of the word."""

    def __init__(self, weights: dict[str, list[tuple[int, float]]], shapes: dict[str, int], count: int, size: int) -> None:
        self._count = count
        self._before, self._after = np.zeros((count, count, size)), np.zeros((count, count, size))
        triples: dict[int, list[tuple[int, float]]] = {}
        words: dict[int, list[tuple[int, float]]] = {}
        self.lows: dict[str, int] = {}
        for name, pairs in weights.items():
            parts = name[1:].split("|")
            if len(parts) < 2:
                continue
            if name[0] == "m" and parts[-1] in shapes:
                low = self.lows.setdefault("|".join(parts[:-1]), len(self.lows) + 1)
                words[low * count + shapes[parts[-1]]] = pairs
            elif name[0] in "ab" and len(parts) == 2 and all(part in shapes for part in parts):
                table = self._before if name[0] == "a" else self._after
                for at, weight in pairs:
                    table[shapes[parts[0]], shapes[parts[1]], at] += weight
            elif name[0] == "q" and len(parts) == 3 and all(part in shapes for part in parts):
                one, two, three = (shapes[part] for part in parts)
                triples[(one * count + two) * count + three] = pairs
        self._triples, self._words = _lookup(triples, size), _lookup(words, size)

    def add(self, flat: _Scores, shapes: _Ids, lows: _Ids) -> None:
        """Add the weights of their neighbours to the scores of words; two more on each side stand in `shapes` and `lows`."""
        here, before, second, after = shapes[2:-2], shapes[1:-3], shapes[:-4], shapes[3:-1]
        flat += self._before[before, here]
        flat += self._after[here, after]
        for (keys, table), wanted in (
            (self._triples, (second * self._count + before) * self._count + here),
            (self._words, lows[1:-3] * self._count + here),
        ):
            place = np.searchsorted(keys, wanted)
            flat += table[np.where(keys[place] == wanted, place, len(keys) - 1)]


def _lookup(rows: dict[int, list[tuple[int, float]]], size: int) -> tuple[_Ids, _Scores]:
    """Return sorted keys and a row of weights for each; the last key is none and has no weight."""
    keys = sorted(rows)
    table = np.zeros((len(keys) + 1, size))
    for place, key in enumerate(keys):
        for at, weight in rows[key]:
            table[place, at] = weight
    return np.array([*keys, np.iinfo(np.int64).max]), table


def _shapes(weights: dict[str, list[tuple[int, float]]]) -> set[str]:
    """Return the shapes that stand in features of neighbours."""
    found: set[str] = set()
    for name in weights:
        if name[0] in "abq":
            found.update(name[1:].split("|"))
        elif name[0] == "m" and "|" in name:
            found.add(name.rpartition("|")[2])
    return found - {""}


def read_weights(file: Path) -> tuple[tuple[str, ...], _Scores, dict[str, list[tuple[int, float]]]]:
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


def write_weights(file: Path, labels: Sequence[str], between: Sequence[Sequence[float]], weights: dict[str, list[float]]) -> None:
    """Write the weights; the same weights give the same bytes."""
    data = {"labels": list(labels), "transitions": between, "features": weights}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    file.write_bytes(gzip.compress(text.encode(), mtime=0))
