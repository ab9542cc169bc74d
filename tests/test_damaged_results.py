"""A damaged part of the stage results is never read as other rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pantau.errors import StoreUnavailable
from pantau.results import DamagedResult, Results

PLACE = ("clean", "v", "2026-11-22")


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    number: int


ROWS = [Row(f"berita {number}", number * number) for number in range(60)]


def _file(results: Results) -> Path:
    return Path(str(results.folder(*PLACE) / "a.parquet"))


def _written(folder: Path) -> Results:
    results = Results(str(folder))
    results.write(*PLACE, "a", ROWS, Row, "origin", {"article": 60})
    return results


@given(st.integers(0, 10**9))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_flipped_bit_is_found_or_harmless(tmp_path: Path, place: int) -> None:
    results = _written(tmp_path)
    data = bytearray(_file(results).read_bytes())
    place %= len(data) * 8
    data[place // 8] ^= 1 << place % 8
    _file(results).write_bytes(data)
    if _rows_or_error(results) != ROWS:
        assert results.made(*PLACE, "a", "origin") is None
        assert len(results.damaged(PLACE[2])) >= 1


def _rows_or_error(results: Results) -> list[Row] | str:
    try:
        return list(results.read(*PLACE, Row))
    except DamagedResult as error:
        return str(error)


@pytest.mark.parametrize(
    "cut", [lambda data: data[:100], lambda data: b"", lambda data: bytes(len(data)), lambda data: b"x" * 999]
)
def test_the_stage_that_makes_it_sets_a_damaged_part_aside_and_makes_it_anew(tmp_path: Path, cut: object) -> None:
    results = _written(tmp_path)
    damaged = cut(_file(results).read_bytes())  # type: ignore[operator]
    _file(results).write_bytes(damaged)
    assert results.made(*PLACE, "a", "origin") is None
    kept = results.damaged(PLACE[2])
    assert [(tmp_path / name).read_bytes() for name in kept] == [damaged]
    results.write(*PLACE, "a", ROWS, Row, "origin", {"article": 60})
    assert list(results.read(*PLACE, Row)) == ROWS


def test_a_stage_that_reads_a_damaged_part_has_it_made_again(tmp_path: Path) -> None:
    results = _written(tmp_path)
    whole = _file(results).read_bytes()
    _file(results).write_bytes(whole[:-1])
    asked = []

    def maker(*place: str) -> object:
        asked.append(place)
        return partial(results.write, *PLACE, "a", ROWS, Row, "origin", {"article": 60})

    healed = Results(str(tmp_path), maker)  # type: ignore[arg-type]
    assert list(healed.read(*PLACE, Row)) == ROWS
    assert asked == [(*PLACE, "a")]
    assert len(healed.damaged(PLACE[2])) == 1


def test_a_damaged_part_that_cannot_be_made_now_is_still_not_empty(tmp_path: Path) -> None:
    results = _written(tmp_path)
    _file(results).write_bytes(b"PAR1")

    def dark() -> None:
        raise StoreUnavailable("the landing does not answer")

    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            list(Results(str(tmp_path), lambda *_place: dark).read(*PLACE, Row))
    assert results.damaged(PLACE[2]) == [f"clean/v=v/day={PLACE[2]}/{name}" for name in _copies(results)]
    with pytest.raises(DamagedResult):
        list(results.read(*PLACE, Row))


def _copies(results: Results) -> list[str]:
    names = [file.name for file in _file(results).parent.iterdir() if ".damaged-" in file.name]
    assert len(names) == 1
    return names


def test_a_part_only_its_own_run_can_make_is_not_taken_as_empty(tmp_path: Path) -> None:
    results = _written(tmp_path)
    _file(results).write_bytes(b"")
    for _ in range(2):
        with pytest.raises(DamagedResult, match=r"a\.parquet is damaged.*pantau run 2026-11-22 --from clean"):
            list(results.read(*PLACE, Row))


def test_other_readers_open_a_sealed_part(tmp_path: Path) -> None:
    results = _written(tmp_path)
    table = pq.read_table(_file(results))
    assert table.to_pylist() == [{"name": row.name, "number": row.number} for row in ROWS]
