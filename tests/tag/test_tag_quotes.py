"""Who says what, and whom an article is about, when the names are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pantau.tag.entities import NamedEntity
from pantau.tag.phrases import read_phrases
from pantau.tag.quotes import Quote
from pantau.tag.quotes import quotes_of as quotes_with
from pantau.tag.salience import mark_main as main_with
from pantau.tag.salience import read_salience

_SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "tags"
_PHRASES, _WEIGHTS = read_phrases(_SEEDS).speech, read_salience(_SEEDS)
_RATNA, _BUDI, _BODY = "Ratna Kusumadewi", "Budi Hartawan", "Forum Petani"


def _entity(text: str, kind: str, label: str, *names: str) -> NamedEntity:
    spans = sorted(match.span() for name in (label, *names) for match in re.finditer(rf"\b{name}\b", text))
    kept = tuple(span for span in spans if not any(o != span and o[0] <= span[0] and span[1] <= o[1] for o in spans))
    return NamedEntity(kind, kind, "", label, 0.9, kept, entity=f"{kind}:{label}")


def _entities(text: str) -> list[NamedEntity]:
    found = [
        _entity(text, "person", _RATNA, "Ratna"),
        _entity(text, "person", _BUDI, "Budi"),
        _entity(text, "organisation", _BODY),
    ]
    return [one for one in found if one.spans]


def quotes_of(text: str, entities: Sequence[NamedEntity]) -> tuple[Quote, ...]:
    return quotes_with(text, entities, _PHRASES)


def mark_main(title: str, text: str, entities: Sequence[NamedEntity]) -> tuple[NamedEntity, ...]:
    return main_with(title, text, entities, quotes_of(text, entities), _WEIGHTS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Pasar sudah ramai lagi," kata Ratna Kusumadewi, Senin.', [("Pasar sudah ramai lagi", _RATNA, True)]),
        ("“Pasar sudah ramai lagi,” ujar Ketua Forum Petani Budi Hartawan.", [("Pasar sudah ramai lagi", _BUDI, True)]),
        ("Ratna Kusumadewi mengatakan bahwa harga cabai turun.", [("harga cabai turun", _RATNA, False)]),
        ("Menurut Budi Hartawan, harga cabai segera turun.", [("harga cabai segera turun", _BUDI, False)]),
        ("Forum Petani menilai harga cabai terlalu tinggi.", [("harga cabai terlalu tinggi", _BODY, False)]),
        ("Harga cabai segera turun, kata Ratna Kusumadewi.", [("Harga cabai segera turun", _RATNA, False)]),
        ('"Pasar sudah ramai," kata kuasa hukum Ratna, Budi Hartawan.', [("Pasar sudah ramai", _BUDI, True)]),
        ('"Pasar sudah ramai," kata Ratna kepada Forum Petani.', [("Pasar sudah ramai", _RATNA, True)]),
        ("Para pedagang mengaku pembeli berkurang banyak.", [("pembeli berkurang banyak", "Para pedagang", False)]),
        ("Ratna Kusumadewi pulang ke rumah sesudah rapat.", []),
        ('Ratna Kusumadewi pulang. "Pasar sudah ramai," kata seorang warga.', [("Pasar sudah ramai", "warga", True)]),
        ('"Pasar sudah ramai," ujar salah satu pedagang di pasar itu.', [("Pasar sudah ramai", "pedagang", True)]),
        ("Harga cabai segera turun, menurut Ratna Kusumadewi.", [("Harga cabai segera turun", _RATNA, False)]),
        ("Ratna Kusumadewi mengemukakan harga cabai turun.", [("harga cabai turun", _RATNA, False)]),
        ("Forum Petani melanjutkan pembahasan harga cabai.", []),
        ("Ratna Kusumadewi akan meminta penjelasan tentang harga cabai.", []),
        ("Ratna Kusumadewi menyampaikan terima kasih kepada para pedagang.", []),
        ('Film "Langit di Atas Sawah" tayang bulan depan.', []),
    ],
)
def test_a_statement_has_its_words_and_its_speaker(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert [(text[q.start : q.end], q.speaker, q.direct) for q in quotes_of(text, _entities(text))] == expected


@pytest.mark.parametrize(
    "last", ['"Besok sudah normal," katanya.', "Ia menambahkan, besok sudah normal.", "Menurutnya, besok sudah normal."]
)
def test_a_pronoun_is_who_spoke_last(last: str) -> None:
    text = f'Budi Hartawan hadir. "Pasar sudah ramai," kata Ratna Kusumadewi.\n{last}'
    assert [q.speaker for q in quotes_of(text, _entities(text))] == [_RATNA, _RATNA]


def test_a_pronoun_after_a_body_is_the_person_before_it() -> None:
    text = "Budi Hartawan bertemu Ratna Kusumadewi. Forum Petani menilai harga cabai tinggi. Ia berharap harga segera turun."
    assert [q.speaker for q in quotes_of(text, _entities(text))] == [_BODY, _BUDI]


def test_an_office_alone_is_the_only_person_who_has_it() -> None:
    text = 'Camat Bulu Ratna Kusumadewi dan Budi Hartawan hadir. "Pasar sudah ramai," kata Camat.'
    ratna, budi = (replace(one, role=role) for one, role in zip(_entities(text), ("Camat Bulu", "Lurah"), strict=True))
    assert [q.speaker for q in quotes_of(text, [ratna, budi])] == [_RATNA]


def test_a_mark_that_is_never_closed_harms_no_other_line() -> None:
    text = '"Pasar sudah ramai, kata orang.\n"Harga cabai turun," kata Budi Hartawan.'
    assert [text[q.start : q.end] for q in quotes_of(text, _entities(text)) if q.direct] == ["Harga cabai turun"]


def test_a_text_of_marks_only_takes_no_time() -> None:
    assert quotes_of('" ' * 20_000 + "kata " * 20_000, ()) == ()


def test_main_is_who_the_headline_names() -> None:
    text = "Ratna Kusumadewi bertemu Budi Hartawan di kantor Forum Petani."
    main = {one.label: one.main for one in mark_main("Ratna Tutup Pasar Lama", text, _entities(text))}
    assert main == {_RATNA: True, _BUDI: False, _BODY: False}


def test_main_is_also_who_is_named_often_and_early() -> None:
    text = "Ratna Kusumadewi datang. Ratna pulang. Ratna kembali lagi bersama Budi Hartawan."
    main = {one.label: one.main for one in mark_main("Lurah Tutup Pasar Lama", text, _entities(text))}
    assert main == {_RATNA: True, _BUDI: False}
