"""`pantau import`: WARC files of others land like fetched pages, each record has a named end, a second import changes nothing."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError
from s3_client import s3_of

from newsroom import Config, Room, serving
from newsroom.clock import WIB
from pantau.archives import command, records
from pantau.archives.command import import_file
from pantau.archives.kept import BATCH, KeptPages
from pantau.errors import BadInput
from pantau.settings import PROJECT, Settings
from pantau.urls import url_key
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=WIB)
URL = "http://www.koran.test/berita/12345/harga-beras-naik"
TIME = '<meta property="article:published_time" content="2026-11-17T23:30:00+09:00">'
PAGE = f"<!doctype html><title>Beras</title>{TIME}<p>Harga naik."
MOST = 1_000_000
Make = Callable[..., Workspace]


def http(body: bytes, status: str = "200 OK", media: str = "text/html", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


def record(block: bytes, url: str = URL, kind: str = "response", at: str = "2026-11-18T01:02:03Z") -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{os.urandom(16).hex()}>\r\nWARC-Date: {at}\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", 1)


@pytest.fixture
def work(workspace: Make) -> Workspace:
    return workspace()


def imported(work: Workspace, file: Path, day: str = "") -> KeptPages:
    pages = KeptPages(work, day)
    import_file(str(file), pages, MOST)
    return pages


def write(folder: Path, *records: bytes) -> Path:
    file = folder / "milik-saya.warc.gz"
    file.write_bytes(b"".join(records))
    return file


def test_a_page_lands_under_the_day_it_states_with_the_time_it_was_kept(work: Workspace, tmp_path: Path) -> None:
    file = write(tmp_path, record(http(PAGE.encode())))
    pages = imported(work, file)
    assert pages.counts == {"landed": 1}
    [landed] = work.landing.entries("2026-11-17")
    assert (landed.state, landed.entry.source, landed.entry.source_url) == ("landed", "capture", "warc:milik-saya.warc.gz")
    assert landed.page is not None
    assert landed.page.fetched_at == datetime(2026, 11, 18, 1, 2, 3, tzinfo=UTC)
    assert [body.decode() for _, body in work.landing.bodies([landed.page])] == [PAGE]


def test_twice_lands_nothing_twice(work: Workspace, tmp_path: Path) -> None:
    file = write(tmp_path, record(http(PAGE.encode())), record(http(PAGE.encode()), at="2026-11-18T05:00:00Z"))
    assert imported(work, file).counts == {"landed": 1, "already_landed": 1}, "the same bytes, kept again later"
    assert imported(work, file).counts == {"already_landed": 2}
    edited = write(tmp_path, record(http(PAGE.encode() + b"<p>Diperbarui."), at="2026-11-18T09:00:00Z"))
    assert imported(work, edited).counts == {"landed": 1}
    [landed] = work.landing.entries("2026-11-17")
    assert landed.page is not None
    assert landed.page.fetched_at.hour == 9, "the newest version counts"


CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n"
PACKED = gzip.compress(PAGE.encode())
GZIP, PIECES = "Content-Encoding: gzip\r\n", "Transfer-Encoding: chunked\r\n"
ENDS = {
    "gzip": (record(http(PACKED, more=GZIP)), "landed"),
    "chunked gzip": (record(http(CHUNKED % (len(PACKED), PACKED), more=GZIP + PIECES)), "landed"),
    "chunked in name only": (record(http(PAGE.encode(), more=PIECES)), "landed"),
    "gzip in name only": (record(http(PAGE.encode(), more=GZIP)), "landed"),
    "subdomain": (record(http(PAGE.encode()), "https://ambon.koran.test/berita/12345/a"), "landed"),
    "other host": (record(http(PAGE.encode()), "http://www.lain.test/berita/1"), "other_outlet"),
    "other host ending alike": (record(http(PAGE.encode()), "http://bukankoran.test/berita/1"), "other_outlet"),
    "unreadable address": (record(http(PAGE.encode()), "http://[::1/berita"), "other_outlet"),
    "endless address": (record(http(PAGE.encode()), URL + "x" * 3_000), "bad_url"),
    "name lookup": (record(b"20261118\nwww.koran.test. 300 IN A 127.0.0.1", "dns:www.koran.test"), "not_http"),
    "home page": (record(http(PAGE.encode()), "http://www.koran.test/"), "home_page"),
    "page two": (record(http(PAGE.encode()), URL + "?page=2"), "further_page"),
    "gone": (record(http(b"tidak ada", "404 Not Found")), "status_404"),
    "picture": (record(http(b"\xff\xd8\xff", media="image/jpeg")), "not_html"),
    "empty": (record(http(b"  \n")), "empty"),
    "revisit": (record(http(b""), kind="revisit"), "revisit"),
    "no date": (record(http(PAGE.encode()), at="kemarin"), "bad_record"),
    "clock never set": (record(http(PAGE.encode()), at="0001-01-01T00:00:00Z"), "bad_record"),
    "no http": (record(b"\x00\x01 bukan http"), "bad_http"),
    "broken gzip": (record(http(PACKED[:40] + b"rusak" * 9, more=GZIP)), "bad_coding"),
    "unknown coding": (record(http(PACKED, more="Content-Encoding: br\r\n")), "bad_coding"),
    "large": (record(http(b"x" * (MOST + 1))), "too_large"),
}


@cache
def bomb() -> bytes:
    """A page of 60 MB that is sent as 60 KB; made only where a test needs it, because every worker imports this file."""
    return record(http(gzip.compress(bytes(60_000_000)), more=GZIP))


@pytest.mark.parametrize("what", [*ENDS, "bomb"])
def test_each_record_has_a_named_end_and_stops_nothing(work: Workspace, tmp_path: Path, what: str) -> None:
    data, end = (bomb(), "too_large") if what == "bomb" else ENDS[what]
    good = record(http(b"<p>Kabar lain"), "http://www.koran.test/berita/99999/kabar-lain")
    pages = imported(work, write(tmp_path, data, good))
    expected = {"landed": 2} if end == "landed" else {"landed": 1, end: 1}
    assert pages.counts == expected
    if end == "landed":
        bodies = [body for _, body in work.landing.bodies([one.page for one in work.landing.entries("2026-11-17") if one.page])]
        assert bodies == [PAGE.encode()]


def test_a_bomb_is_not_unpacked(work: Workspace, tmp_path: Path) -> None:
    file = write(tmp_path, *[bomb()] * 3)
    imported(work, file)
    tracemalloc.start()
    assert imported(work, file).counts == {"too_large": 3}
    assert tracemalloc.get_traced_memory()[1] < 8_000_000
    tracemalloc.stop()


def test_a_file_cut_in_the_middle_gives_what_came_before(work: Workspace, tmp_path: Path) -> None:
    last = record(http(os.urandom(50_000).hex().encode()), "http://www.koran.test/berita/2/dua")
    file = write(tmp_path, record(http(PAGE.encode())), last[: len(last) // 2])
    counts = imported(work, file).counts
    assert counts["landed"] == 1
    assert sum(counts.values()) == 2, "the broken end has a name too"
    assert set(counts) <= {"landed", "cut_short", "damaged"}


GOOD = [record(http(b"<p>Kabar"), f"http://www.koran.test/berita/{n}0000/kabar-{n}") for n in range(4)]


def spoilt(place: int, by: bytes = b"") -> bytes:
    """A record with one byte inverted, or with `by` put in its place."""
    data = bytearray(record(http(PAGE.encode() * 9)))
    data[place : place + max(1, len(by))] = by or bytes([data[place] ^ 0xFF])
    return bytes(data)


WHOLE = gzip.decompress(record(http(PAGE.encode())))
DAMAGES = {
    "first bytes": (spoilt(0), "damaged"),
    "middle": (spoilt(60), "damaged"),
    "checksum": (spoilt(-6), "damaged"),
    "cut": (spoilt(0)[:0] + record(http(PAGE.encode()))[:90], "damaged"),
    "junk": (b"bukan gzip" * 20, "damaged"),
    "no record": (gzip.compress(b"bukan WARC\r\n\r\n" * 9), "damaged"),
    "no length": (gzip.compress(WHOLE.replace(b"Content-Length: ", b"Content-Length: x", 1)), "damaged"),
    "too long a length": (gzip.compress(WHOLE.replace(b"Content-Length: ", b"Content-Length: 9", 1)), "cut_short"),
    "endless header": (gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\nX: " + b"y" * 30_000_000, 1), "damaged"),
    "empty members": (gzip.compress(b"") * 5_000, ""),
}


@pytest.mark.parametrize("what", [*DAMAGES, "bomb"])
def test_what_cannot_be_read_costs_itself_and_not_the_rest_of_the_file(work: Workspace, tmp_path: Path, what: str) -> None:
    bomb_file = (gzip.compress(b"bukan WARC" + bytes(200_000_000), 1), "damaged") if what == "bomb" else None
    data, end = bomb_file or DAMAGES[what]
    counts = imported(work, write(tmp_path, GOOD[0], data, GOOD[1], data, GOOD[2], GOOD[3])).counts
    counts.pop("bad_http", 0)  # what a body becomes whose length is no number
    assert counts == {"landed": 4, **({end: 2} if end else {})}
    if data.startswith(GOOD[0][:3]):
        assert imported(work, write(tmp_path, data, GOOD[0])).counts["already_landed"] == 1


def test_a_plain_file_goes_on_behind_a_damaged_record(work: Workspace, tmp_path: Path) -> None:
    good = [gzip.decompress(one) for one in GOOD]
    file = tmp_path / "polos.warc"
    file.write_bytes(good[0] + WHOLE.replace(b"WARC/1.1", b"WXRC/1.1", 1) + good[1] + b"rusak" * 9 + b"\r\n\r\n" + good[2])
    assert imported(work, file).counts == {"landed": 3, "damaged": 2}


def test_a_record_inside_a_page_is_none_of_the_file(work: Workspace, tmp_path: Path) -> None:
    forged = gzip.compress(gzip.decompress(GOOD[1]), 0) + gzip.compress(b"")
    page = gzip.compress(gzip.decompress(record(http(b"<p>" + forged))), 0)  # not compressed, so that the file has its bytes
    assert forged[:40] in page
    assert imported(work, write(tmp_path, GOOD[0], page)).counts == {"landed": 2}
    assert imported(work, write(tmp_path, page, spoilt(60), GOOD[2])).counts == {"already_landed": 1, "landed": 1, "damaged": 1}


def test_a_file_of_places_without_a_record_ends_by_name(work: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_MOST_FRUITLESS", 20)
    monkeypatch.setattr(records, "_MOST_EMPTY", 50)
    counts = imported(work, write(tmp_path, GOOD[0], *[spoilt(60)] * 40, GOOD[1])).counts
    assert (counts["landed"], counts["too_costly"]) == (1, 1)
    counts = imported(work, write(tmp_path, GOOD[0], gzip.compress(b"") * 60, GOOD[1])).counts
    assert counts == {"already_landed": 1, "too_costly": 1}


@pytest.mark.parametrize("where", ["pantau.archives.warcs._decode_body", "pantau.archives.kept.day_of_page"])
def test_an_error_nobody_thought_of_is_that_records_end(
    work: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    module, _, name = where.rpartition(".")
    whole = getattr(sys.modules[module], name)

    def crash(body: bytes, *more: object) -> object:
        if b"Beras" in body:
            raise OverflowError("date value out of range")
        return whole(body, *more)

    monkeypatch.setattr(where, crash)
    counts = imported(work, write(tmp_path, GOOD[0], record(http(PAGE.encode())), GOOD[1])).counts
    assert counts == {"landed": 2, "unreadable_record" if "warcs" in where else "unreadable_page": 1}


def test_a_row_that_cannot_be_kept_is_counted_and_its_batch_lands(
    work: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = {b"<p>Kabar": "2026-11-18"}
    monkeypatch.setattr("pantau.archives.kept.day_of_page", lambda body, *_: days.get(body, "2026-02-30"))
    counts = imported(work, write(tmp_path, GOOD[0], record(http(PAGE.encode())), GOOD[1])).counts
    assert counts == {"landed": 2, "unstorable": 1}


def test_only_the_day_asked_for_is_landed(work: Workspace, tmp_path: Path) -> None:
    undated = record(http(b"<p>Tanpa tanggal"), "http://www.koran.test/berita/3/tiga", at="2026-11-18T20:00:00Z")
    file = write(tmp_path, record(http(PAGE.encode())), undated)
    assert imported(work, file, "2026-11-19").counts == {"landed": 1, "other_day": 1}
    assert [one.entry.url for one in work.landing.entries("2026-11-19")] == ["http://www.koran.test/berita/3/tiga"]


@pytest.mark.parametrize("content", [b"", b"<html>bukan WARC</html>", b"PK\x03\x04"])
def test_what_is_no_warc_file_is_refused(work: Workspace, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "salah.warc").write_bytes(content)
    with pytest.raises(BadInput, match=r"salah\.warc is no WARC file; give"):
        imported(work, tmp_path / "salah.warc")
    with pytest.raises(BadInput, match="is not a file; check the path"):
        imported(work, tmp_path / "tidak-ada.warc.gz")


@pytest.fixture
def room() -> Iterator[Room]:
    with serving(Config(outlets=6, per_day=12, clock=lambda: NOW)) as served:
        yield served


def test_the_command_prints_how_every_record_ended(room: Room, database: Settings, tmp_path: Path) -> None:
    room.write_catalogue(tmp_path / "katalog")
    name = next(name for name in room.keepers.files(NOW, days=4) if "2026111812" in name)
    (tmp_path / "cc.warc.gz").write_bytes(room.keepers.warc(name, NOW))
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(PROJECT / "include"),
        "PANTAU_ENV_FILE": "",
        "PANTAU_LANGUAGE": "en",
        "PANTAU_STATE_DIR": str(database.state_dir),
        "PANTAU_WAREHOUSE": database.warehouse,
        "PANTAU_CATALOGUE_DIR": str(tmp_path / "katalog"),
    }

    def pantau(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pantau", "import", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    told = pantau(str(tmp_path / "cc.warc.gz"))
    assert told.returncode == 0, told.stderr
    start = datetime(2026, 11, 18, 12, tzinfo=UTC)
    kept = [one for outlet in room.server.desk.planner.papers for one in room.keepers.kept(outlet, start, start.replace(hour=23))]
    assert len({url_key(one.url) for one in kept}) > 10
    numbers = [int(line.split()[0]) for line in told.stdout.splitlines() if "landed" in line]
    landed = sum(numbers)
    assert len(numbers) == 2, "some articles are over several pages, of which the first was kept"
    assert landed >= len({url_key(one.url) for one in kept})
    assert "of no outlet in the catalogue" in told.stdout
    assert "days: " in told.stdout
    again = json.loads(pantau("--json", str(tmp_path / "cc.warc.gz")).stdout)
    assert again["counts"]["already_landed"] == landed
    assert "landed" not in again["counts"]
    whole = (tmp_path / "cc.warc.gz").read_bytes()
    (tmp_path / "putus.warc.gz").write_bytes(whole[: len(whole) * 2 // 3])
    cut = pantau("--json", str(tmp_path / "putus.warc.gz"), str(tmp_path / "cc.warc.gz"))
    assert cut.returncode == 2, "a file that was not read to its end was not imported"
    assert f"{tmp_path / 'putus.warc.gz'} (" in cut.stderr
    assert "cc.warc.gz" not in cut.stderr
    assert json.loads(cut.stdout)["counts"]["already_landed"] > landed, "the file behind it is imported all the same"
    refused = pantau("--outlet", "tidak-ada", str(tmp_path / "cc.warc.gz"))
    assert refused.returncode == 2
    assert "is not in the catalogue; write its short name" in refused.stderr
    assert pantau("--day", "kemarin", "x.warc").returncode == 2


def test_files_of_a_bucket_land_like_those_of_a_folder(
    room: Room, database: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.write_catalogue(tmp_path / "katalog")
    work = Workspace(database.model_copy(update={"catalogue_dir": tmp_path / "katalog"}))
    name = next(name for name in room.keepers.files(NOW, days=4) if "2026111812" in name)
    s3_of(room, monkeypatch)
    pages = KeptPages(work)
    import_file(f"s3://commoncrawl/{name}", pages, MOST)
    assert pages.counts["landed"] > 10
    with pytest.raises(BadInput, match=r"s3://commoncrawl/crawl-data/tiada\.warc is not a file"):
        import_file("s3://commoncrawl/crawl-data/tiada.warc", pages, MOST)
    s3_of(room, monkeypatch, key="")
    with pytest.raises(BadInput, match="credentials come from the environment, for S3 AWS_…; or download the file first"):
        import_file(f"s3://commoncrawl/{name}", pages, MOST)
    work.landing.close()


class Breaking(io.BytesIO):
    """A file of an object store whose network is lost after so many bytes."""

    left = 60_000

    def read(self, size: int | None = -1, /) -> bytes:
        if self.left <= 0:
            raise EndpointConnectionError(endpoint_url="https://s3.test")
        self.left -= size if size and size > 0 else self.left
        return super().read(size)


def test_what_came_before_a_store_was_lost_is_landed(
    room: Room, database: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.write_catalogue(tmp_path / "katalog")
    work = Workspace(database.model_copy(update={"catalogue_dir": tmp_path / "katalog"}))
    name = next(name for name in room.keepers.files(NOW, days=4) if "2026111812" in name)
    monkeypatch.setattr(command, "_open_file", lambda _: nullcontext(Breaking(room.keepers.warc(name, NOW))))
    pages = KeptPages(work)
    with pytest.raises(BadInput, match=r"Could not connect to the endpoint URL.*what came before is landed, import it again"):
        import_file("s3://commoncrawl/cc.warc.gz", pages, MOST)
    assert 0 < pages.counts["landed"] < BATCH
    monkeypatch.undo()
    work.landing.close()


def test_the_first_of_several_pages_is_not_taken_for_the_whole(room: Room, database: Settings, tmp_path: Path) -> None:
    room.write_catalogue(tmp_path / "katalog")
    work = Workspace(database.model_copy(update={"catalogue_dir": tmp_path / "katalog"}))
    name = next(name for name in room.keepers.files(NOW, days=4) if "2026111800" in name)
    (tmp_path / "cc.warc.gz").write_bytes(room.keepers.warc(name, NOW))
    counts = imported(work, tmp_path / "cc.warc.gz").counts
    assert counts["landed_in_part"] > 0
    landed = [one for day in ("2026-11-15", "2026-11-17", "2026-11-18") for one in work.landing.entries(day)]
    in_part = [one for one in landed if one.missing]
    assert len(in_part) == counts["landed_in_part"]
    pending = {entry.url_key for entry in work.landing.pending(datetime.now(UTC))}
    assert pending == {one.entry.url_key for one in in_part}, "the outlet is asked for the rest"
    work.landing.close()


def test_a_page_that_costs_too_much_lands_under_the_day_on_which_it_was_kept(workspace: Make, tmp_path: Path) -> None:
    work = workspace()
    work.settings = work.settings.model_copy(update={"item_cpu_s": 0.01})
    dear = f"<!doctype html><title>Beras</title>{TIME}{'<p class=date>x</p>' * 40_000}".encode()
    other = URL.replace("12345", "12346")
    pages = imported(work, write(tmp_path, record(http(dear)), record(http(PAGE.encode()), other)))
    assert pages.counts["landed"] == 2
    assert dict(pages.days) == {"2026-11-18": 1, "2026-11-17": 1}
