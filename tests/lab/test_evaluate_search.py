"""`pantau evaluate search`: on articles of our own, and on real ones where they are available."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from lab.search_truth import form_pattern
from pantau.cli import main
from pantau.settings import Settings

REAL = Path(os.environ.get("PANTAU_EVALUATION_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
FLOORS = Path(__file__).resolve().parents[1] / "floors" / "real.json"
PLACES = ("Warga di Medan panen padi.", "Pasar di MEDAN ramai.", "Ada pawai di Medan.", "Para prajurit di medan perang.")
PROVINCES = ("Hujan turun di Jawa Barat.", "Sungai di Jawa Barat surut.", "Panen di Jawa Barat.", "Gubernur Jabar hadir.")
FORMS = ("Harga padi {}.", "Kata mereka {} lagi.", "Pasar {} pagi ini.")


@pytest.fixture(autouse=True)
def _here(database: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.search_truth.settings", lambda: database)


@pytest.fixture
def articles(tmp_path: Path) -> str:
    """Two places: one is also a plain word, one has an acronym; and a word in three forms, of which the first is common."""
    texts = [*PLACES, *PROVINCES]
    texts += [FORMS[number % 3].format("turun") for number in range(60)]
    texts += ["Mereka menurunkan padi.", "Padi diturunkan.", "Penurunan itu lama.", "Kami makan."]
    file = tmp_path / "articles.jsonl"
    file.write_text("".join(json.dumps({"title": "", "text": text}) + "\n" for text in texts), encoding="utf-8")
    return str(file)


def _tables(path: str, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, float], list[dict[str, list[Any]]]]:
    assert main(["evaluate", "search", path, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    return report["figures"], [{row[0]: row[1:] for row in table["rows"]} for table in report["tables"]]


def test_names_and_forms_are_counted_against_a_plain_reading(articles: str, capsys: pytest.CaptureFixture[str]) -> None:
    figures, (names, meant, forms) = _tables(articles, capsys)
    assert figures["names and acronyms precision"] == figures["names recall"] == 1.0
    assert figures["names precision"] == pytest.approx((1 + 3 / 4) / 2)  # Jabar is found, but the full name is not there
    assert names["folded"][0] == pytest.approx((3 / 4 + 1) / 2)  # "medan perang" is no name
    assert names["pantau, small letters"][0] == pytest.approx((3 / 4 + 3 / 4) / 2)
    assert meant["simple"][2] == pytest.approx((1 + 3 / 4) / 2)
    assert figures["forms recall"] == 1.0
    assert forms["simple"][2] < 1.0


@pytest.mark.parametrize(
    ("word", "form", "is_one"),
    [
        ("turun", "menurunkan", True),
        ("turun", "penurunannya", True),
        ("sapu", "menyapu", True),
        ("bom", "pengeboman", False),  # the pattern does not know "penge-" before short words
        ("kirim", "dikirimkan", True),
        ("lahir", "kelahiran", True),
        ("batu", "membantu", False),
        ("banjir", "kebanjiran", True),
    ],
)
def test_the_stated_truth_of_forms(word: str, form: str, is_one: bool) -> None:
    assert bool(form_pattern(word).match(form)) is is_one


def test_a_corpus_without_names_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    for rows in ("", "{", "[1]\n", json.dumps({"title": "a", "text": "padi"}) + "\n"):
        file.write_text(rows, encoding="utf-8")
        assert main(["evaluate", "search", str(file)]) == 2
    assert main(["evaluate", "search", str(tmp_path)]) == 2
    assert main(["evaluate", "search", str(file), "--baseline", "crf"]) == 2


@pytest.mark.skipif(not REAL.is_dir(), reason="the real material is not part of a clone")
def test_real_articles_are_searched_as_well_as_pinned(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["evaluate", "search", str(REAL), "--baseline", "none", "--floor", str(FLOORS)])
    assert code == 0, capsys.readouterr().err
