"""A day whose landing and stage results lie in an object store: the same warehouse as from folders."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from press import DAY, DAY_BEFORE, Pantau, assert_conserved
from s3fs import S3FileSystem

from newsroom import Config, serving
from pantau.results import Results


@dataclass(frozen=True)
class Row:
    name: str


def test_what_another_process_writes_is_seen(bucket: str) -> None:
    mine = Results(f"{bucket}/results")
    mine.write("clean", "1", DAY, "a", [Row("satu")], Row)
    assert [row.name for row in mine.read("clean", "1", DAY, Row)] == ["satu"]
    theirs = Results(f"{bucket}/lain")
    theirs.write("clean", "1", DAY, "b", [Row("dua")], Row)
    theirs.write("clean", "1", DAY, "a", [Row("satu ditulis lagi, lebih panjang")] * 3, Row)
    other = S3FileSystem(skip_instance_cache=True)  # another process has a client of its own
    for part in ("a", "b"):
        folder = f"clean/v=1/day={DAY}/{part}.parquet"
        other.pipe_file(f"{bucket}/results/{folder}", other.cat_file(f"{bucket}/lain/{folder}"))
    assert mine.parts("clean", "1", DAY) == ["a", "b"]
    assert [row.name for row in mine.read("clean", "1", DAY, Row, "a")] == ["satu ditulis lagi, lebih panjang"] * 3


def test_a_part_rewritten_while_it_is_read_stops_nobody(bucket: str) -> None:
    mine = Results(f"{bucket}/results")
    for part in ("a", "b"):
        mine.write("clean", "1", DAY, part, [Row("satu"), Row("dua")], Row)
    rows = mine.read("clean", "1", DAY, Row)
    assert next(rows).name == "satu"
    theirs = Results(f"{bucket}/lain")
    theirs.write("clean", "1", DAY, "a", [Row("tiga, jauh lebih panjang")] * 9, Row)
    other = S3FileSystem(skip_instance_cache=True)
    anew = other.cat_file(f"{bucket}/lain/clean/v=1/day={DAY}/a.parquet")
    for part in ("a", "b"):
        other.pipe_file(f"{bucket}/results/clean/v=1/day={DAY}/{part}.parquet", anew)
    assert [row.name for row in rows] == ["dua", *["tiga, jauh lebih panjang"] * 9]


def test_the_folders_of_old_results_go(bucket: str) -> None:
    results = Results(f"{bucket}/results")
    for day in (DAY, DAY_BEFORE):
        for part in ("a", "b"):
            results.write("clean", "1", day, part, [Row("satu")], Row)
    assert all(results.store.delete_folder(folder) > 0 for _, folder in list(results.days()))
    assert list(results.days()) == []


def test_a_day_in_an_object_store_is_the_day_in_folders(bucket: str, install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pantau.fetch.writer.LINGER_S", 0.02)  # the newsroom's hosts need no 5 s between two pages
    with serving(Config(outlets=3, per_day=6)) as room:
        stored: Pantau = install(room, landing_url=f"{bucket}/landing", results_url=f"{bucket}/results")
        stored.run(DAY)
        folders: Pantau = install(room)
        folders.run(DAY)
    assert stored.contents() == folders.contents()
    before = stored.digest()
    counts = stored.run(DAY, first="extract")
    assert stored.digest() == before
    assert counts["extract"]["reused"] > 0
    assert_conserved(stored)
    assert not (stored.folder / "landing").exists()
    assert not (stored.folder / "results").exists()
