"""The tone of a headline, and of the lead where the headline says too little."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantau.errors import BadInput
from pantau.settings import PROJECT
from pantau.tag import Tagger
from pantau.tag.tone import (
    FILE,
    LABELS,
    ToneReader,
    ToneWeights,
    features_of_tone,
    read_tone_weights,
    shares_of,
    write_tone_weights,
)

TEXT = "Warga Desa Tirtasari menunggu kabar dari kantor kecamatan sejak pagi. Mereka membawa tikar dan bekal dari rumah."


@pytest.fixture(scope="module")
def reader() -> ToneReader:
    return ToneReader(PROJECT / "seeds" / "tags")


@pytest.mark.parametrize(
    ("title", "tone"),
    [
        ("Laba Bank Rejalaya Melonjak 30 Persen, Saham Menguat", "positif"),
        ("IHSG Ambruk 2 Persen, Rupiah Anjlok ke Level Terendah", "negatif"),
        ("Simak Jadwal Rapat Umum Pemegang Saham Pekan Ini", "netral"),
    ],
)
def test_a_headline_has_a_tone(reader: ToneReader, title: str, tone: str) -> None:
    found = reader.read(title, TEXT)
    assert found is not None
    assert (found.tone, found.start, found.end) == (tone, -1, -1)
    assert 0.4 <= found.score <= 1


def test_the_lead_is_asked_where_there_is_no_headline(reader: ToneReader) -> None:
    found = reader.read("", "Saham anjlok dan rupiah ambruk hari ini. Laba naik.")
    assert found is not None
    assert found.tone == "negatif"
    assert (found.start, found.end) == (0, len("Saham anjlok dan rupiah ambruk hari ini. "))


def test_nothing_is_said_where_nothing_is_sure(tmp_path: Path) -> None:
    write_tone_weights(tmp_path / FILE, ToneWeights({"anjlok": (100, 900, 0, 0)}, (0.0, 0.0, 0.0), 1.0, 0.4))
    reader = ToneReader(tmp_path)
    assert reader.read("Harga beras anjlok lagi", TEXT) is not None
    assert reader.read("Harga beras hari ini", TEXT) is None
    assert reader.read("anjlok", "") is None  # a word is no headline
    assert reader.read("", "") is None


def test_probabilities_sum_to_one_and_weights_are_read_as_written(tmp_path: Path) -> None:
    weights = read_tone_weights(PROJECT / "seeds" / "tags" / FILE)
    assert sum(shares_of("Harga beras naik", weights)) == pytest.approx(1)
    assert sum(shares_of("", weights)) == pytest.approx(1)
    write_tone_weights(tmp_path / FILE, weights)
    assert (tmp_path / FILE).read_bytes() == (PROJECT / "seeds" / "tags" / FILE).read_bytes()


def test_weights_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"bukan")
    with pytest.raises(BadInput, match="make train-tone"):
        ToneReader(tmp_path)


def test_the_tone_is_a_tag_of_economic_news_in_indonesian(tagger: Tagger) -> None:
    title = "IHSG Ambruk 2 Persen, Rupiah Anjlok ke Level Terendah"
    money = "Investor asing melepas saham bank sejak pagi. Rupiah dan obligasi ikut melemah, kata analis bursa."
    (tag,) = (tag for tag in tagger.tags(title, money) if tag.kind == "tone")
    assert (tag.id, tag.label, tag.start, tag.end) == ("negatif", LABELS["negatif"], -1, -1)
    assert [tag.id for tag in tagger.tags(title, "") if tag.kind == "tone"] == ["negatif"]
    crime = "Polisi menangkap tersangka pencurian di Polres Rejalaya. Jaksa menyiapkan dakwaan, dan hakim menunggu berkas."
    assert not [tag for tag in tagger.tags("Polisi Tangkap Tersangka Pencurian, Korban Tewas", crime) if tag.kind == "tone"]
    english = "The investors sold shares and bonds since the morning. They wait for news about the economy and the market."
    assert not [tag for tag in tagger.tags("The Rupiah Falls to a New Low", english, section="ekonomi") if tag.kind == "tone"]


def test_parts_of_words_do_not_outvote_words() -> None:
    """Parts that say nothing leave what the words say as it is, however many there are."""
    word = {"anjlok": (100, 200, 0, 0)}
    parts = {f"~{part}": (900, 0, 0, 0) for part in ("har", "arg", "rga", "bera", "eras", "hari")}
    alone, beside = (
        shares_of("Harga beras anjlok hari ini", ToneWeights(features, (0.0, 0.0, 0.0), 1.0, 0.4))
        for features in (word, word | parts)
    )
    assert alone == pytest.approx(beside)
    assert alone[0] > alone[2]


def test_a_ticker_is_one_word_and_near_words_are_pairs() -> None:
    found = set(features_of_tone("Laba Rejalaya (RJLY) turun 9,5%"))
    assert {"emiten", "^laba", "%$", "laba&turun", "laba _ emiten", "0 %", "rejalaya emiten turun", "~a r"} <= found
    assert not [name for name in found if "rjly" in name]
