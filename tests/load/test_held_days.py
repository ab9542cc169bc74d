"""A day that would lose many of its articles is held and lists them; after a release of exactly these it is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from load_builders import Piece, load, put, workspace

from databases import copied, copy_template, server_address
from pantau.cli import main
from pantau.dedupe.stage import run as dedupe
from pantau.errors import BadInput, CriticalRuleFailed
from pantau.settings import Settings, read_settings, settings
from pantau.validate.releases import DayHeld, NotHeld, held_day, held_items, release, state_of
from pantau.validate.stage import run as validate
from pantau.warehouse.roles import LOAD
from pantau.workspace import Workspace

DAY, OTHER = "2026-11-20", "2026-11-21"
WORDS = (
    "Pemerintah kota memperbaiki jembatan yang rusak setelah banjir pekan lalu dan warga bergotong royong membersihkan lumpur "
)
PIECES = [
    Piece(f"{outlet}-{number}", outlet=outlet, text=f"{WORDS * 3} {outlet} nomor {number}.", title=f"Jembatan {outlet} {number}")
    for outlet, count in (("kabar", 20), ("suara", 6))
    for number in range(count)
]


@pytest.fixture(scope="module")
def loaded(database_server: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A warehouse with 26 loaded articles of two outlets. It is made once, and each test gets a copy."""
    folder: Path = tmp_path_factory.mktemp("held")
    with psycopg.connect(server_address(database_server, "postgres"), autocommit=True) as admin:
        copy_template(admin, "held_days")
        chosen = read_settings(state_dir=folder, warehouse=server_address(database_server, "held_days", LOAD))
        work = _careful(chosen)
        worked(work, PIECES)
        work.landing.close()  # PostgreSQL copies no database that has a connection
        yield chosen
        admin.execute("DROP DATABASE held_days WITH (FORCE)")


@pytest.fixture
def work(database_server: Settings, loaded: Settings, tmp_path: Path) -> Iterator[Workspace]:
    """A warehouse with 26 loaded articles of two outlets; a day may lose as many as the default settings allow."""
    with copied(database_server, "held_days_copy", loaded, tmp_path / "state") as chosen:
        yield _careful(chosen)


def _careful(chosen: Settings) -> Workspace:
    work = workspace(chosen)
    work.settings = work.settings.model_copy(update={"shrink_share": 0.1, "unreadable_share": 0.01})
    return work


def worked(work: Workspace, pieces: Sequence[Piece]) -> None:
    """Work and load a day that has these pieces and no others."""
    put(work, pieces)
    for shard in range(work.settings.shards):
        dedupe(work, DAY, shard)
    validate(work, DAY)
    load(work, DAY)


def ask(work: Workspace, sql: str) -> list[tuple[Any, ...]]:
    with work.connect() as connection:
        return connection.execute(sql.encode()).fetchall()


def articles(work: Workspace) -> int:
    return int(ask(work, "SELECT count(*) FROM article_rows WHERE day = '2026-11-20'")[0][0])


def let_go(work: Workspace, why: str = "media ditutup di seeds", seen: str = "") -> None:
    with work.connect() as connection:
        release(connection, DAY, "budi", why, seen)


def test_an_outlet_that_vanishes_holds_the_day_and_what_would_go_is_listed(work: Workspace) -> None:
    for _ in range(2):
        with pytest.raises(CriticalRuleFailed) as held:
            worked(work, PIECES[:20])
    said = str(held.value)
    assert "shrinks: 6 dari 26 artikel akan hilang (23,1%); media lenyap: suara (6)" in said
    assert f"pantau day show {DAY}" in said
    assert f'pantau day release {DAY} --why "…"' in said
    assert articles(work) == 26
    assert ask(work, "SELECT success, severity, failed, checked FROM quality_results WHERE rule = 'shrinks'") == [
        (False, "critical", 6, 26)
    ]
    with work.connect() as connection:
        (row,) = held_day(connection, DAY)
        items = held_items(connection, DAY, row.rule)
    assert (row.items, row.released, {item.outlet for item in items}) == (6, None, {"suara"})
    assert items[0].title == "Jembatan suara 0"
    assert items[0].url == "https://suara.test/suara-0"


def test_the_load_does_not_go_around_the_rule(work: Workspace) -> None:
    put(work, PIECES[:20])
    with pytest.raises(DayHeld, match="media lenyap: suara"):
        load(work, DAY)
    assert articles(work) == 26
    with work.connect() as connection:
        assert [row.rule for row in held_day(connection, DAY)] == ["shrinks"]


def test_a_release_lets_exactly_that_go_once(work: Workspace) -> None:
    with pytest.raises(DayHeld):
        worked(work, PIECES[:20])
    let_go(work)
    worked(work, PIECES[:20])
    assert articles(work) == 20
    assert ask(work, "SELECT * FROM held_days") == []
    assert ask(work, "SELECT who, why, items, rule, used_at IS NOT NULL FROM day_releases") == [
        ("budi", "media ditutup di seeds", 6, "shrinks", True)
    ]
    worked(work, PIECES)
    with pytest.raises(DayHeld):
        worked(work, PIECES[:20])  # the same articles go again: this is another loss
    assert articles(work) == 26


def test_a_release_does_not_cover_what_was_not_looked_at(work: Workspace) -> None:
    with pytest.raises(DayHeld):
        worked(work, PIECES[:20])
    with work.connect() as connection:
        seen = state_of(held_day(connection, DAY))
    let_go(work, seen=seen)
    with pytest.raises(DayHeld, match="7 dari 26"):
        worked(work, PIECES[:19])
    with pytest.raises(NotHeld, match="look again"):
        let_go(work, seen=seen)
    assert articles(work) == 26


def test_the_pages_come_back_and_the_day_is_no_longer_held(work: Workspace) -> None:
    with pytest.raises(DayHeld):
        worked(work, PIECES[:20])
    worked(work, PIECES)
    assert (articles(work), ask(work, "SELECT * FROM held_days")) == (26, [])
    assert ask(work, "SELECT * FROM quality_results WHERE rule = 'shrinks'") == []
    with pytest.raises(NotHeld):
        let_go(work)


def test_what_moved_to_another_day_is_not_lost(work: Workspace) -> None:
    moved = [Piece(**{**vars(piece), "day": OTHER}) if piece.outlet == "suara" else piece for piece in PIECES]
    worked(work, moved)
    assert articles(work) == 20


def test_a_tenth_may_go_and_a_little_more_may_not(work: Workspace) -> None:
    worked(work, PIECES[2:])
    assert articles(work) == 24
    with pytest.raises(DayHeld, match=r"5 dari 26 .*media berkurang: kabar \(5\)"):
        worked(work, PIECES[5:])


def test_a_day_that_loses_a_little_each_time_is_held_once_it_is_much(work: Workspace) -> None:
    worked(work, PIECES[1:])
    worked(work, PIECES[2:])
    worked(work, PIECES[2:])  # the same again loses nothing more
    said = r"4 dari 26 artikel akan hilang \(15,4%\); 2 di antaranya sudah hilang pada pemuatan sebelumnya; .*kabar \(4\)"
    with pytest.raises(DayHeld, match=said):
        worked(work, PIECES[4:])
    assert articles(work) == 24
    let_go(work)
    worked(work, PIECES[4:])
    assert articles(work) == 22
    worked(work, PIECES[6:])  # counted from the release: 2 of 22
    with pytest.raises(DayHeld, match="4 dari 22"):
        worked(work, PIECES[8:])


def test_what_came_back_or_moved_is_not_counted_as_gone(work: Workspace) -> None:
    worked(work, PIECES[2:])
    worked(work, PIECES)
    worked(work, PIECES[2:])
    moved = [Piece(**{**vars(piece), "day": OTHER}) for piece in PIECES[:2]]
    worked(work, [*moved, *PIECES[4:]])  # two moved, two are gone: 2 of 24
    assert articles(work) == 22
    assert ask(work, "SELECT url_key FROM gone_articles ORDER BY url_key") == [("kabar.test/kabar-2",), ("kabar.test/kabar-3",)]


def test_pages_nothing_can_be_read_from_hold_a_day_that_was_never_loaded(database: Settings) -> None:
    work = workspace(database)
    work.settings = work.settings.model_copy(update={"unreadable_share": 0.01})
    broken = [Piece(f"rusak-{number}", end="extract_error") for number in range(3)]
    with pytest.raises(DayHeld, match=r"pages\.unreadable: 3 dari 29 halaman tidak terbaca \(10,3%\); media: kabar \(3\)"):
        worked(work, [*PIECES, *broken])
    assert articles(work) == 0
    let_go(work, "tiga halaman memang kosong")
    for _ in range(2):  # the same three pages need no second release
        worked(work, [*PIECES, *broken])
    assert articles(work) == 26
    with pytest.raises(DayHeld, match="4 dari 30"):
        worked(work, [*PIECES, *broken, Piece("rusak-lagi", end="extract_error")])


def test_a_release_needs_a_reason(work: Workspace) -> None:
    with pytest.raises(DayHeld):
        worked(work, PIECES[:20])
    for why in ("", "  ", "ok", "x" * 1001):
        with pytest.raises(BadInput, match="reason"):
            let_go(work, why)


def test_the_command_shows_and_releases(
    work: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANTAU_WAREHOUSE", work.settings.warehouse)
    settings.cache_clear()
    try:
        assert main(["day", "show", DAY]) == 0
        assert "tidak ditahan" in capsys.readouterr().out
        with pytest.raises(DayHeld):
            worked(work, PIECES[:20])
        assert main(["day", "show", DAY]) == 0
        shown = capsys.readouterr().out
        assert shown.count("https://suara.test/") == 6
        assert "Jembatan suara 3" in shown
        assert main(["day", "release", DAY, "--why", "media ditutup"]) == 0
        assert main(["day", "release", DAY, "--why", "media ditutup"]) == 2
        assert "tidak ditahan" in capsys.readouterr().err
    finally:
        settings.cache_clear()
    worked(work, PIECES[:20])
    assert articles(work) == 20
