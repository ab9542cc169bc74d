"""An article that cannot be cleaned ends with a named outcome; its neighbours are loaded as usual."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from load_builders import Piece, load, put, workspace

from pantau.budget import near
from pantau.clean import stage
from pantau.load.revisions import earlier_versions
from pantau.model import Cleaned, CleanText, Extracted
from pantau.settings import Settings
from pantau.tag.stage import run as tag
from pantau.tagged import Tagged
from pantau.validate.stage import run as validate
from pantau.workspace import Workspace

DAY = "2026-11-20"
PIECES = [Piece("satu"), Piece("endless", text="Teks tanpa akhir."), Piece("broken"), Piece("dua", outlet="suara")]


def planted(_names: tuple[str, ...], _folder: Path, _version: str, _furniture: object) -> Callable[[stage._Text], CleanText]:
    """A cleaner with two faults: it never ends on one text, and raises an error on another."""

    def clean(text: stage._Text) -> CleanText:
        while text[2] == "Judul endless":
            pass
        if text[2] == "Judul broken":
            raise IndexError("a rule nobody tried on this text")
        return CleanText(title=text[2], text=text[0], text_digest=text[0], words=30)

    return clean


@pytest.fixture
def work(database: Settings, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    work = workspace(database.model_copy(update={"item_cpu_s": 0.2}))
    put(work, PIECES)
    for shard in range(work.settings.shards):  # nothing of the day is cleaned yet
        work.results.write("clean", work.version("clean"), DAY, work.part(shard), [], Cleaned)
    monkeypatch.setattr(stage, "text_cleaner", planted)
    monkeypatch.setattr(near, "_SHORT_S", 0.1)
    return work


def ends(work: Workspace) -> dict[str, str]:
    with work.connect() as connection:
        rows = connection.execute("SELECT url_key, outcome || ' ' || reason FROM entry_outcomes").fetchall()
    return {key.partition("/")[2]: end for key, end in rows}


def test_what_cannot_be_cleaned_is_failed_and_the_others_are_loaded(work: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert stage.run(work, DAY).counts == {"cleaned": 4, "failed": 2}
    assert "https://kabar.test/broken cannot be cleaned" in caplog.text
    assert "a rule nobody tried" in caplog.text
    load(work, DAY)
    assert ends(work) == {
        "satu": "loaded ",
        "endless": "failed too_costly",
        "broken": "failed clean_error",
        "dua": "loaded ",
    }
    with work.connect() as connection:
        assert connection.execute("SELECT count(*) FROM article_rows").fetchone() == (2,)
        assert connection.execute("SELECT bool_and(balanced) FROM day_balance").fetchone() == (True,)


def test_the_day_is_judged_without_it(work: Workspace) -> None:
    stage.run(work, DAY)
    assert validate(work, DAY).counts["articles"] == 2


def test_it_is_not_tagged_and_makes_no_revision(work: Workspace) -> None:
    for name in ("extract", "extract.earlier"):
        rows = list(work.results.read("extract", work.version("extract"), DAY, Extracted, work.part(0)))
        work.results.write(name, work.version("extract"), DAY, work.part(0), rows, Extracted)
    stage.run(work, DAY, 0)
    assert {row.title for found in earlier_versions(work, DAY, work.part(0)).values() for row in found} == {"Judul satu"}
    work.settings = work.settings.model_copy(update={"seeds_dir": Settings().seeds_dir})
    tag(work, DAY, 0)
    assert len(list(work.results.read("tag", work.version("tag"), DAY, Tagged, work.part(0)))) == 1


def test_with_a_larger_budget_it_is_tried_again(work: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.run(work, DAY)
    assert stage.run(work, DAY).counts == {"reused": 4, "failed": 2}
    monkeypatch.setattr(
        stage, "text_cleaner", lambda *_args: lambda text: CleanText(title="", text=text[0], text_digest="", words=9)
    )
    work.settings = work.settings.model_copy(update={"item_cpu_s": 5.0})
    assert stage.run(work, DAY).counts == {"cleaned": 2, "reused": 2}
