"""Scores of answers on pairs: weighted precision, recall and F1, with intervals that draw whole events."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from lab.pairs import LabelledPair

_DRAWN = 1_000
Answered = Sequence[tuple[LabelledPair, bool]]


class Scores(NamedTuple):
    """Precision, recall and F1, as shares from 0 to 1."""

    precision: float
    recall: float
    f1: float


def scores(answered: Answered, *, weighted: bool = True) -> Scores:
    """Return precision, recall and F1 of the pairs called copies; without weights every pair counts as one."""
    called, true, right = _counts(answered, weighted=weighted)
    return Scores(right / (called or 1), right / (true or 1), 2 * right / ((called + true) or 1))


def interval(answered: Answered, events: Sequence[str], *, weighted: bool = True) -> tuple[float, float]:
    """Return the two bounds between which F1 lies in 95 of 100 draws. A draw takes the same number of events, each with all
    its pairs."""
    groups: dict[str, list[tuple[LabelledPair, bool]]] = {}
    for one, event in zip(answered, events, strict=True):
        groups.setdefault(event, []).append(one)
    rng = Random(1)  # noqa: S311  # the same interval in every run
    counted = [_counts(rows, weighted=weighted) for rows in groups.values()]
    drawn = []
    for _ in range(_DRAWN):
        called, true, right = map(sum, zip(*rng.choices(counted, k=len(counted)), strict=True))
        drawn.append(2 * right / ((called + true) or 1))
    drawn.sort()
    return drawn[_DRAWN // 40], drawn[-_DRAWN // 40]


def _counts(rows: Answered, *, weighted: bool) -> tuple[float, float, float]:
    called = true = right = 0.0
    for pair, said in rows:
        weight = pair.weight if weighted else 1.0
        called, true, right = called + weight * said, true + weight * pair.is_copy, right + weight * (said and pair.is_copy)
    return called, true, right
