"""Scores of how right a reading is: what holds for every text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab import scores
from lab.clean import leaks, read_interstitials, without
from pantau.settings import PROJECT

WIB = timezone(timedelta(hours=7))
texts = st.lists(
    st.sampled_from(["Hujan turun.", "Warga mengungsi!", '"Kami siap," katanya.', "Baca juga: x", "12.30", "a"]), max_size=9
)
PRINTED = datetime(2026, 11, 18, 6, 30, tzinfo=WIB)


@given(texts.map(" ".join), texts.map(" ".join))
def test_precision_and_recall_are_shares_and_change_places(gold: str, got: str) -> None:
    precision, recall, f1 = scores.precision_recall(gold, got)
    assert 0 <= min(precision, recall) <= f1 + 1e-9
    assert f1 <= max(precision, recall) + 1e-9 <= 1 + 2e-9
    assert scores.precision_recall(got, gold)[:2] == (recall, precision)
    assert scores.precision_recall(gold, gold)[2] == (1 if scores.tokens(gold) else 0)


def test_words_count_as_often_as_they_occur() -> None:
    assert scores.precision_recall("a b c d", "a a b x")[:2] == (0.5, 0.5)


@given(texts.map("\n".join), st.integers(0, 9))
def test_a_sentence_is_lost_when_it_is_cut_out_and_only_then(gold: str, place: int) -> None:
    assert scores.lost_sentences(gold, gold.upper()) == []
    whole = scores.sentences(gold)
    if place < len(whole):
        rest = "\n".join(whole[:place] + whole[place + 1 :])
        lost = scores.lost_sentences(gold, rest)
        assert lost == (
            [] if scores.letters_of(whole[place]) in scores.letters_of(rest) else [whole[place]] * gold.count(whole[place])
        )


@pytest.mark.parametrize(
    ("gold", "got", "lost"),
    [
        ("Jakarta, KOMPAS.com - Hujan turun. Banjir.", "Hujan turun. Banjir.", []),
        ("Jakarta - Hujan turun. Banjir. (abc/def)", "Hujan turun. Banjir.", []),
        ("Hujan turun. Kata dia - Banjir.", "Hujan turun. Banjir.", ["Kata dia - Banjir."]),
        ("Hujan (deras). Banjir.", "Banjir.", ["Hujan (deras)."]),
        ("Hujan turun lagi - deras.", "", ["Hujan turun lagi - deras."]),
    ],
)
def test_a_dateline_and_initials_are_not_lost(gold: str, got: str, lost: list[str]) -> None:
    assert scores.lost_sentences(gold, got) == lost


def test_sentences_end_at_stops_and_lines_not_in_numbers() -> None:
    text = 'Harga naik 1.250 rupiah. "Kami tahu," katanya. Tutup?\nPukul 12.30 WIB hujan'
    assert scores.sentences(text) == ["Harga naik 1.250 rupiah.", '"Kami tahu," katanya.', "Tutup?", "Pukul 12.30 WIB hujan"]


def test_noise_is_what_the_article_does_not_say() -> None:
    noise = ["ADVERTISEMENT", "Warga mengungsi.", " ", "x" * 60 + "tail"]
    assert scores.noise_left(noise, "Warga mengungsi.", "Warga mengungsi. ADVERTISEMENT " + "x" * 70) == [
        "ADVERTISEMENT",
        "x" * 60,
    ]


@pytest.mark.parametrize(
    ("gold", "got", "minute", "day"),
    [
        (PRINTED, PRINTED.astimezone(UTC), True, True),
        (PRINTED, PRINTED + timedelta(seconds=59), True, True),
        (PRINTED, PRINTED + timedelta(hours=7), False, True),
        (PRINTED, datetime(2026, 11, 18), False, True),  # noqa: DTZ001  (a reader that gives the day only)
        (PRINTED, None, False, False),
        (PRINTED.astimezone(UTC), datetime(2026, 11, 18), False, True),  # noqa: DTZ001
        (PRINTED.astimezone(UTC), datetime(2026, 11, 17), False, False),  # noqa: DTZ001
        (datetime(2026, 11, 18), PRINTED, True, True),  # noqa: DTZ001  (an answer that is only a day)
    ],
)  # fmt: skip
def test_times(gold: datetime, got: datetime | None, minute: bool, day: bool) -> None:
    assert (scores.same_minute(gold, got), scores.same_day(gold, got)) == (minute, day)


def test_titles_and_names() -> None:
    assert scores.same_title("Banjir, lagi: di Kota", "banjir lagi di kota")
    assert not scores.same_title("Banjir di Kota", "Banjir di Kota - Kabar")
    counts = scores.name_counts(("Rani Melati", "Budi"), ("RANI  MELATI", "Admin", "Joko"))
    assert counts == {"right": 1, "missing": 1, "wrong": 2}
    assert scores.f1_of(counts) == pytest.approx(0.4)
    assert scores.f1_of(scores.name_counts((), ())) is None


LISTED = read_interstitials(PROJECT / "seeds" / "evaluation" / "interstitials.yaml")


@pytest.mark.parametrize(
    ("line", "leaks_", "rest"),
    [
        ("SCROLL TO CONTINUE WITH CONTENT", True, ""),
        ("- ADVERTISEMENT -", True, ""),
        ("Simak juga Video: Panen Raya", True, ""),
        ("Baca juga: Panen Raya", True, ""),
        ("Warga panen [Gambas:Video 20detik] raya", True, "Warga panen   raya"),
        ("Editor: Rani Melati", False, ""),
        ("Jakarta - Warga panen raya.", False, " Warga panen raya."),
        ("Ia menyimak video itu di halaman rumah.", False, "Ia menyimak video itu di halaman rumah."),
        ("Advertisement is a word.", False, "Advertisement is a word."),
    ],
)
def test_the_list_of_interstitials(line: str, leaks_: bool, rest: str) -> None:
    assert bool(leaks(line, LISTED)) == leaks_
    assert without(line, LISTED) == rest
