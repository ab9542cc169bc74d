"""Persons, organisations and places with all their spans: what rules say of given mentions, and what the model finds."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from pantau.errors import BadInput
from pantau.tag import Tagger
from pantau.tag.entities import KnownName, NamedEntity
from pantau.tag.entities import entities_of as entities_with
from pantau.tag.phrases import FILE as PHRASES
from pantau.tag.phrases import read_phrases
from pantau.tag.sequence import MODEL, NameMention, SequenceModel
from pantau.tag.tokens import pieces, sentences
from pantau.tagged import Tag

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "tags"
NAMES = read_phrases(SEEDS).names


def entities_of(text: str, mentions: Sequence[NameMention], known: Sequence[KnownName]) -> tuple[NamedEntity, ...]:
    return entities_with(text, mentions, known, NAMES)


def _mention(text: str, kind: str, name: str, score: float = 0.9) -> NameMention:
    start = text.index(name)
    return NameMention(kind, start, start + len(name), score)


def _surfaces(text: str, one: NamedEntity) -> list[str]:
    return [text[start:end] for start, end in one.spans]


def test_short_names_belong_to_the_only_person_who_has_them() -> None:
    text = "Ratna Kusumadewi datang. Kata Kusumadewi, pasar ramai. Ratna lalu pulang."
    (one,) = entities_of(text, [_mention(text, "person", "Ratna Kusumadewi")], [])
    assert (one.label, _surfaces(text, one)) == ("Ratna Kusumadewi", ["Ratna Kusumadewi", "Kusumadewi", "Ratna"])


def test_a_short_name_of_two_persons_belongs_to_neither() -> None:
    text = "Budi Santosa dan Budi Hartawan hadir; menurut Budi, rapat lancar."
    names = [("Budi Santosa"), ("Budi Hartawan")]
    found = entities_of(text, [*(_mention(text, "person", name) for name in names), NameMention("person", 46, 50, 0.9)], [])
    assert sorted(one.label for one in found) == ["Budi", "Budi Hartawan", "Budi Santosa"]


def test_a_short_name_of_two_persons_in_two_sentences_belongs_to_the_one_named_last() -> None:
    text = "Budi Santosa hadir. Ia pulang. Kata Budi Hartawan, rapat lancar. Menurut Budi, semua sepakat."
    given = [_mention(text, "person", name) for name in ("Budi Santosa", "Budi Hartawan")]
    found = entities_of(text, [*given, NameMention("person", text.rindex("Budi"), text.rindex("Budi") + 4, 0.9)], [])
    assert {one.label: len(one.spans) for one in found} == {"Budi Santosa": 1, "Budi Hartawan": 2}


@pytest.mark.parametrize(
    ("text", "kind", "drawn", "wanted"),
    [
        ("DEMAK - DPRD Kabupaten Demak rapat.", "place", "DEMAK - DPRD Kabupaten Demak",
         [("organisation", "DPRD Kabupaten Demak"), ("place", "DEMAK")]),
        ("Kata Wali Kota Bitung, ramai.", "place", "Kota Bitung", [("place", "Bitung")]),
        ("Kata I Wayan Wijil, ramai.", "person", "Wayan Wijil", [("person", "I Wayan Wijil")]),
        ("Piala Dunia II Made Wijil, ramai.", "person", "Made Wijil", [("person", "Made Wijil")]),
    ],
)  # fmt: skip
def test_where_a_name_begins_and_ends(text: str, kind: str, drawn: str, wanted: list[tuple[str, str]]) -> None:
    found = entities_of(text, [_mention(text, kind, drawn)], [])
    assert [(one.type, *_surfaces(text, one)) for one in found] == wanted


def test_the_end_of_a_place_name_opens_no_other_name() -> None:
    text = "Pakar di Banggai Laut Ratna Wijil pulang."
    found = entities_of(text, [_mention(text, "place", "Banggai Laut"), _mention(text, "person", "Ratna Wijil")], [])
    assert [(one.type, one.label) for one in found] == [("person", "Ratna Wijil"), ("place", "Banggai Laut")]


def test_the_acronym_a_text_defines_is_the_organisation() -> None:
    text = "Forum Petani Muda (FPM) berunjuk rasa. FPM menolak."
    found = entities_of(text, [_mention(text, "organisation", name) for name in ("Forum Petani Muda", "FPM")], [])
    assert [(one.label, len(one.spans)) for one in found] == [("Forum Petani Muda", 3)]


def test_the_initials_of_a_suspect_are_nobody() -> None:
    text = "Tersangka AS (34) ditahan bersama Slamet Wibawanto."
    found = entities_of(text, [_mention(text, "person", "AS"), _mention(text, "person", "Slamet Wibawanto")], [])
    assert [one.label for one in found] == ["Slamet Wibawanto"]


@pytest.mark.parametrize("body", ["Polres Samosir", "Pengadilan Negeri Samosir", "RSUD Samosir", "Dinas Sosial Samosir"])
def test_a_body_named_by_a_place_is_no_place(body: str) -> None:
    text = f"Menurut {body}, warga pulang."
    start = text.index("Samosir")
    tag = Tag("regency", "1217", "Kabupaten Samosir", 0.9, start, start + 7, "1")
    found = entities_of(text, [], [KnownName(tag, start, start + 7)])
    assert [(one.type, _surfaces(text, one)) for one in found] == [("organisation", [body])]


def test_a_registry_name_keeps_its_id_and_titles_stand_outside() -> None:
    text = "Gubernur Ratna Kusumadewi ke Demak."
    tag = Tag("regency", "3321", "Kabupaten Demak", 0.9, 29, 34, "1")
    person, place = entities_of(
        text, [NameMention("person", 0, 25, 0.8), NameMention("place", 29, 34, 0.7)], [KnownName(tag, 29, 34)]
    )
    assert (person.label, person.id) == ("Ratna Kusumadewi", "")
    assert (place.kind, place.id, place.label) == ("regency", "3321", "Kabupaten Demak")


def test_the_model_finds_who_is_on_no_list(tagger: Tagger) -> None:
    text = (
        "DEMAK - Kepala Desa Mulya, Ratna Kusumadewi, mengatakan beras PT Lautan Pangan Makmur tiba di Kabupaten Demak.\n"
        '"Kami bersyukur," kata Ratna di Balai Desa, Senin.'
    )
    found = tagger.named_entities(text, tagger.tags("", text))
    by_label = {one.label: one for one in found}
    assert by_label["Ratna Kusumadewi"].type == "person"
    assert _surfaces(text, by_label["Ratna Kusumadewi"]) == ["Ratna Kusumadewi", "Ratna"]
    assert by_label["PT Lautan Pangan Makmur"].type == "organisation"
    assert by_label["Kabupaten Demak"].id == "3321"
    spans = sorted(span for one in found for span in one.spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert found == tagger.named_entities(text, tagger.tags("", text))


def test_nothing_is_named_in_nothing(tagger: Tagger) -> None:
    assert tagger.named_entities("", ()) == ()
    assert tagger.named_entities("…\n\n \u200b", ()) == ()


def test_a_text_without_full_stops_is_cut() -> None:
    assert max(map(len, pieces("kata " * 5_000))) <= 200


def test_titles_and_initials_end_no_sentence() -> None:
    text = "Prof. Ratna datang. Ia H. Budi bersama A. Yani.\nSelesai"
    assert [text[start:end].strip() for start, end in sentences(text)] == [
        "Prof. Ratna datang.",
        "Ia H. Budi bersama A. Yani.",
        "Selesai",
    ]


def test_a_model_that_is_none_is_refused(tmp_path: Path) -> None:
    folder = Path(__file__).resolve().parents[2] / "seeds" / "tags"
    shutil.copytree(folder, tmp_path / "tags", ignore=shutil.ignore_patterns(MODEL))
    with pytest.raises(BadInput, match="make train-tags"):
        SequenceModel(tmp_path / "tags", ())
    (tmp_path / "tags" / MODEL).write_bytes(b"bukan model")
    with pytest.raises(BadInput, match="make train-tags"):
        SequenceModel(tmp_path / "tags", ())


def test_words_of_names_that_are_no_pattern_are_refused(tmp_path: Path) -> None:
    text = (SEEDS / PHRASES).read_text(encoding="utf-8")
    (tmp_path / PHRASES).write_text(text.replace("told: kepada", "told: (kepada"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"phrases\.yaml"):
        read_phrases(tmp_path)
    (tmp_path / PHRASES).write_text(text.replace("openers:", "pembuka:"), encoding="utf-8")
    with pytest.raises(BadInput, match="openers"):
        read_phrases(tmp_path)


def test_an_acronym_in_brackets_is_a_place_of_the_same_body() -> None:
    text = "Forum Petani Muda (FPM) berunjuk rasa."
    (one,) = entities_of(text, [_mention(text, "organisation", "Forum Petani Muda (FPM)")], [])
    assert _surfaces(text, one) == ["Forum Petani Muda", "FPM"]


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("Joko Widodo tiba di Kupang. Jokowi disambut warga.", [["Joko Widodo", "Jokowi"]]),
        ("Zulkifli Hasan berkunjung. Kata Zulhas, harga turun.", [["Zulkifli Hasan", "Zulhas"]]),
        ("Saifullah Yusuf hadir. Warga menyalami Gus Ipul di sana.", [["Saifullah Yusuf", "Gus Ipul"]]),
        ("Joko Widodo tiba. Warga bertemu Rudi Jokowi Santoso di sana.", [["Joko Widodo"]]),  # a namesake
    ],
)
def test_a_person_has_also_the_names_that_are_no_part_of_the_full_one(text: str, surfaces: list[list[str]]) -> None:
    tagger = Tagger(SEEDS.parent)
    found = tagger.named_entities(text, tagger.tags("", text), with_model=False)
    assert [_surfaces(text, one) for one in found if one.type == "person" and one.id] == surfaces
