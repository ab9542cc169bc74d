r"""Pantau makes text storable where it enters: half an emoji, NUL and non-characters never reach a store or a parser."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from pantau.load.rows import copy_rows
from pantau.model import Cleaned, Entry, Extracted, Page, Quarantined, Removal
from pantau.results import Results
from pantau.settings import Settings
from pantau.tagged import EntityMentions, SaidWords, Tag, Tagged
from pantau.text import join_halves, join_halves_in_bytes, make_all_storable, make_storable, read_json
from pantau.warehouse import connect
from shipped import extract_page

# Any code point; about half of them are of the kinds that give trouble.
TROUBLE = st.sampled_from(["\0", "\ud83d", "\ude00", "\udfff", "\ufffe", "\uffff", "\ufdd0", "\U0010ffff", "\U0001fffe", "😀"])
ANY_TEXT = st.lists(TROUBLE | st.characters(), max_size=12).map("".join)
NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
KINDS = (Entry, Page, Extracted, Cleaned, Quarantined, Tagged, Removal, Tag)
STORED = [Cleaned, Extracted, Tagged, Quarantined]


def rows_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Rows of a kind with arbitrary text in every text field, also in lists and nested rows."""
    plain = {"str": ANY_TEXT, "float": st.just(0.5), "int": st.just(1)}
    nested = {"removed": st.builds(Removal, rule=ANY_TEXT, text=ANY_TEXT)}
    whole = plain | {"bool": st.just(True), "tuple[int, ...]": st.just((1,))}
    for name, inner in (("tags", Tag), ("entities", EntityMentions), ("quotes", SaidWords)):
        nested[name] = st.builds(inner, *[whole[str(f.type)] for f in fields(inner)])
    by_type: dict[str, Any] = {
        "str": ANY_TEXT, "int": st.just(1), "float": st.just(0.5), "datetime": st.just(NOON), "datetime | None": st.none(),
        "tuple[str, ...]": st.lists(ANY_TEXT, max_size=2).map(tuple),
    }  # fmt: skip
    given_fields = {
        field.name: st.lists(nested[field.name], max_size=2).map(tuple) if field.name in nested else by_type[str(field.type)]
        for field in fields(kind)
    }
    return st.builds(kind, **given_fields)


@settings(deadline=None)
@given(ANY_TEXT)
def test_what_was_made_storable_is_taken_by_every_store_and_changed_no_more(text: str) -> None:
    storable = make_storable(text)
    assert storable.encode().decode() == storable
    assert pa.array([storable]).to_pylist() == [storable]
    etree.Element("p").text = "".join(letter for letter in storable if letter >= " ")  # lxml refuses non-characters
    assert make_storable(storable) is storable


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30))
def test_sound_text_is_not_touched_but_for_what_is_no_character(text: str) -> None:
    sound = "".join(letter for letter in text if not (ord(letter) & 0xFFFE == 0xFFFE or "\ufdd0" <= letter <= "\ufdef"))
    assert make_storable(sound) is sound


@settings(deadline=None)
@given(
    st.lists(st.sampled_from("\ud83d\ude00\udfff\ud800😀a é")).map("".join),
    st.sampled_from(["&#{};", "&#0{};", "&#x{:X};", "&#{}"]),
)
def test_two_halves_of_a_character_are_joined_wherever_they_stand(text: str, form: str) -> None:
    halves = text.encode("utf-16-be", "surrogatepass")
    units = [int.from_bytes(halves[place : place + 2], "big") for place in range(0, len(halves), 2)]
    written = "".join(form.format(unit) if 0xD800 <= unit < 0xE000 else chr(unit) for unit in units)
    whole = make_storable(text)
    assert make_storable(html.unescape(join_halves(written))) == whole
    assert make_storable(html.unescape(join_halves_in_bytes(written.encode()).decode())) == whole
    assert read_json(json.dumps({text: [text]})) == {whole: [whole]}


@pytest.mark.parametrize("text", ["&#55357;", "&#56832;&#55357;", "&#55357; &#56832;", "&#553570;&#56832;", "&#xD83D;&#xDE000;"])
def test_what_is_no_pair_is_left_to_the_parser(text: str) -> None:
    assert join_halves(text) == text


def test_json_that_nests_too_deep_is_no_json() -> None:
    with pytest.raises(ValueError, match="deep"):
        read_json("[" * 100_000)


@pytest.mark.parametrize("kind", KINDS)
def test_no_field_of_a_row_is_forgotten(kind: type[Any]) -> None:
    @settings(max_examples=20, deadline=None)
    @given(rows_of(kind))
    def every_field(row: Any) -> None:
        whole = make_all_storable(row)
        repr(whole).encode()
        assert make_all_storable(whole) == whole

    every_field()


@pytest.mark.parametrize("kind", STORED)
def test_no_text_stops_a_part_of_stage_results(kind: type[Any], tmp_path: Path) -> None:
    results = Results(str(tmp_path))

    @settings(max_examples=15, deadline=None)
    @given(rows_of(kind))
    def written(row: Any) -> None:
        results.write("tahap", "v1", "2026-11-20", "a", [row], kind)
        (back,) = results.read("tahap", "v1", "2026-11-20", kind)
        assert make_all_storable(back) == make_all_storable(row)

    written()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_TEXT, st.lists(ANY_TEXT, max_size=3))
def test_no_text_stops_a_load(database: Settings, text: str, texts: list[str]) -> None:
    with connect(database) as connection:
        connection.execute("CREATE TEMP TABLE teks (satu text, banyak text[])")
        copy_rows(connection, "COPY teks FROM STDIN", [[text, texts]])
        rows = connection.execute("SELECT satu, banyak FROM teks").fetchall()
        connection.rollback()
    assert rows == [(make_storable(text), [make_storable(one) for one in texts])]


PAGE = """<html lang=id><title>{0}</title><meta name=author content="{0}"><meta property="article:section" content="{0}">
<meta name=description content="{0}"><link rel=canonical href="https://harian.example/a/{0}">
<script type="application/ld+json">{1}</script><script id=__NEXT_DATA__ type="application/json">{1}</script>
<h1>{0}</h1><p>{0}</p><p>Warga {0} berbelanja di Pasar Rebo sejak subuh karena harga cabai turun lagi pekan ini.</p></html>"""


@settings(max_examples=40, deadline=None)
@given(ANY_TEXT, st.booleans(), st.booleans())
def test_whatever_a_page_says_can_be_stored(text: str, referred: bool, as_bytes: bool) -> None:
    body = f"{text} Warga berbelanja sejak subuh. " * 20
    linked = {"@type": "NewsArticle", "headline": text, "articleBody": body, "author": {"name": text}, "datePublished": text}
    shown = "".join(f"&#{ord(letter)};" for letter in text) if referred else text
    page = PAGE.format(shown, json.dumps({"@graph": [linked, {text: body}]}))
    sound = replace(
        Entry("1", "harian.example/a", "https://harian.example/a", "harian", "2026-11-20", "feed", ""), title=make_storable(text)
    )
    reading = extract_page(page.encode("utf-8", "replace") if as_bytes else page, "https://harian.example/a", entry=sound)
    assert reading.reason != "extract_error"
    assert make_all_storable(reading) == reading
    repr(reading).encode()


def test_an_emoji_in_two_halves_is_read_whole() -> None:
    linked = r'{"@type": "NewsArticle", "headline": "Pasar \ud83d\ude00 ramai \ud83d", "datePublished": "2026-11-20"}'
    page = f"<script type='application/ld+json'>{linked}</script><h1>Pasar &#55357;&#56832; ramai &#55357;</h1><p>Sejak subuh."
    assert extract_page(page.encode(), "https://harian.example/a").title == "Pasar 😀 ramai \ufffd"


@dataclass(frozen=True, slots=True)
class Deep:
    name: str
    rows: tuple[tuple[str, ...], ...] = ()


def test_a_row_within_a_row_is_made_storable() -> None:
    assert make_all_storable([{"\ud83d": Deep("\0a", (("\ud83d\ude00",),))}]) == [{"\ufffd": Deep("a", (("😀",),))}]
