"""`make train-tone TONE=headlines.csv`: learn the tone of headlines (columns judul, tanggal, sentimen) and write seeds/tags.

The temperature is fitted on the last fifth by weights learnt on what came before; then all headlines are learnt.
"""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy import optimize, sparse

from pantau.errors import BadInput
from pantau.settings import settings
from pantau.tag.tone import FILE, LABELS, Features, ToneWeights, features_of_tone, shares_of, write_tone_weights

_FREE, _STEPS, _RARE = 3.0, 60, 2  # how free the weights are; steps of the fit; headlines that a feature must stand in
_LEAST = 0.4  # a third is a guess between three tones
_TEMPERATURES = tuple(round(0.6 + 0.05 * step, 2) for step in range(25))


@dataclass(frozen=True, slots=True)
class ToldHeadline:
    """A headline, its day (YYYY/MM/DD or the like, so that days sort as words do), and the place of its tone in LABELS."""

    title: str
    day: str
    tone: int


def main(argv: Sequence[str]) -> int:
    """Write seeds/tags/tone.model; raises BadInput for a file of another shape."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--tone", required=True, type=Path)
    headlines = read_headlines(parser.parse_args(argv).tone)
    earlier, later = split_by_time(headlines)
    weights = learn_calibrated(earlier, later, headlines)
    file = settings().seeds_dir / "tags" / FILE
    write_tone_weights(file, weights)
    print(f"{file}: {len(headlines)} headlines, {len(weights.features)} features, temperature {weights.temperature}")
    return 0


def read_headlines(file: Path) -> list[ToldHeadline]:
    """Return the headlines of a table, the earliest first."""
    places = {label: at for at, label in enumerate(LABELS)}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = [ToldHeadline(row["judul"], row["tanggal"], places[row["sentimen"]]) for row in csv.DictReader(lines)]
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise BadInput(f"{file}: {error}; give a CSV with judul, tanggal and sentimen ({', '.join(LABELS)})") from None
    if not rows:
        raise BadInput(f"{file}: there is no headline in it; give a CSV with judul, tanggal and sentimen")
    return sorted(rows, key=lambda row: row.day)


def split_by_time(headlines: Sequence[ToldHeadline]) -> tuple[Sequence[ToldHeadline], Sequence[ToldHeadline]]:
    """Return the first four fifths and the last one."""
    cut = len(headlines) * 4 // 5
    return headlines[:cut], headlines[cut:]


def learn_calibrated(
    earlier: Sequence[ToldHeadline], later: Sequence[ToldHeadline], learnt: Sequence[ToldHeadline]
) -> ToneWeights:
    """Return weights of `learnt`, with the temperature that suits `later` best where `earlier` was learnt."""
    held = learn(earlier)
    best = min(_TEMPERATURES, key=lambda one: _surprise(replace(held, temperature=one), later))
    return replace(learn(learnt), temperature=best)


def _surprise(weights: ToneWeights, headlines: Sequence[ToldHeadline]) -> float:
    return -sum(float(np.log(max(1e-9, shares_of(one.title, weights)[one.tone]))) for one in headlines)


def learn(headlines: Sequence[ToldHeadline], features: Features = features_of_tone) -> ToneWeights:
    """Return the weights of a softmax regression over tf-idf, rounded to hundredths."""
    counted = [Counter(features(one.title)) for one in headlines]
    seen = Counter(name for row in counted for name in row)
    names = sorted(name for name, count in seen.items() if count >= _RARE)
    places = {name: at for at, name in enumerate(names)}
    rare = np.log((1 + len(counted)) / (1 + np.array([seen[name] for name in names]))) + 1
    rows = _rows(counted, places, rare)
    found = _fit(rows, np.array([one.tone for one in headlines]))
    whole = np.rint(np.column_stack((rare, found[:-1])) * 100).astype(int)
    kept = {name: tuple(row) for name, row in zip(names, whole.tolist(), strict=True)}
    return ToneWeights(kept, tuple(round(float(one), 4) for one in found[-1]), 1.0, _LEAST)


def _rows(counted: Sequence[Counter[str]], places: dict[str, int], rare: Any) -> Any:
    """Return tf-idf rows of length 1."""
    at, where, values = [], [], []
    for number, row in enumerate(counted):
        for name, times in row.items():
            if (place := places.get(name)) is not None:
                at.append(number)
                where.append(place)
                values.append((1 + np.log(times)) * rare[place])
    table = sparse.csr_matrix((values, (at, where)), shape=(len(counted), len(places)))
    norms = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    norms[norms == 0] = 1
    return sparse.diags(1 / norms) @ table


def _fit(rows: Any, truth: Any) -> Any:
    """Return a row of weights per feature, and the intercepts as the last row."""
    width = rows.shape[1]
    wanted, turned = np.eye(len(LABELS))[truth], rows.T.tocsr()

    def loss(flat: Any) -> tuple[float, Any]:
        table = flat.reshape(width + 1, len(LABELS))
        scores = rows @ table[:-1] + table[-1]
        scores -= scores.max(axis=1, keepdims=True)
        sums = np.exp(scores).sum(axis=1, keepdims=True)
        missed = np.exp(scores) / sums - wanted
        slope = np.vstack((turned @ missed + table[:-1] / _FREE, missed.sum(axis=0)))
        told = np.log(sums).sum() - (scores * wanted).sum() + 0.5 / _FREE * (table[:-1] ** 2).sum()
        return float(told), slope.ravel()

    start = np.zeros((width + 1) * len(LABELS))
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return found.x.reshape(width + 1, len(LABELS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
