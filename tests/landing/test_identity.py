"""A worker that does not see the landing of its warehouse does no work."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from upath import UPath

from landed import DAY, answer, cut_listing, entry
from pantau.landing import Landing
from pantau.landing.identity import MARKER, WrongLanding, adopt, check_identity, read_identity
from pantau.runs.pipeline import run_day
from pantau.settings import Settings
from pantau.stores import FileStore
from pantau.workspace import Workspace


def _land(landing: Landing, path: str) -> None:
    landing.add_entries([entry(path)])
    landing.land(entry(path), answer(entry(path)))
    landing.close()


def _root(settings: Settings) -> Path:
    return Path(settings.landing_root)


def test_first_use_makes_the_identity_and_every_later_use_finds_it(database: Settings) -> None:
    first = Workspace(database).landing
    found = read_identity(first.database, first.store)
    assert found.marked == found.known != ""
    assert found.noted_root == str(_root(database))
    second = Workspace(database).landing
    assert read_identity(second.database, second.store) == found


def test_many_first_uses_at_once_make_one_identity(database: Settings) -> None:
    def use(_number: int) -> str:
        landing = Landing(database)
        try:
            return check_identity(landing.database, landing.store)
        finally:
            landing.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(use, range(8)))) == 1


@pytest.mark.parametrize("stage", ["poll", "fetch", "extract", "dedupe", "load", "report"])
def test_a_worker_that_does_not_see_the_landing_refuses_before_it_changes_anything(database: Settings, stage: str) -> None:
    _land(Workspace(database).landing, "/1")
    elsewhere = database.model_copy(update={"landing_url": str(_root(database).parent / "lain")})
    with pytest.raises(WrongLanding, match=r"lain has no pantau-landing\.json.*last noted at .*/landing.*mount it.*--adopt"):
        list(run_day(Workspace(elsewhere), DAY, stage, stage))
    assert not (_root(database).parent / "lain").exists()


def test_an_unmounted_volume_is_seen_by_a_process_that_worked_before(database: Settings) -> None:
    work = Workspace(database)
    _land(work.landing, "/1")
    shutil.move(_root(database), _root(database).parent / "away")
    _root(database).mkdir()
    with pytest.raises(WrongLanding, match=r"has no pantau-landing\.json"):
        list(run_day(work, DAY, "extract", "extract"))


def test_the_landing_of_another_installation_is_refused(database: Settings) -> None:
    work = Workspace(database)
    work.landing.check()
    (_root(database) / MARKER).write_text('{"landing": "another"}')
    with pytest.raises(WrongLanding, match="is the landing another, and the warehouse belongs to the landing"):
        Workspace(database).landing.check()


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", bytes(40)])
def test_a_marker_that_says_nothing_is_named_and_a_person_may_adopt(database: Settings, damage: bytes) -> None:
    known = check_identity(Workspace(database).landing.database, FileStore(database.landing_root))
    (_root(database) / MARKER).write_bytes(damage)
    with pytest.raises(WrongLanding, match=r"pantau-landing\.json says nothing"):
        Workspace(database).landing.check()
    landing = Landing(database)
    assert adopt(landing.database, landing.store) == known
    Workspace(database).landing.check()


def test_killed_between_the_two_writes_the_next_use_goes_on(database: Settings) -> None:
    FileStore(database.landing_root).write(MARKER, b'{"landing": "begun"}')
    assert check_identity(Workspace(database).landing.database, FileStore(database.landing_root)) == "begun"


def test_an_installation_from_before_is_adopted_where_its_files_are(database: Settings) -> None:
    landing = Landing(database)
    _land(landing, "/1")
    Workspace(database).landing.check()
    assert (_root(database) / MARKER).is_file()


def test_an_installation_from_before_that_was_killed_at_its_first_marker_goes_on(database: Settings) -> None:
    landing = Workspace(database).landing
    _land(landing, "/1")
    marked = check_identity(landing.database, landing.store)
    with landing.database.transaction() as connection:
        connection.execute("DELETE FROM landing.identity")
    assert check_identity(landing.database, landing.store) == marked
    assert read_identity(landing.database, landing.store).known == marked


def test_an_installation_from_before_is_refused_where_its_files_are_not(database: Settings) -> None:
    landing = Landing(database)
    _land(landing, "/1")
    shutil.rmtree(_root(database))
    with pytest.raises(WrongLanding, match=r"none of the 1 newest files .*warc/2026-11-20/.*--adopt"):
        Workspace(database).landing.check()
    assert not _root(database).exists()


def test_a_landing_in_an_object_store_has_an_identity(database: Settings, bucket: str) -> None:
    there = database.model_copy(update={"landing_url": f"{bucket}/landing"})
    Workspace(there).landing.check()
    assert (UPath(f"{bucket}/landing") / MARKER).exists()
    Workspace(there).landing.check()
    with pytest.raises(WrongLanding):
        Workspace(there.model_copy(update={"landing_url": f"{bucket}/lain"})).landing.check()


def test_an_empty_warehouse_beside_a_landing_with_pages_is_refused(database: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Workspace(database)
    _land(work.landing, "/1")
    with work.connect() as connection:
        connection.execute("DELETE FROM landing.identity; DELETE FROM landing.pages; DELETE FROM landing.entries")
    for stage in ("poll", "extract"):
        with pytest.raises(WrongLanding, match=r"has files, and the warehouse .* knows of no landing.*put the .* backup back"):
            list(run_day(Workspace(database), DAY, stage, stage))
    with monkeypatch.context() as patched:
        cut_listing(patched, Path(database.landing_root), 1)
        with pytest.raises(WrongLanding, match="has files"):
            Workspace(database).landing.check()
    landing = Landing(database)
    adopt(landing.database, landing.store)
    Workspace(database).landing.check()
