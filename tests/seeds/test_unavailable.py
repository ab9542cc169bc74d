"""Seeds that cannot be read stop every stage with a named error and change nothing; a malformed file has another error."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from landed import DAY, answer, entry
from pantau.errors import BadInput
from pantau.fetch.stage import fetch_due
from pantau.landing.feeds import FeedState
from pantau.poll.feeds import poll_feeds
from pantau.poll.stage import poll_due
from pantau.runs.pipeline import run_day
from pantau.seed_cache import forget_seeds
from pantau.seed_files import SeedsUnavailable, require_seeds
from pantau.settings import PROJECT, Settings
from pantau.stages import NAMES, STAGES
from pantau.workspace import Workspace
from pantau_airflow.defaults import BY_KIND

READ = sorted({seed.path for stage in STAGES for seed in stage.reads})
FOLDERS = [path for path in READ if "." not in path]
_CHANGED = """SELECT (SELECT count(*) FROM landing.entries), (SELECT count(*) FROM landing.feeds), (SELECT count(*) FROM loads),
(SELECT count(*) FROM landing.pages), (SELECT count(*) FROM quality_rows)"""


@pytest.fixture
def seeded(database: Settings, tmp_path: Path) -> Settings:
    """Settings with their own copy of seeds/, and a landed page."""
    shutil.copytree(PROJECT / "seeds", tmp_path / "seeds")
    chosen = database.model_copy(update={"seeds_dir": tmp_path / "seeds", "shards": 1})
    landing = Workspace(chosen).landing
    landing.add_entries([entry()])
    landing.land(entry(), answer(entry()))
    landing.close()
    return chosen


def counts(chosen: Settings) -> tuple[int, ...]:
    with psycopg.connect(chosen.warehouse) as connection:
        return tuple(connection.execute(_CHANGED.encode()).fetchall()[0])


@pytest.mark.parametrize("path", READ)
def test_what_is_absent_is_named_with_the_remedy(seeded: Settings, path: str) -> None:
    require_seeds(seeded)
    (seeded.seeds_dir / path).rename(seeded.seeds_dir / "away")
    with pytest.raises(SeedsUnavailable, match=rf"{path} cannot be read .*nothing was changed\. Mount.*PANTAU_SEEDS_DIR"):
        require_seeds(seeded)


@pytest.mark.parametrize("path", FOLDERS)
def test_an_empty_folder_is_a_volume_that_is_not_mounted(seeded: Settings, path: str) -> None:
    shutil.rmtree(seeded.seeds_dir / path)
    (seeded.seeds_dir / path).mkdir()
    with pytest.raises(SeedsUnavailable, match=rf"{path} is empty; nothing was changed"):
        require_seeds(seeded)


def test_no_watchlist_is_wanted_where_a_readme_says_so(seeded: Settings) -> None:
    shutil.rmtree(seeded.seeds_dir / "watchlists")
    (seeded.seeds_dir / "watchlists").mkdir()
    (seeded.seeds_dir / "watchlists" / "README.md").write_text("Tidak ada.")
    require_seeds(seeded)


@contextmanager
def nobody() -> Iterator[None]:
    """Under root, become a user to whom file permissions apply."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("path", ["tags", "tags/persons.csv", "rules", "urls.yaml"])
def test_what_may_not_be_read_is_named(seeded: Settings, path: str) -> None:
    for parent in (seeded.seeds_dir, *seeded.seeds_dir.parents):
        if parent.stat().st_uid == os.getuid():
            parent.chmod(parent.stat().st_mode | 0o011)
    (seeded.seeds_dir / path).chmod(0)
    with nobody(), pytest.raises(SeedsUnavailable, match=rf"{path} cannot be read \(Permission denied\)"):
        require_seeds(seeded)
    (seeded.seeds_dir / path).chmod(0o700)


@pytest.mark.parametrize("stage", NAMES)
def test_no_stage_begins_and_nothing_is_changed(seeded: Settings, stage: str) -> None:
    before, results, work = counts(seeded), Path(seeded.results_root), Workspace(seeded)
    work.landing.check()  # a process that worked before must notice it too
    seeded.seeds_dir.rename(seeded.seeds_dir.parent / "away")
    seeded.seeds_dir.mkdir()
    with pytest.raises(SeedsUnavailable):
        list(run_day(work, DAY, stage, stage))
    assert counts(seeded) == before
    assert not results.exists()


def test_neither_do_the_tasks_that_poll(seeded: Settings) -> None:
    work = Workspace(seeded)
    work.landing.save_feed_state(FeedState("https://harian.example/rss", "harian", 600.0, answer(entry()).fetched_at))
    work.landing.close()
    before = counts(seeded)
    (seeded.seeds_dir / "urls.yaml").unlink()  # without it every item of a feed would be unreadable
    for task in (poll_due, fetch_due):
        with pytest.raises(SeedsUnavailable, match=r"urls\.yaml"):
            task(Workspace(seeded))
    assert counts(seeded) == before


def test_a_malformed_file_has_another_name_and_is_not_tried_again(seeded: Settings) -> None:
    (seeded.seeds_dir / "watchlists" / "banjir-jakarta.yaml").write_text("any: [")
    with pytest.raises(BadInput, match=r"banjir-jakarta\.yaml") as malformed:
        list(run_day(Workspace(seeded), DAY, "extract", "tag"))
    shutil.rmtree(seeded.seeds_dir / "watchlists")
    with pytest.raises(SeedsUnavailable) as absent:
        list(run_day(Workspace(seeded), DAY, "extract", "tag"))
    assert [BY_KIND.evaluate(found.value, 1, 3).action.value for found in (malformed, absent)] == ["fail", "retry"]


def test_rules_of_addresses_that_cannot_be_used_stop_the_poll_and_no_feed(seeded: Settings) -> None:
    feed = next(iter(Workspace(seeded).catalogue.enabled_feeds()))
    forget_seeds()
    (seeded.seeds_dir / "urls.yaml").write_text("tracking_parameters: 5")
    with pytest.raises(BadInput, match=r"urls\.yaml"):
        asyncio.run(poll_feeds(Workspace(seeded), [feed], datetime.now(UTC)))
    assert counts(seeded)[1] == 0
    forget_seeds()
