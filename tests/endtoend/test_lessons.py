"""Lessons of landed pages: later runs read them, versions name them, and they are the same in whatever order days are worked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from press import DAY, DAY_BEFORE, Pantau

from newsroom import Config, Room, serving
from pantau.catalogue import read_catalogue
from pantau.cli import main
from pantau.day import shift
from pantau.learn.compared import VERDICTS
from pantau.learn.learning import learn
from pantau.model import Cleaned, Extracted
from pantau.runs.pipeline import work_stage
from pantau.seed_cache import forget_seeds
from pantau.settings import settings as settings_of_the_process

DAYS = (shift(DAY_BEFORE, -1), DAY_BEFORE, DAY)
pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with serving(Config(outlets=6, per_day=5)) as served:
        yield served


@pytest.fixture(scope="module")
def loaded(room: Room, install, tmp_path_factory: pytest.TempPathFactory) -> Pantau:
    """Three days of a press for whose pages nobody has written a rule."""
    pantau, folder = install(room), tmp_path_factory.mktemp("tanpa_aturan") / "katalog"
    shutil.copytree(pantau.settings.catalogue_folder, folder, ignore=shutil.ignore_patterns("rules"))
    pantau.settings = pantau.settings.model_copy(update={"learn_days": 3, "catalogue_dir": folder})
    pantau.run(*DAYS)
    return pantau


@pytest.fixture(scope="module")
def taught(loaded: Pantau) -> Pantau:
    """The same, after learning."""
    twin = loaded.copy()
    twin.settings = loaded.settings.model_copy(
        update={"state_dir": twin.settings.state_dir, "warehouse": twin.settings.warehouse}
    )
    with twin.workspace() as work:
        learn(work, last=DAY)
    return twin


def copy(pantau: Pantau, **more: object) -> Pantau:
    twin = pantau.copy()
    places = {"state_dir": twin.settings.state_dir, "warehouse": twin.settings.warehouse}
    twin.settings = pantau.settings.model_copy(update=places | more)
    return twin


def test_pages_of_past_days_teach_the_container_of_each_host(taught: Pantau) -> None:
    with taught.workspace() as work:
        lessons = work.lessons
        assert lessons.name == work.lesson_book.names()[-1]
        assert lessons.name.startswith(DAY)
        assert lessons.pages >= 60
        assert {one.pages for one in lessons.containers} & set(range(5, 16))
        assert len({one.host for one in lessons.containers}) >= 3
    shown = taught.rows("SELECT place, what, seen, of FROM lessons WHERE section = 'containers' AND artefact <> ''")
    assert sorted(shown) == sorted((one.host, one.selector, one.pages, one.of) for one in lessons.containers)


def test_the_same_pages_teach_the_same_and_nothing_is_written_twice(taught: Pantau) -> None:
    with taught.workspace() as work:
        again = learn(work, last=DAY)
        assert again == work.lessons
        assert len(work.lesson_book.names()) == 1


def test_versions_name_what_was_learnt_and_days_are_the_same_backwards(loaded: Pantau, taught: Pantau) -> None:
    with loaded.workspace() as before, taught.workspace() as after:
        assert before.versions["extract"] != after.versions["extract"]
    forward, backward = copy(taught), copy(taught)
    forward.run(*DAYS, first="extract")
    backward.run(*reversed(DAYS), first="extract")
    assert forward.digest() == backward.digest()
    with forward.workspace() as work:
        rows = [row for day in DAYS for row in work.results.read("extract", work.version("extract"), day, Extracted)]
    assert {row.method.partition("+")[0] for row in rows if not row.outcome} & {"learnt"}


def test_what_is_learnt_while_a_day_is_worked_waits_for_the_next_run(loaded: Pantau) -> None:
    pantau = copy(loaded)
    with pantau.workspace() as work:
        for shard in range(work.settings.shards):
            work_stage(work, "extract", DAY, shard)
        begun = work.versions
        learn(work, last=DAY)
        for shard in range(work.settings.shards):
            work_stage(work, "clean", DAY, shard)
        assert work.versions == begun
        work_stage(work, "extract", DAY, 0)
        assert work.versions["extract"] != begun["extract"]


def test_a_line_in_many_articles_goes_and_says_why_and_can_be_switched_off(loaded: Pantau, tmp_path) -> None:
    shutil.copytree(loaded.settings.seeds_dir, tmp_path / "seeds")
    with loaded.workspace() as work:
        rows = [row for row in work.results.read("clean", work.version("clean"), DAY, Cleaned) if row.text.count("\n") > 1]
        outlets = {row.article_id: row.outlet for row in work.results.read("extract", work.version("extract"), DAY, Extracted)}
    row = rows[0]
    line = row.text.split("\n")[1]
    told = {"format": 1, "first_day": DAYS[0], "last_day": DAY, "pages": 90}
    told["lines"] = [{"outlet": outlets[row.article_id], "text": line, "articles": 9, "of": 15, "days": 3}]
    folder = tmp_path / "seeds" / "lessons"
    (folder / "learnt.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    pantau = copy(loaded, seeds_dir=tmp_path / "seeds")
    pantau.run(DAY, first="extract", last="clean")
    with pantau.workspace() as work:
        [found] = [
            one for one in work.results.read("clean", work.version("clean"), DAY, Cleaned) if one.article_id == row.article_id
        ]
        ident = work.lessons.lines[0].id
    assert line not in found.text.split("\n")
    assert (f"learnt:{ident}", line) in [(one.rule, one.text) for one in found.removed]
    (folder / "off.yaml").write_text(yaml.safe_dump({"lines": [ident]}), encoding="utf-8")
    pantau.run(DAY, first="extract", last="clean")
    with pantau.workspace() as work:
        texts = {one.article_id: one.text for one in work.results.read("clean", work.version("clean"), DAY, Cleaned)}
    assert texts[row.article_id] == row.text


@pytest.fixture
def asked(loaded: Pantau, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The catalogue of the installation that commands of this test find; the test may put rules there."""
    folder = tmp_path / "katalog"
    shutil.copytree(loaded.settings.catalogue_folder, folder)
    for name in ("warehouse", "state_dir", "learn_days"):
        monkeypatch.setenv(f"PANTAU_{name.upper()}", str(getattr(loaded.settings, name)))
    monkeypatch.setenv("PANTAU_CATALOGUE_DIR", str(folder))
    monkeypatch.setenv("PANTAU_LANGUAGE", "en")
    settings_of_the_process.cache_clear()
    yield folder
    settings_of_the_process.cache_clear()


def test_a_drafted_rule_is_accepted_and_stands_beside_the_general_reader(asked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule is drafted for every outlet of the press; once it is in its place, it reads the next day's pages the same."""
    checked = 0
    for outlet in sorted(read_catalogue(asked).outlets):
        file = asked / f"{outlet}.yaml"
        code = main(["rules", "draft", outlet, "--day", DAY, "--to", str(file)])
        said = capsys.readouterr()
        if code:
            assert "no element holds the text" in said.err, said.err
            continue
        assert main(["rules", "draft", outlet, "--day", DAY, "--to", str(file)]) == 2
        assert "is there already" in capsys.readouterr().err
        (asked / "rules").mkdir(exist_ok=True)
        file.rename(asked / "rules" / file.name)
        forget_seeds()
        assert main(["rules", "check", outlet, "--day", DAY, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["pages"] >= 4
        assert found["ruled"] >= found["pages"] - 1
        assert found["f1"] > 0.97
        assert all(set(counts) == set(VERDICTS) for counts in found["fields"].values())
        assert found["fields"]["title"]["different"] == 0
        assert main(["rules", "check", outlet, "--day", DAY]) == 0
        assert f"{outlet}, {DAY}" in capsys.readouterr().out
        checked += 1
    assert checked >= 4


def test_what_cannot_be_drafted_or_checked_is_said(asked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outlet = min(read_catalogue(asked).outlets)
    for words, said in (
        (["check", "tidakada"], "no outlet is called"),
        (["check", outlet, "--day", "2020-01-01"], "name another day with --day"),
        (["draft", outlet, "--day", "2020-01-01"], "name another day with --day"),
    ):
        assert main(["rules", *words]) == 2
        assert said in capsys.readouterr().err
