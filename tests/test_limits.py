"""Markup that would make a parser slow is refused before the parser sees it, in any disguise; real pages are not refused."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.limits import MOST_SIGNS, TooCostly, refuse_costly
from shipped import extract_page

PAGES = sorted([*Path(__file__).parent.glob("extract/**/*.html"), *Path(__file__).parent.glob("rules/**/*.html")])
MANY = 20_000
PIECES = ["<", "a", " ", "=", '"', "'", ">", "/", "<!--", "-->", "<script", "</script", "<p "]


def crowd(form: str, count: int = MANY) -> str:
    """Return `count` attributes of this form, each with a number."""
    return "".join(form.replace("#", str(number)) for number in range(count))


DISGUISES = {  # what stands before the attributes, the form of one, what stands after them
    "plain": ("<p", " a#", ">"),
    "with values": ("<p", " a#=x", ">"),
    "quoted": ("<p", ' a#="x y"', ">"),
    "an end in quotes": ("<p", ' a#=">"', ">"),
    "a tag in quotes": ("<p", ' a#="<p>"', ">"),
    "single quotes": ("<p", " a#='>'", ">"),
    "nothing between": ("<p ", 'a#="x"', ">"),
    "slashes": ("<p", "/a#", ">"),
    "line feeds": ("<p", "\na# = x", ">"),
    "tags as names": ("<p", " <a#", ">"),
    "no end": ("<p", " a#", ""),
    "on html": ("<html", " a#", ">"),
    "on a script": ("<script", " a#", "></script>"),
    "after a script": ("<script>a<b</script><p", " a#", ">"),
    "after a comment": ("<!-- <p --><p", " a#", ">"),
    "upper case": ("<P", " A#", ">"),
    "an end tag": ("</p", " a#=x", ">"),
}
HARMLESS = [
    ("<p", " a", ">Warga</p>"),
    ("<script>if (a<b", " && a#", ") go()</script>"),
    ("<script>let a = x => y;", "f(x => y);", "</script>"),
    ("<textarea><p", " a#", "</textarea>"),
    ("<!-- <p", " a#", "> -->"),
    ("<p>1 < 2", " kata", "</p>"),
    ("<p title='", " a#", "'>Warga</p>"),
    ("<style>a<b", " a#", "</style>"),
    ("<title>a<b", " a#", "</title>"),
    ("<ul>", "<li class=a id=b>kata", "</ul>"),
]


def page(before: str, form: str, behind: str, count: int = MANY) -> str:
    """A paragraph, then the crowd of attributes."""
    return "<p>Warga berbelanja.</p>" + before + crowd(form, count) + behind


@pytest.mark.parametrize("name", DISGUISES)
def test_a_crowded_tag_is_refused_in_every_disguise(name: str) -> None:
    with pytest.raises(TooCostly, match="more than 256 attributes"):
        refuse_costly(page(*DISGUISES[name]))
    reading = extract_page(page(*DISGUISES[name]).encode(), "https://harian.example/a")
    assert (reading.outcome, reading.reason) == ("failed", "too_costly")


@pytest.mark.parametrize("parts", HARMLESS[1:], ids=lambda parts: parts[0])
def test_what_is_no_crowd_of_attributes_is_let_through(parts: tuple[str, str, str]) -> None:
    refuse_costly(page(*parts))
    refuse_costly(page(*HARMLESS[0], count=60) * 50)


@pytest.mark.parametrize("sign", ["<", "<a", "<!-- -->", "<li>", "</p>", "<option>a"])
def test_more_signs_of_tags_than_any_page_has_are_refused_at_once(sign: str) -> None:
    start = time.process_time()
    with pytest.raises(TooCostly, match=f"{MOST_SIGNS + 1:,} signs begin a tag"):
        refuse_costly(sign * (MOST_SIGNS + 1))
    assert time.process_time() - start < 0.5


def test_options_are_read_up_to_a_number() -> None:
    start = time.process_time()
    found = extract_page("<p>Warga</p><select>" + "<option>a" * 45_000 + "</select>", "https://x.test/a")
    assert found.reason != "too_costly"
    assert time.process_time() - start < 3, "lexbor takes the square of their number: 8 s"


def test_ten_thousand_tags_that_are_begun_and_not_ended_are_not_read_behind() -> None:
    article = "<h1>Pasar Rebo ramai lagi</h1>" + "<p>Pedagang yang kembali berjualan dengan lapak di pasar itu.</p>" * 9
    ends = [extract_page("<div>" * count + article, "https://x.test/read/1").reason for count in (100, 14_000)]
    assert ends == ["", "no_text"], "lexbor takes the square of the depth"


@pytest.mark.parametrize("file", PAGES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_real_markup_is_let_through(file: Path) -> None:
    refuse_costly(file.read_text(encoding="utf-8", errors="replace"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
def test_the_look_is_linear_whatever_is_repeated(pieces: list[str]) -> None:
    text = "".join(pieces) * (400_000 // len("".join(pieces)))
    start = time.process_time()
    with suppress(TooCostly):
        refuse_costly(text)
    assert time.process_time() - start < 2
