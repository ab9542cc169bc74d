"""The topics of an article: by its words, by its section, several or none; and the weights and lists behind them."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.errors import BadInput
from pantau.settings import PROJECT
from pantau.tag import Tagger
from pantau.tag.sections import parts_of_address
from pantau.tag.topic_model import FILE, TopicWeights, read_topic_weights, write_topic_weights
from pantau.tag.topics import Topics, best_of, groups_of, read_topics

TAGS = PROJECT / "seeds" / "tags"
FIRST_LEVEL = {f"{number:02d}000000" for number in range(1, 18)}  # of IPTC Media Topics
MEGABYTE = 1_000_000
COURT = "Jaksa menuntut terdakwa suap lima tahun penjara. Majelis hakim memberi waktu kepada penasihat hukum untuk pembelaan."
MATCH = "Pelatih memuji para pemain setelah laga liga di stadion itu. Gol kemenangan dicetak striker pada babak kedua."


@pytest.fixture(scope="module")
def topics() -> Topics:
    return Topics(TAGS)


@pytest.mark.parametrize(
    ("title", "text", "topic"),
    [
        ("Jaksa Tuntut Terdakwa Suap Lima Tahun", COURT, "hukum"),
        ("Gol Menit Akhir Bawa Tuan Rumah Menang", MATCH, "olahraga"),
        (
            "Gempa M5,1 Guncang Kota, Warga Mengungsi",
            "Gempa bumi bermagnitudo 5,1 mengguncang. BPBD mencatat rumah rusak.",
            "bencana",
        ),
        (
            "Rupiah Menguat, IHSG Ditutup Naik",
            "Saham perbankan menopang indeks. Investor asing membeli saham di bursa.",
            "ekonomi",
        ),
    ],
)
def test_words_say_the_topic(topics: Topics, title: str, text: str, topic: str) -> None:
    first, *_ = topics.scores(title, text)
    assert first.topic == topic
    assert first.words
    assert all(word in f"{title} {text}".lower() for word in first.words)


def test_what_says_too_little_has_no_topic(topics: Topics) -> None:
    assert topics.scores("", "") == []
    assert topics.scores("Xyzzy", "qwrt zxcv") == []
    assert [one.topic for one in topics.scores("Xyzzy", "qwrt zxcv", section="Sepakbola")] == ["olahraga"]
    assert topics.scores("Xyzzy", "qwrt zxcv", section="Nasional") == []  # a section that mixes topics says none of them


def test_the_section_counts_and_the_words_do(topics: Topics) -> None:
    plain = {one.topic: one.score for one in topics.scores("Jaksa Tuntut Terdakwa Suap Lima Tahun", COURT)}
    home = {one.topic: one.score for one in topics.scores("Jaksa Tuntut Terdakwa Suap Lima Tahun", COURT, section="Nasional")}
    assert home["hukum"] >= plain["hukum"]
    sport = topics.scores("Jaksa Tuntut Terdakwa Suap Lima Tahun", COURT, section="Bola")
    assert "olahraga" in {one.topic for one in sport} or sport[0].score <= plain["hukum"]


@given(st.text(max_size=200), st.text(max_size=400), st.sampled_from(["", "Bola", "nasional", "/tekno/read/"]))
def test_scores_fall_and_are_probabilities(title: str, text: str, section: str) -> None:
    found = READ.scores(title, text, section=section)
    assert len(found) <= 2
    assert all(0 < one.score <= 1 for one in found)
    assert [one.score for one in found] == sorted({one.score for one in found}, reverse=True)
    assert len({one.topic for one in found}) == len(found)


READ = Topics(TAGS)


def test_the_list_has_every_first_level_topic_of_iptc() -> None:
    told = read_topics(TAGS)
    ids = [topic.id for topic in told.topics]
    assert {topic.iptc for topic in told.topics if not topic.within} == FIRST_LEVEL
    codes = {topic.id: topic.iptc for topic in told.topics}
    assert all(topic.iptc == codes[topic.within] for topic in told.topics if topic.within)
    names = [name for topic in told.topics for name in topic.names()]
    assert len(names) == len(set(names)), "a name means one topic"
    assert len(ids) == len(set(ids))


def test_weights_are_read_as_written_and_small(tmp_path: Path) -> None:
    write_topic_weights(tmp_path / FILE, read_topic_weights(TAGS / FILE))
    assert (tmp_path / FILE).read_bytes() == (TAGS / FILE).read_bytes()
    assert (TAGS / FILE).stat().st_size <= 4 * MEGABYTE
    assert sum(file.stat().st_size for file in TAGS.iterdir()) <= 15 * MEGABYTE


def test_weights_of_another_kind_or_list_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "tags"
    shutil.copytree(TAGS, folder)
    one = np.zeros((1, 1), dtype=np.float32)
    write_topic_weights(folder / FILE, TopicWeights(("olahraga",), {"gol": 0}, one[0], one, 1.0, (0.0,), 1.0, 0.2, 0.2))
    with pytest.raises(BadInput, match=r"are not those of topics\.yaml"):
        Topics(folder)
    (folder / FILE).write_bytes(b"bukan")
    with pytest.raises(BadInput, match="make train-topics"):
        Topics(folder)


def test_the_surest_group_is_asked_first() -> None:
    groups = groups_of(("ekonomi", "hukum", "politik"), (("hukum", "politik"),))
    assert best_of(np.array([0.4, 0.25, 0.35]), groups) == 2
    assert best_of(np.array([0.6, 0.3, 0.1]), groups) == 0


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://sport.detik.com/sepakbola/liga-inggris/d-79/judul", "liga-inggris/sepakbola/sport"),
        ("https://www.liputan6.com/saham/read/605/judul", "read/saham/www"),
        ("https://bisnis.com/read/1", "1/read"),
        ("http://[rusak", ""),
        ("", ""),
    ],
)
def test_an_address_may_name_a_section(url: str, parts: str) -> None:
    assert parts_of_address(url) == parts


def test_english_has_only_the_topic_of_its_section(tagger: Tagger) -> None:
    text = "The minister said on Monday that the harbour would stay closed until the storm had passed, and sport would go on."
    assert not [tag for tag in tagger.tags("Harbour Closed", text) if tag.kind == "topic"]
    assert [tag.id for tag in tagger.tags("Harbour Closed", text, section="Business/ekonomi") if tag.kind == "topic"] == [
        "ekonomi"
    ]


def test_the_topic_is_a_tag_with_its_word(tagger: Tagger) -> None:
    (first, *_) = (tag for tag in tagger.tags("Sidang Digelar", COURT) if tag.kind == "topic")
    assert (first.id, first.label) == ("hukum", "Hukum dan kriminal")
    assert first.start >= 0
    assert COURT[first.start : first.end].isalpha() or " " in COURT[first.start : first.end]
