"""Cleaning, kind by kind: each list of cases/ is data, this file only says how to read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pantau.clean import Press
from pantau.files import parse_yaml
from pantau.model import CleanText
from pantau.text import normal_text
from shipped import clean_text

FOLDER = Path(__file__).parent / "cases"
PRESS = Press("Kabar Teluk", ("Kabar Selat", "Kabar Teluk", "Kompas.com", "Warta Nusa"))
FIRST, LAST = "Warga memanen padi.", "Panen berikutnya Juni."


def cases(name: str) -> list[Any]:
    return parse_yaml((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def rules(clean: CleanText) -> set[str]:
    return {removal.rule for removal in clean.removed}


@pytest.mark.parametrize("case", cases("datelines"), ids=lambda case: case["opener"])
def test_an_opener_tells_place_and_outlet(case: dict[str, str]) -> None:
    sentence = "Kapal Samudra bersandar pagi tadi."
    clean = clean_text(f"{case['opener']}{sentence}\n{LAST}", press=PRESS)
    assert clean.text == f"{sentence}\n{LAST}"
    assert (clean.dateline_place, clean.dateline_outlet) == (case.get("place", ""), case.get("outlet", ""))


@pytest.mark.parametrize(("text", "source"), cases("sources"))
def test_the_source_is_the_chain_as_written(text: str, source: str) -> None:
    assert clean_text(f"{FIRST}\n{text}").wire_source == source


@pytest.mark.parametrize("case", cases("reposts"), ids=lambda case: case["line"][:50])
def test_a_note_tells_where_a_text_was_first(case: dict[str, str]) -> None:
    clean = clean_text(f"{FIRST}\n{case['line']}\nEditor: Sutini", press=PRESS)
    assert clean.text == FIRST
    assert (clean.reposted_from, clean.wire_source) == (case["from"], case.get("wire", ""))
    assert set(case["line"].split()) <= set(" ".join(removal.text for removal in clean.removed).split())


@pytest.mark.parametrize("line", cases("corrections"))
def test_a_correction_is_kept_whole(line: str) -> None:
    for before, after in ((f"{FIRST}\n", ""), ("", f"\n{FIRST}"), (f"{FIRST}\n", f"\n{LAST}")):
        clean = clean_text(f"{before}{line}{after}", press=PRESS)
        assert clean.text.split("\n") == [sentence for sentence in (before + after).split("\n") if sentence]
        assert clean.correction == line


@pytest.mark.parametrize("line", cases("stays"))
def test_what_only_looks_like_boilerplate_stays(line: str) -> None:
    for text in (f"{FIRST}\n{line}\n{LAST}", f"{FIRST}\n{line}"):
        clean = clean_text(text, press=PRESS)
        assert clean.text == text
        assert not clean.removed


@pytest.mark.parametrize(("line", "rule"), cases("goes"))
def test_a_line_of_boilerplate_goes(line: str, rule: str) -> None:
    for text, kept in ((f"{FIRST}\n{line}\n{LAST}", f"{FIRST}\n{LAST}"), (f"{FIRST}\n{line}", FIRST)):
        clean = clean_text(text, press=PRESS)
        assert clean.text == kept
        assert rule in rules(clean)


@pytest.mark.parametrize(("ending", "rule"), cases("endings"))
def test_an_ending_goes(ending: str, rule: str) -> None:
    clean = clean_text(f"{LAST}\n{FIRST}{ending}", press=PRESS)
    assert clean.text == f"{LAST}\n{FIRST}"
    assert rule in rules(clean)


@pytest.mark.parametrize(("before", "after"), cases("forms"))
def test_a_text_gets_one_form(before: str, after: str) -> None:
    clean = clean_text(before)
    assert clean.text == after
    assert clean_text(after).text == after
    assert not clean.removed


def test_names_are_put_into_one_form_too() -> None:
    assert normal_text("Ã©tÃ©  di\r\nKedai\x00 “Bukit”") == 'été di\nKedai "Bukit"'


@pytest.mark.parametrize(
    ("ending", "note"),
    [
        ("\nPenulis adalah guru di Kampung Cempaka.", "Penulis adalah guru di Kampung Cempaka."),
        ("\n***\n*Sutini Wulandari, peneliti padi. Tulisan ini pendapat pribadi.",
         "Sutini Wulandari, peneliti padi. Tulisan ini pendapat pribadi."),
        ("\nPenulis adalah guru.\nsutini@cempaka.example", "Penulis adalah guru.\nsutini@cempaka.example"),
        ("\nPenulis buku itu hadir di balai desa.", ""),
    ],
)  # fmt: skip
def test_what_a_piece_says_of_its_author_is_kept_beside_it(ending: str, note: str) -> None:
    assert clean_text(f"{FIRST}\n{LAST}{ending}").author_note == note
