"""The load stage swaps the whole day and links copies over days, and its figures add up."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from load_builders import START, Piece, load, put, tagged, wipe, work_day, workspace

from pantau.load.stage import NotConserved
from pantau.load.staging import NotValidated
from pantau.report.headlines import keep_words
from pantau.settings import PROJECT, Settings
from pantau.tagged import Tagged
from pantau.versions import versions_of
from pantau.warehouse.digest import warehouse_digest
from pantau.workspace import Workspace

D1, D2, D3 = "2026-11-20", "2026-11-21", "2026-11-22"
CHILD = """
import sys
from pathlib import Path
from load_builders import load, workspace
from pantau.settings import read_settings
from pantau.tagged import Tagged
load(workspace(read_settings(warehouse=sys.argv[1], state_dir=Path(sys.argv[2]))), sys.argv[3])
"""
EVERY_END = [
    Piece("satu"),
    Piece("dua", text="Teks yang sama."),
    Piece("tiga", text="Teks yang sama.", minutes=5),
    Piece("video", end="video"),
    Piece("rusak", end="extract_error"),
    Piece("hilang", end="failed"),
    Piece("tertutup", end="blocked"),
    Piece("nanti", end="pending"),
    Piece("ditolak", refused="text_short"),
    Piece("lain", outlet="suara"),
]


@pytest.fixture
def work(database: Settings) -> Workspace:
    return workspace(database)


def ask(work: Workspace, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with work.connect() as connection:
        return connection.execute(sql.encode(), values).fetchall()


def outcomes(work: Workspace) -> dict[str, tuple[str, str]]:
    return {row[0].partition("/")[2]: row[1:] for row in ask(work, "SELECT url_key, outcome, reason FROM entry_outcomes")}


def copies(work: Workspace) -> dict[str, str]:
    sql = "SELECT a.url_key, b.url_key FROM article_rows a JOIN article_rows b ON a.copy_of = b.article_id"
    return {copy.partition("/")[2]: of.partition("/")[2] for copy, of in ask(work, sql)}


def digest(work: Workspace) -> dict[str, str]:
    with work.connect() as connection:
        return warehouse_digest(connection)


def test_every_end_is_counted_and_only_articles_are_loaded(work: Workspace) -> None:
    put(work, EVERY_END)
    report = load(work, D1)
    assert report.counts == {
        "discovered": 10,
        "loaded": 3,
        "duplicate": 1,
        "not_article": 1,
        "quarantined": 1,
        "failed": 2,
        "blocked": 1,
        "pending": 1,
        "articles_new": 4,
        "articles_gone": 0,
        "titles_changed": 0,
        "texts_changed": 0,
        "tags_changed": 0,
        "moved_away": 0,
        "days_touched": 1,
        "stories": 0,
    }
    assert outcomes(work) == {
        "satu": ("loaded", ""),
        "dua": ("loaded", ""),
        "tiga": ("duplicate", "same_text"),
        "video": ("not_article", "video"),
        "rusak": ("failed", "extract_error"),
        "hilang": ("failed", "http_404"),
        "tertutup": ("blocked", "robots"),
        "nanti": ("pending", "not_fetched"),
        "ditolak": ("quarantined", "text_short"),
        "lain": ("loaded", ""),
    }
    assert copies(work) == {"tiga": "dua"}
    assert ask(work, "SELECT day::text, discovered, loaded, late, lost, balanced FROM day_balance") == [(D1, 10, 3, 0, 0, True)]
    assert ask(work, "SELECT url, title, rule, reason, value FROM quarantine") == [
        ("https://kabar.test/ditolak", "Judul ditolak", "text_short", "tidak boleh", "ditolak")
    ]


def test_an_article_has_what_the_stages_found(work: Workspace) -> None:
    put(work, [Piece("satu")])
    load(work, D1)
    row = ask(
        work,
        "SELECT day::text, title, text, authors, removed, dateline_place, words, published_at, "
        "search @@ '~berita:D & ^judul:A' "
        "FROM articles",
    )[0]
    assert row == (D1, "Judul satu", "Isi berita satu di kabar.", ["Sari Dewi"], {"baca_juga": 2}, "Jakarta", 99, START, True)
    origin = ask(work, "SELECT dateline_outlet, wire_source, reposted_from, correction, author_note FROM articles")
    assert origin == [
        ("KABAR.com", "Reuters; ANTARA", "Warta Nusa", "Ralat: bukan dua.", "Penulis adalah guru di Kampung Cempaka.")
    ]
    tags = ask(work, 'SELECT kind, id, score, start, "end" FROM article_tags ORDER BY kind')
    assert tags == [("province", "31", 1.0, 4, 9), ("topic", "ekonomi", 0.5, 0, 3)]
    assert ask(work, "SELECT outlet, name, domains FROM outlets ORDER BY outlet")[0] == ("kabar", "Kabar", ["kabar.test"])
    assert ask(work, "SELECT count(*) FROM feeds") == [(3,)]


def test_why_an_article_has_no_tags_is_loaded_with_it(work: Workspace) -> None:
    pieces = [Piece("satu"), Piece("dua")]
    put(work, pieces)
    rows = [tagged(pieces[0]), replace(tagged(pieces[1]), tags=(), reason="too_costly")]
    work.results.write("tag", work.version("tag"), D1, work.part(0), rows, Tagged)
    load(work, D1)
    assert ask(work, "SELECT title, untagged FROM articles ORDER BY untagged")[1][1] == "too_costly"
    assert ask(work, "SELECT count(*) FROM articles WHERE untagged = ''") == [(1,)]


def test_a_day_not_validated_with_the_code_and_seeds_of_now_is_refused(work: Workspace) -> None:
    put(work, EVERY_END)
    load(work, D1)
    before, version = digest(work), work.version("validate")
    folder = work.settings.seeds_dir / "tags"
    (folder / "topics.yaml").write_text("ekonomi: {}\n")
    work.versions = versions_of(work.settings)
    assert work.version("validate") != version
    with pytest.raises(NotValidated, match="run it again from extract: pantau run 2026-11-20 --from extract"):
        load(work, D1)
    assert digest(work) == before


def test_an_empty_day_loads(work: Workspace) -> None:
    put(work, [])
    assert load(work, D1).counts["discovered"] == 0
    assert ask(work, "SELECT day::text, discovered, balanced FROM day_balance") == [(D1, 0, True)]


def test_loading_again_writes_nothing_new(work: Workspace) -> None:
    put(work, EVERY_END)
    load(work, D1)
    before, rows = digest(work), ask(work, "SELECT ctid::text, article_id FROM article_rows WHERE copy_of IS NULL ORDER BY 2")
    load(work, D1)
    assert digest(work) == before
    assert ask(work, "SELECT ctid::text, article_id FROM article_rows WHERE copy_of IS NULL ORDER BY 2") == rows
    assert ask(work, "SELECT count(*) FROM loads") == [(2,)]


def test_a_changed_day_replaces_the_old_one(work: Workspace) -> None:
    put(work, EVERY_END)
    load(work, D1)
    put(work, [Piece("satu", text="Isi baru."), Piece("baru"), Piece("dua", end="video")])
    load(work, D1)
    changed = digest(work)
    assert outcomes(work) == {"satu": ("loaded", ""), "baru": ("loaded", ""), "dua": ("not_article", "video")}
    wipe(work)
    load(work, D1)
    assert digest(work) == changed


def test_a_load_that_changes_days_takes_away_the_counts_of_their_headlines(work: Workspace) -> None:
    put(work, [Piece("satu"), Piece("dua", day=D2)])
    for day in (D1, D2):
        load(work, day)
        with work.connect() as connection:
            assert keep_words(connection, day) == 1
    load(work, D1)  # nothing changed
    assert ask(work, "SELECT day::text FROM headline_days ORDER BY day") == [(D1,), (D2,)]
    put(work, [Piece("satu"), Piece("dua", day=D1)])  # it moved
    load(work, D1)
    assert ask(work, "SELECT day::text FROM headline_days") == []


def test_copies_are_linked_over_days_and_the_first_published_is_the_original(work: Workspace) -> None:
    put(
        work,
        [
            Piece("asli", D2, text="Sama."),
            Piece("salin", D1, text="Sama.", minutes=9),
            Piece("alih", D3, "suara", minutes=1, canonical="kabar.test/asli"),
        ],
    )
    load(work, D1)
    assert copies(work) == {}
    load(work, D2)
    load(work, D3)
    assert copies(work) == {"salin": "asli", "alih": "asli"}
    assert outcomes(work) == {"asli": ("loaded", ""), "salin": ("duplicate", "same_text"), "alih": ("duplicate", "same_url")}
    assert ask(work, "SELECT day::text, outcome, reason, count FROM source_days ORDER BY day") == [
        (D1, "duplicate", "same_text", 1),
        (D2, "loaded", "", 1),
        (D3, "duplicate", "same_url", 1),
    ]


def test_copies_of_an_original_that_goes_are_promoted(work: Workspace) -> None:
    put(
        work,
        [Piece("asli", D1, text="Sama."), Piece("dua", D2, text="Sama.", minutes=1), Piece("tiga", D3, text="Sama.", minutes=2)],
    )
    for day in (D1, D2, D3):
        load(work, day)
    assert copies(work) == {"dua": "asli", "tiga": "asli"}
    put(
        work,
        [
            Piece("asli", D1, refused="rule"),
            Piece("dua", D2, text="Sama.", minutes=1),
            Piece("tiga", D3, text="Sama.", minutes=2),
        ],
    )
    assert load(work, D1).counts["days_touched"] == 2  # tiga stays a copy, now of dua
    assert copies(work) == {"tiga": "dua"}
    assert outcomes(work)["dua"] == ("loaded", "")
    assert ask(work, "SELECT bool_and(balanced) FROM day_balance") == [(True,)]


def test_an_entry_that_moved_leaves_its_old_day(work: Workspace) -> None:
    put(work, [Piece("pindah", D1), Piece("tetap", D1)])
    load(work, D1)
    put(work, [Piece("pindah", D2), Piece("tetap", D1)])
    load(work, D2)
    assert ask(work, "SELECT day::text, count FROM source_days ORDER BY day") == [(D1, 1), (D2, 1)]
    assert ask(work, "SELECT day::text FROM article_rows ORDER BY day") == [(D1,), (D2,)]
    after = digest(work)
    work_day(work, D1, [Piece("pindah", D1), Piece("tetap", D1)])  # results from before the entry moved
    load(work, D1)
    assert digest(work) == after


def test_an_entry_that_moves_while_its_old_day_is_loading_is_not_taken_back(
    work: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(work, [Piece("pindah", D1), Piece("tetap", D1)])
    landing = work.landing.entries(D1)
    monkeypatch.setattr(work.landing, "entries", lambda day: landing)
    with work.connect() as connection:
        connection.execute("UPDATE landing.entries SET day = %s WHERE url_key = 'kabar.test/pindah'", [D2])
    assert load(work, D1).counts["moved_away"] == 1
    assert set(outcomes(work)) == {"tetap"}


def test_poisonous_texts_do_not_stop_a_day(work: Workspace) -> None:
    endless = " ".join(f"kata{number}" for number in range(200_000))
    put(
        work,
        [
            Piece("nol", text="Ada \0 di sini."),
            Piece("panjang", text=endless),
            Piece("kanon", canonical="kabar.test/" + "x" * 9000),
        ],
    )
    load(work, D1)
    assert ask(work, "SELECT text FROM articles WHERE url_key = 'kabar.test/nol'") == [("Ada  di sini.",)]
    assert ask(work, "SELECT length(text) FROM articles WHERE url_key = 'kabar.test/panjang'") == [(len(endless),)]
    assert ask(work, "SELECT canonical_key FROM articles WHERE url_key = 'kabar.test/kanon'") == [("",)]


def test_a_page_that_landed_while_the_day_was_worked_is_pending(work: Workspace) -> None:
    put(work, [Piece("satu"), Piece("baru")])
    work_day(work, D1, [Piece("satu")])
    load(work, D1)
    assert outcomes(work) == {"satu": ("loaded", ""), "baru": ("pending", "not_extracted")}


def test_the_catalogue_is_mirrored(work: Workspace) -> None:
    put(work, [])
    load(work, D1)
    outlet = work.catalogue.outlets["kabar"]
    work.catalogue = replace(work.catalogue, outlets={"kabar": replace(outlet, name="Kabar Baru", gap_s=7.5)}, feeds=())
    load(work, D1)
    assert ask(work, "SELECT outlet, name, gap_s, at_once FROM outlets") == [("kabar", "Kabar Baru", 7.5, 0)]
    assert ask(work, "SELECT count(*) FROM feeds") == [(0,)]


def test_a_day_that_does_not_add_up_is_refused_and_the_old_one_stays(work: Workspace) -> None:
    put(work, EVERY_END)
    load(work, D1)
    before = digest(work)
    with work.connect() as connection:
        connection.execute("CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
        connection.execute("CREATE TRIGGER lose BEFORE INSERT ON entry_outcomes FOR EACH ROW EXECUTE FUNCTION lose()")
    put(work, [*EVERY_END, Piece("baru")])
    with pytest.raises(NotConserved, match="2026-11-20 was not loaded: 11 URLs discovered"):
        load(work, D1)
    assert digest(work) == before


def test_a_load_cut_off_leaves_the_old_day(work: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    put(work, EVERY_END)
    load(work, D1)
    before = digest(work)
    put(work, [Piece("baru")])

    def cut(*args: object, **words: object) -> int:
        raise psycopg.OperationalError("server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr("pantau.load.stage.relink", cut)
        with pytest.raises(psycopg.OperationalError):
            load(work, D1)
    assert digest(work) == before


def test_days_loaded_at_once_end_as_one_after_the_other(work: Workspace) -> None:
    pieces = [
        Piece(f"{name}{number}", day, text=f"Teks {number}.", minutes=number)
        for number in range(6)
        for name, day in (("a", D1), ("b", D2), ("c", D3))
    ]
    put(work, pieces)
    for day in (D1, D2, D3):
        load(work, day)
    wanted = digest(work)
    wipe(work)
    failures: list[BaseException] = []

    def one(day: str) -> None:
        try:
            load(workspace(work.settings), day)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=one, args=[day]) for day in (D3, D1, D2, D1, D3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert digest(work) == wanted


def test_a_load_killed_in_the_middle_of_the_swap_leaves_the_old_day(work: Workspace) -> None:
    put(work, EVERY_END)
    load(work, D1)
    before = digest(work)
    put(work, [Piece("baru"), Piece("satu", text="Isi baru.")])
    words = [sys.executable, "-c", CHILD, work.settings.warehouse, str(work.settings.state_dir), D1]
    path = os.pathsep.join(map(str, (PROJECT / "include", PROJECT / "tests", Path(__file__).parent)))
    waiting = "SELECT count(*) FROM pg_locks WHERE relation = 'source_days'::regclass AND NOT granted"
    with work.connect() as holder, work.connect() as watcher:
        watcher.autocommit = True
        holder.execute("LOCK TABLE source_days IN EXCLUSIVE MODE")  # the child waits for this lock after it swapped the articles
        with subprocess.Popen(words, env=os.environ | {"PYTHONPATH": path}) as child:
            while watcher.execute(waiting).fetchone() != (1,):
                assert child.poll() is None
            child.kill()
        assert child.returncode == -9
    assert digest(work) == before
    load(work, D1)
    assert set(outcomes(work)) == {"baru", "satu"}


def test_the_bounds_of_the_volume_rule_come_from_the_settings(work: Workspace) -> None:
    put(work, [])
    work.settings = work.settings.model_copy(update={"volume_low": 0.25, "volume_high": 4.0})
    load(work, D1)
    assert ask(work, "SELECT volume_low, volume_high FROM quality_bounds") == [(0.25, 4.0)]
