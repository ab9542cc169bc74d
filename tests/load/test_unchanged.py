"""A load leaves a day alone when its input is the same; whatever could change its rows makes the next load a whole one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from load_builders import Piece, load, put, work_day, workspace

from pantau.model import QualityResult
from pantau.settings import Settings
from pantau.validate.stage import write_quality
from pantau.warehouse.digest import warehouse_digest
from pantau.workspace import Workspace

DAY, NEXT = "2026-11-20", "2026-11-21"
PIECES = [Piece("satu"), Piece("dua", text="Teks yang sama."), Piece("tiga", end="failed"), Piece("lain", NEXT)]
RULE = QualityResult("title_present", "row", "critical", False, 2, 1, "", "a title is there")


@pytest.fixture
def work(database: Settings) -> Workspace:
    work = workspace(database)
    put(work, PIECES)
    for day in (DAY, NEXT):
        load(work, day)
    return work


def is_whole(work: Workspace, day: str = DAY) -> bool:
    """Load the day and tell whether the load compared its rows one by one."""
    return load(work, day).counts["days_touched"] > 0


def digest(work: Workspace) -> dict[str, str]:
    with work.connect() as connection:
        return warehouse_digest(connection)


def execute(work: Workspace, sql: str) -> None:
    with work.connect() as connection:
        connection.execute(sql.encode())


def test_the_same_again_is_left_alone(work: Workspace) -> None:
    before = digest(work)
    assert not is_whole(work)
    assert digest(work) == before


def test_a_try_that_failed_again_is_no_change(work: Workspace) -> None:
    execute(work, "UPDATE landing.entries SET attempts = attempts + 1, next_try_at = now() + interval '1 day'")
    assert not is_whole(work)


TAMPERED = {
    "an article": "DELETE FROM article_rows WHERE title = 'Judul satu'",
    "an outcome": "DELETE FROM entry_outcomes WHERE outcome = 'failed'",
    "a count": "DELETE FROM source_days WHERE outcome = 'failed'",
    "all of it": "DELETE FROM article_rows; DELETE FROM entry_outcomes; DELETE FROM source_days",
}


@pytest.mark.parametrize("what", TAMPERED)
def test_rows_deleted_by_hand_are_made_again(work: Workspace, what: str) -> None:
    before = digest(work)
    execute(work, TAMPERED[what])
    assert is_whole(work)
    load(work, NEXT)
    assert digest(work) == before


CHANGES: dict[str, Callable[[Workspace], object]] = {
    "the landing": lambda work: execute(work, "UPDATE landing.entries SET reason = 'http_410' WHERE state = 'failed'"),
    "a stage result": lambda work: work_day(work, DAY, [replace(PIECES[0], title="Judul lain"), PIECES[1]]),
    "refused rows": lambda work: write_quality(work, DAY, [RULE]),
    "the schema": lambda work: execute(work, "UPDATE landing.loaded_days SET common = 'before the last migration'"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_makes_a_whole_load(work: Workspace, what: str) -> None:
    CHANGES[what](work)
    assert is_whole(work)
    assert not is_whole(work)


def test_a_setting_makes_every_day_a_whole_load(work: Workspace, database: Settings) -> None:
    other = workspace(database.model_copy(update={"volume_low": 0.3}))
    assert is_whole(other)
    assert is_whole(work, NEXT)  # the last load's bounds hold for all days


def test_a_day_that_lost_an_address_to_another_is_loaded_whole(work: Workspace) -> None:
    """An address moved to another day and back: the landing is as before, but the rows of the day are not."""
    before = digest(work)
    put(work, [replace(PIECES[0], day=NEXT), *PIECES[1:]])
    load(work, NEXT)
    put(work, PIECES)
    assert is_whole(work)
    load(work, NEXT)
    assert digest(work) == before


def test_a_copy_found_on_another_day_is_told_apart_and_the_day_stands(work: Workspace) -> None:
    earlier = Piece("dua-juga", NEXT, text="Teks yang sama.", minutes=-60)
    put(work, [*PIECES, earlier])
    load(work, NEXT)
    with work.connect() as connection:
        linked = connection.execute("SELECT outcome FROM entry_outcomes WHERE url_key = 'kabar.test/dua'").fetchone()
    after = digest(work)
    assert linked == ("duplicate",)
    assert not is_whole(work)
    assert digest(work) == after
    execute(work, "DELETE FROM landing.loaded_days")
    assert is_whole(work)
    assert digest(work) == after  # the load of the other day wrote here what a load of this day writes
