"""Every stage that reads a damaged part of the results sets it aside, keeps a copy, makes it again and reports it; the
warehouse is the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from press import DAY, DAY_BEFORE, Pantau

from newsroom import Config, Room, serving
from pantau.results import Results
from pantau.retention.keep import delete_old
from pantau.stages import RESULTS
from pantau.workspace import Workspace

PART = {name: "day" if result.whole else "shard-00-of-02" for name, (_, result) in RESULTS.items()}
# The results of this day that the run of another day reads.
OF_NEIGHBOURS = ("signatures", "pairs", "pairs.searched")


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with serving(Config(outlets=6, per_day=5)) as served:
        yield served


@pytest.fixture(scope="module")
def loaded(room: Room, install) -> Pantau:
    """Two days, loaded."""
    pantau = install(room)
    pantau.run(DAY_BEFORE, DAY)
    return pantau


def spoil(work: Workspace, name: str, day: str = DAY, part: str = "") -> Path:
    """Flip a bit in the middle of a part; return its file."""
    folder = Path(str(work.results.folder(name, work.version(name), day)))
    file = folder / f"{part or PART[name]}.parquet"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    return file


def told(pantau: Pantau) -> list[str]:
    """The damaged files that the warehouse names."""
    return [file for (file,) in pantau.rows("SELECT file FROM damaged_parts ORDER BY file")]


def rows(file: Path) -> list[dict[str, object]]:
    return sorted(pq.read_table(file).to_pylist(), key=repr)


@pytest.mark.parametrize("name", RESULTS)
def test_the_reader_who_finds_a_damaged_part_has_it_made_again(loaded: Pantau, name: str) -> None:
    twin = loaded.copy()
    before = twin.digest()
    with twin.workspace() as work:
        contents = work.results.contents(name, work.version(name), DAY)
        spoilt = spoil(work, name)
        data = spoilt.read_bytes()
    with twin.workspace() as work:
        assert work.results.contents(name, work.version(name), DAY) == contents
        (copy,) = work.results.damaged(DAY)
        assert (Path(str(work.results.root)) / copy).read_bytes() == data
    assert told(twin) == [str(spoilt.relative_to(twin.settings.results_root))]
    assert twin.run(DAY, first="load")["report"]["parts_damaged"] == 1
    assert twin.digest() == before


@pytest.mark.parametrize("name", OF_NEIGHBOURS)
def test_a_run_of_the_day_before_heals_what_it_reads_of_this_one(loaded: Pantau, name: str) -> None:
    twin = loaded.copy()
    before = twin.digest()
    with twin.workspace() as work:
        contents = work.results.contents(name, work.version(name), DAY)
        spoil(work, name)
        shutil.rmtree(Path(str(work.results.root)) / "pairs" / f"v={work.version('pairs')}" / f"day={DAY_BEFORE}")
    twin.run(DAY_BEFORE, first="dedupe")
    assert twin.digest() == before
    with twin.workspace() as work:
        assert work.results.contents(name, work.version(name), DAY) == contents


@pytest.mark.parametrize("name", OF_NEIGHBOURS)
def test_a_day_of_an_older_version_heals_from_what_is_loaded_and_signed(loaded: Pantau, name: str) -> None:
    twin = loaded.copy()
    with twin.workspace() as work:
        for stage in ("extract", "clean"):
            shutil.rmtree(work.results.folder(stage, work.version(stage), DAY).path)
        file = spoil(work, name)
        whole = rows(Path(str(Results(loaded.settings.results_root).folder(name, work.version(name), DAY))) / file.name)
    with twin.workspace() as work:
        list(work.results.contents(name, work.version(name), DAY))
    made = rows(file)
    assert [row for row in whole if row not in made] == []
    assert whole


def test_what_nobody_needs_any_more_is_set_aside_and_stops_nothing(loaded: Pantau) -> None:
    twin = loaded.copy()
    with twin.workspace() as work:
        file = spoil(work, "tag")
        whole = file.with_name("shard-01-of-03.parquet")
        file.rename(whole)  # so the tags of the first shard must be made, and that reads the rows of all parts
    before = twin.digest()
    twin.run(DAY, first="extract")
    assert not whole.exists()
    assert told(twin) == [str(whole.relative_to(twin.settings.results_root))]
    assert twin.digest() == before


def test_who_deletes_the_copy_is_done_with_it_and_retention_is_too(loaded: Pantau) -> None:
    twin = loaded.copy()
    with twin.workspace() as work:
        spoil(work, "tag")
        spoil(work, "clean", DAY_BEFORE)
        for name, day in (("tag", DAY), ("clean", DAY_BEFORE)):
            work.results.contents(name, work.version(name), day)
        assert len(told(twin)) == 2
        (copy,) = work.results.damaged(DAY)
        work.results.store.delete(copy)
    twin.run(DAY, first="report")
    assert len(told(twin)) == 1
    twin.settings = twin.settings.model_copy(update={"keep_results_days": 1})
    with twin.workspace() as work:
        delete_old(work)
    assert told(twin) == []
