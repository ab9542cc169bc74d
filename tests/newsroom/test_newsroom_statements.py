"""The reports of statements: what they say of themselves is what their text prints."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest

from newsroom.marking import Named, capital, unmark
from newsroom.statements import MarkedReport, reports


@pytest.fixture(scope="module")
def written() -> list[MarkedReport]:
    return list(reports(3, 150))


def test_a_report_depends_on_seed_and_number_alone(written: list[MarkedReport]) -> None:
    assert list(reports(3, 20)) == written[:20]
    assert next(reports(4, 1)) != written[0]


def test_no_mark_is_left_and_every_span_prints_what_it_names(written: list[MarkedReport]) -> None:
    for one in written:
        assert not re.search("[\ue000-\ue002{}\\[\\]|]", one.title + one.text)
        assert not re.search(r"[,.][,.]|  ", one.text)
        for span in one.names:
            surface = one.text[span.start : span.end]
            assert surface == surface.strip()
            if span.named.type == "person":
                assert set(surface.split()) <= set(span.named.name.split())
        ends = [(span.start, span.end) for span in one.names]
        assert all(end <= start for (_, end), (start, _) in pairwise(ends)), "names do not overlap"


def test_marked_words_stand_between_marks_and_reported_ones_do_not(written: list[MarkedReport]) -> None:
    for one in written:
        for said in one.statements:
            before, after = one.text[said.start - 1], one.text[said.end : said.end + 2]
            assert (before in '“"') == said.direct
            assert not said.direct or after[0] in ',.”"'


def test_a_place_is_told_only_where_the_text_names_it(written: list[MarkedReport]) -> None:
    told = Counter((bool(one.regency), bool(one.province)) for one in written)
    assert told[True, False] == 0
    assert min(told[True, True], told[False, False]) > 5
    for one in written:
        assert one.regency.rpartition(" ")[2].casefold() in f"{one.title} {one.text}".casefold()


def test_the_reports_have_what_makes_names_hard(written: list[MarkedReport]) -> None:
    people = [{span.named.name for span in one.names if span.named.type == "person"} for one in written]
    alike = [one for one in people if len({name.split()[0] for name in one}) < len(one)]
    assert len(alike) > 5, "namesakes"
    assert {"warga", "pedagang"} <= {said.speaker for one in written for said in one.statements}
    every = "\n".join(one.text for one in written)
    for words in (
        "kata dia",
        "Menurut dia",
        "Menurutnya",
        " bahwa ",
        "seorang warga",
        "berinisial",
        "JAKARTA",
        "Program bertajuk",
    ):
        assert words in every, words


def test_marks_may_stand_in_one_another() -> None:
    listed = [Named("quote", "a"), Named("place", "Pati")]
    text, spans = unmark(capital("\ue0000\ue002di \ue0001\ue002pati\ue001 ramai\ue001."), listed)
    assert text == "Di pati ramai."
    assert [(span.start, span.end, span.named.type) for span in spans] == [(0, 13, "quote"), (3, 7, "place")]
