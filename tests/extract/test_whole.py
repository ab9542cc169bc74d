"""Parts of an article that a finder of text passes over, on pages without a rule."""

# ruff: noqa: E501 - a page is one line
from __future__ import annotations

import pytest

from shipped import extract_page

URL = "https://kabar-teluk.example/berita/lomba-dayung-antarkampung"
FIRST = (
    "<p>Lomba dayung antarkampung di Teluk Cempaka digelar pada Minggu pagi dan diikuti dua belas perahu dari enam kampung.</p>"
)
SECOND = '<p>Ketua panitia, Sutini Wulandari, mengatakan lomba itu sudah lama ditunggu warga. "Anak-anak berlatih sejak Juni," katanya.</p>'
THIRD = "<p>Pemenang pertama membawa pulang sebuah mesin perahu. Panitia juga membagikan jaring kepada semua peserta lomba.</p>"
LAST = "<p>Lomba berikutnya direncanakan pada bulan Maret di muara sungai yang sama, jika cuaca mengizinkan.</p>"
TABLE = "<table><tr><th>Kampung</th><th>Waktu</th></tr><tr><td>Cempaka</td><td>9,41</td></tr><tr><td>Kenanga</td><td>9,58</td></tr></table>"
ROWS = ["Kampung | Waktu", "Cempaka | 9,41", "Kenanga | 9,58"]


def text_of(body: str) -> list[str]:
    title = "Lomba Dayung Antarkampung di Teluk Cempaka"
    head = f'<head><meta charset="utf-8"><title>{title}</title><meta property="og:title" content="{title}"></head>'
    page = f"<html lang=id>{head}<body><header><a href=/>Beranda</a></header><main>{body}</main><footer><p>Kabar Teluk</p></footer></body></html>"
    return extract_page(page, URL).text.split("\n")


def plain(*paragraphs: str) -> list[str]:
    return [paragraph.removeprefix("<p>").removesuffix("</p>") for paragraph in paragraphs]


@pytest.mark.parametrize(
    "table", [TABLE, f"<figure>{TABLE}</figure>", f'<div class="table-wrap">{TABLE}</div>', TABLE.replace("<td>", "<td><p>")]
)
def test_the_rows_of_a_table_are_lines(table: str) -> None:
    found = text_of(
        f"<article><h1>Lomba Dayung Antarkampung di Teluk Cempaka</h1><div class=isi>{FIRST}{SECOND}{table}{LAST}</div></article>"
    )
    assert [line for line in found if line in ROWS] == ROWS
    assert [line for line in found if line in plain(FIRST, SECOND, LAST)] == plain(FIRST, SECOND, LAST)


def test_a_table_of_links_is_no_text() -> None:
    links = "".join(
        f"<tr><td><a href=/{n}>Nelayan Muara Libur Tiga Hari {n}</a></td><td><a href=/x{n}>Harga Cumi Naik</a></td></tr>"
        for n in range(4)
    )
    found = text_of(f"<article><div class=isi>{FIRST}{SECOND}{THIRD}{LAST}<table>{links}</table></div></article>")
    assert found == plain(FIRST, SECOND, THIRD, LAST)


def test_a_table_that_is_the_layout_of_the_page_stays_paragraphs() -> None:
    found = text_of(f"<table><tr><td><a href=/>Beranda</a></td><td>{FIRST}{SECOND}{THIRD}{LAST}</td></tr></table>")
    assert [line for line in found if line in plain(FIRST, SECOND, THIRD, LAST)] == plain(FIRST, SECOND, THIRD, LAST)


@pytest.mark.parametrize("name", ["teaser-content", "artikel-teaser", "post_teaser", "teaser"])
def test_a_lead_is_text_whatever_its_class(name: str) -> None:
    found = text_of(
        f'<article><h1>Lomba Dayung Antarkampung di Teluk Cempaka</h1><div class=isi><div class="{name}">{FIRST}{SECOND}</div><div>{THIRD}{LAST}</div></div></article>'
    )
    assert found == plain(FIRST, SECOND, THIRD, LAST)


def test_teasers_of_other_stories_stay_out() -> None:
    other = "".join(
        f'<div class="teaser"><a href="/{n}">Nelayan Muara Libur Tiga Hari karena Ombak {n}</a></div>' for n in range(3)
    )
    found = text_of(f"<article><div class=isi>{FIRST}{SECOND}{THIRD}{LAST}<div class=teaser-list>{other}</div></div></article>")
    assert found == plain(FIRST, SECOND, THIRD, LAST)


def test_an_article_in_several_parts_is_one() -> None:
    found = text_of(
        f"<article><h1>Lomba Dayung Antarkampung di Teluk Cempaka</h1><div>{FIRST}{SECOND}</div></article><article class=b>{THIRD}</article><article class=b>{LAST}</article>"
    )
    assert found[-4:] == plain(FIRST, SECOND, THIRD, LAST)  # trafilatura keeps the heading; cleaning takes it


def test_cards_of_other_stories_are_no_parts() -> None:
    cards = "".join(
        f"<article><h3><a href=/{n}>Harga Cumi Naik Menjelang Libur</a></h3><p>Pedagang di Pasar Muara menaikkan harga cumi sejak Senin.</p></article>"
        for n in range(3)
    )
    found = text_of(
        f"<article><h1>Lomba Dayung Antarkampung di Teluk Cempaka</h1><div>{FIRST}{SECOND}{THIRD}{LAST}</div></article>{cards}"
    )
    assert [line for line in found if "cumi" in line.lower()] == []
