"""`make train-tone TONE=headlines.csv`: learn the tone of headlines (columns judul, tanggal, sentimen) and write seeds/tags.

The temperature is fitted on the latest fifth, with weights learnt on the earlier headlines. Then all headlines are learnt.
"""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from lab.softmax import fit_softmax, tf_idf_rows
from pantau.errors import BadInput
from pantau.settings import settings
from pantau.tag.tone import FILE, LABELS, Features, ToneWeights, features_of_tone, is_part, shares_of, write_tone_weights

_FREE, _STEPS, _RARE = 3.0, 80, 3  # how free the weights are; steps of the fit; headlines that a feature must stand in
_TELLING = 0.5  # power by which a feature counts more that is more frequent in one tone than in the others
_LEAST_TELLING, _SMALL = 0.05, 1e-9
_LEAST = 0.4  # least probability of a tone; 1/3 is a guess between three tones
_TEMPERATURES = tuple(round(0.6 + 0.05 * step, 2) for step in range(25))


@dataclass(frozen=True, slots=True)
class ToldHeadline:
    """A headline, its day (YYYY/MM/DD or a similar form that sorts as text), and the place of its tone in LABELS."""

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
    """Return the earliest four fifths and the latest fifth."""
    cut = len(headlines) * 4 // 5
    return headlines[:cut], headlines[cut:]


def learn_calibrated(
    earlier: Sequence[ToldHeadline], later: Sequence[ToldHeadline], learnt: Sequence[ToldHeadline]
) -> ToneWeights:
    """Return weights learnt on `learnt`. The temperature is the best one for `later` with weights learnt on `earlier`."""
    held = learn(earlier)
    best = min(_TEMPERATURES, key=lambda one: _surprise(replace(held, temperature=one), later))
    return replace(learn(learnt), temperature=best)


def _surprise(weights: ToneWeights, headlines: Sequence[ToldHeadline]) -> float:
    return -sum(float(np.log(max(1e-9, shares_of(one.title, weights)[one.tone]))) for one in headlines)


def learn(
    headlines: Sequence[ToldHeadline], features: Features = features_of_tone, telling: float = _TELLING, rare: int = _RARE
) -> ToneWeights:
    """Return the weights of a softmax regression over tf-idf; they are rounded to hundredths.

    The idf of a feature is multiplied by how much it tells of the tone (see `_how_telling`), to the power of `telling`. A
    feature counts that stands in at least `rare` headlines.
    """
    counted = [Counter(features(one.title)) for one in headlines]
    seen = Counter(name for row in counted for name in row)
    # Words first, then parts: each kind is a vector of length 1.
    names = sorted((name for name, count in seen.items() if count >= rare), key=lambda name: (is_part(name), name))
    wanted = np.eye(len(LABELS))[[one.tone for one in headlines]]
    idf = np.log((1 + len(counted)) / (1 + np.array([seen[name] for name in names]))) + 1
    kinds = [np.array([at for at, name in enumerate(names) if is_part(name) == part], dtype=int) for part in (False, True)]
    blocks = []
    for at in kinds:
        places = {names[place]: number for number, place in enumerate(at.tolist())}
        idf[at] *= _how_telling(counted, places, wanted) ** telling
        blocks.append(tf_idf_rows(counted, places, idf[at]))
    found = fit_softmax(sparse.hstack(blocks).tocsr(), wanted, _FREE, _STEPS)
    whole = np.rint(np.column_stack((idf, found[:-1])) * 100).astype(int)
    kept = {name: tuple(row) for name, row in zip(names, whole.tolist(), strict=True)}
    return ToneWeights(kept, tuple(round(float(one), 4) for one in found[-1]), 1.0, _LEAST)


def _how_telling(counted: Sequence[Counter[str]], places: Mapping[str, int], wanted: Any) -> Any:
    """Return for each feature the size of its log-count ratios (Wang and Manning 2012): how much more frequent it is in a tone
    than in the others. The mean of the squares is 1."""
    pairs = [(number, places[name]) for number, row in enumerate(counted) for name in row if name in places]
    at, where = zip(*pairs, strict=True) if pairs else ((), ())
    stands = sparse.csr_matrix((np.ones(len(at)), (at, where)), shape=(len(counted), len(places)))
    ratios = []
    for tone in wanted.T:
        inside, outside = stands.T @ tone + 1, stands.T @ (1 - tone) + 1
        ratios.append(np.log((inside / inside.sum()) / (outside / outside.sum())))
    size = np.sqrt((np.array(ratios) ** 2).mean(axis=0))
    return np.maximum(_LEAST_TELLING, size / max(_SMALL, float(np.sqrt((size**2).mean())) if len(size) else 1.0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
