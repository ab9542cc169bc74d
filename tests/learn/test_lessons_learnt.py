"""What is a lesson and what is not: lines, containers, zones, parameters; and how Pantau keeps lessons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pantau.errors import BadInput
from pantau.extract.observed import Observation
from pantau.extract.reading import extract_page
from pantau.learn.containers import containers_of
from pantau.learn.lines import DatedText, furniture_lines
from pantau.learn.parameters import parameters_of
from pantau.learn.zones import zones_of
from pantau.lessons import Container, FurnitureLine, LessonBook, Lessons, Parameter, Zone
from pantau.lessons.written import as_yaml, from_yaml
from pantau.rules import Rules
from pantau.settings import PROJECT
from pantau.stores import FileStore
from pantau.urls import url_key, without_parameters

SUBJECTS = [
    "Panen padi Subang",
    "Harga cabai Brebes",
    "Jembatan Ogan retak",
    "Festival kopi Gayo",
    "Guru honorer Sikka",
    "Banjir Demak",
]
PROMO = "Gabung saluran kami supaya tidak ketinggalan kabar kota"


def articles(line: str, days: int = 3, titles: list[str] = SUBJECTS) -> list[DatedText]:
    return [
        DatedText(
            "kota", f"2026-11-0{1 + number % days}", f"kota.example/{number}", title, (f"Kalimat berita nomor {number}.", line)
        )
        for number, title in enumerate(titles)
    ]


def test_a_line_in_many_articles_of_several_days_is_furniture() -> None:
    [found] = furniture_lines(articles(PROMO))
    assert (found.outlet, found.text, found.articles, found.days) == ("kota", PROMO, 6, 3)


def test_a_sentence_that_comes_again_is_furniture_only_at_the_ends_of_the_articles() -> None:
    sentence = "Pertemuan kedua tim pada musim lalu berakhir tanpa pemenang."
    amid = [
        replace(one, lines=("Awal.", one.lines[0], sentence, f"Kutipan {number}.", "Akhir."))
        for number, one in enumerate(articles(""))
    ]
    found = {line.text for line in furniture_lines(amid)}
    assert found == {"Awal.", "Akhir."}
    assert sentence in {line.text for line in furniture_lines([replace(one, lines=(*one.lines[:2], sentence)) for one in amid])}


@pytest.mark.parametrize(
    "given",
    [
        articles(PROMO, days=2),
        articles(PROMO)[:4],
        articles("Berikut isi lengkap unggahan itu:"),
        articles(PROMO, titles=[f"Harga emas Antam hari ini naik {number}" for number in range(9)]),
        [replace(article, key="kota.example/1") for article in articles(PROMO)],
        articles(PROMO)
        + [DatedText("kota", "2026-11-01", f"kota.example/lain{n}", f"Lain {n}", (f"Baris {n}.",)) for n in range(400)],
    ],
    ids=["two days", "four articles", "it leads to a quotation", "a series", "one article fetched anew", "one in seventy"],
)
def test_other_lines_that_come_again_stay(given: list[DatedText]) -> None:
    assert furniture_lines(given) == ()


def page(number: int, read: bool = True) -> Observation:
    text = [(f"kalimatpanjangberitanomor{number}bagian{part}", read) for part in range(4)]
    lines = [("menuutama", False), *text, ("ikutikamidimediasosial", True), ("berita lain di sini juga", False)]
    boxes = [("div.page", 0, 7), ("div.isi", 1, 6), ("div.naskah", 1, 5), ("div.kaki", 5, 7)]
    return Observation(tuple(lines), tuple(boxes))


def test_the_container_is_the_element_with_the_pages_own_text_and_little_else() -> None:
    found = containers_of([("kota.example", page(number)) for number in range(6)])
    assert found[0] == Container("kota.example", "div.naskah", 6, 6)
    assert "div.kaki" not in {one.selector for one in found}


@pytest.mark.parametrize("pages", [[page(n) for n in range(4)], [page(n, read=False) for n in range(8)], [page(1)] * 8])
def test_few_pages_or_pages_without_a_text_of_their_own_teach_no_container(pages: list[Observation]) -> None:
    assert containers_of([("kota.example", one) for one in pages]) == ()


def test_an_outlet_whose_metadata_are_a_whole_zone_off() -> None:
    lies = [("kota", ("-07:00", -14))] * 9
    assert zones_of([*lies, ("kota", ("-07:00", 0)), ("kota", None)]) == (Zone("kota", "-07:00", -14, 9, 1),)
    assert zones_of([*lies[:4]]) == ()
    assert zones_of([*lies, *[("kota", ("-07:00", 0))] * 3]) == ()
    assert zones_of([("kota", ("+07:00", 0))] * 20) == ()


def metadata_page(written: str, printed: str = "") -> str:
    return f"""<html><head><title>Dermaga Baru Dibuka</title><meta property="article:published_time" content="{written}"></head>
<body><h1>Dermaga Baru Dibuka</h1><p class="date">{printed}</p><article>
<p>Dermaga baru di pulau itu dibuka untuk kapal penumpang.</p>
<p>Warga menyambut kapal pertama dengan tarian di tepi pantai sejak pagi.</p></article></body></html>"""


@pytest.mark.parametrize(
    ("written", "printed", "clock"),
    [
        ("2026-11-05T15:10:00+07:00", "", "08:10"),  # the lesson: the outlet adds the offset twice
        ("2026-11-05T15:10:00+07:00", "Kamis, 5 November 2026 15:10 WIB", "15:10"),  # this page prints the time of its metadata
        ("2026-11-05T01:10:00+00:00", "", "08:10"),  # another offset, for which there is no lesson
    ],
)
def test_a_zone_that_was_learnt_mends_the_pages_that_print_no_clock(written: str, printed: str, clock: str) -> None:
    found = extract_page(
        metadata_page(written, printed), "https://kota.example/berita/dermaga-baru-dibuka-12345", rules=Rules({}, ()),
        folder=PROJECT / "seeds" / "extraction", shifts={"+07:00": -7}, fetched_at=datetime(2026, 11, 6, tzinfo=UTC),
    )  # fmt: skip
    assert found.published_at is not None
    assert found.published_at.isoformat()[11:16] in (clock, f"{(int(clock[:2]) - 7) % 24:02d}{clock[2:]}")
    assert (found.time_flag == "false_zone") == (written.endswith("+07:00") and not printed)


def test_a_parameter_is_empty_where_addresses_that_differ_in_it_gave_one_article_and_none_another() -> None:
    same = [(f"kota.example/baca/{n}?{query}", f"teks{n}", 90) for n in range(3) for query in ("kanal=a", "kanal=b")]
    assert parameters_of(same) == (Parameter("kota.example", "kanal", 3),)
    assert parameters_of(same[:4]) == ()
    other = [("kota.example/baca?kanal=7", "lain", 90), ("kota.example/baca?kanal=8", "lagi", 90)]
    assert parameters_of(same + other) == ()
    assert parameters_of([(key, digest, 20) for key, digest, _ in same]) == ()


def test_an_address_loses_the_parameters_that_mean_nothing_on_its_host_only() -> None:
    empty = {"kota.example": frozenset({"kanal"})}
    key = url_key("https://www.kota.example/baca.php?show=12&kanal=b")
    assert without_parameters(key, empty) == url_key("https://kota.example/baca.php?show=12")
    assert without_parameters(url_key("https://desa.example/baca.php?show=12&kanal=b"), empty).endswith("?kanal=b&show=12")


LESSONS = Lessons(
    "", "2026-11-01", "2026-11-07", 42, (Container("a.example", "div.x", 5, 6),),
    (FurnitureLine("kota", "Simak: 'ini' #1", 9, 99, 4),),
    (Parameter("a.example", "ref", 3),), (Zone("kota", "+00:00", -7, 9, 0),),
)  # fmt: skip


def test_lessons_are_kept_once_and_read_back_and_exported(tmp_path: Path) -> None:
    book = LessonBook(FileStore(str(tmp_path / "results")), tmp_path / "seeds")
    kept = book.keep(LESSONS)
    assert kept == replace(LESSONS, name=kept.name) == book.chosen("newest") == book.chosen(kept.name)
    assert book.keep(replace(LESSONS, pages=43, last_day="2026-11-08")) == kept  # only the counts differ: the same lessons
    more = book.keep(replace(LESSONS, zones=()))
    assert book.names() == [kept.name, more.name]
    assert book.chosen("newest") == more
    assert book.chosen("none") == Lessons()
    book.export(kept)
    assert book.chosen("seeds").digests() == kept.digests()
    (tmp_path / "seeds" / "lessons" / "off.yaml").write_text("zones: [kota]\ncontainers: [a.example div.x]\n")
    assert (book.chosen("seeds").zones, book.chosen("seeds").containers) == ((), ())
    assert book.chosen("seeds").lines == LESSONS.lines


@pytest.mark.parametrize(
    "text", ["", "format: 2", "format: 1\nlast_day: a", as_yaml(LESSONS).replace("hours: -7", "hours: tujuh")]
)
def test_lessons_that_cannot_be_read_are_named(text: str) -> None:
    with pytest.raises(BadInput, match=r"seeds/lessons/learnt\.yaml"):
        from_yaml(text, "seeds", "seeds/lessons/learnt.yaml")


def test_lessons_that_are_not_kept_are_named(tmp_path: Path) -> None:
    book = LessonBook(FileStore(str(tmp_path)), tmp_path)
    with pytest.raises(BadInput, match=r"2026-11-07\.01\.abc"):
        book.chosen("2026-11-07.01.abc")
    with pytest.raises(BadInput, match="no name"):
        book.read("../katalog")
