"""Retention deletes old raw pages and results, keeps days that are not loaded, and never changes the warehouse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from landed import answer, entry
from pantau.extract.stage import run as extract
from pantau.landing.retired import RetiredDay, old_days, retire, retired_among
from pantau.retention.command import summary
from pantau.retention.keep import delete_old
from pantau.settings import Settings
from pantau.workspace import Workspace

OLD, NEW, TODAY = "2026-01-10", "2026-11-19", "2026-11-20"


@pytest.fixture(params=["folders", "objects"])
def work(request: pytest.FixtureRequest, database: Settings) -> Iterator[Workspace]:
    """Two days that are landed and worked, in folders and in a real object store."""
    given = {"keep_pages_days": 90, "keep_results_days": 30}
    if request.param == "objects":
        bucket = request.getfixturevalue("bucket")
        database = database.model_copy(update={f"{name}_url": f"{bucket}/{name}" for name in ("landing", "results")})
    made = Workspace(database.model_copy(update=given))
    for day in (OLD, NEW):
        one = entry(f"/{day}/a", day=day)
        made.landing.add_entries([one])
        made.landing.land(one, answer(one))
        for stage in ("clean", "tag"):  # once the end of the first folder was an error, and the second stayed
            made.results.store.write(f"{stage}/v=v/day={day}/shard-00-of-04.parquet", b"x" * 10)
    yield made
    made.landing.close()


def load(work: Workspace, day: str, at: datetime | None = None) -> None:
    with work.connect() as connection:
        connection.execute(
            "INSERT INTO loads (day, loaded_at, run_id, code, counts) VALUES (%s, %s, '', '', '{}')",
            [day, at or datetime.now(UTC)],
        )


def warc_days(work: Workspace) -> set[str]:
    return {day for day in work.landing.store.names("warc") if work.landing.store.names(f"warc/{day}")}


def test_an_old_loaded_day_goes_and_a_young_one_stays(work: Workspace) -> None:
    load(work, OLD)
    load(work, NEW)
    told = delete_old(work, now=TODAY, dry=True)
    assert warc_days(work) == {OLD, NEW}  # a dry run deletes nothing
    done = delete_old(work, now=TODAY)
    assert (done.retired, done.results) == (told.retired, told.results)
    assert summary(done)["retired"] == [OLD]
    assert done.results == (OLD,)
    assert done.freed > 20
    assert warc_days(work) == {NEW}
    assert [work.results.store.names(f"{stage}/v=v") for stage in ("clean", "tag")] == [[f"day={NEW}"]] * 2
    json.dumps(summary(done))


@pytest.mark.parametrize("reason", ["not_loaded", "pending", "landed_since"])
def test_a_day_that_is_not_wholly_loaded_stays(work: Workspace, reason: str) -> None:
    if reason == "pending":
        load(work, OLD)
        work.landing.add_entries([entry("/2026-01-10/b", day=OLD)])
    if reason == "landed_since":
        load(work, OLD, datetime(2026, 1, 11, tzinfo=UTC))
    done = delete_old(work, now=TODAY)
    assert [(day.day, day.stays) for day in done.kept] == [(OLD, reason)]
    assert OLD in warc_days(work)


def test_zero_keeps_everything(work: Workspace) -> None:
    load(work, OLD)
    forever = Workspace(work.settings.model_copy(update={"keep_pages_days": 0, "keep_results_days": 0}))
    done = delete_old(forever, now=TODAY)
    assert (done.retired, done.kept, done.results, done.freed) == ((), (), (), 0)
    assert warc_days(work) == {OLD, NEW}
    forever.landing.close()


def test_a_page_in_the_file_of_another_day_keeps_that_file(work: Workspace) -> None:
    moved = entry(f"/{OLD}/a", day=NEW, source="archive")
    with work.connect() as connection:
        connection.execute("UPDATE landing.entries SET day = %s WHERE url_key = %s", [NEW, moved.url_key])
    other = entry("/2026-01-10/z", day=OLD)
    work.landing.add_entries([other])
    work.landing.land(other, answer(other))
    load(work, OLD)
    assert summary(delete_old(work, now=TODAY))["retired"] == [OLD]
    page = next(landed.page for landed in work.landing.entries(NEW) if landed.entry.url_key == moved.url_key)
    assert page is not None
    assert [body for _, body in work.landing.bodies([page])] == [answer(moved).body]


def test_a_retired_day_is_refused_and_a_killed_deletion_goes_on(work: Workspace) -> None:
    load(work, OLD)
    with work.landing.database.transaction() as connection:  # as if killed after the mark, before the files
        connection.execute("INSERT INTO landing.retired_days (day, pages) VALUES (%s, 1)", [OLD])
    with pytest.raises(RetiredDay, match=OLD):
        extract(work, OLD)
    assert retired_among(work.landing.database, [OLD, NEW]) == {OLD}
    assert old_days(work.landing.database, OLD) == []
    assert retire(work.landing.database, work.landing.store, ()) > 0
    assert warc_days(work) == {NEW}
