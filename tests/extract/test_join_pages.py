"""However an outlet splits an article, its pages give the article back: nothing twice, nothing lost, in order."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pantau.extract.pages import join_pages

LONG = st.integers(0, 10**6).map(lambda number: f"Paragraf nomor {number} menceritakan jalannya rapat di balai kota.")
SHORT = st.sampled_from(["Ya.", "Tidak.", "Bubar", "Apa saja isinya?"])
ARTICLES = st.tuples(LONG, st.lists(st.one_of(LONG, LONG, SHORT), min_size=1, max_size=12, unique_by=lambda line: line)).map(
    lambda drawn: [drawn[0], *(line for line in drawn[1] if line != drawn[0])]
)


@given(ARTICLES, st.lists(st.integers(1, 12), max_size=3))
def test_pages_put_together_are_the_article(lines: list[str], cuts: list[int]) -> None:
    places = [0, *sorted({cut for cut in cuts if cut < len(lines)}), len(lines)]
    pages = ["\n".join(lines[start:stop]) for start, stop in pairwise(places)]
    assert join_pages(pages[0], pages[1:]).split("\n") == lines


@given(ARTICLES, st.integers(1, 12))
def test_the_whole_after_the_first_page_is_the_whole(lines: list[str], cut: int) -> None:
    whole = "\n".join(lines)
    assert join_pages("\n".join(lines[:cut]), [whole]) == whole
    assert join_pages(whole, [whole, "\n".join(lines[:cut])]) == whole


def test_a_short_answer_given_twice_is_kept() -> None:
    first = ["Apakah rapat tertutup itu sudah diputuskan bersama warga desa?", "Ya."]
    second = ["Apakah hasilnya akan dibuka kepada seluruh warga?", "Ya."]
    assert join_pages("\n".join(first), ["\n".join(second)]).split("\n") == [*first, *second]
