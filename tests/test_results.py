"""Stage results: what a part remembers of its making, and what names its rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pantau.results import Results, origin_of


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    number: int
    words: tuple[str, ...] = ()


ROWS = [Row("satu", 1, ("a", "b")), Row("dua", 2)]
PLACE = ("tahap", "v1", "2026-11-20")


@pytest.fixture
def results(tmp_path: Path) -> Results:
    return Results(str(tmp_path))


def test_a_part_is_known_by_its_origin_alone(results: Results) -> None:
    assert results.made(*PLACE, "a", "asal") is None
    results.write(*PLACE, "a", ROWS, Row, "asal", {"rows": 2})
    assert results.made(*PLACE, "a", "asal") == {"rows": 2}
    assert results.made(*PLACE, "a", "lain") is None
    assert results.made(*PLACE, "b", "asal") is None
    assert list(results.read(*PLACE, Row)) == ROWS


def test_a_part_without_an_origin_is_always_made_anew(results: Results) -> None:
    results.write(*PLACE, "a", ROWS, Row)
    assert results.made(*PLACE, "a", "") is None


def test_the_digest_names_the_rows_and_not_their_origin(results: Results) -> None:
    results.write(*PLACE, "a", ROWS, Row, "asal", {"rows": 2})
    before = results.digest(*PLACE)
    results.write(*PLACE, "a", ROWS, Row, "lain", {"rows": 7})
    assert results.digest(*PLACE) == results.digest(*PLACE, "a") == before
    results.write(*PLACE, "b", [], Row)
    assert results.digest(*PLACE) != before
    assert results.digest(*PLACE, "a") == before


def test_a_part_of_before_is_named_by_its_bytes(results: Results) -> None:
    folder = results.folder(*PLACE)
    folder.mkdir(parents=True)
    for number in (1, 2):
        pq.write_table(pa.table({"name": ["satu"], "number": [number], "words": [[]]}), str(folder / f"{number}.parquet"))
    assert results.made(*PLACE, "1", "asal") is None
    assert results.digest(*PLACE, "1") != results.digest(*PLACE, "2")


def test_nothing_written_has_a_digest_of_its_own(results: Results) -> None:
    assert results.digest(*PLACE) == results.digest("lain", "v2", "2026-11-21")
    results.write(*PLACE, "a", [], Row)
    assert results.digest(*PLACE) != results.digest("lain", "v2", "2026-11-21")


@given(st.lists(st.builds(Row, st.text(), st.integers(-9, 9), st.lists(st.text(), max_size=3).map(tuple)), max_size=5), st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_digest_changes_with_the_rows_and_with_nothing_else(results: Results, rows: list[Row], data: st.DataObject) -> None:
    other = data.draw(st.one_of(st.just(list(rows)), st.permutations(rows)))
    results.write(*PLACE, "a", rows, Row)
    digest = results.digest(*PLACE)
    results.write(*PLACE, "a", other, Row)
    assert (results.digest(*PLACE) == digest) == (other == rows)


def test_facts_tell_origins_apart() -> None:
    assert origin_of("a", "b") != origin_of("ab") != origin_of("b", "a")
    assert origin_of(["a"]) == origin_of(["a"])


@pytest.mark.parametrize("part", ["shard-01-of-02", "shard-*-of-02"])
def test_a_listing_cut_short_hides_no_part_that_is_asked_for(
    results: Results, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    for place, row in enumerate(ROWS):
        results.write(*PLACE, f"shard-{place:02d}-of-02", [row], Row)
    results.write(*PLACE, "shard-00-of-03", ROWS, Row)  # a part of a run with another number of shards
    wanted = ROWS[1:] if part == "shard-01-of-02" else ROWS
    assert list(results.read(*PLACE, Row, part)) == wanted
    digest = results.digest(*PLACE, part)
    monkeypatch.setattr(results.store, "names", lambda _folder="": [])
    assert list(results.read(*PLACE, Row, part)) == wanted
    assert results.digest(*PLACE, part) == digest
    assert list(results.read(*PLACE, Row, "shard-02-of-03")) == []
