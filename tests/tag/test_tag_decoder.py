"""The decoder gives the labels and probabilities that CRFsuite gives for the same weights, alone and among other sentences."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite
import pytest

from lab.conll import Sentence
from lab.tag_training import save_weights, train
from pantau.tag.decoder import Decoder
from pantau.tag.entities import entities_of
from pantau.tag.features import Features
from pantau.tag.phrases import read_phrases
from pantau.tag.sequence import NameMention

NAMES_OF_SEEDS = read_phrases(Path(__file__).resolve().parents[2] / "seeds" / "tags").names
CLUSTERS = {"kata": "1", "ujar": "1", "ratna": "2", "budi": "2", "demak": "3", "kudus": "3", "polres": "4", "bank": "4"}
NAMES = [("hperson", "Ratna Kusumadewi"), ("hplace", "Pasar Bulu"), ("horganisation", "Bank Lautan")]
FIRST, LAST, TOWN = ("Ratna", "Budi", "Slamet", "Wati"), ("Kusumadewi", "Hartawan", "Wibawanto"), ("Demak", "Kudus", "Pati")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Decoder, Any, Features]:
    folder, features = tmp_path_factory.mktemp("model"), Features(CLUSTERS, NAMES)
    train(_sentences(120, 1), features, folder / "crf")
    save_weights(folder / "crf", folder / "weights", {"lain"})
    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / "crf"))
    return Decoder(folder / "weights", features), tagger, features


def _sentences(count: int, seed: int) -> list[Sentence]:
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        first, last, town = (str(rng.choice(names)) for names in (FIRST, LAST, TOWN))
        words = (
            first,
            last,
            "dari",
            "Polres",
            town,
            ",",
            "kata",
            first,
            "(",
            f"{rng.integers(20, 60)}",
            ")",
            "di",
            "Pasar",
            "Bulu",
            ".",
        )
        names = (("PER", 0, 2), ("ORG", 3, 5), ("PER", 7, 8), ("LOC", 12, 14))
        start = int(rng.integers(0, 3)) if number % 2 else 0
        kept = tuple((name, a - start, b - start) for name, a, b in names if a >= start)
        found.append(Sentence(words[start:], kept, "lain" if number % 3 == 0 else ""))
    return found


def _asked() -> list[list[str]]:
    rng = np.random.default_rng(7)
    words = [*FIRST, *LAST, *TOWN, "kata", "|", "a|b", "(", ")", "Polres", "2026", "PASAR", "bulu", "é", "_", "Bank", "Lautan"]
    made = [[str(word) for word in rng.choice(words, size=size)] for size in (1, 2, 3, 5, 8, 13, 40, 200, 1)]
    return [*made, [], *([*one.words] for one in _sentences(10, 3))]


def test_labels_and_probabilities_are_those_of_crfsuite(trained: tuple[Decoder, Any, Features]) -> None:
    decoder, tagger, features = trained
    for words, (labels, sure) in zip(asked := _asked(), decoder.decode(asked), strict=True):
        assert labels == (tagger.tag(features.of(words)) if words else [])
        wanted = [0.0 if label == "O" else tagger.marginal(label, at) for at, label in enumerate(labels)]
        assert sure == pytest.approx(wanted, abs=0.01)


def test_a_sentence_is_read_the_same_beside_others(trained: tuple[Decoder, Any, Features]) -> None:
    decoder, _, _ = trained
    asked = _asked()
    together = decoder.decode(asked)
    for words, (labels, sure) in zip(reversed(asked), reversed(together), strict=True):
        alone = decoder.decode([words])[0]
        assert alone[0] == labels
        assert alone[1] == pytest.approx(sure, abs=1e-9)


@pytest.mark.parametrize("old", [1.0, 1e300, float("inf"), float("nan")])
def test_what_memory_held_before_changes_nothing(
    trained: tuple[Decoder, Any, Features], old: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder, _, _ = trained
    wanted = decoder.decode(_asked())

    def left_over(like: Any) -> Any:
        found = np.zeros_like(like)
        found[..., 0], found[..., 1] = old, -old  # their sum is 0, and a division by it raised once in some hundred days
        return found

    monkeypatch.setattr(np, "empty_like", left_over)  # numpy hands out memory as somebody left it
    assert decoder.decode(_asked()) == wanted


def _cost(names: Sequence[str]) -> float:
    text = "\n".join(f"{name} datang." for name in names)
    mentions, at = [], 0
    for name in names:
        mentions.append(NameMention("person", at, at + len(name), 0.9))
        at += len(name) + len(" datang.\n")
    began = time.process_time()
    entities_of(text, mentions, [], NAMES_OF_SEEDS)
    return time.process_time() - began


@pytest.mark.parametrize("shape", ["Budi Nama{}", "Nama{}", "Budi Hartawan Nama{} Wati"])
def test_a_page_of_thousands_of_names_costs_no_more_per_name(shape: str) -> None:
    few = min(_cost([shape.format(chr(97 + n % 26) * (n // 26 + 1)) for n in range(250)]) for _ in range(3))
    names = [shape.format(f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}") for n in range(4000)]
    many = min(_cost(names) for _ in range(3))  # what other tests left in memory may be collected during one of them
    assert many < 16 * few * 4 + 0.2
