"""A good catalogue is read whole; a bad one is refused with every file, line and remedy at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pantau.catalogue import BadCatalogue, fill_day, read_catalogue
from pantau.errors import BadInput

GOOD = Path(__file__).parent / "cases" / "good"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "seeds")
    return tmp_path / "seeds"


def add(folder: Path, file: str, line: str) -> int:
    """Append a line and return its number."""
    with (folder / file).open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")
    return len((folder / file).read_text(encoding="utf-8").splitlines())


def refusal(folder: Path) -> str:
    with pytest.raises(BadCatalogue) as caught:
        read_catalogue(folder)
    assert isinstance(caught.value, BadInput)
    return str(caught.value)


def test_good_catalogue_is_read(folder: Path) -> None:
    catalogue = read_catalogue(folder)
    assert list(catalogue.outlets) == ["harian-contoh", "kabar-timur", "suara-dunia"]
    assert catalogue.outlets["harian-contoh"].domains == ("contoh.id", "contoh.co.id")
    assert catalogue.outlets["suara-dunia"].province_code == ""
    assert [feed.enabled for feed in catalogue.feeds] == [True, True, False]
    assert [feed.outlet for feed in catalogue.enabled_feeds()] == ["harian-contoh", "kabar-timur"]
    assert catalogue.outlets["kabar-timur"].zone == "WIT"
    assert [archive.step for archive in catalogue.archives["harian-contoh"]] == [1, 15]


def test_an_outlet_may_ask_for_a_longer_gap(folder: Path) -> None:
    rows = (folder / "outlets.csv").read_text(encoding="utf-8").splitlines()
    text = [f"{rows[0]},gap_s,at_once", f"{rows[1]},12.5,1", *(f"{row},," for row in rows[2:])]
    (folder / "outlets.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    outlets = read_catalogue(folder).outlets
    assert [(one.gap_s, one.at_once) for one in outlets.values()] == [(12.5, 1), (0.0, 0), (0.0, 0)]
    (folder / "outlets.csv").write_text("\n".join(text).replace(",12.5,1", ",2,9"), encoding="utf-8")
    assert "gap_s '2' is no number of seconds from 5 to 60" in refusal(folder)
    assert "at_once '9' is not known; use one of (empty), 1, 2" in refusal(folder)


def test_byte_order_mark_and_windows_line_ends_are_accepted(folder: Path) -> None:
    for name in ("outlets.csv", "feeds.csv"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert len(read_catalogue(folder).outlets) == 3


OUTLET = "baru,Baru,,31,id,WIB,national,baru.id,https://baru.id/,"


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (OUTLET.replace("baru,", "Baru Sekali,", 1), "not a short name; use a-z"),
        (OUTLET.replace(",31,", ",00,"), "province_code '00' is not a BPS province; use two digits"),
        (OUTLET.replace(",31,", ",93,"), "province_code '93' is not a BPS province"),
        (OUTLET.replace(",31,", ",,"), "province_code '' is not a BPS province"),
        (OUTLET.replace(",WIB,", ",WITB,"), "zone 'WITB' is not known; use one of WIB, WITA, WIT"),
        (OUTLET.replace(",id,", ",indonesia,"), "language 'indonesia' is not an ISO 639 code"),
        (OUTLET.replace(",national,", ",koran,"), "type 'koran' is not known; use one of"),
        (OUTLET.replace(",baru.id,", ",https://baru.id,"), "not a host name; write it without https://"),
        (OUTLET.replace(",baru.id,", ",,"), "domains is empty"),
        (OUTLET.replace("https://baru.id/", "baru.id"), "home_url 'baru.id' is not an http(s) address"),
        (OUTLET.replace(",Baru,", ",,"), "name is empty"),
        (OUTLET.replace("baru,", "harian-contoh,", 1), "already on line 2; each short name is used once"),
        (OUTLET + ",lebih", "11 columns instead of 10; put quotes"),
        ('baru,"Baru', "not CSV"),
    ],
)
def test_bad_outlet_is_named_with_its_line(folder: Path, line: str, wrong: str) -> None:
    number = add(folder, "outlets.csv", line)
    text = refusal(folder)
    assert wrong in text
    assert text.startswith(f"{folder / 'outlets.csv'}:{number}: ")
    assert "\n" not in text, "one mistake, one line"


FEED = "https://contoh.id/lain,harian-contoh,,auto,yes,,"


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (FEED.replace("harian-contoh", "tak-dikenal"), "outlet 'tak-dikenal' is not in outlets.csv; add it there"),
        (FEED.replace("https://contoh.id/lain", "ftp://contoh.id/x"), "is not an http(s) address"),
        (FEED.replace("https://contoh.id/lain", "https://contoh/rss"), "is not an http(s) address"),
        (FEED.replace("https://contoh.id/lain", "https://contoh.id:70000/rss"), "is not a URL"),
        (FEED.replace("https://contoh.id/lain", "https://a:b@contoh.id/rss"), "a user name"),
        (FEED.replace("https://contoh.id/lain", "http://contoh.id/rss/"), "already on line 2; remove one"),
        (FEED.replace(",auto,", ",json,"), "kind 'json' is not known; use one of auto, rss"),
        (FEED.replace(",yes,", ",ya,"), "enabled 'ya' is not known; use one of yes, no, unproven"),
        (FEED.replace(",yes,", ",no,"), "enabled is no without a reason"),
    ],
)
def test_bad_feed_is_named_with_its_line(folder: Path, line: str, wrong: str) -> None:
    number = add(folder, "feeds.csv", line)
    text = refusal(folder)
    assert wrong in text
    assert text.startswith(f"{folder / 'feeds.csv'}:{number}: ")


def test_the_clock_of_feeds_is_a_column_that_may_be_left_out(folder: Path) -> None:
    assert {feed.clock for feed in read_catalogue(folder).feeds} == {""}
    header, *rows = (folder / "feeds.csv").read_text(encoding="utf-8").splitlines()
    table = "\n".join([f"{header},clock", *(f"{row},local" for row in rows)])
    (folder / "feeds.csv").write_text(table, encoding="utf-8")
    assert {feed.clock for feed in read_catalogue(folder).feeds} == {"local"}
    (folder / "feeds.csv").write_text(table.replace(",local", ",WIB"), encoding="utf-8")
    assert "clock 'WIB' is not known; use one of (empty), local" in refusal(folder)


ARCHIVE = """- outlet: kabar-timur
  url: "https://kabartimur.id/indeks/{yyyy}/{mm}/{dd}?p={page}"
  link: "a"
  link_pattern: 'kabartimur\\.id/berita/'
"""


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("kabar-timur", "tak-dikenal", "is not in outlets.csv"),
        ("{mm}", "{bulan}", "unknown placeholder {bulan}; use {yyyy}"),
        ("{yyyy}/{mm}/{dd}", "terkini", "names no day"),
        ("?p={page}", "", "neither {page} nor {offset}"),
        ("berita/", "berita/(", "not a regular expression"),
        ('link: "a"', 'link: "a[[["', "not a CSS selector"),
        ('link: "a"', 'lnk: "a"', "link is missing; add it"),
        ('link: "a"', 'link: "a"\n  max_pages: banyak', "max_pages must be a whole number"),
        ('link: "a"', 'link: "a"\n  step: 0', "step and max_pages must be at least 1"),
        ('link: "a"', 'link: "a"\n  since: "kemarin"', "since 'kemarin' is not a day"),
        ('link: "a"', 'link: "a"\n  until: "2026-02-30"', "until '2026-02-30' is not a day"),
        ('link: "a"', 'link: "a"\n  kind: peta', "kind 'peta' is not known; use one of index, sitemap, wordpress"),
        ('link: "a"', 'link: "a"\n  on_repeat: ulang', "on_repeat 'ulang' is not known; use one of end, retry"),
        ('link: "a"', 'link: "a"\n  end_marker: "p[["', "end_marker 'p[[' is not a CSS selector"),
        ('link: "a"', 'link: "a"\n  year_only: ya', "year_only must be true or false"),
        ('link: "a"', 'link: "a"\n  year_only: true', "year_only needs the day in link_pattern"),
        ('link: "a"', 'link: "a"\n  cannot: blocked', "reason is missing; add it"),
        ('link: "a"', 'link: "a"\n  reason: "403"', "reason is given without cannot"),
        (
            'link: "a"',
            'link: "a"\n  cannot: malas\n  reason: "403"',
            "cannot 'malas' is not known; use one of no_archive, unproven",
        ),
        ("outlet: kabar-timur", "outlets: [kabar-timur, hilang]", "outlet 'hilang' is not in outlets.csv"),
        ("outlet: kabar-timur", "outlets: [kabar-timur, harian-contoh]", "url is one for several outlets; begin it with {home}"),
        ("outlet: kabar-timur", "outlets: kabar-timur", "outlets must be a list of short names"),
        ("outlet: kabar-timur", "outlet: kabar-timur\n  outlets: [harian-contoh]", "and not both"),
        ('"https://kabartimur.id', '"https://contoh.id/indeks?d={yyyy}-{mm}-{dd}&page={page}"\n  evidence: "', "same as on line"),
    ],
)
def test_bad_archive_is_named_with_its_line(folder: Path, old: str, new: str, wrong: str) -> None:
    assert old in ARCHIVE
    more = "  max_pages: 3\n" if old == "?p={page}" else ""
    number = len((folder / "archives.yaml").read_text(encoding="utf-8").splitlines()) + 1
    add(folder, "archives.yaml", ARCHIVE.replace(old, new) + more)
    refused = refusal(folder)
    assert wrong in refused
    assert refused.startswith(f"{folder / 'archives.yaml'}:{number}: ")


def test_all_problems_are_told_at_once(folder: Path) -> None:
    add(folder, "outlets.csv", "baru,,,00,id,WIB,national,baru.id,https://baru.id/,")
    add(folder, "feeds.csv", "https://baru.id/rss,baru,,auto,no,,")
    add(folder, "archives.yaml", "- outlet: hilang")
    lines = refusal(folder).splitlines()
    assert len(lines) == 6  # name, province; reason; url, link, link_pattern
    assert not any("'baru' is not in outlets.csv" in line for line in lines), "a bad outlet is known all the same"


@pytest.mark.parametrize(
    ("file", "body", "wrong"),
    [
        ("outlets.csv", None, "the file is missing; create it"),
        ("feeds.csv", None, "the file is missing; create it"),
        ("archives.yaml", None, "the file is missing; create it"),
        ("outlets.csv", b"outlet,name\n", "column owner_group, province_code"),
        ("outlets.csv", b"outlet;name;owner_group\n", "separated by ';'; save the file with commas"),
        ("feeds.csv", b"feed_url,outlet,section,kind,enabled,reason,evidence,catatan\n", "column catatan is not known"),
        (
            "feeds.csv",
            b"feed_url\nhttps://x.id/a,caf\xe9,,auto,yes,,\n",
            "0xe9 is not UTF-8",
        ),
        ("outlets.csv", b"", "column outlet"),
        ("archives.yaml", b"outlet: satu\n", "not a list; begin each archive"),
        ("archives.yaml", b"- outlet: 'satu\n", "not YAML"),
    ],
)
def test_bad_file_is_named(folder: Path, file: str, body: bytes | None, wrong: str) -> None:
    if body is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(body)
    assert wrong in refusal(folder)


def test_no_outlet_at_all_is_refused(folder: Path) -> None:
    header = (folder / "outlets.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "outlets.csv").write_text(header + "\n", encoding="utf-8")
    assert "no outlet is listed" in refusal(folder)


def test_a_block_of_several_outlets_is_one_for_each(folder: Path) -> None:
    block = (
        '- outlets: [kabar-timur, harian-contoh]\n  url: "{home}/indeks?d={next}"\n  link: "a"\n'
        "  link_pattern: '{hosts}/berita/'\n  max_pages: 1\n"
        '- outlet: suara-dunia\n  cannot: blocked\n  reason: "403 untuk skrip"\n  since: "2020-01-01"\n'
    )
    (folder / "archives.yaml").write_text(block, encoding="utf-8")
    read = read_catalogue(folder)
    archive = read.archives["harian-contoh"][0]
    assert archive.url == read.outlets["harian-contoh"].home_url.rstrip("/") + "/indeks?d={next}"
    assert archive.link_pattern == r"(?:contoh\.id|contoh\.co\.id)/berita/"
    assert fill_day(archive.url, "2026-12-31").endswith("d=2027-01-01")
    assert set(read.archives) == {"kabar-timur", "harian-contoh"}
    [why] = read.no_archives["suara-dunia"]
    assert (why.cannot, why.serves("2019-12-31"), why.serves("2020-01-01")) == ("blocked", False, True)


def test_an_empty_list_of_archives_is_fine(folder: Path) -> None:
    (folder / "archives.yaml").write_text("# none\n[]\n", encoding="utf-8")
    assert read_catalogue(folder).archives == {}


def test_fill_day_leaves_quantifiers_and_paging_alone() -> None:
    template = r"/{yyyy}/{mm}/{dd}/{m}-{d}/{next}/{page}/\d{14}"
    assert fill_day(template, "2026-01-31") == r"/2026/01/31/1-31/2026-02-01/{page}/\d{14}"
