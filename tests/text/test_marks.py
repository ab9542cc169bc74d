"""Marks on a letter: as many as any language writes stay, and time does not grow with the square of their number."""

from __future__ import annotations

import time
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pantau.text import limit_marks, normal_text

MARKS = "\u0301\u0323\u0316\u035c"


@given(st.text(alphabet="ae" + MARKS + " .", max_size=60), st.integers(0, 30))
def test_a_text_of_few_marks_stays_as_it_is(text: str, count: int) -> None:
    text = "a" + "\u0323\u0301" * (count // 2) + "b" + text[:29]
    assert normal_text(text) == "\n".join(" ".join(line.split()) for line in unicodedata.normalize("NFC", text).split("\n"))


def test_thirty_marks_of_a_crowd_stay_and_the_letters_around_it_do() -> None:
    found = limit_marks("a" + "\u0323\u0301" * 5_000 + "b" + "\u0301" * 2 + "c")
    assert found == "a" + "\u0323\u0301" * 15 + "b" + "\u0301" * 2 + "c"


def test_a_crowd_of_marks_takes_no_time() -> None:
    start = time.process_time()
    normal_text("a" + "\u0301\u0323" * 200_000)
    assert time.process_time() - start < 1, "to put them in order takes half a minute"
