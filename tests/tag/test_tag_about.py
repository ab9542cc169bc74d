"""Where the news happens: the place with the most weight, and no place for a national matter."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from pantau.tag.about import AboutPlace
from pantau.tag.article import ArticleReader
from pantau.tag.command import answer


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (
            "Gudang Terbakar",
            "DEMAK - Sebuah gudang di Kabupaten Demak terbakar, Senin.",
            AboutPlace("Kabupaten Demak", "Jawa Tengah", "3321", "33"),
        ),
        ("Gudang Terbakar", "JAKARTA - Rapat kabinet membahas anggaran negara tahun depan.", AboutPlace(None, None)),
        ("Banjir di Jawa Timur", "Banjir melanda Jawa Timur. Warga mengungsi.", AboutPlace(None, "Jawa Timur", "", "35")),
        # Where an expert works is less than where it happens.
        ("Rapat Anggaran", "Menurut pakar dari sebuah universitas di Kota Surabaya, rapat lancar.", AboutPlace(None, None)),
        ("Rapat Anggaran", "Rapat berlangsung lama. " * 30 + "Hadir pula wakil dari Kota Surabaya.", AboutPlace(None, None)),
    ],
)
def test_where_it_happens(reader: ArticleReader, title: str, text: str, expected: AboutPlace) -> None:
    assert answer(reader, {"title": title, "text": text})["about_place"] == asdict(expected)
