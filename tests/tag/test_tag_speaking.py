"""Persons whom only their place beside a word of saying shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantau.tag.phrases import read_phrases
from pantau.tag.sequence import NameMention
from pantau.tag.speaking import named_speakers

_PHRASES = read_phrases(Path(__file__).resolve().parents[2] / "seeds" / "tags")


def found(
    text: str, mentions: tuple[tuple[str, str, float], ...], known: tuple[str, ...], listed: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    given = [NameMention(kind, text.index(name), text.index(name) + len(name), score) for kind, name, score in mentions]
    places = [(text.index(name), text.index(name) + len(name)) for name in known]
    untagged = {text.index(name): text.index(name) + len(name) for name in listed}
    names = named_speakers(text, sorted(given, key=lambda one: one.start), places, untagged, _PHRASES.speech, _PHRASES.names)
    return [(one.kind, text[one.start : one.end]) for one in names]


def test_a_person_behind_an_ordinary_word_that_is_also_a_place() -> None:
    text = '"Ramai," ujar peneliti dari sebuah kampus di Poso Ratna Wijil, Senin.'
    drawn = (("place", "Poso Ratna Wijil", 0.9),)
    assert found(text, drawn, (), ("Poso",)) == [("place", "Poso"), ("person", "Ratna Wijil")]
    # "Poso Wijil" may be a person; one word behind a place is too little.
    assert found(text.replace(" Ratna", ""), (("place", "Poso Wijil", 0.9),), (), ("Poso",)) == [("place", "Poso Wijil")]


@pytest.mark.parametrize(
    ("text", "mentions", "known", "wanted"),
    [
        # A listed place ends the name of a body, a person follows.
        ('"Ramai," ucap Kepala Dinas Pasar Kabupaten Demak Ratna Wijil.', (("place", "Kabupaten Demak Ratna Wijil", 0.7),),
         ("Kabupaten Demak",), [("place", "Kabupaten Demak"), ("person", "Ratna Wijil")]),
        # The model knows nothing of a name, or too little.
        ('"Ramai," ujar tunggal putri Jepang Ratna Wijil.', (), ("Jepang",), [("person", "Ratna Wijil")]),
        ('"Ramai," papar pakar pasar Ratna Wijil.', (("person", "Ratna Wijil", 0.3),), (), [("person", "Ratna Wijil")]),
        ("Menurut peneliti dari kampus di Demak Ratna Wijil, pasar ramai.", (), ("Demak",), [("person", "Ratna Wijil")]),
        ("Camat Kecamatan Wonoasri Ratna Wijil menegaskan: pasar ramai.", (), (), [("person", "Ratna Wijil")]),
        ('"Ramai," kata pedagang asal Desa Wonoasri Ratna Wijil.', (("place", "Desa Wonoasri Ratna Wijil", 0.9),), (),
         [("place", "Desa Wonoasri"), ("person", "Ratna Wijil")]),
        # A short name elsewhere says where the body ends.
        ('Kepala SMP Negeri 2 Wonoasri Ratna Wijil mengatakan pasar ramai. "Betul," kata Ratna.',
         (("organisation", "SMP Negeri 2 Wonoasri Ratna Wijil", 0.6),), (),
         [("organisation", "SMP Negeri 2 Wonoasri"), ("person", "Ratna Wijil")]),
        ("Kepala SMP Negeri 2 Wonoasri Ratna Wijil mengatakan pasar ramai.",
         (("organisation", "SMP Negeri 2 Wonoasri Ratna Wijil", 0.6),), (),
         [("organisation", "SMP Negeri 2 Wonoasri Ratna Wijil")]),
        ("Kapolres Demak Ratna Wijil sudah pulang.", (("person", "Demak Ratna Wijil", 0.9),), ("Demak",),
         [("person", "Ratna Wijil")]),
        ('Direktur RSUD Karya Medika Ratna Wijil mengatakan pasar ramai. "Betul," kata Ratna.',
         (("person", "Medika Ratna Wijil", 0.9),), (), [("person", "Ratna Wijil")]),
        ('"Ramai," ujar Bupati Demak Ratna Wijil.', (("person", "Bupati Demak Ratna Wijil", 0.6),), ("Demak",),
         [("person", "Ratna Wijil")]),
        # Who is found stays; bodies, offices and words that the text also writes small are nobody.
        ('"Ramai," kata Ratna Wijil.', (("person", "Ratna Wijil", 0.9),), (), [("person", "Ratna Wijil")]),
        ("Dewan Pasar Demak mengatakan pasar ramai.", (("organisation", "Dewan Pasar Demak", 0.9),), (),
         [("organisation", "Dewan Pasar Demak")]),
        ("Kepala Dinas Pasar mengatakan pasar ramai.", (), (), []),
        ("Ratna Wijil pulang ke Demak.", (), (), []),
    ],
)  # fmt: skip
def test_who_speaks(
    text: str, mentions: tuple[tuple[str, str, float], ...], known: tuple[str, ...], wanted: list[tuple[str, str]]
) -> None:
    assert found(text, mentions, known) == wanted
