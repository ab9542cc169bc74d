"""The plan of a backfill over the fictional press: its figures are what the run then does, and it fetches index pages only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from math import isclose
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsroom import Config, Room, serving
from newsroom.clock import WIB
from pantau.archives import DayListing
from pantau.archives.remembered import remember, remembered
from pantau.backfill.command import as_json
from pantau.backfill.plan import BackfillPlan, OutletDay, plan
from pantau.backfill.printed import print_plan, reasons
from pantau.cli import main
from pantau.day import bounds
from pantau.errors import BadInput
from pantau.fetch import stage as fetch
from pantau.files import parse_yaml
from pantau.landing.retired import OldDay, retire
from pantau.poll.archives import poll_archive
from pantau.settings import Settings, settings
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=WIB)
DAYS = ["2026-11-16", "2026-11-17"]
WHOLE = "lintaskini"
DOWN = "kacapena"
SILENT = "wartanusa"
Open = Callable[..., Workspace]


@pytest.fixture
def room() -> Iterator[Room]:
    with serving(Config(outlets=6, per_day=6, clock=lambda: NOW)) as served:
        yield served


@pytest.fixture
def opened(room: Room, database: Settings, tmp_path: Path) -> Iterator[Open]:
    made: list[Workspace] = []

    def make(**more: object) -> Workspace:
        folder = tmp_path / "katalog"
        room.write_catalogue(folder)
        blocks = parse_yaml((folder / "archives.yaml").read_text(encoding="utf-8"))
        for block in blocks:
            if block["outlet"] == SILENT:
                block.update(cannot="no_archive", reason="indeksnya dihapus pada 2026")
        (folder / "archives.yaml").write_text(yaml.safe_dump(blocks, sort_keys=False, width=1_000), encoding="utf-8")
        place = {"catalogue_dir": folder, "allow_hosts": room.allow_hosts, "fetch_attempts": 1, "fetch_retry_s": 0.01}
        fast = {"host_gap_s": 5.0, "allowed_host_gap_s": 0.0, "host_cooldown_s": 0.05}
        made.append(Workspace(database.model_copy(update=place | fast | more)))
        return made[-1]

    yield make
    for work in made:
        work.landing.close()


def asked(room: Room) -> Counter[str]:
    """What the newsroom was asked for since the log was cleared, without robots.txt."""
    return Counter(visit.what for visit in room.log.visits() if visit.what != "robots")


def row_of(found: BackfillPlan, outlet: str, day: str) -> OutletDay:
    return next(row for row in found.rows if (row.outlet, row.day) == (outlet, day))


def rows_of_tables(work: Workspace) -> dict[str, str]:
    """A digest of the rows of each table."""
    query = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('public', 'landing')"
    digest = "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {} t"
    with work.connect() as connection:
        names = [row[0] for row in connection.execute(query).fetchall()]
        return {name: str(connection.execute(digest.format(name).encode()).fetchone()) for name in names}


def test_a_plan_reads_index_pages_only_and_adds_nothing(room: Room, opened: Open) -> None:
    work = opened()
    work.landing.check()
    before = rows_of_tables(work)
    found = plan(work, *DAYS)
    after = rows_of_tables(work)
    assert {name for name in after if after[name] != before[name]} == {"landing.hosts", "landing.listings"}
    assert set(asked(room)) == {"index"}
    assert asked(room).total() == found.asked > 0
    assert [landed for day in DAYS for landed in work.landing.entries(day)] == []
    assert found.total("to_fetch") >= sum(item.outlet != SILENT for day in DAYS for item in room.truth.day(day))
    assert found.size is None, "no page was ever landed: what they weigh is not known"


def test_the_run_does_what_the_plan_said(room: Room, opened: Open) -> None:
    work = opened()
    poll_archive(work, DAYS[0])
    fetch.run(work, DAYS[0])
    said = plan(work, *DAYS)
    done, todo = (Counter({row.outlet: row.landed for row in said.rows if row.day == day}) for day in DAYS)
    landed = Counter(one.entry.outlet for one in work.landing.entries(DAYS[0]) if one.page)
    assert done == landed
    assert todo.total() == 0
    room.log.clear()
    poll_archive(work, DAYS[1])
    fetch.run(work, DAYS[1])
    second = [row for row in said.rows if row.day == DAYS[1]]
    # robots.txt closes some pages: the plan counts them, the run leaves them alone
    closed = sum(one.state == "blocked" for one in work.landing.entries(DAYS[1]))
    assert sum(row.to_fetch for row in second) == len(work.landing.entries(DAYS[1]))
    articles = sum(count for what, count in asked(room).items() if what != "index")
    assert articles + closed <= sum(row.page_requests for row in second) * 1.2
    assert articles + closed >= sum(row.to_fetch for row in second)
    sizes = [one.page.size for one in work.landing.entries(DAYS[1]) if one.page]
    assert isclose(sum(row.size or 0 for row in second), sum(sizes), rel_tol=0.5)


def test_what_a_plan_listed_is_not_listed_again(room: Room, opened: Open) -> None:
    room.archives.set(DOWN, "outage", [DAYS[0]])
    work = opened()
    first = plan(work, *DAYS)
    down = row_of(first, DOWN, DAYS[0])
    assert (down.state, down.index_requests > 0) == ("incomplete", True)
    assert all(row.index_requests == 0 for row in first.rows if row.state == "complete")
    room.log.clear()
    again = plan(work, *DAYS)
    assert {visit.host.partition(".")[0] for visit in room.log.visits()} == {DOWN}
    assert again.total("to_fetch") == first.total("to_fetch")
    room.archives.clear()
    room.log.clear()
    for day in DAYS:
        report = poll_archive(work, day)
        assert report.failures == []
    assert {visit.host.partition(".")[0] for visit in room.log.visits(what="index")} == {DOWN}
    assert remembered(work, WHOLE, DAYS[0]) is None, "the run has taken it"
    want = {(item.outlet, item.day) for day in DAYS for item in room.truth.day(day) if item.outlet != SILENT}
    assert {(one.entry.outlet, one.entry.day) for day in DAYS for one in work.landing.entries(day)} == want
    done = plan(work, *DAYS)
    assert done.asked == 0
    assert row_of(done, WHOLE, DAYS[0]).listed == row_of(first, WHOLE, DAYS[0]).listed > 0


def test_a_listing_that_may_grow_is_not_remembered(room: Room, opened: Open) -> None:
    work = opened()
    whole = DayListing(WHOLE, DAYS[0], (), "complete", "ok")
    end = bounds(DAYS[0])[1]
    assert not remember(work, whole, end + timedelta(hours=11))
    assert not remember(work, replace(whole, state="incomplete", result="partial"), end + timedelta(days=2))
    assert remembered(work, WHOLE, DAYS[0]) is None
    assert remember(work, whole, end + timedelta(hours=12))
    assert remembered(work, WHOLE, DAYS[0]) == (whole, end + timedelta(hours=12))


def test_another_block_in_archives_yaml_is_listed_anew(room: Room, opened: Open) -> None:
    work = opened()
    plan(work, DAYS[0], DAYS[0], [WHOLE])
    assert remembered(work, WHOLE, DAYS[0])
    blocks = work.catalogue.archives
    changed = opened()
    folder = changed.settings.catalogue_folder / "archives.yaml"
    folder.write_text(folder.read_text(encoding="utf-8").replace("max_pages: 40", "max_pages: 39"), encoding="utf-8")
    assert changed.catalogue.archives != blocks
    assert remembered(changed, WHOLE, DAYS[0]) is None


def test_what_cannot_be_served_has_its_reason(room: Room, opened: Open, capsys: pytest.CaptureFixture[str]) -> None:
    room.archives.set(DOWN, "outage", DAYS)
    work = opened()
    retire(work.landing.database, work.landing.store, [OldDay(DAYS[1], 0, "")])
    found = plan(work, *DAYS)
    silent = row_of(found, SILENT, DAYS[0])
    assert (silent.state, silent.result, silent.reason) == ("cannot", "no_archive", "indeksnya dihapus pada 2026")
    assert {row.result for row in found.rows if row.day == DAYS[1]} == {"retired"}
    assert found.days == [DAYS[0]]
    lines = reasons(found.rows)
    assert [line.partition(" · ")[0] for line in lines] == [
        "tidak bisa: no_archive", "tidak bisa: retired", "sebagian: http_500"
    ]  # fmt: skip
    from rich.console import Console

    print_plan(found, Console(width=150))
    text = capsys.readouterr().out
    assert "indeksnya dihapus pada 2026" in text
    assert "Tidak ada artikel yang diunduh" in text


def test_hours_are_those_of_the_busiest_host_day_after_day(room: Room, opened: Open) -> None:
    work = opened()
    plan(work, *DAYS)
    slow = opened(allowed_host_gap_s=3.0)  # the listings are remembered: no index page has to wait for the gap
    found = plan(slow, *DAYS)
    assert found.asked == 0
    per_day = [max(max((row.hosts or {"": 0}).values(), default=0) for row in found.rows if row.day == day) for day in DAYS]
    assert isclose(found.hours, sum(per_day) * 3.0 / 3600)
    assert found.busiest.endswith(f":{room.port}")
    told: dict[str, Any] = json.loads(json.dumps(as_json(found)))
    assert told["totals"]["requests"] == sum(row["requests"] for row in told["days"]) > 0


@pytest.fixture
def by_environment(opened: Open, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The command line finds the test's installation as it finds any installation: by the environment."""
    chosen = opened().settings
    for name in ("state_dir", "warehouse", "catalogue_dir", "allow_hosts", "allowed_host_gap_s", "host_cooldown_s"):
        monkeypatch.setenv(f"PANTAU_{name.upper()}", str(getattr(chosen, name)))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.usefixtures("by_environment")
def test_the_command_prints_a_table_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["backfill", "plan", "--from", DAYS[0], "--to", DAYS[0]]
    assert main([*words, "--outlet", WHOLE, "--outlet", SILENT]) == 0
    text = capsys.readouterr().out
    assert WHOLE in text
    assert "MB belum diketahui" in text
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["outlet"] for row in told["days"]} > {WHOLE, SILENT, DOWN}
    assert told["totals"]["megabytes"] is None
    assert main(["audit"]) == 0
    assert "Tidak ada hari-media" in capsys.readouterr().out
    assert main(["audit", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["recall"] is None


@pytest.mark.usefixtures("english", "by_environment")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--from", "2026-11-17", "--to", "2026-11-16"], "swap them"),
        (["--from", "2026-11-31", "--to", "2026-12-01"], "is not a day"),
        (["--from", "2020-01-01", "--to", "2099-01-01"], "at most 1000"),
        (["--from", "2099-01-01", "--to", "2099-01-01"], "is not over"),
    ],
)
def test_days_that_cannot_be_planned_are_refused(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["backfill", "plan", *words]) == 2
    assert message in capsys.readouterr().err


def test_an_outlet_nobody_knows_is_refused(opened: Open) -> None:
    with pytest.raises(BadInput, match="koran-hantu"):
        plan(opened(), *DAYS, ["koran-hantu"])
