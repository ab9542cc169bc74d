"""`pantau evaluate quotes|places|aliases`: marked articles of our own, per class, beside a plain reading in the same run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lab.places import same_place
from lab.quotes import same_person
from pantau.cli import main

TEXT = (
    'Demak, Kabupaten Demak - "Beras untuk warga sudah kami siapkan sejak Senin," kata Ratna Kusumadewi di Balai Desa.\n'
    "Wali Kota Semarang belum menjawab. Menurut Ratna Kusumadewi, gudang beras di Jepang jauh lebih penuh."
)


def _span(words: str) -> dict[str, int]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


def _entity(type_: str, words: str, **more: str) -> dict[str, Any]:
    return {"type": type_, "surface": words, "canonical": words, **_span(words), **more}


def _quote(words: str, *, direct: bool) -> dict[str, Any]:
    return {"speaker": "Ratna Kusumadewi", "direct": direct, **_span(words)}


ARTICLE = {
    "title": "Beras untuk Warga Demak Siap",
    "text": TEXT,
    "entities": [
        _entity("person", "Ratna Kusumadewi"),
        _entity("place", "Kabupaten Demak", level="regency", official="Kabupaten Demak"),
        _entity("place", "Semarang", level="regency", official="Kota Semarang"),
        _entity("place", "Jepang", level="country"),
    ],
    "quotes": [
        _quote("Beras untuk warga sudah kami siapkan sejak Senin", direct=True),
        _quote("gudang beras di Jepang jauh lebih penuh", direct=False),
    ],
    "about_place": {"regency": "Kabupaten Demak", "province": "Jawa Tengah"},
}


@pytest.fixture
def marked(tmp_path: Path) -> str:
    file = tmp_path / "marked.jsonl"
    file.write_text(json.dumps(ARTICLE) + "\n", encoding="utf-8")
    return str(file)


def _report(
    what: str, path: str, capsys: pytest.CaptureFixture[str]
) -> tuple[dict[str, float], dict[tuple[str, str], list[Any]]]:
    assert main(["evaluate", what, path, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    return found["figures"], {(row[0], row[1]): row[2:] for row in found["tables"][0]["rows"]}


def test_quotes_are_counted_per_form_beside_the_nearest_name(marked: str, capsys: pytest.CaptureFixture[str]) -> None:
    figures, rows = _report("quotes", marked, capsys)
    assert figures == {"direct": 1.0, "indirect": 1.0, "all": 1.0, "words alone": 1.0}
    assert rows["direct", "nearest"][:2] == ["1", "1"]
    assert rows["indirect", "nearest"][:2] == ["1", "0"]  # the baseline reads quotation marks only


def test_places_are_counted_per_level_and_where_it_happens(marked: str, capsys: pytest.CaptureFixture[str]) -> None:
    figures, rows = _report("places", marked, capsys)
    assert figures == {"regency": 1.0, "province": 0.0, "country": 1.0, "about regency": 1.0, "about province": 1.0}
    assert rows["province", "pantau"][:2] == ["0", "0"]  # the text implies Jawa Tengah but does not name it
    assert rows["about province", "list"][:2] == ["1", "0"]


def test_aliases_are_counted_per_type_and_go_to_their_full_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = TEXT.replace("Menurut Ratna Kusumadewi", "Menurut Ratna")
    start = text.index("Menurut Ratna") + len("Menurut ")
    short = {"type": "person", "surface": "Ratna", "canonical": "Ratna Kusumadewi", "start": start, "end": start + 5}
    article = ARTICLE | {"text": text, "entities": [_entity("person", "Ratna Kusumadewi"), short], "quotes": []}
    other = article | {"entities": [_entity("person", "Ratna Kusumadewi"), short | {"canonical": "Ratna Sulastri"}]}
    file = tmp_path / "aliases.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in (article, other)), encoding="utf-8")
    figures, rows = _report("aliases", str(file), capsys)
    assert figures == {"person": 0.5, "organisation": 0.0, "place": 0.0, "all": 0.5}
    assert rows["person", "pantau"][:2] == ["2", "2"]


def test_what_is_no_marked_article_and_an_unknown_baseline_are_refused(
    marked: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text('{"title": "a"}\n', encoding="utf-8")
    assert main(["evaluate", "quotes", str(wrong)]) == 2
    assert main(["evaluate", "places", str(tmp_path)]) == 2  # a folder without gold/*.jsonl.gz
    assert main(["evaluate", "places", marked, "--baseline", "crf"]) == 2
    assert "crf" in capsys.readouterr().err


def test_a_short_name_is_the_person_and_a_kabupaten_is_not_the_kota() -> None:
    assert same_person("Kusumadewi", ["Ratna Kusumadewi"])
    assert same_person("Ratna Kusumadewi", ["Ratna"])
    assert not same_person("Ratna Sari", ["Ratna Kusumadewi"])
    assert not same_person("", ["Ratna Kusumadewi"])
    assert same_place("Kabupaten Bogor", "Bogor")
    assert same_place("DKI Jakarta", "Jakarta")
    assert not same_place("Kabupaten Bogor", "Kota Bogor")
