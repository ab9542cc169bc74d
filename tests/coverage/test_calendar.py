"""The coverage calendar over the fictional press: what archives list compared with what is here, and its states."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from newsroom import Config, Room, serving
from newsroom.clock import WIB
from pantau.coverage.figures import Cell, calendar, cells, total
from pantau.coverage.palette import colour, mark, name
from pantau.coverage.picture import draw
from pantau.coverage.printed import print_calendar
from pantau.day import shift
from pantau.errors import BadInput
from pantau.fetch import stage as fetch
from pantau.files import parse_yaml
from pantau.model import Entry
from pantau.poll.archives import poll_archive
from pantau.settings import Settings
from pantau.urls import article_id, url_key
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=WIB)
DAY, BEFORE = "2026-11-17", "2026-11-16"
SILENT, DOWN, CLOSED = "wartanusa", "kacapena", "lintasfinansial"
Open = Callable[..., Workspace]


@pytest.fixture
def room() -> Iterator[Room]:
    with serving(Config(outlets=6, per_day=5, clock=lambda: NOW)) as served:
        yield served


@pytest.fixture
def work(room: Room, database: Settings, tmp_path: Path) -> Iterator[Workspace]:
    folder = tmp_path / "katalog"
    room.write_catalogue(folder)
    file = folder / "archives.yaml"
    blocks = [block for block in parse_yaml(file.read_text(encoding="utf-8")) if block["outlet"] != CLOSED]
    for block in blocks:
        if block["outlet"] == SILENT:
            block.update(cannot="no_archive", reason="indeksnya dihapus")
    file.write_text(yaml.safe_dump(blocks, sort_keys=False, width=1_000), encoding="utf-8")
    quick = {"host_gap_s": 0.0, "host_cooldown_s": 0.05, "fetch_attempts": 1, "fetch_retry_s": 0.01}
    made = Workspace(database.model_copy(update=quick | {"catalogue_dir": folder, "allow_hosts": room.allow_hosts}))
    yield made
    made.landing.close()


def read(work: Workspace, first: str, last: str) -> dict[str, list[Cell]]:
    with work.connect() as connection:
        return cells(connection, work.catalogue, first, last)


def test_each_state_of_a_day_is_told_apart(room: Room, work: Workspace) -> None:
    room.archives.set(DOWN, "outage", [DAY])
    poll_archive(work, DAY)
    room.faults.set("lintaskini", "503", "page")
    fetch.run(work, DAY)
    key = url_key("https://contoh.newsroom.test/berita/77777")
    work.landing.add_entries([Entry(article_id(key), key, "https://x.test/77777", SILENT, DAY, "feed", "https://x.test/rss")])
    found = {outlet: row[0] for outlet, row in read(work, DAY, DAY).items()}
    assert {outlet: cell.state for outlet, cell in found.items()} == {
        "harianpersada": "whole", "persadabisnis": "whole", "lintaskini": "whole",
        SILENT: "no_archive", CLOSED: "no_archive", DOWN: "failed",
    }  # fmt: skip
    assert found["harianpersada"].expected >= 5
    assert found["lintaskini"].gap == found["lintaskini"].expected >= 5
    assert (found[SILENT].expected, found[SILENT].known, found[SILENT].share) == (0, 1, None)
    assert {outlet: row[0].state for outlet, row in read(work, BEFORE, BEFORE).items()} == {
        "harianpersada": "not_asked", "persadabisnis": "not_asked", "lintaskini": "not_asked",
        SILENT: "no_archive", CLOSED: "no_archive", DOWN: "not_asked",
    }  # fmt: skip
    landed = [one for one in work.landing.entries(DAY) if one.entry.source == "archive"]
    expected, here, loaded = total(found.values())
    assert (expected, here, loaded) == (len(landed), sum(one.page is not None for one in landed), 0)


def test_what_only_feeds_know_is_not_expected_until_the_archive_lists_it(room: Room, work: Workspace) -> None:
    item = next(item for item in room.truth.day(DAY) if item.outlet == "lintaskini")
    key = url_key(item.url)
    work.landing.add_entries([Entry(article_id(key), key, item.url, item.outlet, DAY, "feed", "http://x.test/rss")])
    before = read(work, DAY, DAY)["lintaskini"][0]
    assert (before.state, before.expected, before.known) == ("not_asked", 0, 1)
    poll_archive(work, DAY, ["lintaskini"])
    after = read(work, DAY, DAY)["lintaskini"][0]
    assert (after.state, after.known) == ("whole", after.expected)


def test_more_than_a_month_is_shown_by_week(room: Room, work: Workspace) -> None:
    poll_archive(work, DAY)
    poll_archive(work, BEFORE)
    found = read(work, shift(DAY, -40), DAY)
    drawn = calendar(found)
    assert drawn.weekly
    assert drawn.columns[-1] == "2026-11-16", "the Monday"
    assert total(drawn.cells) == total(cell for row in found.values() for cell in row)
    assert drawn.silent == 2
    last = {outlet: row[-1].state for outlet, row in drawn.rows}
    assert last["lintaskini"] == "whole"
    assert {row[0].state for _, row in drawn.rows} == {"not_asked"}


def test_the_calendar_is_printed_and_drawn(room: Room, work: Workspace, tmp_path: Path) -> None:
    from PIL import Image

    poll_archive(work, DAY)
    fetch.run(work, DAY)
    drawn = calendar(read(work, BEFORE, DAY))
    console = Console(width=120, record=True, file=(tmp_path / "log").open("w", encoding="utf-8"))
    print_calendar(drawn, None, console)
    console.file.close()
    text = console.export_text()
    assert "100" in text
    assert "arsip belum ditanya" in text
    assert "Didaftar arsip" in text
    draw(drawn, tmp_path / "cakupan.png")
    with Image.open(tmp_path / "cakupan.png") as image:
        assert image.format == "PNG"
        colours = {pixel for _, pixel in image.getcolors(100_000) or ()}
        assert {colour(cell) for cell in drawn.cells} <= colours
    with pytest.raises(BadInput, match="choose a file"):
        draw(drawn, tmp_path / "tidak" / "ada.png")


def test_nothing_known_is_said_so(
    database: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pantau.cli import main
    from pantau.settings import settings

    monkeypatch.setenv("PANTAU_WAREHOUSE", database.warehouse)
    settings.cache_clear()
    try:
        assert main(["coverage", "--from", "1999-01-01", "--to", "1999-01-02", "--outlet", "kompas", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert [row["state"] for row in told["days"]] == ["not_asked", "not_asked"] or told["days"][0]["state"] == "no_archive"
        assert main(["coverage", "--from", "1999-01-01", "--to", "1999-01-02", "--outlet", "koran-hantu"]) == 2
        assert "koran-hantu" in capsys.readouterr().err
    finally:
        settings.cache_clear()


@pytest.mark.parametrize(
    ("found", "expected", "state", "sign", "step"),
    [
        (10, 10, "whole", "100", "s4"),
        (983, 1000, "whole", "98", "s4"),
        (982, 1000, "whole", "98", "s3"),
        (999, 1000, "whole", "99", "s4"),
        (10, 10, "partial", "100~", "s4"),
        (0, 3, "whole", "0", "s0"),
        (0, 0, "not_asked", "?", "not_asked"),
        (0, 0, "no_archive", "-", "no_archive"),
        (0, 0, "failed", "!", "failed"),
        (0, 0, "empty", "·", "empty"),
    ],
)
def test_a_cell_never_looks_better_than_it_is(found: int, expected: int, state: str, sign: str, step: str) -> None:
    cell = Cell(DAY, "koran", state, "", expected, found)  # type: ignore[arg-type]
    assert (mark(cell), name(cell)) == (sign, step)
