"""Half of the listed words are hidden from the second model of names, and the mean of two models is the mean of their weights."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from lab.hidden_words import hide_listed, mix
from pantau.errors import BadInput
from pantau.tag.decoder import read_weights, write_weights
from pantau.tag.features import Features

WORDS = ["warga", "memesan", "Kurir", "Lautan", "tadi", "pagi"]


def test_only_letters_of_listed_words_are_hidden_about_every_second_time() -> None:
    rows = Features({"kurir": "7"}, [("horganisation", "Kurir Lautan")]).of(WORDS)
    rng, seen = Random(1), []
    for _ in range(400):
        hidden = hide_listed(rows, rng)
        assert {"gBhorganisation", "c7"} <= set(hidden[2])
        assert ("wkurir" in hidden[2]) is ("+wkurir" in hidden[1]) is ("-wkurir" in hidden[3]) is ("xkurir" in hidden[0])
        seen.append("wkurir" in hidden[2])
    assert 0.4 < sum(seen) / len(seen) < 0.6


def test_the_mean_of_two_models_counts_a_file_as_often_as_it_is_named(tmp_path: Path) -> None:
    labels, between = ("B-PER", "O"), [[0.0, 3.0], [0.0, 0.0]]
    write_weights(tmp_path / "a", labels, between, {"wa": [0, 3.0], "wb": [1, 0.03]})
    write_weights(tmp_path / "b", labels, [[0.0, 0.0], [3.0, 0.0]], {"wa": [1, 6.0]})
    mix((tmp_path / "a", tmp_path / "a", tmp_path / "b"), tmp_path / "c")
    found, moves, weights = read_weights(tmp_path / "c")
    assert (found, moves.tolist()) == (labels, [[0.0, 2.0], [1.0, 0.0]])
    assert weights == {"wa": [(0, 2.0), (1, 2.0)], "wb": [(1, 0.02)]}
    write_weights(tmp_path / "d", ("B-LOC", "O"), between, {})
    with pytest.raises(BadInput, match="labels"):
        mix((tmp_path / "a", tmp_path / "d"), tmp_path / "c")
