"""A stage reads no setting and no column of outlets.csv that it does not declare: its version would not follow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

import pytest

from newsroom import Config, serving
from pantau.model import Outlet
from pantau.runs.pipeline import run_stage
from pantau.settings import Settings
from pantau.stages import BY_NAME, WORKED
from pantau.workspace import Workspace

DAY = "2026-11-08"
QUICK = {"allowed_host_gap_s": 0.0, "fetch_retry_s": 0.01, "host_cooldown_s": 0.05, "shards": 2}
# Where the stores are and how the work is done: the rows are the same whatever these say.
HOW = {"state_dir", "seeds_dir", "catalogue_dir", "landing_url", "results_url", "store_patience_s", "warehouse", "shards"}
HOW |= {"store_attempts", "store_connect_timeout_s", "store_read_timeout_s", "code_version", "day_wait_s", "large_day"}
# Pantau reads a page that was too costly again under another budget: each result's origin names it (`Budget.mark`).
HOW |= {"item_cpu_s", "item_memory_mb"}
# What holds a day depends on what was loaded before: each run checks it anew, and no result depends on it.
HOW |= {"shrink_share", "unreadable_share", "hold_least"}

_now: list[str] = []  # the stage that works
_settings: defaultdict[str, set[str]] = defaultdict(set)
_columns: defaultdict[str, set[str]] = defaultdict(set)


class WatchedSettings(Settings):
    """Settings that note who reads which."""

    def __getattribute__(self, name: str) -> Any:
        if _now and name in Settings.model_fields:
            _settings[_now[-1]].add(name)
        return super().__getattribute__(name)


class WatchedOutlet(Outlet):
    """An outlet that notes who reads which column; code that passes on the whole outlet reads none."""

    def __getattribute__(self, name: str) -> Any:
        if _now and name in COLUMNS:
            _columns[_now[-1]].add(name)
        return super().__getattribute__(name)

    def __repr__(self) -> str:
        with unwatched():
            return super().__repr__()

    def __reduce__(self) -> tuple[type[Outlet], tuple[Any, ...]]:
        with unwatched():
            return Outlet, astuple(self)


@contextmanager
def unwatched() -> Iterator[None]:
    """Note no reads until the end of the block."""
    kept = _now[:]
    _now.clear()
    try:
        yield
    finally:
        _now[:] = kept


COLUMNS = {field.name for field in fields(Outlet)}


@pytest.fixture(scope="module", autouse=True)
def _forget() -> Iterator[None]:
    yield
    for noted in (_settings, _columns):
        noted.clear()


def run_watched(work: Workspace, name: str) -> None:
    """Run one stage of the day, all shards, and note what it reads."""
    stage = BY_NAME[name]
    _now.append(name)
    try:
        counts = [stage.run(work, DAY, shard).counts for shard in (range(work.settings.shards) if stage.sharded else (None,))]
    finally:
        _now.clear()
    assert sum(sum(one.values()) for one in counts), f"{name} had nothing to do"


def test_a_stage_reads_only_what_it_declares(database: Settings, tmp_path: Path) -> None:
    with serving(Config(outlets=4, per_day=3)) as room:
        room.write_catalogue(tmp_path / "katalog")
        given = QUICK | {"allow_hosts": room.allow_hosts, "catalogue_dir": tmp_path / "katalog"}
        chosen = WatchedSettings.model_construct(**dict(database.model_copy(update=given)))
        work = Workspace(chosen)
        try:
            for stage in ("poll", "fetch"):
                run_stage(work, stage, DAY)
            outlets = work.catalogue.outlets
            watched = {
                slug: WatchedOutlet(**{name: getattr(outlet, name) for name in COLUMNS}) for slug, outlet in outlets.items()
            }
            object.__setattr__(work.catalogue, "outlets", watched)
            assert set(WORKED) <= work.versions.keys()  # first, since versions read what all stages declare
            for stage in WORKED:
                run_watched(work, stage)
        finally:
            work.landing.close()
    for stage in WORKED:
        declared = {column for seeds in BY_NAME[stage].reads if seeds.path == "outlets.csv" for column in seeds.columns}
        assert _settings[stage] - HOW <= set(BY_NAME[stage].settings), f"{stage} reads settings it does not declare"
        if stage != "load":  # load mirrors the whole catalogue each time, also when no row of the day changes
            assert _columns[stage] <= declared, f"{stage} reads columns it does not declare"
    assert "min_words" in _settings["validate"]
    assert {"domains", "language"} <= _columns["validate"]
