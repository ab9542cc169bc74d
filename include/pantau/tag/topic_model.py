"""The weights that choose topics: a softmax over tf-idf of words and of word pairs, from headline and text."""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pantau.errors import BadInput

FILE = "topics.model"
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*|\d+")
_LETTERS, _SHORTEST = 1_200, 3  # letters of the text, from its beginning, that are read; least letters of a word that counts
_TITLE = 2.0  # times that a word of the headline counts
_IDF = 100.0  # idf is kept in hundredths
Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class TopicWeights:
    """The weights of the softmax.

    `places`: feature → row of `rare` (idf) and of `weights` (one per label, in units of `unit`); `sure` divides the scores so
    that they are probabilities; `least` and `second` are the least probability of a topic and of a second one.
    """

    labels: tuple[str, ...]
    places: Mapping[str, int]
    rare: Array
    weights: Array
    unit: float
    intercepts: tuple[float, ...]
    sure: float
    least: float
    second: float


@dataclass(frozen=True, slots=True)
class TopicScores:
    """Raw scores per label, in the order of the weights' labels, and what each known feature adds to the scores."""

    totals: Array
    features: tuple[str, ...]
    parts: Array

    def shares(self, sure: float) -> Array:
        """Return the probabilities of the labels, which sum to 1."""
        powers: Array = np.exp((self.totals - self.totals.max()) / sure)
        return np.asarray(powers / powers.sum())

    def best_words(self, label: int, most: int) -> tuple[str, ...]:
        """Return the features that raise the score of a label most, the strongest first; features that lower it are left out."""
        part = self.parts[:, label] if len(self.features) else np.zeros(0)
        if len(part) > most:
            least = max(0.0, float(np.partition(part, -most)[-most]))
            strong = np.flatnonzero(part >= least).tolist()
        else:
            strong = list(range(len(part)))
        order = sorted(strong, key=lambda at: (-part[at], self.features[at]))[:most]
        return tuple(self.features[at] for at in order if part[at] > 0)


def features_of_topics(title: str, text: str, pairs: Mapping[str, Collection[str]] | None = None) -> dict[str, float]:
    """Count words and pairs of neighbours in the headline (each counts twice) and the beginning of the text; a number becomes 0.

    `pairs` is the first word → second words of the pairs that count (None: all), because most pairs are in no model.
    """
    counted: dict[str, float] = {}
    for part, weight in ((title[:_LETTERS], _TITLE), (text[:_LETTERS], 1.0)):
        words = ["0" if word[0].isdigit() else word for word in _WORD.findall(part.lower())]
        for name in _names_in(words, pairs):
            counted[name] = counted.get(name, 0.0) + weight
    return counted


def _names_in(words: list[str], pairs: Mapping[str, Collection[str]] | None) -> Iterable[str]:
    long = [word if len(word) >= _SHORTEST else "" for word in words]
    yield from filter(None, long)
    if pairs is None:
        yield from (f"{one} {other}" for one, other in pairwise(long) if one and other)
    else:
        yield from (f"{one} {other}" for one, other in pairwise(long) if one in pairs and other in pairs[one])


def pairs_of(names: Iterable[str]) -> dict[str, set[str]]:
    """Return the first word → second words of those features that are pairs."""
    found: dict[str, set[str]] = {}
    for name in names:
        first, _, second = name.partition(" ")
        if second:
            found.setdefault(first, set()).add(second)
    return found


def score_topics(counted: Mapping[str, float], weights: TopicWeights) -> TopicScores:
    """Return the scores of an article by its features; a feature that the weights do not know adds nothing."""
    found = weights.places.get
    known = [(name, place) for name in counted if (place := found(name)) is not None]
    if not known:
        return TopicScores(np.array(weights.intercepts), (), np.zeros((0, len(weights.labels))))
    at = np.array([place for _, place in known])
    values = np.array([_log_of(counted[name]) for name, _ in known]) * weights.rare[at]
    values *= weights.unit / math.sqrt(float(values @ values))
    parts = weights.weights[at] * values[:, None]
    return TopicScores(parts.sum(axis=0) + np.array(weights.intercepts), tuple(name for name, _ in known), parts)


@lru_cache(maxsize=1000)  # an article counts most words once or twice
def _log_of(times: float) -> float:
    return 1 + math.log(times)


def read_topic_weights(file: Path) -> TopicWeights:
    """Return the weights of a file; raise BadInput for a file of another kind."""
    try:
        head, names, numbers = gzip.decompress(file.read_bytes()).split(b"\n", 2)
        told: Any = json.loads(head)
        labels, features = tuple(map(str, told["labels"])), names.decode().split("\t")
        cut = 2 * len(features)
        rare = np.frombuffer(numbers[:cut], "<u2").astype(np.float32) / _IDF
        table = np.frombuffer(numbers[cut:], "i1").reshape(len(features), len(labels)).astype(np.float32)
        intercepts = tuple(map(float, told["intercepts"]))
        if len(intercepts) != len(labels):
            raise ValueError("its labels and weights do not fit")
        places = {name: at for at, name in enumerate(features)}
        least = float(told["sure"]), float(told["least"]), float(told["second"])
        return TopicWeights(labels, places, rare, table, float(told["unit"]), intercepts, *least)
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{file}: {error}; restore the file or make it anew with `make train-topics`") from None


def write_topic_weights(file: Path, weights: TopicWeights) -> None:
    """Write the weights; the same weights give the same bytes."""
    told = {
        "labels": weights.labels, "intercepts": weights.intercepts, "unit": weights.unit,
        "sure": weights.sure, "least": weights.least, "second": weights.second,
    }  # fmt: skip
    names = "\t".join(sorted(weights.places, key=weights.places.__getitem__))
    rare, table = np.rint(weights.rare * _IDF).astype("<u2").tobytes(), weights.weights.astype("i1").tobytes()
    file.write_bytes(gzip.compress(b"\n".join((json.dumps(told).encode(), names.encode(), rare + table)), mtime=0))
