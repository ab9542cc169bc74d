"""Logistic regression with a ridge, in numpy: fitted by Newton's method, cross-validated by groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_STEPS, _SMALL = 100, 1e-9


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights for features that were centred by `means` and divided by `scales`."""

    intercept: float
    weights: Floats
    means: Floats
    scales: Floats

    def probabilities(self, rows: Floats) -> Floats:
        """Return the probability of each row of features, 0 to 1."""
        import numpy as np

        return np.asarray(1 / (1 + np.exp(-(self.intercept + ((rows - self.means) / self.scales) @ self.weights))))


def fit(rows: Floats, truth: Floats, weights: Floats, ridge: float) -> Fitted:
    """Return the weights with the least loss; `ridge` is the penalty on their squares. The intercept has no penalty."""
    import numpy as np

    means, scales = rows.mean(axis=0), rows.std(axis=0)
    scales[scales < _SMALL] = 1
    inputs = np.hstack((np.ones((len(rows), 1)), (rows - means) / scales))
    penalty = np.diag([_SMALL, *[ridge] * rows.shape[1]])
    found = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        told = 1 / (1 + np.exp(-inputs @ found))
        slope = inputs.T @ (weights * (told - truth)) + penalty @ found
        curve = (inputs * (weights * told * (1 - told))[:, None]).T @ inputs + penalty
        step = np.linalg.solve(curve, slope)
        found = found - step
        if np.abs(step).max() < _SMALL:
            break
    return Fitted(float(found[0]), found[1:], means, scales)


def folds(groups: Sequence[str], count: int, seed: int) -> Iterator[list[int]]:
    """Yield the places of each fold; all places of one group are in one fold."""
    names = sorted(set(groups))
    Random(seed).shuffle(names)  # noqa: S311  # the same folds in every run
    fold = {name: place % count for place, name in enumerate(names)}
    for number in range(count):
        yield [place for place, group in enumerate(groups) if fold[group] == number]


def held_out(
    rows: Floats, truth: Floats, weights: Floats, groups: Sequence[str], ridge: float, *, parts: int, seed: int
) -> Floats:
    """Return the probability of each row by a fit that saw no row of its group."""
    import numpy as np

    told = np.zeros(len(truth))
    for fold in folds(groups, parts, seed):
        rest = np.ones(len(truth), dtype=bool)
        rest[fold] = False
        told[fold] = fit(rows[rest], truth[rest], weights[rest], ridge).probabilities(rows[fold])
    return told
