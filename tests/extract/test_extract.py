"""Reading pages: one folder per case, and the reader never raises, whatever the page is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.cli import main
from pantau.errors import BadInput
from pantau.extract.decode import decode
from pantau.extract.knowledge import read_knowledge
from pantau.extract.language import language_of
from pantau.extract.people import names
from pantau.extract.titles import clean_title
from pantau.model import Entry, Outlet
from pantau.rules import read_rules
from pantau.settings import PROJECT
from shipped import extract_page

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/expected.json"))
KNOWN = read_knowledge(PROJECT / "seeds" / "extraction")
KEYS = [
    "title",
    "text",
    "canonical_url",
    "authors",
    "published_at",
    "modified_at",
    "time_source",
    "time_flag",
    "section",
    "language",
    "description",
    "image_url",
    "method",
    "rule",
    "pages",
    "editors",
    "kind",
    "outcome",
    "reason",
    "confidence",
    "dateline_place",
    "dateline_outlet",
    "wire_source",
    "reposted_from",
    "correction",
    "author_note",
    "removed",
]
MARKUP = [
    "<div>",
    "</div>",
    "<p>",
    "<table><tr><td>",
    "<script type='application/ld+json'>",
    "</script>",
    "<meta property='og:title' content='",
    "'>",
    '{"@type": "NewsArticle", "datePublished": ',
    "[[[[",
    "]]",
    "<!--",
    "-->",
    "<![CDATA[",
    "\x00",
    "&#0;",
    "&#xD800;",
    "&#1f;",
    "&#x1;",
    "<h1>",
    "</h1>",
    "<title>",
    "<html lang='",
    "<base href='x'>",
    "<time datetime='99-99-99'>",
    "31/02/2026 25:61",
    "<a href='http://[::1'>",
    "é",
    "\ud800",
]

TYPES = st.sampled_from(["", "text/html; charset=utf-16", "text/html; charset=hex", 'x; charset="', "image/png"])


def outlet(zone: str) -> Outlet:
    return Outlet("kabar", "Kabar", "", "31", "id", zone, "national", ("kabar.example",), "https://www.kabar.example")


def entry(published_at: str) -> Entry:
    return Entry(
        "0", "k", "https://kabar.example/k", "kabar", "2026-03-02", "feed", "f", published_at=datetime.fromisoformat(published_at)
    )


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_case(folder: Path) -> None:
    case = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    given_beside = case["given"]
    fetched = given_beside.get("fetched_at")
    reading = extract_page(
        (folder / "page.html").read_bytes(),
        given_beside["url"],
        content_type=given_beside.get("content_type", ""),
        entry=entry(given_beside["entry_published_at"]) if "entry_published_at" in given_beside else None,
        fetched_at=datetime.fromisoformat(fetched) if fetched else None,
        outlet=outlet(given_beside["zone"]) if given_beside.get("zone") else None,
        rules=read_rules(folder / "rules"),
        more=[page.read_bytes() for page in sorted(folder.glob("page?.html"))],
    )
    found = {name: _plain(getattr(reading, name)) for name in case["expected"]}
    assert found == case["expected"]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else list(value) if isinstance(value, tuple) else value


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(MARKUP) | st.text(max_size=12), max_size=25).map("".join))
def test_no_markup_makes_it_raise(markup: str) -> None:
    reading = extract_page(markup, "https://www.kabar.example/daerah/1/x")
    assert reading.outcome in ("", "not_article")


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(["", "text/html; charset=utf-16", "text/html; charset=hex", 'x; charset="', "image/png"]),
)
def test_no_bytes_make_it_raise(body: bytes, content_type: str) -> None:
    assert extract_page(body, "bukan alamat", content_type=content_type).outcome in ("", "not_article")


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 50_000,
        b"<p>kata " * 50_000,
        b"[" * 1_000_000,
        b"<script type='application/ld+json'>" + b"[" * 90_000,
        b"<table>" * 3_000 + b"x" * 100,
        b"\xff" * 100_000,
        b"<a href=x>" * 20_000,
    ],
    ids=range(7),
)
def test_hostile_bodies_end(body: bytes) -> None:
    assert extract_page(body, "https://www.kabar.example/daerah/1/x").outcome in ("", "not_article")


def test_a_body_with_more_tags_than_any_real_page_is_refused_by_name() -> None:
    found = extract_page(b"<div>" * 50_001, "https://www.kabar.example/daerah/1/x")
    assert (found.outcome, found.reason) == ("failed", "too_costly")


LETTERS = "<title>Hari Jum’at</title><p>“Ikan segar,” kata Sutini – di pasar.</p>"


@pytest.mark.parametrize("declared", ["", "utf-8", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("sent", ["", "text/html; charset=utf-8", "text/html; charset=iso-8859-1"])
def test_a_stray_byte_in_utf8_costs_one_letter(declared: str, sent: str) -> None:
    head = f'<meta charset="{declared}">' if declared else ""
    page = (head + LETTERS).encode() + b"<p>Rp\xa05.000</p>"
    assert decode(page, sent) == head + LETTERS + "<p>Rp\ufffd5.000</p>"


@pytest.mark.parametrize("late", [0, 30_000])
def test_a_one_byte_encoding_that_is_declared_is_believed(late: int) -> None:
    page = f'<script>/*{"x" * late}*/</script><meta charset="windows-1252">' + LETTERS
    assert decode(page.encode("windows-1252")) == page
    assert decode(LETTERS.encode("windows-1252"), "text/html; charset=iso-8859-1") == LETTERS
    assert decode("<p>Ликбез о рыбе</p>".encode("windows-1251"), "text/html; charset=windows-1251") == "<p>Ликбез о рыбе</p>"


@given(st.text(max_size=50), st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_text_with_a_mark_or_in_utf8_is_read_back(text: str, codec: str) -> None:
    plain = text.replace("\x00", "").lstrip("\ufeff")
    assert decode(plain.encode(codec, "ignore")) == plain.encode(codec, "ignore").decode(codec)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("Rani Melati, Budi Santika", ("Rani Melati", "Budi Santika")),
        ("Oleh: Rani Melati - detikNews", ("Rani Melati",)),
        ("Kompas Cyber Media", ()),
        ("Web Developer", ()),
        ("rani@kabar.example", ()),
        ("https://kabar.example/rani", ()),
        ("Admin 2", ()),
        ("Kabar", ()),
        ("Tim Redaksi", ()),
        ("RANI MELATI", ("Rani Melati",)),
        ("Rani Melati | Rani Melati", ("Rani Melati",)),
        ("-", ()),
    ],
)
def test_authors_are_persons(field: str, expected: tuple[str, ...]) -> None:
    assert names([field], {"kabar"}, KNOWN) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Panen Padi Lebih Awal - Kabar", "Panen Padi Lebih Awal"),
        ("Panen Padi | Kabar.example Daerah", "Panen Padi"),
        ("Kabar: Panen Padi Lebih Awal", "Panen Padi Lebih Awal"),
        ("Panen Padi Lebih Awal Halaman all - Kabar.com", "Panen Padi Lebih Awal"),
        ("Panen Padi &amp; Jagung - Halaman 2", "Panen Padi & Jagung"),
        ("Skor 2-1, Persib Juara - Kisah Panjang", "Skor 2-1, Persib Juara - Kisah Panjang"),
    ],
)
def test_titles_lose_the_site_only(title: str, expected: str) -> None:
    assert clean_title(title, {"kabar"}, KNOWN) == expected


def test_languages_of_the_press() -> None:
    assert language_of("Warga memanen padi lebih awal karena musim kering datang lebih cepat daripada perkiraan") == "id"
    assert language_of("Farmers harvested their rice early because the dry season came sooner than expected") == "en"
    assert language_of("Panen", "en") == "en"
    assert language_of('Warga memutar lagu "The Sound of the Rain" saat panen raya kemarin pagi') == "id"
    assert language_of("Het kabinet heeft besloten dat de boeren in het noorden meer steun van de overheid krijgen") == "nl"
    assert language_of("Panen raya! " * 300, "su") == "su"  # the same few words are no evidence, however long they are


def test_a_broken_seed_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="restore the file"):
        read_knowledge(tmp_path)
    for name in ("names.yaml", "not_articles.yaml", "reader.yaml"):
        (tmp_path / name).write_text((PROJECT / "seeds" / "extraction" / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "fields.yaml").write_text("meta: {}", encoding="utf-8")
    with pytest.raises(BadInput, match="compare with the files"):
        read_knowledge(tmp_path)


def test_command_reads_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    page = CASES[0].parent / "jsonld-naive-time-is-local" / "page.html"
    assert main(["extract", str(page), "--url", "https://www.kabar.example/daerah/123/panen-lebih-awal"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == KEYS
    assert answer["authors"] == ["Rani Melati"]


def test_command_cleans_a_plain_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "teks.txt"
    file.write_text("Mataram (ANTARA) - Perahu berlayar.\nSCROLL TO CONTINUE WITH CONTENT\nLomba usai.", encoding="utf-8")
    assert main(["extract", str(file), "--url", "https://www.kabar.example/a/1"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["text"], answer["dateline_place"], answer["method"]) == ("Perahu berlayar.\nLomba usai.", "Mataram", "text")
    assert [removal["rule"] for removal in answer["removed"]] == ["scroll_to_continue", "dateline_antara"]


def test_command_answers_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    rows = [
        {"text": "Satu.", "url": "https://a.example/1", "title": "T"},
        {"url": "https://a.example/1"},
        {"html": "<p>Dua</p>", "url": "x"},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, rows))))
    assert main(["extract", "-"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert answers[0]["title"] == "T"
    assert "html" in answers[1]["error"]
    assert "URL" in answers[2]["error"]


@pytest.mark.parametrize("words", [["tidak-ada.html"], ["{file}", "--url", "bukan alamat"]])
def test_command_refuses_in_one_line(words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("kata", encoding="utf-8")
    assert main(["extract", *(word.format(file=tmp_path / "a.txt") for word in words)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_nothing_depends_on_the_clock() -> None:
    page = (CASES[0].parent / "meta-false-utc" / "page.html").read_bytes()
    readings = [
        extract_page(page, "https://www.kabar.example/a/1", fetched_at=moment)
        for moment in (None, datetime(2036, 1, 1, tzinfo=UTC))
    ]
    assert readings[0] == readings[1]


def test_a_page_of_ever_more_meta_elements_is_read_at_once() -> None:
    page = "<html><head>" + '<meta name="author" content="Budi Hartono">' * 30_000 + "</head><body><article><p>"
    reading = extract_page(
        page + "Warga mengungsi ke balai desa karena sungai meluap. " * 10 + "</p></article>", "https://x.co.id/a"
    )
    assert reading.authors == ("Budi Hartono",)
    assert reading.text.startswith("Warga mengungsi")


@pytest.mark.parametrize("error", [MemoryError(), ImportError("md.so: failed to map segment from shared object")])
def test_a_page_without_memory_is_not_called_unreadable(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """A heavy page before it may have used up the memory of the process: the page is read again in a new process."""

    def fail(*_: object, **_given: object) -> str:
        raise error

    monkeypatch.setattr("pantau.extract.reading.language_of", fail)
    with pytest.raises(type(error)):
        extract_page(b"<p>Pedagang kembali berjualan sejak subuh setelah jalan di depan pasar dibuka.", "https://koran.test/1")
