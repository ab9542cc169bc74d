"""Past days of the fictional press, over real HTTP: all faults of archives at once, and what is still found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from s3_client import s3_of

from newsroom import Config, Room, serving
from newsroom.clock import WIB, midnight
from pantau.archives import pieces
from pantau.day import shift
from pantau.files import parse_yaml
from pantau.poll import archives as polling
from pantau.poll.archives import poll_archive
from pantau.poll.stage import run as poll_stage
from pantau.settings import Settings
from pantau.urls import url_key
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=WIB)
DAYS = [f"2026-11-{number:02}" for number in (17, 18, 19)]
PER_DAY = 20
# outlet → (fault of its listing, what archives.yaml says of it)
FAULTS: dict[str, tuple[str, dict[str, Any]]] = {
    "lintaskini": ("cached_page", {"on_repeat": "retry"}),  # detik, 6 a page
    "lintasbola": ("stuck_page", {"on_repeat": "retry"}),
    "kabarraya": ("limit", {"max_pages": 2}),  # tribun, 7 a page
    "wartanusa": ("end_marker", {"end_marker": "p.tidak-ada-berita"}),  # antara, 10 a page, no date in the address
    "suluhnegeri": ("outage", {}),
    "siantarposko": ("late", {}),
    "sorotkata": ("no_archive", {}),
}
WORDPRESS = {"borneoraya", "honaipost", "floresekspres"}
POSTS = "/wp-json/wp/v2/posts?after={prev}T16:59:59&before={next}T02:00:01&orderby=date&order=asc&per_page=8&page={page}"
Open = Callable[..., Workspace]


@pytest.fixture
def room() -> Iterator[Room]:
    with serving(Config(outlets=24, per_day=PER_DAY, clock=lambda: NOW)) as served:
        yield served


@pytest.fixture
def opened(room: Room, database: Settings, tmp_path: Path) -> Iterator[Open]:
    made: list[Workspace] = []

    def make(**more: object) -> Workspace:
        write_catalogue(room, tmp_path / "katalog")
        place = {"catalogue_dir": tmp_path / "katalog", "allow_hosts": room.allow_hosts, "fetch_attempts": 3}
        fast = {"host_gap_s": 0.0, "host_cooldown_s": 0.05, "wayback_cdx_per_minute": 6e5, "wayback_captures_per_minute": 6e5}
        made.append(Workspace(database.model_copy(update=place | fast | more)))
        return made[-1]

    yield make
    for work in made:
        work.landing.close()


def write_catalogue(room: Room, folder: Path) -> None:
    """Write the newsroom's catalogue as somebody who knows its outlets' habits would."""
    room.write_catalogue(folder)
    blocks = parse_yaml((folder / "archives.yaml").read_text(encoding="utf-8"))
    for block in blocks:
        name = block["outlet"]
        block.update(FAULTS.get(name, ("", {}))[1])
        if name in WORDPRESS:
            home = block["url"].split("/")[2]
            block.update(kind="wordpress", url=f"http://{home}{POSTS}")
    (folder / "archives.yaml").write_text(yaml.safe_dump(blocks, sort_keys=False, width=1_000), encoding="utf-8")


def switch_faults(room: Room) -> None:
    for outlet, (fault, _) in FAULTS.items():
        if fault:
            room.archives.set(outlet, fault)


def missed(room: Room, work: Workspace, day: str, skip: tuple[str, ...] = ()) -> list[str]:
    """The items of a day of which no address has an entry."""
    known = {landed.entry.url_key for landed in work.landing.entries(day)}
    items = [item for item in room.truth.day(day) if item.outlet not in skip]
    return [item.url for item in items if not {url_key(url) for url in item.urls} & known]


def results(work: Workspace, day: str) -> dict[str, str]:
    return {read.outlet: read.result for read in work.landing.archive_reads(day)}


def test_past_days_are_listed_whole_although_archives_fail(room: Room, opened: Open) -> None:
    switch_faults(room)
    work = opened(wayback=room.wayback)
    total = lost = 0
    for day in DAYS:
        poll_archive(work, day)
        lost += len(missed(room, work, day))
        total += len(list(room.truth.day(day)))
        named = results(work, day)
        assert {outlet: result for outlet, result in named.items() if result != "ok"} == {
            "kabarraya": "partial", "lintasbola": "partial", "sorotkata": "partial"
        }  # fmt: skip
    assert total == 24 * PER_DAY * len(DAYS)
    recall = 1 - lost / total
    assert recall >= 0.983, f"{lost} of {total} are missing"
    keys = [landed.entry.url_key for day in DAYS for landed in work.landing.entries(day)]
    assert len(keys) == len(set(keys))
    days = {url_key(url): item.day for day in DAYS for item in room.truth.day(day) for url in item.urls}
    wrong = [entry.url for day in DAYS for entry in entries(work, day) if days.get(entry.url_key) != day]
    assert wrong == [], "an entry stands under another day"


def entries(work: Workspace, day: str) -> list[Any]:
    return [landed.entry for landed in work.landing.entries(day)]


def test_listing_a_day_is_polite(room: Room, opened: Open) -> None:
    switch_faults(room)
    gap_s, capture_s, cdx_s = 0.3, 0.05, 0.4
    rates = {"wayback_cdx_per_minute": 60 / cdx_s, "wayback_captures_per_minute": 60 / capture_s}
    work = opened(host_gap_s=gap_s, wayback=room.wayback, **rates)
    some = ["sorotkata", "kabarraya", "borneoraya"]
    for day in (shift(DAYS[0], -1), *DAYS[:2]):  # made now, so that the server does not make items while it measures time
        assert all(list(room.truth.day(day, outlet)) for outlet in some)
    room.log.clear()
    poll_archive(work, DAYS[0], some)
    seen = room.log.politeness()
    assert all(host.max_concurrency <= 2 for host in seen.values())
    for outlet in some:  # the gaps that the server sees vary by milliseconds, on a busy machine by tens of them
        assert (seen[f"{outlet}.newsroom.test"].min_gap_s or gap_s) > gap_s / 2
    cdx = [visit.at for visit in room.log.visits(what="index") if "/cdx/" in visit.path]
    assert len(cdx) == 2
    assert min(later - earlier for earlier, later in pairwise(cdx)) > cdx_s * 0.9
    captures = room.log.visits(host="web.archive.newsroom.test", what="page")
    assert len(captures) > PER_DAY
    assert captures[-1].at - captures[0].at > (len(captures) - 1) * capture_s * 0.9


def test_deep_archives_are_off_unless_enabled(room: Room, opened: Open) -> None:
    switch_faults(room)
    work = opened()
    poll_archive(work, DAYS[0])
    assert {visit.host for visit in room.log.visits()} & {"web.archive.newsroom.test", "data.commoncrawl.newsroom.test"} == set()
    assert results(work, DAYS[0])["sorotkata"] == "http_404"


def test_captures_land_like_fetched_pages_and_once(room: Room, opened: Open) -> None:
    room.archives.set("sorotkata", "no_archive")
    work = opened(wayback=room.wayback)
    day = DAYS[1]
    report = poll_archive(work, day, ["sorotkata"])
    landed = work.landing.entries(day, ["sorotkata"])
    kept = {url_key(one.url) for one in captured(room, "sorotkata", day)}
    assert {one.entry.url_key for one in landed} == kept
    assert all(one.state == "landed" and one.entry.source == "capture" for one in landed)
    start = datetime.fromisoformat(day).replace(tzinfo=WIB)
    both = {url_key(one.url): one for one in room.keepers.kept("sorotkata", start, start + timedelta(days=2))}
    assert len(landed) > PER_DAY * 0.7
    told = {"captures_landed": len(kept), "captures_other_day": len(both) - len(kept)}
    assert report.skipped == told, "what is of the next day is left to the run of that day"
    assert report.days == [day]
    times = {url_key(one.url): one.at for one in reversed(captured(room, "sorotkata", day))}
    for one, bodies in work.landing.articles(landed):
        truth = room.truth.of(one.entry.url)
        assert truth is not None
        assert truth.title.split()[0] in bodies[0].decode()
        assert one.page is not None
        assert one.page.fetched_at == times[one.entry.url_key], "the page is as old as its capture"
    room.log.clear()
    again = poll_archive(work, day, ["sorotkata"])
    assert again.skipped == {"captures_already_landed": len(kept), "captures_other_day": len(both) - len(kept)}
    assert len(room.log.visits(host="web.archive.newsroom.test", what="page")) == len(both) - len(kept)


def captured(room: Room, outlet: str, day: str) -> list[Any]:
    start = datetime.fromisoformat(day).replace(tzinfo=WIB)
    kept = room.keepers.kept(outlet, start, start + timedelta(days=2))
    return [one for one in kept if one.plan.ref.day.isoformat() == day]


def test_a_keeper_that_fails_is_told_and_what_is_listed_stays(room: Room, opened: Open) -> None:
    room.archives.set("kabarraya", "limit")
    room.faults.set("wayback", "503", "index")
    work = opened(wayback=room.wayback, host_cooldown_s=0.01, fetch_attempts=1)
    report = poll_archive(work, DAYS[0], ["kabarraya"])
    assert report.results == {"cut_off": 1}
    assert "0 captures of the day (http_503)" in report.readings[0].message
    assert len(work.landing.entries(DAYS[0], ["kabarraya"])) >= 14


def test_an_outage_is_told_and_filled_by_the_next_run(room: Room, opened: Open) -> None:
    room.archives.set("acehmadani", "outage", days=[DAYS[0]])
    work = opened()
    assert poll_archive(work, DAYS[0], ["acehmadani"]).results == {"http_500": 1}
    assert poll_archive(work, DAYS[1], ["acehmadani"]).results == {"ok": 1}
    room.archives.clear()
    assert poll_archive(work, DAYS[0], ["acehmadani"]).results == {"ok": 1}
    others = tuple(outlet for outlet in work.catalogue.outlets if outlet != "acehmadani")
    assert missed(room, work, DAYS[0], others) == []


def test_late_items_are_not_lost_by_reading_too_early(room: Room, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Items are listed up to ten hours after they are dated: a listing read seven hours after the day must be read again."""
    outlet, day, item = latest(room)
    end = datetime.fromisoformat(shift(day, 1)).replace(tzinfo=WIB)
    assert timedelta(hours=7) < item.appears_at - end < timedelta(hours=12)
    room.archives.set(outlet, "late")
    work = opened()
    moments = [end + timedelta(hours=7)]

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return moments[-1]

    object.__setattr__(room.server.config, "clock", lambda: moments[-1])
    monkeypatch.setattr(polling, "datetime", Clock)
    others = tuple(name for name in work.catalogue.outlets if name != outlet)
    assert poll_archive(work, day, [outlet]).results == {"ok": 1}
    assert missed(room, work, day, others) == [item.url]
    moments.append(end + timedelta(hours=13))
    assert poll_archive(work, day, [outlet]).results == {"ok": 1}
    assert missed(room, work, day, others) == []
    assert poll_archive(work, day, [outlet]).results == {"already_read": 1}


def latest(room: Room) -> tuple[str, str, Any]:
    """The item that appeared longest after its day, in thirty days of all outlets."""
    planner = room.server.desk.planner
    days = [NOW.date() - timedelta(days=number) for number in range(2, 32)]
    plans = [
        plan
        for outlet in planner.papers
        for day in days
        for plan in planner.day(outlet, day)
        if "late" in planner.papers[outlet].quirks
    ]
    plan = max(plans, key=lambda plan: plan.appears - midnight(plan.ref.day))
    item = room.truth.of(room.server.addresses.url(plan))
    assert item is not None
    return plan.ref.outlet, plan.ref.day.isoformat(), item


@pytest.mark.parametrize("store", ["https", "folder", "s3"])
def test_cc_news_fills_a_day_once(room: Room, opened: Open, tmp_path: Path, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    day, outlet = DAYS[0], "sorotkata"
    monkeypatch.setattr(pieces, "PIECE", 100_000)  # a file of half a megabyte is one of several pieces
    if store == "folder":
        write_cc_news(room, tmp_path / "cc")
    s3_of(room, monkeypatch)
    work = opened(cc_news={"https": room.cc_news, "folder": str(tmp_path / "cc"), "s3": "s3://commoncrawl"}[store])
    without_archive(tmp_path / "katalog", outlet)
    report = poll_archive(work, day, [outlet])
    end = datetime.fromisoformat(day).replace(tzinfo=WIB) + timedelta(hours=36)
    kept = {url_key(one.url) for one in captured(room, outlet, day) if one.at < end}
    assert {one.entry.url_key for one in work.landing.entries(day, [outlet])} == kept
    assert {one.entry.outlet for one in work.landing.entries(day)} == {outlet}, "other outlets list the day themselves"
    counts = report.readings[-1].skipped
    assert counts["landed"] == len(kept)
    assert min(counts["other_outlet"], counts["other_day"], counts["files"]) > 0
    assert (results(work, day)[outlet], report.counts["new"]) == ("partial", len(kept))
    again = poll_archive(work, day, [outlet])
    assert again.counts["new"] == 0
    assert again.readings[-1].skipped["already_landed"] >= len(kept)
    if store == "https":
        asked = room.log.visits(what="warc")
        assert max(visit.bytes for visit in asked) == 100_000
        assert len(asked) > 2 * counts["files"]


def test_shards_share_the_files_of_cc_news(room: Room, opened: Open, tmp_path: Path) -> None:
    work = opened(cc_news=room.cc_news, shards=3)
    without_archive(tmp_path / "katalog", "sorotkata")
    counts = [poll_stage(work, DAYS[0], shard).counts for shard in range(3)]
    end = datetime.fromisoformat(DAYS[0]).replace(tzinfo=WIB) + timedelta(hours=36)
    kept = {url_key(one.url) for one in captured(room, "sorotkata", DAYS[0]) if one.at < end}
    assert {one.entry.url_key for one in work.landing.entries(DAYS[0], ["sorotkata"])} == kept
    assert all(count["skipped.files"] >= 1 for count in counts)
    paths = [visit.path for visit in room.log.visits(what="warc")]
    assert len(paths) == len(set(paths)), "no file is read twice"


def test_a_lost_file_of_cc_news_is_counted(room: Room, opened: Open, tmp_path: Path) -> None:
    work = opened(cc_news=room.cc_news)
    without_archive(tmp_path / "katalog", "sorotkata")
    room.faults.set("cc-news", "404", "warc")
    report = poll_archive(work, DAYS[0], ["sorotkata"])
    assert report.readings[-1].result == "no_files"
    assert report.readings[-1].skipped["files_failed"] > 1
    assert results(work, DAYS[0])["sorotkata"] == "no_archive"


SPOILT = {"cut_short": lambda whole: whole[:-20_000], "damaged": lambda whole: whole[:20_000] + b"\0" * 100 + whole[20_100:]}


@pytest.mark.parametrize("end", SPOILT)
def test_a_spoilt_file_makes_the_day_partial(room: Room, opened: Open, tmp_path: Path, end: str) -> None:
    write_cc_news(room, tmp_path / "cc")
    work = opened(cc_news=str(tmp_path / "cc"))
    without_archive(tmp_path / "katalog", "sorotkata")
    file = next((tmp_path / "cc").rglob(f"CC-NEWS-{DAYS[0].replace('-', '')}*.warc.gz"))
    file.write_bytes(SPOILT[end](file.read_bytes()))
    reading = poll_archive(work, DAYS[0], ["sorotkata"]).readings[-1]
    assert (reading.result, reading.skipped.get(end)) == ("partial", 1), reading.skipped


NO_LISTS = {
    "https": "answered 500",
    "s3": "Unable to locate credentials; an object store's credentials come from the environment, for S3 AWS_",
    "gs": "Please install gcsfs",
    "folder": "",
}


@pytest.mark.parametrize("store", NO_LISTS)
def test_a_store_that_cannot_be_read_is_told_and_an_empty_one_is_empty(
    room: Room, opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, store: str
) -> None:
    s3_of(room, monkeypatch, key="")
    if store == "https":
        room.faults.set("cc-news", "500", "index")
    roots = {"https": room.cc_news, "s3": "s3://commoncrawl", "gs": "gs://commoncrawl", "folder": str(tmp_path / "kosong")}
    work = opened(cc_news=roots[store])
    without_archive(tmp_path / "katalog", "sorotkata")
    reading = poll_archive(work, DAYS[0], ["sorotkata"]).readings[-1]
    assert (reading.result, reading.skipped.get("lists_failed", 0)) == ("no_files", 0 if store == "folder" else 1)
    assert NO_LISTS[store] in caplog.text


def without_archive(folder: Path, outlet: str) -> None:
    blocks = parse_yaml((folder / "archives.yaml").read_text(encoding="utf-8"))
    rest = [block for block in blocks if block["outlet"] != outlet]
    why = {"outlet": outlet, "cannot": "no_archive", "reason": "it never had one"}
    (folder / "archives.yaml").write_text(yaml.safe_dump([*rest, why], width=1_000), encoding="utf-8")


def write_cc_news(room: Room, root: Path) -> None:
    import gzip

    months: dict[str, list[str]] = {}
    for name in room.keepers.files(NOW, days=5):
        months.setdefault(name.rpartition("/")[0], []).append(name)
    for folder, names in months.items():
        (root / folder).mkdir(parents=True)
        (root / folder / "warc.paths.gz").write_bytes(gzip.compress("\n".join(names).encode()))
        for name in names:
            (root / name).write_bytes(room.keepers.warc(name, NOW))
