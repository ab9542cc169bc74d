"""The reader of pages without a rule, on pages of our own in the forms that small papers have."""

# ruff: noqa: E501 - a page is one line
from __future__ import annotations

import pytest

from pantau.extract.containers import NO_CONTAINERS, Containers
from pantau.rules import Rules
from shipped import extract_page

URL = "https://suara-muara.example/berita/pasar-ikan-dibuka-lagi"
TITLE = "Pasar Ikan Muara Lestari Dibuka Lagi Setelah Banjir"
TEXT = [
    "Pasar ikan Muara Lestari dibuka lagi pada Rabu pagi setelah dua pekan tergenang banjir dari Kali Cempaka.",
    'Kepala pasar, Sutini Wulandari, mengatakan semua kios sudah dibersihkan. "Tinggal menunggu es batu datang," katanya.',
    "Sebanyak 64 pedagang kembali berjualan, dan sisanya menunggu atap kios selesai dipasang pada akhir bulan.",
    "Pembeli mulai datang sejak pukul lima pagi, sebagian dari kampung di seberang sungai yang jalannya baru kering.",
    "Dinas perikanan akan memasang pompa di dua sudut pasar agar genangan tidak bertahan lebih dari satu jam.",
]
P = [f"<p>{line}</p>" for line in TEXT]
BODY = "".join(P)
OTHERS = "".join(
    f"<li><a href=/b/{n}>Warga Kampung Kenanga Menanam Bakau di Pesisir Bagian {n}</a><p>Warga menanam bibit bakau ke-{n} di pesisir, dan mereka akan merawatnya bersama.</p></li>"
    for n in range(5)
)


def read(body: str, head: str = "", containers: Containers = NO_CONTAINERS) -> tuple[list[str], str, float]:
    """Return lines, method and confidence of a page with this body, read without any rule."""
    page = f'<html lang=id><head><meta charset="utf-8"><title>{TITLE}</title>{head}</head><body><nav><a href=/>Beranda</a></nav>{body}<footer><p>Hak cipta Suara Muara, dilarang menyalin isi tanpa izin redaksi.</p></footer></body></html>'
    found = extract_page(page, URL, rules=Rules({}, ()), containers=containers)
    return found.text.split("\n"), found.method, found.confidence


PAGES = {
    "paragraphs in a box": f"<h1>{TITLE}</h1><div class=isi>{BODY}</div>",
    "paragraphs beside the title": f"<div><h1>{TITLE}</h1><span>Rabu, 4 Maret 2026 | 08:10 WIB</span>{BODY}</div>",
    "lines divided by breaks": f"<h1>{TITLE}</h1><div id=berita>{'<br><br>'.join(TEXT)}</div>",
    "a box a paragraph": f"<h1>{TITLE}</h1><section>{''.join(f'<div><div>{line}</div></div>' for line in TEXT)}</section>",
    "an old layout of tables": f"<table><tr><td width=180><a href=/>Beranda</a><br><a href=/d>Daerah</a></td><td><h1>{TITLE}</h1>{BODY}</td></tr></table>",
    "the form of the whole page": f"<form action=/><h1>{TITLE}</h1><div>{BODY}</div></form>",
    "two parts with an advertisement between": f"<h1>{TITLE}</h1><div><div class=potongan>{P[0]}{P[1]}</div><div><a href=/iklan>Beli sepatu gunung murah di toko sebelah</a></div><div class=potongan>{''.join(P[2:])}</div></div>",
    "teasers of others below": f"<h1>{TITLE}</h1><div class=isi>{BODY}</div><ul>{OTHERS}</ul>",
    "teasers of others inside": f"<h1>{TITLE}</h1><div class=isi>{BODY}<h3>Berita Terkait</h3><ul>{OTHERS}</ul></div>",
    "teasers of others above": f"<ul>{OTHERS}</ul><h1>{TITLE}</h1><div class=isi>{BODY}</div>",
    "a link to another story in the text": f"<h1>{TITLE}</h1><div class=isi>{P[0]}<p>Baca juga: <a href=/x>Nelayan Muara Libur Tiga Hari</a></p>{''.join(P[1:])}</div>",
    "a picture with a caption": f"<h1>{TITLE}</h1><div class=foto><img src=a.jpg><span>Pedagang menata ikan di kios yang baru, Rabu (4/3/2026). (Suara Muara/Ani)</span></div><div class=isi>{BODY}</div>",
    "a subtitle in the header": f"<header><h1>{TITLE}</h1><p>Banjir dua pekan membuat pasar itu tutup, dan pedagang pindah ke jalan raya.</p></header><div class=isi>{BODY}</div>",
    "marks of pages and zoom": f"<h1>{TITLE}</h1><div class=isi>{P[0]}<div>1 dari 2 halaman</div><p>Perbesar</p>{''.join(P[1:])}<p>Lanjutkan Membaca ↓</p></div>",
    "counters of sharing": f"<h1>{TITLE}</h1><div class=isi><p>12 Shares</p><p>Facebook Twitter WhatsApp</p>{BODY}</div>",
    "a box with a name of its own inside": f"<h1>{TITLE}</h1><div class=isi>{P[0]}{P[1]}<div class=kotak-x><p>Unduh aplikasi kami dan dapatkan kabar pagi sebelum matahari terbit.</p></div>{''.join(P[2:])}</div>",
    "comments that say more": f"<h1>{TITLE}</h1><div class=isi>{BODY}</div><div class=komentar>{''.join(f'<p>Saya setuju, pasar itu memang harus segera dibuka untuk warga nomor {n}.</p>' for n in range(4))}</div>",
    "the next story on the same page": f"<main><article><h1>{TITLE}</h1>{BODY}</article><article><h1>Kapal Perintis Singgah di Tujuh Pulau</h1><p>Kapal perintis mulai melayani tujuh pulau kecil di gugus Selat Manik sejak Senin pagi.</p></article></main>",
}


@pytest.mark.parametrize("name", PAGES)
def test_the_text_is_found_and_nothing_beside_it(name: str) -> None:
    lines, method, confidence = read(PAGES[name])
    assert [line for line in lines if not line.lower().startswith("baca juga")] == TEXT  # cleaning takes that line, and names it
    assert method == "density"
    assert confidence > 0.7


def test_a_class_that_names_tags_of_wordpress_is_no_furniture() -> None:
    assert read(f'<h1>{TITLE}</h1><div class="post-77 hentry tag-iklan category-video">{BODY}</div>')[0] == TEXT


@pytest.mark.parametrize("name", ["entry-content no-share", "konten has-sidebar", "isi"])
def test_a_name_that_says_what_is_not_there_is_no_furniture(name: str) -> None:
    assert (
        read(
            f'<h1>{TITLE}</h1><div class="{name}">{BODY}</div><div>{BODY.replace("pasar", "kapal").replace("Pasar", "Kapal")}</div>'
        )[0][:5]
        == TEXT
    )


def test_a_body_in_a_box_named_like_furniture_is_read_all_the_same() -> None:
    lines, _, confidence = read(f"<h1>{TITLE}</h1><div class=sidebar-related>{BODY}</div>")
    assert lines == TEXT
    assert confidence > 0.5


def test_headings_lists_and_tables_of_the_article_stay() -> None:
    table = "<table><tr><td>Tongkol</td><td>Rp30.000</td></tr><tr><td>Kembung</td><td>Rp42.000</td></tr></table>"
    body = f"{P[0]}{P[1]}<h2>Harga hari pertama</h2>{table}<ul><li>Udang: 12 kilogram</li><li>Cumi: 8 kilogram</li></ul>{''.join(P[2:])}"
    lines = read(f"<h1>{TITLE}</h1><div class=isi>{body}</div>")[0]
    assert lines[2:7] == [
        "Harga hari pertama",
        "Tongkol | Rp30.000",
        "Kembung | Rp42.000",
        "Udang: 12 kilogram",
        "Cumi: 8 kilogram",
    ]
    assert [line for line in lines if line in TEXT] == TEXT


def _linked(body: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{TITLE}", "articleBody": {body}}}</script>'


def _json(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def test_a_whole_article_body_takes_out_what_it_does_not_tell() -> None:
    promo = "<p>Dapatkan kabar muara setiap pagi dari kami, karena pasar tidak pernah menunggu siapa pun.</p>"
    page = f"<h1>{TITLE}</h1><div class=isi>{P[0]}{P[1]}{promo}{''.join(P[2:])}</div>"
    assert len(read(page)[0]) == 6
    lines, method, confidence = read(page, _linked(_json(" ".join(TEXT))))
    assert (lines, method) == (TEXT, "density")
    assert confidence >= 0.95


def test_an_article_body_tells_more_than_a_page_that_shows_the_start() -> None:
    lines, method, _ = read(f"<h1>{TITLE}</h1><div class=isi>{P[0]}</div>", _linked(_json("\\n".join(TEXT))))
    assert (lines, method) == (TEXT, "jsonld")


def test_an_article_body_of_another_story_is_not_taken() -> None:
    other = "Kapal perintis mulai melayani tujuh pulau kecil di gugus Selat Manik sejak Senin pagi, kata nakhoda. " * 4
    assert read(f"<h1>{TITLE}</h1><div class=isi>{BODY}</div>", _linked(_json(other)))[:2] == (TEXT, "density")


def test_a_page_without_prose_is_unsure() -> None:
    found = extract_page(f"<title>{TITLE}</title><h1>{TITLE}</h1><div><a href=/a>Beranda</a></div>", URL, rules=Rules({}, ()))
    assert found.confidence < 0.5


LETTER = (
    "<p>Surat pembaca: {} ditulis oleh warga kampung yang ingin agar jalan di depan rumahnya diperbaiki oleh pemerintah kota.</p>"
)
LETTERS = f"<div class=kolom-b>{''.join(LETTER.format(f'keluhan ke-{n}') for n in range(9))}</div>"
CROWDED = f"<h1>{TITLE}</h1><div class=kolom-a>{P[0]}{P[1]}{P[2]}</div>{LETTERS}"


@pytest.mark.parametrize("host", ["suara-muara.example", "example"])
def test_a_container_that_was_learnt_is_asked_first(host: str) -> None:
    given = Containers({host: ("div.kolom-a",)})
    assert read(CROWDED)[0] != TEXT[:3]
    lines, method, _ = read(CROWDED, containers=given)
    assert (lines, method) == ((TEXT[:3], "learnt") if host == "suara-muara.example" else (read(CROWDED)[0], "density"))


def test_a_container_that_finds_nothing_or_another_text_is_passed_over() -> None:
    for selector in ("div.tidak-ada", "nav"):
        found = read(PAGES["paragraphs in a box"], containers=Containers({"suara-muara.example": (selector,)}))
        assert found[:2] == (TEXT, "density")


@pytest.mark.parametrize("url", ["", "http://[::1", "/berita/1", "https://id/"])
def test_an_address_without_a_host_has_no_containers(url: str) -> None:
    assert Containers({"id": ("p",), "": ("p",)}).for_url(url) == ()
