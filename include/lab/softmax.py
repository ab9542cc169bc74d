"""A softmax regression over tf-idf rows, where an example may say "one of these" instead of one label."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import optimize, sparse


def tf_idf_rows(counted: Sequence[Mapping[str, float]], places: Mapping[str, int], rare: Any) -> Any:
    """Return tf-idf rows of length 1, with a row per example and a column per feature of `places`; `rare` is the idf of each
    column."""
    at, where, values = [], [], []
    for number, row in enumerate(counted):
        for name, times in row.items():
            if (place := places.get(name)) is not None:
                at.append(number)
                where.append(place)
                values.append((1 + math.log(times)) * rare[place])
    table = sparse.csr_matrix((values, (at, where)), shape=(len(counted), len(places)))
    norms = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    norms[norms == 0] = 1
    return sparse.diags(1 / norms) @ table


def fit_softmax(rows: Any, wanted: Any, free: float, steps: int, start: Any = None, counts: Any = 1.0) -> Any:
    """Return a row of weights per feature, and the intercepts as the last row.

    `wanted` has a row per example with 1 at each label that it may have; the fit makes the probability of any of these large.
    `start` are the weights with which the fit begins and to which it is drawn (None: zeros); with a larger `free` it goes further
    from them. `counts` is a column with the weight of each example.
    """
    width, labels = rows.shape[1], wanted.shape[1]
    begun = np.zeros((width + 1, labels)) if start is None else start
    turned = rows.T.tocsr()

    def loss(flat: Any) -> tuple[float, Any]:
        table = flat.reshape(width + 1, labels)
        scores = rows @ table[:-1] + table[-1]
        scores -= scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        sums = powers.sum(axis=1, keepdims=True)
        meant = powers * wanted
        kept = meant.sum(axis=1, keepdims=True) + np.finfo(float).tiny
        missed = (powers / sums - meant / kept) * counts
        moved = table[:-1] - begun[:-1]
        slope = np.vstack((turned @ missed + moved / free, missed.sum(axis=0)))
        told = (counts * (np.log(sums) - np.log(kept))).sum() + 0.5 / free * (moved**2).sum()
        return float(told), slope.ravel()

    found = optimize.minimize(loss, begun.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return found.x.reshape(width + 1, labels)
