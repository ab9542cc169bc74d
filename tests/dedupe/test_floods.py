"""Floods are named: how many articles of a template there are, and how many pairs of them were not compared."""

from __future__ import annotations

from test_crowds import MANY, Mark, told

from pantau.dedupe.crowds import SAME
from pantau.dedupe.floods import find_floods
from pantau.dedupe.neighbours import candidates
from pantau.dedupe.signature import sign

ALONE = "Wali Kota {0} Rahmat Hidayat meresmikan Jembatan {1} di Kelurahan {2}, kata Sekretaris Daerah Tuti Wahyuni di {3}."
WORDS = ("Tirtasari", "Kalimaya", "Rejosari", "Wanadadi", "Sukamulya", "Batujaya", "Cikidang")


def ordinary(count: int) -> list[bytes]:
    """Articles of which no two have the names in common."""
    texts = [
        " ".join(ALONE.format(*(f"{word}{number}x{turn}" for word in WORDS[:4])) for turn in range(4)) for number in range(count)
    ]
    return list(sign(texts))


def test_a_template_and_a_text_printed_everywhere_are_told_apart_from_the_rest() -> None:
    template, same = list(sign(told(number) for number in range(300))), next(iter(sign([ALONE.format(*WORDS) * 3])))
    marks = [Mark(values) for values in [*ordinary(20), *template, *[same] * 200]]
    floods = find_floods(marks)
    assert [flood.places for flood in floods] == [tuple(range(20, 320)), tuple(range(320, 520))]
    for flood in floods:
        compared = {(one, other) for one, other in candidates(marks, marks) if one < other and {one, other} <= set(flood.places)}
        assert flood.not_compared == len(flood.places) * (len(flood.places) - 1) // 2 - len(compared) > 10_000


def test_an_ordinary_day_has_none() -> None:
    assert find_floods([]) == []
    assert find_floods([Mark(values) for values in ordinary(60)]) == []
    one = next(iter(sign([told(1)])))
    assert find_floods([Mark(one)] * SAME) == []


def test_every_article_of_a_template_is_counted() -> None:
    marks = [Mark(values) for values in sign(told(number) for number in range(MANY))]
    assert [len(flood.places) for flood in find_floods(marks)] == [MANY]
