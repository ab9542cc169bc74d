"""What the words of a name say about its kind: places, companies and things are no persons, and a medium is no news."""

from __future__ import annotations

import pytest

from pantau.tag.article import ArticleReader
from pantau.tag.entities import entities_of
from pantau.tag.own_name import OwnNames
from pantau.tag.sequence import NameMention, _plain_kinds
from pantau.tag.tagger import Tagger

WIRES = {"antara": ("Antara", "ANTARA", "LKBN Antara")}


@pytest.mark.parametrize(
    ("text", "name", "kind", "found"),
    [
        ("Pesawat mendarat di Bandara Wirya Sasmita pagi ini", "Wirya Sasmita", "place", "Bandara Wirya Sasmita"),
        ("Konser di Ratna Hall malam ini", "Ratna Hall", "place", "Ratna Hall"),
        ("Pertemuan di Gedung Kartika Loka", "Gedung Kartika Loka", "place", "Gedung Kartika Loka"),
        ("Pabrik Slamet Aviation tutup", "Slamet Aviation", "organisation", "Slamet Aviation"),
        ("Warga bernama Budi Tanjung datang", "Budi Tanjung", "person", "Budi Tanjung"),
        ("Kota mati, Ratna pulang", "Ratna", "person", "Ratna"),
        ("Mobil Wirya S800 dijual", "Wirya S800", "", ""),
        ("Harga Bitcoin naik", "Bitcoin", "", ""),
    ],
)
def test_words_of_a_name_tell_its_kind(tagger: Tagger, text: str, name: str, kind: str, found: str) -> None:
    start = text.index(name)
    mentions = [NameMention("person", start, start + len(name), 0.9)]
    entities = entities_of(text, mentions, [], tagger.phrases.names)
    assert [(one.type, one.label) for one in entities] == ([(kind, found)] if kind else [])


@pytest.mark.parametrize(
    ("outlet", "name", "own"),
    [
        ("kompas", "KOMPAS.com", True),
        ("kompas.com", "Kompas", True),
        ("kompas", "Kompas TV", True),
        ("kompas", "Kompas Gramedia", False),
        ("kompas", "Kompasiana", False),
        ("detik", "detikcom", True),
        ("detik", "detikFinance", True),
        ("detik", "Detik", True),
        ("antara-aceh", "ANTARA", True),
        ("antara", "LKBN Antara", True),
        ("cnn-indonesia", "CNN Indonesia", True),
        ("cnn-indonesia", "CNN", False),
        ("suara-merdeka", "Suara.com", False),
        ("tempo", "Antara", False),
        ("", "Kompas", False),
    ],
)
def test_an_outlet_is_known_by_its_own_names(outlet: str, name: str, own: bool) -> None:
    assert OwnNames(WIRES).has(outlet, name) is own


def test_a_medium_is_an_organisation_in_the_articles_of_others_and_where_it_is_the_news(reader: ArticleReader) -> None:
    text = "Jakarta (ANTARA) - Bupati Demak Ratna Kusumadewi mengatakan kepada Republika bahwa jalan diperbaiki tahun depan."

    def names(outlet: str, title: str = "Jalan di Demak Diperbaiki") -> set[str]:
        return {one.label for one in reader.read(title, text, outlet=outlet).entities if one.type == "organisation"}

    assert "Republika" in names("tempo")
    assert "Republika" not in names("republika")
    assert "Republika" in names("republika", "Republika Terbitkan Laporan Jalan Rusak")


def test_hints_of_one_kind_tell_clubs_from_towns_and_never_persons() -> None:
    hints = [("horganisation", "Persada FC"), ("horganisation", "Lautan"), ("hplace", "Lautan"), ("hperson", "Ratna")]
    assert _plain_kinds([*hints, ("hplace", "Bukit Ara")]) == {"Persada FC": "organisation", "Bukit Ara": "place"}
