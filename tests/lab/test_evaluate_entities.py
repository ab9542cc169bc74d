"""`pantau evaluate entities`: strict spans per class, beside a plain CRF that learns in the same run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.conll import names_of, read_conll
from pantau.cli import main
from pantau.errors import BadInput

_TRAIN = "kata\tO\nRatna\tB-PER\nKusumadewi\tI-PER\ndi\tO\nDemak\tB-LOC\n.\tO\n\nmenurut\tO\nBawaslu\tB-ORG\n,\tO\n\n" * 8
_DEV = "kata\tO\nRatna\tB-PER\nKusumadewi\tI-PER\ndi\tO\nBawaslu\tB-ORG\nKota\tB-LOC\nSemarang\tI-LOC\n.\tO\n\n"


def test_figures_stand_beside_the_baseline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.train.conll").write_text(_TRAIN, encoding="utf-8")
    (tmp_path / "a.dev.conll").write_text(_DEV, encoding="utf-8")
    assert main(["evaluate", "entities", str(tmp_path), "--rounds", "0", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["figures"].keys() == {"a.dev all", "a.dev, lower case all"}
    rows = {(row[0], row[1]): row for row in found["tables"][0]["rows"]}
    assert rows["a.dev", "crf"][2] == 1.0  # the training file has Ratna Kusumadewi
    assert rows["a.dev", "pantau"][2] == 1.0
    assert rows["a.dev", "crf"][4] == 0.0  # the training file has no Semarang


def test_words_cut_anew_keep_the_names_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.conll"
    file.write_text("Jokowi-JK\tB-PER\n(24/8)\tO\nPDI-P\tB-ORG\nRakyat\tI-ORG\nRaya\tB-EVT\n", encoding="utf-8")
    (sentence,) = read_conll(file)
    words, owners = sentence.cut()
    assert words[:3] == ["Jokowi", "-", "JK"]
    assert sentence.labels(words, owners)[:3] == ["B-PER", "I-PER", "I-PER"]
    assert names_of(sentence.labels(words, owners), owners) == sentence.names == (("PER", 0, 1), ("ORG", 2, 4))


def test_marks_at_the_ends_of_a_name_are_no_part_of_it_and_an_acronym_is_a_name_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "a.conll"
    file.write_text('Forum\tB-ORG\nPetani\tI-ORG\n(FP)\tI-ORG\n,\tO\n"Budi,\tB-PER\n', encoding="utf-8")
    (sentence,) = read_conll(file)
    words, owners = sentence.cut()
    assert words == ["Forum", "Petani", "(", "FP", ")", ",", '"', "Budi", ","]
    assert sentence.labels(words, owners) == ["B-ORG", "I-ORG", "O", "B-ORG", "O", "O", "O", "B-PER", "O"]


def test_a_line_that_is_no_word_and_label_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.conll"
    file.write_text("Demak\tB-LOC\nsalah\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"a\.conll:2: expected a word"):
        read_conll(file)
    assert main(["evaluate", "entities", str(tmp_path / "tiada")]) == 2
