"""Where the news happens: the place with most weight, and none for a national matter."""

from __future__ import annotations

import pytest

from pantau.tag import Tagger
from pantau.tag.about import AboutPlace
from pantau.tag.command import answer


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (
            "Gudang Terbakar",
            "DEMAK - Sebuah gudang di Kabupaten Demak terbakar, Senin.",
            AboutPlace("Kabupaten Demak", "Jawa Tengah"),
        ),
        ("Gudang Terbakar", "JAKARTA - Rapat kabinet membahas anggaran negara tahun depan.", AboutPlace(None, None)),
        ("Banjir di Jawa Timur", "Banjir melanda Jawa Timur. Warga mengungsi.", AboutPlace(None, "Jawa Timur")),
        ("Rapat Anggaran", "Rapat berlangsung lama. " * 30 + "Hadir pula wakil dari Kota Surabaya.", AboutPlace(None, None)),
    ],
)
def test_where_it_happens(tagger: Tagger, title: str, text: str, expected: AboutPlace) -> None:
    found = answer(tagger, {"title": title, "text": text})["about_place"]
    assert found == {"regency": expected.regency, "province": expected.province}
