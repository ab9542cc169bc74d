"""Watchlists: kept with every change, read back from files, and matched as a pure function of a day and a version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.day import days_between
from pantau.errors import BadInput
from pantau.report import watched
from pantau.report.desk_orders import DeskOrder, carry_out
from pantau.search.compiled import compile_query
from pantau.search.vocabulary import read_vocabulary
from pantau.settings import PROJECT, Settings
from pantau.watchlists import kept, matching, preview
from pantau.watchlists.feedback import Feedback, keep_feedback, read_feedback
from pantau.watchlists.model import SavedWatchlist, checked, compose, lines_of, slug_of
from pantau.watchlists.seeding import match_watchlists, seeded

SEEDS = PROJECT / "seeds"
DAYS = days_between("2026-11-01", "2026-11-20")
DAY = DAYS[-1]
INSERT = (Path(__file__).parent / "article.sql").read_text("utf-8")
OUTLETS = """INSERT INTO outlets VALUES
  ('ramai', 'Ramai', 'Grup A', '', 'id', 'WIB', 'national', '{}', '', ''),
  ('rukun', 'Rukun', 'Grup A', '', 'id', 'WIB', 'national', '{}', '', ''),
  ('sunyi', 'Sunyi', '', '', 'id', 'WIB', 'national', '{}', '', '')"""
RICE = checked(
    {"watchlist": "beras", "name": "Beras", "query": '"harga beras"', "aliases": ["gabah"], "exclusions": ["nasi goreng"]}
)


def add(connection: psycopg.Connection, ident: str, day: str, title: str, text: str = "", **more: Any) -> None:
    """An article with its words as the load stores them."""
    vector = read_vocabulary(SEEDS).analyzer.vector(title, text)
    row = {
        "id": ident,
        "day": day,
        "title": title,
        "text": text,
        "outlet": "ramai",
        "facets": [],
        "search": vector,
        "copy_of": None,
    }
    connection.execute(INSERT, row | more)


@pytest.fixture
def warehouse(database: Settings) -> Iterator[psycopg.Connection]:
    """Twenty loaded days with a few articles on rice."""
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(OUTLETS)
        for day in DAYS:
            connection.execute("INSERT INTO loads (day, run_id, code, counts) VALUES (%s, 'uji', 'v', '{}')", [day])
        far = "Pasar ramai sejak pagi. " * 20
        add(connection, "a1", DAY, "Harga beras naik", "Harga beras naik lagi di pasar.", facets=["province/31"])
        add(connection, "a2", DAY, "Pasar pagi", far + "Petani menjual gabah.", outlet="rukun")
        add(connection, "a3", DAY, "Harga beras dan nasi goreng", "Nasi goreng mahal karena harga beras.", outlet="sunyi")
        add(connection, "a4", DAYS[3], "Harga beras turun", "Kata menteri.", outlet="sunyi")
        add(connection, "a5", DAY, "Harga beras naik", "Salinan harga beras.", copy_of="a1")
        add(connection, "a6", DAY, "Banjir di kota", "Air setinggi lutut.")
        connection.execute("INSERT INTO article_tags VALUES ('a1', 'province', '31', 'Jakarta', 0.9, 0, 3, 'v')")
        connection.execute("INSERT INTO article_tags VALUES ('a1', 'person', 'ani', 'Ani Sari', 0.9, 0, 3, 'v')")
        yield connection


def matches(connection: psycopg.Connection, ident: str = "beras") -> list[tuple[Any, ...]]:
    asked = "SELECT article_id, main, in_title, spans FROM watchlist_matches WHERE watchlist = %s ORDER BY article_id"
    return connection.execute(asked, [ident]).fetchall()


def test_a_saved_watchlist_is_matched_with_all_days_and_says_how_far_it_is(warehouse: psycopg.Connection) -> None:
    kept.save(warehouse, RICE, "ani")
    assert matching.progress_of(warehouse, "beras") == (20, 0)
    assert matching.match_all(warehouse, "beras", SEEDS) == 20
    assert matching.progress_of(warehouse, "beras") == (20, 20)
    found = matches(warehouse)
    assert [(row[0], row[1], row[2]) for row in found] == [
        ("a1", True, True), ("a2", False, False), ("a4", True, True), ("a5", True, True),
    ]  # fmt: skip
    text = str(warehouse.execute("SELECT text FROM article_rows WHERE article_id = 'a2'").fetchall()[0][0])
    start, end = found[1][3][:2]
    assert text[start:end] == "gabah"
    hits = {row[0] for row in warehouse.execute("SELECT article_id FROM watchlist_hits")}
    assert hits == {"a1", "a2", "a4"}  # a copy does not count as a hit
    assert matching.match_all(warehouse, "beras", SEEDS) == 0  # nothing is left to do


def test_matches_are_a_function_of_the_day_and_the_version(warehouse: psycopg.Connection) -> None:
    kept.save(warehouse, RICE, "ani")
    matching.match_all(warehouse, "beras", SEEDS)
    before = matches(warehouse)
    for _ in range(2):
        match_watchlists(warehouse, DAY, SEEDS)
    assert matches(warehouse) == before
    warehouse.execute("DELETE FROM article_rows WHERE article_id = 'a2'")  # a reload may withdraw an article
    match_watchlists(warehouse, DAY, SEEDS)
    assert [row[0] for row in matches(warehouse)] == ["a1", "a4", "a5"]


def test_a_change_is_kept_and_opens_all_days_again(warehouse: psycopg.Connection) -> None:
    first = kept.save(warehouse, RICE, "ani")
    assert kept.save(warehouse, RICE, "ani") == first  # nothing changed: no version, no line of history
    matching.match_all(warehouse, "beras", SEEDS)
    changed = kept.save(warehouse, checked(_without(RICE)), "budi")
    assert changed.version == 2
    assert matching.progress_of(warehouse, "beras") == (20, 0)
    matching.match_all(warehouse, "beras", SEEDS)
    assert "a3" in {row[0] for row in matches(warehouse)}
    kept.take_away(warehouse, "beras", "ani")
    assert matches(warehouse) == []
    history = kept.changes_of(warehouse, "beras")
    assert [(one.who, one.parts) for one in history] == [("ani", []), ("budi", ["exclusions"]), ("ani", [])]
    assert kept.save(warehouse, RICE, "ani").version == 4  # a version is never used twice
    with pytest.raises(BadInput, match="there is no watchlist"):
        kept.take_away(warehouse, "lain", "ani")


def _without(one: SavedWatchlist) -> dict[str, Any]:
    """The watchlist without its exclusions, as JSON values."""
    return {name: value for name, value in one.as_json().items() if name not in ("version", "exclusions")}


def test_the_watchlists_of_seeds_are_made_once_and_mean_what_their_files_say(warehouse: psycopg.Connection) -> None:
    found = seeded(SEEDS)
    assert kept.seed(warehouse, found) == [one.id for one in found]
    assert kept.seed(warehouse, found) == []
    kept.take_away(warehouse, "karhutla", "ani")
    assert kept.seed(warehouse, found) == []  # a watchlist that people removed stays removed
    for one in kept.read_saved(warehouse):
        assert compile_query(one.whole, SEEDS).condition
    flood = next(one for one in kept.read_saved(warehouse) if one.watchlist == "banjir-jakarta")
    assert 'provinsi:"31"' in flood.query
    assert "banjir diskon" in flood.exclusions


def test_a_query_that_can_no_longer_be_read_matches_nothing_and_holds_no_day_up(warehouse: psycopg.Connection) -> None:
    kept.save(warehouse, checked({"watchlist": "rusak", "name": "x", "query": 'provinsi:"tak ada"'}), "ani")
    kept.save(warehouse, RICE, "ani")
    found = matching.match_day(warehouse, DAY, SEEDS)
    assert found == {"beras": 3, "rusak": 0}


def test_the_preview_counts_days_shows_samples_and_what_an_exclusion_takes(warehouse: psycopg.Connection) -> None:
    shown = preview.preview(warehouse, RICE, DAY, SEEDS)
    assert (len(shown.counts), shown.total, shown.counts[-1]) == (28, 3, 2)
    assert shown.taken == (("nasi goreng", 1),)
    assert [hit.article_id for hit in shown.samples][-1] == "a4"
    with pytest.raises(BadInput):
        preview.preview(warehouse, checked({"watchlist": "x", "name": "x", "query": '"tak selesai'}), DAY, SEEDS)


def test_figures_of_a_watchlist(warehouse: psycopg.Connection) -> None:
    kept.save(warehouse, RICE, "ani")
    matching.match_all(warehouse, "beras", SEEDS)
    totals = watched.watch_totals(warehouse, "beras", DAY)
    assert (totals.week, totals.week_before, totals.month, totals.month_before, totals.main) == (2, 0, 3, 0, 2)
    assert [(one.name, one.articles, one.outlets) for one in watched.voices(warehouse, "beras", DAY)] == [
        ("Grup A", 2, ["Ramai", "Rukun"]), ("Sunyi", 1, ["Sunyi"]),
    ]  # fmt: skip
    assert [(one.id, one.articles) for one in watched.tagged(warehouse, "beras", DAY, "province", 5)] == [("31", 1)]
    news = watched.news_of(warehouse, "beras", DAY, watched.watched_stories(warehouse, "beras", DAY, 200))
    assert (news.outlets, news.persons) == (("Ramai", "Rukun"), ("Ani Sari",))
    assert [one.article_id for one in watched.latest(warehouse, "beras", DAY, 2)] == ["a1", "a2"]
    assert watched.watch_series(warehouse, ["beras"], DAY, None)["beras"].test.count == 2
    add(warehouse, "a7", DAYS[-2], "Harga beras naik", outlet="rukun")
    warehouse.execute("INSERT INTO article_tags VALUES ('a7', 'person', 'ani', 'Ani Sari', 0.9, 0, 3, 'v')")
    match_watchlists(warehouse, DAYS[-2], SEEDS)
    news = watched.news_of(warehouse, "beras", DAY, [])
    assert (news.outlets, news.persons) == (("Ramai",), ())  # the others were there the day before


def test_what_a_reader_calls_not_relevant_no_longer_counts_for_that_watchlist(warehouse: psycopg.Connection) -> None:
    kept.save(warehouse, RICE, "ani")
    matching.match_all(warehouse, "beras", SEEDS)
    for who in ("ani", "ani", "budi"):
        keep_feedback(warehouse, Feedback("a1", "not_relevant", "beras", "", who))
    keep_feedback(warehouse, Feedback("a2", "not_relevant", "lain", "", "ani"))
    assert {row[0] for row in warehouse.execute("SELECT article_id FROM watchlist_hits")} == {"a2", "a4"}
    remarks = list(read_feedback(warehouse))
    assert [(one["article_id"], one["who"], one["title"]) for one in remarks][:2] == [
        ("a1", "ani", "Harga beras naik"), ("a1", "budi", "Harga beras naik"),
    ]  # fmt: skip
    with pytest.raises(BadInput, match="a remark is one of"):
        keep_feedback(warehouse, Feedback("a1", "salah", "beras", "", "ani"))


def test_orders_are_the_owners_or_an_operators(warehouse: psycopg.Connection) -> None:
    order = DeskOrder("r1", "watchlist", {"list": kept.as_text(checked(_without(RICE) | {"owner": "ani"})), "all": ""}, "ani")
    for _ in range(2):
        assert carry_out(warehouse, order).watchlist == "beras"
    assert [one.owner for one in kept.read_saved(warehouse)] == ["ani"]
    other = DeskOrder("r2", "watchlist", {"list": kept.as_text(checked(_without(RICE) | {"owner": "budi"})), "all": ""}, "budi")
    with pytest.raises(BadInput, match="belongs to somebody else"):
        carry_out(warehouse, other)
    carry_out(warehouse, DeskOrder("r3", "watchlist", dict(other.what) | {"all": "1"}, "budi"))
    assert [one.owner for one in kept.read_saved(warehouse)] == ["ani"]  # whoever changes it, it still belongs to its owner
    with pytest.raises(BadInput, match="belongs to somebody else"):
        carry_out(warehouse, DeskOrder("r4", "remove_watchlist", {"watchlist": "beras", "all": ""}, "budi"))
    for _ in range(2):
        carry_out(warehouse, DeskOrder("r5", "remove_watchlist", {"watchlist": "beras", "all": ""}, "ani"))
    assert kept.read_saved(warehouse) == []


def test_private_lists_are_their_owners() -> None:
    lists = [SavedWatchlist("a", 1, "a", "", "x", owner="ani", shared=False), SavedWatchlist("b", 1, "b", "", "x", shared=False)]
    assert [one.watchlist for one in kept.visible_to(lists, "budi")] == ["b"]
    assert [one.watchlist for one in kept.visible_to(lists, "ani")] == ["a", "b"]
    assert [one.watchlist for one in kept.visible_to(lists, "budi", everything=True)] == ["a", "b"]


def test_files_are_read_back_as_they_were_written(tmp_path: Path, warehouse: psycopg.Connection) -> None:
    import yaml

    data = {name: value for name, value in RICE.as_json().items() if name != "version"}
    (tmp_path / "beras.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    assert kept.read_files(tmp_path) == [RICE]
    for wrong in ("[]", "a: [", "watchlist: x\nname: y\nquery: z\nmore: 1", "watchlist: X Y\nname: y\nquery: z"):
        (tmp_path / "beras.yaml").write_text(wrong, "utf-8")
        with pytest.raises(BadInput, match=r"beras\.yaml"):
            kept.read_files(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"query": " "},
        {"query": "x" * 5000},
        {"colour": "<b>"},
        {"aliases": "x"},
        {"aliases": ["y" * 300]},
        {"watchlist": "../x"},
    ],
)
def test_what_is_no_watchlist_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        checked(_without(RICE) | change)


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=4))
def test_names_cannot_break_out_of_their_phrase(word: str, names: list[str]) -> None:
    whole = compose("beras", [word], names)
    assert whole.count('"') == 2 + 2 * len(names)
    assert all('"' not in one for one in lines_of(word))


@pytest.mark.parametrize(("name", "slug"), [("Harga Beras!", "harga-beras"), ("  A/B — c ", "a-b-c"), ("Łódź 2", "d-2")])
def test_a_name_gives_an_id(name: str, slug: str) -> None:
    assert slug_of(name) == slug
    with pytest.raises(BadInput, match="gives no id"):
        slug_of("…")
