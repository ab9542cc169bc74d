"""Words of the day: new words come first, everyday words never do, and copies of one story count once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pantau.report.distinctive import LEAST_UNITS, TermCounts, TitleLine, count_terms, distinctive, terms_of

USUAL = ["Harga beras naik di pasar", "Presiden bertemu menteri di istana", "Timnas menang di kandang", "Harga emas turun lagi"]


def day(titles: list[str], name: str) -> list[TitleLine]:
    return [TitleLine(f"{name}{place}", title) for place, title in enumerate(titles)]


BEFORE = count_terms(day(USUAL * 60, "lama"))


def test_what_is_new_is_first_and_a_pair_stands_for_its_words() -> None:
    here = count_terms(day([*USUAL * 2, *["Gunung Sindoro meletus", "Abu Gunung Sindoro sampai di kota"] * 3], "baru"))
    found = [one.term for one in distinctive(here, BEFORE, 10)]
    assert found[0] == "gunung sindoro"
    assert "sindoro" not in found
    assert not {"di", "harga", "beras", "harga beras", "presiden"} & set(found)


def test_copies_of_one_story_are_one_voice() -> None:
    copied = [TitleLine("satu", "Sindoro meletus")] * 40
    assert count_terms(copied).units["sindoro"] == 1
    assert distinctive(count_terms(copied), BEFORE, 10) == []


def test_numbers_and_letters_are_no_words() -> None:
    said = terms_of("17 Agustus: 5 orang & B-1, anak-anak")
    assert said == {
        "agustus",
        "orang",
        "b-1",
        "anak-anak",
        "orang b-1",
        "b-1 anak-anak",
    }


def test_a_word_that_is_always_frequent_is_not_of_the_day() -> None:
    here = count_terms(day(USUAL * 10, "baru"))
    assert distinctive(here, BEFORE, 10) == []


def test_without_a_past_or_a_day_nothing_is_distinctive() -> None:
    assert distinctive(TermCounts({}, 0), BEFORE, 10) == []
    assert distinctive(BEFORE, TermCounts({}, 0), 10) == []


TITLES = st.lists(st.text(st.sampled_from("abc dé-1'<"), max_size=20), max_size=30)


@given(TITLES, TITLES, st.integers(0, 5))
def test_the_order_of_headlines_does_not_matter_and_every_term_was_said(here: list[str], before: list[str], most: int) -> None:
    counts = count_terms(day(here, "h")), count_terms(day(before, "b"))
    found = distinctive(*counts, most)
    assert found == distinctive(count_terms(day(here, "h")[::-1]), count_terms(day(before, "b")[::-1]), most)
    assert len(found) <= most
    assert all(one.here >= LEAST_UNITS and one.here == counts[0].units[one.term] for one in found)
