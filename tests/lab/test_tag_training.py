"""The model of names is the same whether its runs are trained one by one or at a time, and says what it was made of."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from lab.conll import Sentence
from lab.tag_training import train_runs
from pantau.tag.decoder import Decoder
from pantau.tag.features import Features


def test_runs_at_a_time_give_the_bytes_of_runs_one_by_one(tmp_path: Path) -> None:
    features = Features({"kata": "1"}, [("hplace", "Demak")])
    towns = ("Demak", "Kudus", "Pati", "Blora", "Tuban")
    sentences = [Sentence((name, "dari", town), (("PER", 0, 1), ("LOC", 2, 3))) for name in ("Ratna", "Budi") for town in towns]
    made_of = {"files": "1f", "lists": "2e"}
    for jobs in (1, 2):
        train_runs(sentences, features, tmp_path / str(jobs), jobs, made_of)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
    assert json.loads(gzip.decompress((tmp_path / "1").read_bytes()))["made_of"] == made_of
    assert Decoder(tmp_path / "1", features).decode([["Ratna", "dari", "Demak"]])[0][0] == ["B-PER", "O", "B-LOC"]
