"""Crowds: one template filled a thousand times costs little, hides no copy, and is the same from either side."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from pantau.dedupe.crowds import CROWD, NEAREST, SAME, SEARCHED
from pantau.dedupe.families import families
from pantau.dedupe.neighbours import candidates
from pantau.dedupe.signature import sign

MANY = 1_500
DAYS = ("2026-11-22", "2026-11-23")
_SYLLABLES = ("Ba", "Ke", "Mi", "Ran", "Su", "Tak", "Lo", "Ding")
_FORM = """\
Gempa bumi bermagnitudo {0} mengguncang Kabupaten {1} pada Senin pukul {2} WIB, kata Balai Geofisika Nusantara di Jakarta.
Pusat gempa berada di darat {3} kilometer dari Kabupaten {1}. Kepala Balai Geofisika Nusantara Surya Wibisana mengatakan
gempa itu dangkal akibat Sesar Rejalaya Utara.
Warga Kabupaten {1} diminta mempercayai kanal Balai Geofisika Nusantara, Radio Suara Bahari, Televisi Kabar Lintas,
dan aplikasi Info Gempa Nusantara milik Balai Geofisika Nusantara.
Pemerintah Provinsi Rejalaya dan Badan Penanggulangan Bencana Rejalaya menyiapkan posko di Lapangan Tirtasari, kata
Gubernur Dewi Lestariningsih."""


@dataclass(frozen=True)
class Mark:
    """A signature of a day."""

    values: bytes
    day: str = DAYS[0]


def told(number: int) -> str:
    dice = random.Random(number)
    town = "".join(dice.choices(_SYLLABLES, k=3)).capitalize()
    return _FORM.format(dice.randrange(20, 60) / 10, town, f"{dice.randrange(24):02}.{dice.randrange(60):02}", dice.randrange(60))


@pytest.fixture(scope="module")
def crowd() -> list[Mark]:
    """One template filled for many towns; the last forty articles are copies of forty earlier ones, cut at the end."""
    texts = [told(number) for number in range(MANY - 40)]
    return [Mark(values) for values in sign([*texts, *("\n".join(text.split("\n")[:-2]) for text in texts[700:740])])]


def pairs(some: list[Mark], others: list[Mark]) -> set[tuple[int, int]]:
    return {(one, other) for one, other in candidates(some, others) if one != other}


def test_a_filled_template_costs_a_few_pairs_an_article(crowd: list[Mark]) -> None:
    """A million pairs share most of their words."""
    found = {frozenset(pair) for pair in pairs(crowd, crowd)}
    assert MANY < len(found) <= 2 * (NEAREST + 1) * MANY
    joined = families((str(one), tuple(two)) for two in map(sorted, found) for one in two)
    assert len(joined[0]) >= 0.99 * MANY, "what a bound leaves out stays joined, should the template be a release"


def test_a_copy_is_found_in_the_crowd(crowd: list[Mark]) -> None:
    found = pairs(crowd, crowd)
    copies = [(700 + number, MANY - 40 + number) for number in range(40)]
    assert sum(pair in found for pair in copies) >= 36


def test_who_searches_makes_no_difference(crowd: list[Mark]) -> None:
    """Each of two days finds the pairs that the other finds; a day searched in parts is still one family."""
    earlier, later = crowd[:700], [Mark(mark.values, DAYS[1]) for mark in crowd[700:]]
    assert set(candidates(earlier, later)) == {(one, other) for other, one in candidates(later, earlier)}
    half = MANY // 2
    parts = set(candidates(crowd[:half], crowd[:half]))  # the search of the first part, before anything else was signed
    parts |= {(one + half, other) for one, other in candidates(crowd[half:], crowd)}
    joined = families((str(one), tuple(two)) for two in map(sorted, parts) for one in two)
    assert len(joined[0]) >= 0.99 * MANY


def test_of_one_text_the_first_stand_for_all() -> None:
    few, many, other = sign([told(1), told(2), told(3) + "\nEditor: Sari Lestari."])
    marks = [Mark(few)] * SAME + [Mark(many)] * 400 + [Mark(other)]
    found = pairs(marks, marks)
    assert sum(one < SAME and two < SAME for one, two in found) == SAME * (SAME - 1), "a dozen are compared in full"
    of_many = {(one, two) for one, two in found if SAME <= one < len(marks) - 1 and SAME <= two < len(marks) - 1}
    assert {min(pair) - SAME for pair in of_many} == set(range(SEARCHED))
    assert len({max(pair) for pair in of_many}) == 399, "each is a copy of the first"
    assert len(marks) * (SEARCHED + SAME) > len(found)


def test_few_alike_are_no_crowd(crowd: list[Mark]) -> None:
    """Below the bounds, only the two articles themselves decide whether they are neighbours."""
    some = crowd[: CROWD // 4]
    found = pairs(some, some)
    for one, other in sorted(found)[::40]:
        assert list(candidates([some[one]], [some[other]])) == [(0, 0)]
