"""A second model of names that learns to trust the lists, and the mean of the two.

A model that sees every word learns the words of its training files, and gives the lists little weight: it missed "Uber" and
"Disney" though both are listed. The second one learns the same sentences with half of the listed words hidden, so that for these
only their shape, cluster, list and neighbours count. Weights of a linear chain may be averaged, so the mean costs no time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import numpy as np

from pantau.errors import BadInput
from pantau.tag.decoder import read_weights, write_weights

_HIDDEN = 0.5  # share of the listed words that are hidden
_LEAST = 0.02  # a smaller mean weight is left out, because it changes no label and doubles the size of the file
_OF_ITSELF = tuple("wpo342")  # features of the letters of a word, and below of its neighbours
_OF_BEFORE, _OF_AFTER, _OF_SECOND_BEFORE, _OF_SECOND_AFTER = ("-w", "-3", "m"), ("+w", "+3"), "v", "x"
Rows = list[list[str]]


def hide_listed(rows: Rows, rng: Random) -> Rows:
    """Return the features of a sentence without those of the letters of about half of the words that stand in a listed name."""
    hidden = [any(name.startswith(("gB", "gI")) for name in row) and rng.random() < _HIDDEN for row in rows]
    return [[name for name in row if not _is_hidden(name, hidden, at)] for at, row in enumerate(rows)]


def _is_hidden(name: str, hidden: Sequence[bool], at: int) -> bool:
    last = len(hidden) - 1
    return (
        (hidden[at] and name.startswith(_OF_ITSELF))
        or (at > 0 and hidden[at - 1] and name.startswith(_OF_BEFORE))
        or (at < last and hidden[at + 1] and name.startswith(_OF_AFTER))
        or (at > 1 and hidden[at - 2] and name.startswith(_OF_SECOND_BEFORE))
        or (at + 1 < last and hidden[at + 2] and name.startswith(_OF_SECOND_AFTER))
    )


def mix(files: Sequence[Path], target: Path, made_of: Mapping[str, str] | None = None) -> None:
    """Write the mean of the weights of the files, and the digests of what they were made of.

    A file that is named twice counts twice. Raises BadInput if labels differ.
    """
    read = [read_weights(file) for file in files]
    labels = read[0][0]
    if any(one[0] != labels for one in read):
        raise BadInput(f"{files[-1]}: its labels are not those of {files[0]}; train both on the same sentences")
    between = [[round(float(weight), 4) for weight in row] for row in np.sum([one[1] / len(read) for one in read], axis=0)]
    means: dict[str, dict[int, float]] = {}
    for _, _, weights in read:
        for name, pairs in weights.items():
            mean = means.setdefault(name, {})
            for at, weight in pairs:
                mean[at] = mean.get(at, 0.0) + weight / len(read)
    kept = {name: {at: round(w, 3) for at, w in sorted(mean.items()) if abs(w) >= _LEAST} for name, mean in means.items()}
    rows = {name: [n for pair in row.items() for n in pair] for name, row in kept.items() if row}
    write_weights(target, labels, between, rows, made_of)
