"""A load reports as its changes exactly the difference between the stored day and the new one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from load_builders import Piece, load, put, tagged, wipe, workspace

from pantau.settings import Settings
from pantau.tagged import Tag, Tagged
from pantau.workspace import Workspace

DAY, NEXT = "2026-11-20", "2026-11-21"
NONE = {"articles_new": 0, "articles_gone": 0, "titles_changed": 0, "texts_changed": 0, "tags_changed": 0}
PIECES = [Piece(f"berita-{number}") for number in range(6)]


@pytest.fixture
def work(database: Settings) -> Workspace:
    return workspace(database)


def changed(work: Workspace, day: str = DAY) -> dict[str, int]:
    counts = load(work, day).counts
    return {name: counts[name] for name in NONE}


def tag(work: Workspace, piece: Piece, *tags: Tag) -> None:
    part = work.part(work.shard_of(piece.outlet))
    rows = [row for row in work.results.read("tag", work.version("tag"), DAY, Tagged, part) if row.article_id != piece.article_id]
    row = replace(tagged(piece), tags=tags)
    work.results.write("tag", work.version("tag"), DAY, part, [*rows, row], Tagged)


def test_a_first_load_is_all_new_and_the_same_again_changes_nothing(work: Workspace) -> None:
    put(work, PIECES)
    assert changed(work) == NONE | {"articles_new": 6}
    assert changed(work) == NONE


def test_each_kind_of_change_is_counted_by_article(work: Workspace) -> None:
    put(work, PIECES)
    load(work, DAY)
    first, second, third, fourth, fifth, _gone = PIECES
    put(work, [replace(first, title="Judul baru"), replace(second, text="Isi baru."), third, fourth, fifth, Piece("baru")])
    plain = tagged(third).tags
    tag(work, third, *plain, Tag("person", "9", "Ani", 0.9, 0, 3, "1"), Tag("person", "8", "Budi", 0.9, 5, 7, "1"))
    tag(work, fourth, plain[0])
    tag(work, fifth, *(replace(one, version="2", score=0.1, start=1, end=2, label="Lain") for one in plain))
    assert changed(work) == {
        "articles_new": 1,
        "articles_gone": 1,
        "titles_changed": 1,
        "texts_changed": 1,
        "tags_changed": 2,
    }
    assert changed(work) == NONE


def test_an_article_that_moved_is_gone_here_and_new_there(work: Workspace) -> None:
    put(work, PIECES)
    load(work, DAY)
    put(work, [replace(PIECES[0], day=NEXT), *PIECES[1:]])
    assert changed(work, NEXT) == NONE | {"articles_new": 1}
    put(work, PIECES)
    assert changed(work) == NONE | {"articles_new": 1}
    put(work, [replace(PIECES[0], day=NEXT), *PIECES[1:]])
    assert changed(work) == NONE | {"articles_gone": 1}


def test_an_article_that_is_refused_now_is_gone(work: Workspace) -> None:
    put(work, PIECES)
    load(work, DAY)
    put(work, [replace(PIECES[0], refused="text_short"), *PIECES[1:]])
    assert changed(work) == NONE | {"articles_gone": 1}


VERSIONS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.tuples(st.sampled_from(["Judul satu", "Judul dua"]), st.sampled_from(["Isi.", "Lain."])),
)


@given(VERSIONS, VERSIONS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_counts_are_the_difference_of_two_days(
    work: Workspace, before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]
) -> None:
    wipe(work)
    for world in (before, after):
        put(work, [Piece(name, title=title, text=f"{name}: {text}") for name, (title, text) in world.items()], [DAY])
        found = changed(work)
    both = before.keys() & after.keys()
    assert found == {
        "articles_new": len(after.keys() - before.keys()),
        "articles_gone": len(before.keys() - after.keys()),
        "titles_changed": sum(before[name][0] != after[name][0] for name in both),
        "texts_changed": sum(before[name][1] != after[name][1] for name in both),
        "tags_changed": 0,
    }
