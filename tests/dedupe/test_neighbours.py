"""A text has the same signature for ever, and whether two signatures are neighbours depends on no third one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.newsroom_families import FamilyArticle, articles
from pantau.dedupe import neighbours as searching
from pantau.dedupe.neighbours import candidates
from pantau.dedupe.signature import BATCH, SKETCHES, VALUES, matrix, sign


@dataclass(frozen=True)
class Signed:
    """A signature and nothing else."""

    values: bytes
    day: str = "2026-11-22"


@pytest.fixture(scope="module")
def items() -> list[FamilyArticle]:
    return list(articles(700))


@pytest.fixture(scope="module")
def signed(items: list[FamilyArticle]) -> list[Signed]:
    return [Signed(values, item.day) for item, values in zip(items, sign(item.text for item in items), strict=True)]


def test_a_signature_never_changes() -> None:
    """Signatures are stored: with another release of rensa or another rule for names, old ones would not match new ones."""
    text = (
        "Banjir merendam Desa Sukamaju, Kabupaten Rejalaya, Selasa (3/11/2026). Sebanyak 412 warga mengungsi ke Balai Desa "
        "Tirtasari. Camat Tirtasari, Dewi Lestariningsih, meminta bantuan 30 perahu karet dari Dinas Sosial Provinsi."
    )
    (values,) = sign([text])
    assert len(values) == 2 * VALUES
    assert all(matrix([values])[0, sketch.columns].all() for sketch in SKETCHES)
    assert hashlib.sha256(values).hexdigest()[:16] == "2f47edb7ee511ddd"


def test_a_signature_depends_on_its_text_alone(items: list[FamilyArticle], signed: list[Signed]) -> None:
    assert len(items) > BATCH
    alone = [next(sign([item.text])) for item in items[::97]]
    assert alone == [mark.values for mark in signed[::97]]


def test_texts_without_names_or_words_are_nobodys_neighbours() -> None:
    marks = [Signed(values) for values in sign(["", "Kosong.", "tidak ada apa apa di sini", ""])]
    assert not matrix([mark.values for mark in marks]).any()
    assert list(candidates(marks, marks)) == []
    assert list(candidates([], marks)) == list(candidates(marks, [])) == []


def test_copies_are_found_and_strangers_are_not(items: list[FamilyArticle], signed: list[Signed]) -> None:
    found = {(one, other) for one, other in candidates(signed, signed) if one < other}
    origin = {item.family: place for place, item in enumerate(items) if item.article_id == item.family}
    copies = [(origin[item.family], place) for place, item in enumerate(items) if item.article_id != item.family]
    assert sum(pair in found for pair in copies) >= 0.95 * len(copies)
    strangers = [pair for pair in found if items[pair[0]].article_id[:7] != items[pair[1]].article_id[:7]]
    assert len(strangers) <= 5


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_two_are_neighbours_or_not_whoever_else_is_there(signed: list[Signed], data: st.DataObject) -> None:
    """Days searched one by one, in any order, from either side, give the pairs that one search over all days gives."""
    order = data.draw(st.permutations(range(0, len(signed), 5)))
    split = data.draw(st.integers(0, len(order)))
    parts = order[:split], order[split:]
    whole = {frozenset((order[one], order[other])) for one, other in candidates(*[[signed[at] for at in order]] * 2)}
    apart = set()
    for mine, theirs in ((parts[0], parts[0]), (parts[1], parts[0]), (parts[1], parts[1])):
        found = list(candidates([signed[at] for at in mine], [signed[at] for at in theirs]))
        assert found == sorted(set(found))
        apart |= {frozenset((mine[one], theirs[other])) for one, other in found}
    assert apart == whole


def test_chunks_leave_no_trace(signed: list[Signed], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(candidates(signed, signed))
    monkeypatch.setattr(searching, "CHUNK", 7)
    monkeypatch.setattr(searching, "MANY", 50)
    assert list(candidates(signed, signed)) == whole


@pytest.mark.parametrize("few", [0, 10**9], ids=["with the table of keys", "without it"])
def test_the_table_that_saves_sorting_changes_no_pair(few: int, signed: list[Signed], monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = set(candidates(signed, signed))
    assert len(wanted) > 100
    monkeypatch.setattr(searching, "FEW", few)
    assert set(candidates(signed, signed)) == wanted


@pytest.mark.parametrize("small", [False, True], ids=["with names", "without capitals"])
def test_a_text_cut_to_a_third_is_reached(small: bool, items: list[FamilyArticle]) -> None:
    """It shares a third of its words with the longer text, and so few names that their bands and bits miss many such pairs."""
    texts = [item.text for item in items if item.article_id == item.family and len(item.text.split()) > 240]
    cut = [" ".join(text.split()[: len(text.split()) // 3]) for text in texts]
    marks = [[Signed(values) for values in sign(text.lower() if small else text for text in rows)] for rows in (texts, cut)]
    found = set(candidates(*marks))
    assert len(texts) > 50
    assert sum((place, place) in found for place in range(len(texts))) >= 0.93 * len(texts)


def test_sketches_do_not_overlap() -> None:
    taken = np.zeros(VALUES, dtype=int)
    for sketch in SKETCHES:
        taken[sketch.columns] += 1
    assert (taken == 1).all()


def test_a_table_told_of_a_thousand_places_has_no_candidates() -> None:
    """Half a million pairs share their sentences; only their names and figures tell them apart."""
    rows = [
        f"Cuaca di Kecamatan Desa{number} diprakirakan hujan. Suhu di Kecamatan Desa{number} mencapai {number % 15} derajat. "
        f"Angin di Desa{number} bertiup {number} kilometer per jam dari Pantai Laut{number}. Warga Desa{number} diminta waspada."
        for number in range(1000)
    ]
    marks = [Signed(values) for values in sign(rows)]
    assert sum(one != other for one, other in candidates(marks, marks)) <= 2_000
