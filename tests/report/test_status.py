"""`pantau status` and the report stage: the figures of a day, as a table and as JSON."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from pantau.cli import main
from pantau.remade import note_damaged
from pantau.report.changes import COUNTS
from pantau.report.command import print_status
from pantau.report.stage import run
from pantau.settings import Settings
from pantau.workspace import Workspace

sys.path.append(str(Path(__file__).parents[1] / "load"))
from load_builders import Piece, load, put, workspace

D1, D2, D3 = "2026-11-20", "2026-11-21", "2026-11-22"
WORLD = [
    Piece("satu"),
    Piece("hilang", end="failed"),
    Piece("video", end="video"),
    Piece("ditolak", refused="text_short"),
    Piece("lain", D2, outlet="suara"),
]


@pytest.fixture
def work(database: Settings, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr("pantau.report.command.settings", lambda: database)
    monkeypatch.setenv("COLUMNS", "200")
    return workspace(database)


def status(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["status", *words]) == 0
    return capsys.readouterr().out


def test_nothing_loaded_yet_says_what_to_do(work: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert "make demo" in status(capsys)
    assert json.loads(status(capsys, "--json")) == {"days": [], "local_clocks": []}


def test_json_has_the_stable_keys(work: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    put(work, WORLD)
    load(work, D1)
    load(work, D2)
    days = json.loads(status(capsys, "--json"))["days"]
    assert [day["day"] for day in days] == [D1, D2]
    none = {"loaded": 0, "duplicate": 0, "not_article": 0, "quarantined": 0, "failed": 0, "blocked": 0, "pending": 0}
    outcomes = none | {"loaded": 1, "not_article": 1, "quarantined": 1, "failed": 1}
    assert days[0] == {
        "day": D1,
        "loaded": True,
        "balanced": True,
        "discovered": 4,
        "late": 0,
        "lost": 0,
        "outcomes": outcomes,
        "outlets": [
            {
                "outlet": "kabar",
                "name": "Kabar",
                "outcomes": outcomes,
                "reasons": {"failed": {"http_404": 1}, "not_article": {"video": 1}, "quarantined": {"text_short": 1}},
            }
        ],
        "missing": [
            {"outlet": "suara", "name": "Suara", "reason": "nothing_announced"},
            {"outlet": "warta", "name": "Warta", "reason": "nothing_announced"},
        ],
        "quality": [
            {
                "rule": "title_present",
                "scope": "row",
                "severity": "warning",
                "success": False,
                "checked": 2,
                "failed": 1,
                "observed": "",
                "description": "a title is there",
            }
        ],
        "stories": [],
        "unreadable": [],
        "damaged": [],
        "untagged": {},
        "revisions": 0,
        "withdrawn": 0,
        "revisits": {},
        "floods": [],
        "changes": {"first": 1, "articles_new": 1} | dict.fromkeys(list(COUNTS)[1:], 0),
    }


def test_the_table_shows_outlets_reasons_and_what_is_missing(work: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    put(work, WORLD)
    load(work, D1)
    out = status(capsys)
    assert "2026-11-20 · seimbang" in out
    assert "http_404 1, text_short 1, video 1" in out
    assert "Media tanpa kabar (2): Suara (nothing_announced), Warta (nothing_announced)" in out
    assert "Aturan title_present (warning) a title is there" in out
    assert "Muat pertama: 1 artikel." in out


def test_the_status_says_what_the_last_load_changed(work: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    put(work, WORLD)
    load(work, D1)
    put(work, [replace(WORLD[0], title="Judul lain"), Piece("baru"), *WORLD[1:]])
    load(work, D1)
    assert "Dibanding muat sebelumnya: 1 artikel baru, 1 judul berubah." in status(capsys, "--day", D1)
    load(work, D1)
    assert "Dibanding muat sebelumnya: tidak ada yang berubah." in status(capsys, "--day", D1)


def test_a_load_that_did_not_compare_says_nothing(work: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    put(work, WORLD)
    load(work, D1)
    with work.connect() as connection:
        connection.execute("UPDATE loads SET counts = '{}'")
    assert "muat" not in status(capsys, "--day", D1).lower().replace("dimuat", "")
    assert json.loads(status(capsys, "--json", "--day", D1))["days"][0]["changes"] is None


def test_the_status_names_lost_pages_damaged_parts_and_texts_without_tags(
    work: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    put(work, WORLD)
    load(work, D1)
    note_damaged(work, D1, "tag/a.parquet", "tag/a.parquet.damaged-1")
    with work.connect() as connection:
        connection.execute("UPDATE article_rows SET untagged = 'too_costly'")
        connection.execute(
            "INSERT INTO landing.unreadable (url_key, fetched_at, day, outlet, url, warc_file, reason, kept) "
            "VALUES ('kabar.test/satu', now(), %s, 'kabar', '', 'h.warc.gz', 'x', 'results')",
            [D1],
        )
    day = json.loads(status(capsys, "--json", "--day", D1))["days"][0]
    assert day["damaged"] == [{"file": "tag/a.parquet", "kept_as": "tag/a.parquet.damaged-1"}]
    assert day["untagged"] == {"too_costly": 1}
    out = status(capsys)
    assert "h.warc.gz: 1 halaman tidak terbaca, 1 di antaranya tetap seperti sebelumnya" in out
    assert "Bagian hasil tahap rusak tag/a.parquet, dibuat lagi; salinannya tag/a.parquet.damaged-1" in out
    assert "Dimuat tanpa tanda: 1 artikel (too_costly 1)" in out


@pytest.mark.usefixtures("english")
def test_days_and_day_choose(work: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    put(work, WORLD)
    for day in (D1, D2, D3):
        load(work, day)
    assert [day["day"] for day in json.loads(status(capsys, "--json", "--days", "2"))["days"]] == [D2, D3]
    assert [day["day"] for day in json.loads(status(capsys, "--json", "--day", D1))["days"]] == [D1]
    assert main(["status", "--day", "kemarin"]) == 2
    assert "'kemarin' is not a day" in capsys.readouterr().err
    assert main(["status", "--days", "0"]) == 2


def test_a_day_with_entries_that_was_never_loaded_is_not_balanced(work: Workspace) -> None:
    put(work, WORLD)
    load(work, D1)
    out = io.StringIO()
    with work.connect() as connection:
        assert print_status(connection, [D1, D3], Console(file=out))
        assert not print_status(connection, [D1, D2, D3], Console(file=out))
    assert "2026-11-21 · belum dimuat, 1 URL menunggu" in out.getvalue()


def test_an_entry_without_an_outcome_unbalances_the_day(work: Workspace) -> None:
    put(work, WORLD)
    load(work, D1)
    with work.connect() as connection:
        connection.execute("DELETE FROM entry_outcomes WHERE url_key = 'kabar.test/satu'")
    counts = run(work, D1).counts
    assert (counts["balanced"], counts["lost"]) == (0, 1)


def test_late_entries_do_not_unbalance_a_day(work: Workspace) -> None:
    put(work, WORLD)
    load(work, D1)
    with work.connect() as connection:
        connection.execute(
            "INSERT INTO landing.entries (url_key, article_id, url, outlet, day, source, source_url) "
            "VALUES ('kabar.test/baru', 'baru', '', 'kabar', %s, 'feed', '')",
            [D1],
        )
    counts = run(work, D1).counts
    assert (counts["balanced"], counts["late"], counts["discovered"]) == (1, 1, 4)


def test_the_report_counts_what_the_event_carries(work: Workspace) -> None:
    put(work, WORLD)
    load(work, D1)
    report = run(work, D1)
    assert (report.stage, report.day) == ("report", D1)
    assert report.counts == {
        "discovered": 4,
        "loaded": 1,
        "duplicate": 0,
        "not_article": 1,
        "quarantined": 1,
        "failed": 1,
        "blocked": 0,
        "pending": 0,
        "late": 0,
        "lost": 0,
        "balanced": 1,
        "outlets": 1,
        "outlets_missing": 2,
        "rules_failed": 1,
        "stories": 0,
        "story_articles": 0,
        "revisions": 0,
        "withdrawn": 0,
        "released": 0,
        "articles_new": 1,
        "articles_gone": 0,
        "titles_changed": 0,
        "texts_changed": 0,
        "tags_changed": 0,
        "watchlists": 0,  # the seeds of these tests have no names: nothing is matched, and the day is reported all the same
        "watchlist_matches": 0,
    }


def test_the_digest_names_every_table(work: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    put(work, WORLD)
    load(work, D1)
    digests = json.loads(status(capsys, "--digest"))
    assert digests["entry_outcomes"].startswith("4:")
    assert set(digests) >= {"article_rows", "source_days", "quality_rows"}
