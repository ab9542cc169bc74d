"""Seeds that people edit: a day is worked again with what they say now, and a run whose seeds change under it stops."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from press import DAY, Pantau, assert_conserved

import landed
from newsroom import Config, Room, serving
from pantau.files import parse_yaml
from pantau.runs.day_lock import VersionsMoved
from pantau.runs.inputs import InputsMissing
from pantau.runs.pipeline import run_day, work_stage
from pantau.settings import PROJECT
from pantau.stages import BY_NAME, WORKED
from pantau.versions import files_of
from pantau.workspace import Workspace

CATALOGUE = ("outlets.csv", "feeds.csv", "archives.yaml")
NO_ZONE = f"""<html><head><title>Pasar Rebo Ramai Lagi Sejak Subuh</title>
<meta property="article:published_time" content="{DAY} 11:00:00"></head><body><h1>Pasar Rebo Ramai Lagi Sejak Subuh</h1><article>
<p>Pedagang kembali berjualan sejak subuh setelah jalan di depan pasar dibuka untuk dua arah oleh dinas perhubungan kota.</p>
<p>Pembeli datang dari tiga kecamatan dan memenuhi lorong pasar hingga menjelang siang, kata pengelola pasar.</p>
</article></body></html>"""
OPENED = Path(__file__).parent / "opened.py"


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with serving(Config(outlets=12, per_day=4)) as served:
        yield served


@pytest.fixture(scope="module")
def loaded(room: Room, install, tmp_path_factory: pytest.TempPathFactory) -> Pantau:
    """The day, loaded once, with seeds and a catalogue of its own."""
    pantau, folder = install(room), tmp_path_factory.mktemp("benih")
    shutil.copytree(PROJECT / "seeds", folder / "seeds")
    shutil.copytree(pantau.settings.catalogue_folder, folder / "katalog")
    places = {"seeds_dir": folder / "seeds", "catalogue_dir": folder / "katalog"}
    pantau.settings = pantau.settings.model_copy(update=places)
    pantau.run(DAY)
    return pantau


@pytest.fixture
def pantau(loaded: Pantau, tmp_path: Path) -> Pantau:
    """A copy of the loaded day whose seeds and catalogue the test may edit."""
    twin = loaded.copy()
    shutil.copytree(loaded.settings.seeds_dir, tmp_path / "seeds")
    shutil.copytree(loaded.settings.catalogue_folder, tmp_path / "katalog")
    twin.settings = loaded.settings.model_copy(
        update={"state_dir": twin.settings.state_dir, "warehouse": twin.settings.warehouse}
        | {"seeds_dir": tmp_path / "seeds", "catalogue_dir": tmp_path / "katalog"}
    )
    return twin


def edit_outlets(pantau: Pantau, change: Callable[[dict[str, str]], None]) -> None:
    file = pantau.settings.catalogue_folder / "outlets.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    for row in rows:
        change(row)
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def edit_rule(pantau: Pantau, file: str) -> None:
    place = pantau.settings.seeds_dir / file
    rules = parse_yaml(place.read_text(encoding="utf-8"))
    rules[0]["why"] += ", as seen yesterday"
    place.write_text(yaml.safe_dump(rules, allow_unicode=True, sort_keys=False), encoding="utf-8")


def edit_cleaning(pantau: Pantau) -> None:
    edit_rule(pantau, "cleaning/1-interstitials.yaml")


def edit_tags(pantau: Pantau) -> None:
    file = pantau.settings.seeds_dir / "tags" / "bodies.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), encoding="utf-8")


def times(pantau: Pantau) -> dict[str, datetime]:
    return dict(pantau.rows("SELECT article_id, published_at FROM article_rows WHERE day = %s", DAY))


def land_without_zone(pantau: Pantau) -> str:
    """Land an article whose page prints a time and no zone; return its id."""
    with pantau.workspace() as work:
        outlet = sorted(work.catalogue.outlets.values(), key=lambda outlet: outlet.outlet)[0]
        found = landed.entry("/berita/tanpa-zona", outlet.domains[0], outlet=outlet.outlet, day=DAY, published_at=None)
        work.landing.add_entries([found])
        work.landing.land(found, landed.answer(found, NO_ZONE.encode()))
    return found.article_id


def test_another_zone_of_the_outlets_is_another_time_of_their_articles(pantau: Pantau) -> None:
    shutil.rmtree(pantau.settings.catalogue_folder / "rules")  # the rules name the zone themselves
    article = land_without_zone(pantau)
    edit_outlets(pantau, lambda row: row.update(zone="WIB"))
    pantau.run(DAY, first="extract")
    before = times(pantau)
    edit_outlets(pantau, lambda row: row.update(zone="WIT"))
    counts = pantau.run(DAY, first="extract")
    assert "reused" not in counts["extract"]
    after = times(pantau)
    assert before[article] - after[article] == timedelta(hours=2)
    assert_conserved(pantau)


def test_a_note_on_an_outlet_is_no_reason_to_work_a_day_again_and_is_told(pantau: Pantau) -> None:
    before = pantau.digest()
    edit_outlets(pantau, lambda row: row.update(notes="dicatat kemarin"))
    counts = pantau.run(DAY, first="extract")
    assert counts["extract"]["reused"] == sum(counts["extract"].values()) - counts["extract"]["reused"]
    assert counts["load"]["stories"] == 0
    assert pantau.rows("SELECT DISTINCT notes FROM outlets") == [("dicatat kemarin",)]
    assert {name: value for name, value in pantau.digest().items() if before[name] != value}.keys() <= {"outlets", "loads"}


def test_only_the_stages_from_the_first_that_moved_work_again(pantau: Pantau) -> None:
    edit_tags(pantau)
    counts = pantau.run(DAY, first="extract")
    assert counts["extract"]["reused"] == sum(counts["extract"].values()) - counts["extract"]["reused"]
    assert counts["clean"].get("cleaned", 0) == 0
    assert counts["tag"]["reused"] == 0


def test_seeds_that_change_between_two_stages_stop_the_run_and_the_next_one_heals(pantau: Pantau) -> None:
    before = pantau.digest()
    with pantau.workspace() as work:
        stages = run_day(work, DAY, "extract")
        assert next(stages).stage == "extract"
        edit_cleaning(pantau)
        old = work.version("clean")
        with pytest.raises(VersionsMoved, match="began with version") as refused:
            list(stages)
        new = Workspace(pantau.settings).version("clean")
    assert old != new
    assert all(word in str(refused.value) for word in (old, new, f"pantau run {DAY} --from clean"))
    assert pantau.digest() == before
    counts = pantau.run(DAY, first="extract")
    assert counts["clean"]["cleaned"] > 0
    assert counts["load"]["pending"] == 0
    assert_conserved(pantau)


def test_a_later_task_cleared_alone_asks_for_the_parts_it_reads(pantau: Pantau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CTX_DAG_ID", "monitor_day")
    monkeypatch.setenv("AIRFLOW_CTX_DAG_RUN_ID", "manual__1")
    before = pantau.digest()
    with pantau.workspace() as work:
        for shard in range(2):
            work_stage(work, "extract", DAY, shard)
    edit_cleaning(pantau)
    with pantau.workspace() as work:
        with pytest.raises(VersionsMoved):
            work_stage(work, "clean", DAY, 0)
        with pytest.raises(InputsMissing, match="clear clean and all after it") as refused:
            work_stage(work, "dedupe", DAY, 0)
        assert all(word in str(refused.value) for word in (work.version("clean"), "shard-00-of-02", "shard-01-of-02"))
        assert pantau.digest() == before
        for name in WORKED[1:]:
            for shard in range(2) if name in ("clean", "dedupe", "tag") else (None,):
                work_stage(work, name, DAY, shard)
    assert_conserved(pantau)


@pytest.mark.parametrize(("gone", "first"), [("extract", "clean"), ("clean", "tag"), ("tag", "validate"), ("pairs", "load")])
def test_a_part_that_is_gone_is_named_and_not_read_as_an_empty_one(pantau: Pantau, gone: str, first: str) -> None:
    before = pantau.digest()
    (part,) = (pantau.folder / "results" / gone).glob(f"v=*/day={DAY}/shard-01-of-02.parquet")
    part.unlink()
    with pytest.raises(InputsMissing, match=r"shard-01-of-02 is not there"):
        pantau.run(DAY, first=first)
    assert pantau.digest() == before
    pantau.run(DAY, first="extract")
    assert pantau.digest().items() >= {name: value for name, value in before.items() if name != "loads"}.items()


def test_a_stage_opens_only_the_seeds_it_declares(pantau: Pantau) -> None:
    shutil.rmtree(pantau.folder / "results")  # so that every stage has something to do
    process = pantau.start(str(OPENED), DAY, *WORKED)
    out, err = process.communicate()
    assert process.returncode == 0, err.decode()
    opened = {name: set(map(Path, files)) for name, files in json.loads(out).items()}
    chosen = pantau.settings.model_copy(update={"seeds_dir": PROJECT / "seeds"})
    every = {file for folder in (chosen.seeds_dir, chosen.catalogue_folder) for file in folder.rglob("*.*")}
    # Every stage that needs an outlet reads the three tables whole; tests/stages names the columns that each stage may use.
    every -= {folder / name for folder in (chosen.seeds_dir, chosen.catalogue_folder) for name in CATALOGUE}
    for name, files in opened.items():
        declared = {file for seed in BY_NAME[name].reads for file in files_of(chosen, seed)}
        undeclared = sorted(map(str, (files & every) - declared))
        assert not undeclared, f"{name} reads {undeclared}; declare it in stages.py"
    assert chosen.seeds_dir / "cleaning" / "1-interstitials.yaml" in opened["clean"]
    assert chosen.seeds_dir / "tags" / "bodies.csv" in opened["tag"]
    assert chosen.seeds_dir / "urls.yaml" in opened["extract"]
