"""The WARC files: whole, readable by other tools, and no row names one before it is there."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy
from upath import UPath
from warcio.archiveiterator import ArchiveIterator

from landed import DAY, NOON, answer, entry
from pantau.errors import StoreUnavailable
from pantau.landing import DamagedLanding, FetchedPage, Landing
from pantau.model import Page
from pantau.settings import Settings


def _land(landing: Landing, path: str, body: bytes, **given: object) -> Page:
    landing.add_entries([entry(path)])
    return landing.land(entry(path), answer(entry(path), body, **given))


def test_warcio_reads_what_was_landed(landing: Landing) -> None:
    page = _land(landing, "/1?a=b", b"<p>satu</p>", final_url="https://harian.example/2", redirects=("https://harian.example/2",))
    with (landing.root / page.warc_file).open("rb") as handle:
        records = [
            (record.rec_type, record.rec_headers, record.http_headers, record.content_stream().read())
            for record in ArchiveIterator(handle, check_digests="raise")
        ]
    assert [kind for kind, *_ in records] == ["warcinfo", "request", "response"]
    _, rec, request, _ = records[1]
    assert rec.get_header("WARC-Target-URI") == "https://harian.example/2"
    assert rec.get_header("WARC-Concurrent-To") == records[2][1].get_header("WARC-Record-ID")
    assert (request.protocol, request.get_header("User-Agent")) == ("GET", "Pantau/1.0")
    _, rec, headers, body = records[2]
    assert body == b"<p>satu</p>"
    assert rec.get_header("Pantau-Requested-URI") == "https://harian.example/1?a=b"
    assert datetime.fromisoformat(rec.get_header("WARC-Date")) == page.fetched_at.replace(microsecond=0)
    assert (headers.get_statuscode(), headers.get_header("Content-Length")) == ("200", "11")
    assert (headers.get_header("Content-Encoding"), headers.get_header("X-Archive-Orig-Content-Encoding")) == (None, "gzip")


def test_a_process_writes_one_file_a_day_and_its_records_can_be_cut_out(landing: Landing) -> None:
    pages = [_land(landing, f"/{number}", b"<p>%d</p>" % number) for number in range(3)]
    assert len({page.warc_file for page in pages}) == 1
    assert pages[0].warc_file.startswith(f"warc/{DAY}/")
    assert f"-{os.getpid()}-" in pages[0].warc_file
    data = (landing.root / pages[0].warc_file).read_bytes()
    assert gzip.decompress(data[pages[2].warc_offset :]).endswith(b"<p>2</p>\r\n\r\n")


def test_many_days_at_once_keep_few_files_open(landing: Landing) -> None:
    entries = [entry(f"/{number}", day=f"2026-10-{number:02d}") for number in range(1, 25)]
    landing.add_entries(entries)
    pages = landing.land_many([FetchedPage(one, answer(one, one.url.encode())) for one in entries])
    assert [page.url_key for page in pages] == [one.url_key for one in entries]
    assert len({page.warc_file for page in pages}) == 24
    assert {page.url.encode() for page in pages} == {body for _, body in landing.bodies(pages)}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    body=st.binary(min_size=1, max_size=3_000),
    headers=st.dictionaries(
        st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,12}", fullmatch=True),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        max_size=4,
    ),
)
def test_any_body_comes_back_byte_for_byte(landing: Landing, body: bytes, headers: dict[str, str]) -> None:
    sent = CIMultiDictProxy(CIMultiDict(headers))
    page = _land(landing, "/x", body, headers=sent, request_headers=sent)
    assert list(landing.bodies([page])) == [(page, body)]


def test_bodies_stream_in_file_order_and_the_newest_page_counts(landing: Landing) -> None:
    for number in (3, 1, 2):
        _land(landing, f"/{number}", b"lama %d" % number, fetched_at=NOON)
    _land(landing, "/1", b"baru 1", fetched_at=NOON + timedelta(hours=1))
    _land(landing, "/1", b"rusak", fetched_at=NOON + timedelta(hours=2), status=206)
    pages = [landed.page for landed in landing.entries(DAY) if landed.page]
    assert [body for _, body in landing.bodies(pages)] == [b"lama 3", b"lama 2", b"baru 1"]


def test_damage_is_named(landing: Landing) -> None:
    pages = [_land(landing, f"/{number}", b"isi %d" % number) for number in range(3)]
    file = Path(str(landing.root / pages[0].warc_file))
    data = bytearray(file.read_bytes())
    data[pages[1].warc_offset + 60] ^= 0xFF
    file.write_bytes(data[: pages[2].warc_offset + 20])
    lost: list[tuple[str, str]] = []
    good = [body for _, body in landing.bodies(pages, lambda page, reason: lost.append((page.url_key, reason)))]
    assert good == [b"isi 0"]
    assert [key for key, _ in lost] == [pages[1].url_key, pages[2].url_key]
    file.unlink()
    with pytest.raises(DamagedLanding, match=r"cannot be read: .*warc\.gz at \d+.*restore the file"):
        list(landing.bodies(pages))


def test_another_record_at_the_place_of_one_is_not_taken_for_it(landing: Landing) -> None:
    """The record is sound gzip and sound WARC but has other bytes than were landed: somebody restored the wrong file."""
    pages = [_land(landing, f"/{number}", b"isi %d" % number) for number in range(2)]
    file = Path(str(landing.root / pages[0].warc_file))
    data = file.read_bytes()
    start, end = pages[0].warc_offset, pages[1].warc_offset
    record = gzip.decompress(data[start:end])
    file.write_bytes(data[:start] + gzip.compress(record.replace(b"isi 0", b"isi 9"), 1) + data[end:])
    lost: list[str] = []
    list(landing.bodies(pages[:1], lambda _page, reason: lost.append(reason)))
    assert len(lost) == 1
    assert "another one, or was changed" in lost[0]


def test_an_object_store_gets_whole_objects(database: Settings) -> None:
    landing = Landing(database.model_copy(update={"landing_url": "memory://landing-test"}))
    try:
        first, second = (_land(landing, f"/{number}", b"isi %d" % number) for number in range(2))
        assert first.warc_file != second.warc_file
        assert [body for _, body in landing.bodies([second, first])] in ([b"isi 0", b"isi 1"], [b"isi 1", b"isi 0"])
        assert (UPath("memory://landing-test") / first.warc_file).exists()
    finally:
        landing.close()


def test_the_root_may_be_a_file_address(database: Settings, tmp_path: Path) -> None:
    landing = Landing(database.model_copy(update={"landing_url": f"file://{tmp_path}/darat"}))
    page = _land(landing, "/1", b"satu")
    assert [body for _, body in landing.bodies([page])] == [b"satu"]
    assert (tmp_path / "darat" / page.warc_file).is_file()
    landing.close()


def test_a_forked_process_writes_to_a_file_of_its_own(landing: Landing) -> None:
    first = _land(landing, "/1", b"satu")
    child = os.fork()
    if not child:
        code = 1
        try:
            _land(landing, "/2", b"dua")
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    third = _land(landing, "/3", b"tiga")
    pages = [landed.page for landed in landing.entries(DAY) if landed.page]
    assert sorted(body for _, body in landing.bodies(pages)) == [b"dua", b"satu", b"tiga"]
    assert first.warc_file == third.warc_file
    assert len({page.warc_file for page in pages}) == 2


def test_when_the_catalogue_fails_the_entry_stays_pending(landing: Landing) -> None:
    landing.add_entries([entry()])
    with pytest.raises(psycopg.Error):
        landing.land_many([FetchedPage(entry(), answer(entry())), FetchedPage(entry("/unknown"), answer(entry("/unknown")))])
    assert [(landed.state, landed.page) for landed in landing.entries(DAY)] == [("pending", None)]
    page = landing.land(entry(), answer(entry()))
    assert len(list(landing.bodies([page]))) == 1


def test_when_the_disk_fails_the_next_try_gets_a_new_file(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _land(landing, "/1", b"satu")
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", lambda _number: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(StoreUnavailable, match=r"no space is left for .*; nothing was changed, free some space"):
            _land(landing, "/2", b"dua")
    second = _land(landing, "/2", b"dua")
    assert second.warc_file != first.warc_file
    assert [landed.state for landed in landing.entries(DAY)] == ["landed", "landed"]
    assert {body for _, body in landing.bodies([first, second])} == {b"satu", b"dua"}


def test_importing_the_landing_imports_nothing_heavy() -> None:
    heavy = ("aiohttp", "pandas", "fastwarc", "protego")
    code = f"import sys, pantau.landing, pantau.net; print([name for name in {heavy} if name in sys.modules])"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "include")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "[]"
