"""The tone of a headline, or of the lead if the headline says too little: positive, neutral or negative, or no answer."""

from __future__ import annotations

import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from pantau.errors import BadInput
from pantau.tag.tokens import sentences

FILE = "tone.model"
LABELS = {"negatif": "Negatif", "netral": "Netral", "positif": "Positif"}
Features = Callable[[str], Iterable[str]]
# The names of a tone in queries, in both languages.
NAMES = {tone: tone for tone in LABELS} | {"negative": "negatif", "neutral": "netral", "positive": "positif"}
_NUMBER, _WORD = re.compile(r"\d+(?:[.,]\d+)*"), re.compile(r"\w+|[!?%]")
_TICKER = re.compile(r"\([A-Z]{4}\)")  # of a listed company: its name says no tone
_PARTS = (3, 4, 5, 6)  # letters of a part, which may reach into the next word
_PART = "~"  # begins the name of a part
_NEAR = 6  # words among which two are a pair, in either order
_LONGEST = 400  # letters of a headline or a sentence that are read
_FEWEST = 3  # words of a headline that can have a tone


@dataclass(frozen=True, slots=True)
class ToneWeights:
    """The weights of a softmax over tf-idf.

    They are feature → (idf, one weight per label), in hundredths; the intercepts; the temperature by which scores are divided
    so that they are probabilities; and the least probability of an answer.
    """

    features: Mapping[str, Sequence[int]]
    intercepts: tuple[float, ...]
    temperature: float
    least: float


@dataclass(frozen=True, slots=True)
class ToneReading:
    """A tone (negatif, netral, positif), its probability, and its sentence [start, end); -1: the headline."""

    tone: str
    score: float
    start: int
    end: int


class ToneReader:
    """Reads the tone of articles with the weights of a folder of seeds."""

    def __init__(self, folder: Path) -> None:
        """Read the weights. Raises BadInput if the file has none."""
        self._weights = read_tone_weights(folder / FILE)

    def read(self, title: str, text: str) -> ToneReading | None:
        """Return the tone of the headline; of the first sentence if the headline is not sure enough; else None."""
        tone, score = self._judge(title)
        if score >= self._weights.least:
            return ToneReading(tone, score, -1, -1)
        start, end = next(iter(sentences(text[: 2 * _LONGEST])), (0, 0))
        tone, score = self._judge(text[start:end])
        return ToneReading(tone, score, start, end) if score >= self._weights.least else None

    def _judge(self, sentence: str) -> tuple[str, float]:
        if len(sentence.split()) < _FEWEST:
            return "", 0.0
        shares = shares_of(sentence, self._weights)
        best = max(range(len(shares)), key=shares.__getitem__)
        return tuple(LABELS)[best], shares[best]


def shares_of(sentence: str, weights: ToneWeights, features: Features | None = None) -> list[float]:
    """Return the probability of each of LABELS for one sentence, by the features that the weights were learnt with.

    Words and parts of words are two vectors, each of length 1, so that the many parts do not outvote the words.
    """
    totals: tuple[list[float], list[float]] = ([0.0] * len(LABELS), [0.0] * len(LABELS))
    norms = [0.0, 0.0]
    for name, times in Counter((features or features_of_tone)(sentence)).items():
        row = weights.features.get(name)
        if row is not None:
            part = is_part(name)
            value = (1 + math.log(times)) * row[0]
            norms[part] += value * value
            for at in range(len(LABELS)):
                totals[part][at] += value * row[at + 1]
    words, parts = (100 * math.sqrt(norm) or 1.0 for norm in norms)
    scores = [
        (begun + word / words + part / parts) / weights.temperature
        for begun, word, part in zip(weights.intercepts, *totals, strict=True)
    ]
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def features_of_tone(sentence: str) -> Iterable[str]:
    """Yield the words of a sentence, two and three neighbours, words with a gap between, pairs of near words, the first and the
    last word, and the parts of its letters; every number is 0, and tickers are one word."""
    low = _NUMBER.sub("0", _TICKER.sub("(emiten)", sentence[:_LONGEST]).lower())
    words = _WORD.findall(low)
    yield from words
    yield from map(" ".join, pairwise(words))
    yield from (" ".join(words[at : at + 3]) for at in range(len(words) - 2))
    yield from (f"{words[at]} _ {words[at + 2]}" for at in range(len(words) - 2))
    if words:
        yield from (f"^{words[0]}", f"{words[-1]}$")
    for at, word in enumerate(words):
        yield from ("&".join(sorted((word, other))) for other in words[at + 1 : at + _NEAR])
    closed = f" {' '.join(words)} "
    for size in _PARTS:
        yield from (_PART + closed[at : at + size] for at in range(len(closed) - size + 1))


def is_part(name: str) -> bool:
    """Return whether a feature is a part of words."""
    return name.startswith(_PART)


def read_tone_weights(file: Path) -> ToneWeights:
    """Return the weights of a file; raise BadInput for a file of another kind."""
    try:
        data: Any = json.loads(gzip.decompress(file.read_bytes()))
        features = {str(name): tuple(map(int, row)) for name, row in data["features"].items()}
        intercepts = tuple(map(float, data["intercepts"]))
        if data["labels"] != list(LABELS) or any(len(row) != len(LABELS) + 1 for row in features.values()):
            raise ValueError("its labels and weights do not fit")
        return ToneWeights(features, intercepts, float(data["temperature"]), float(data["least"]))
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{file}: {error}; restore the file or make it anew with `make train-tone`") from None


def write_tone_weights(file: Path, weights: ToneWeights) -> None:
    """Write the weights; the same weights give the same bytes."""
    data = {
        "labels": list(LABELS),
        "intercepts": weights.intercepts,
        "temperature": weights.temperature,
        "least": weights.least,
        "features": weights.features,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    file.write_bytes(gzip.compress(text.encode(), mtime=0))
