"""Furniture of platforms, named in seeds/rules, is in no outlet's text: by its rule, by a rule of the platform, by no rule."""

# ruff: noqa: E501 - a page is one line
from __future__ import annotations

import pytest

from pantau.model import Outlet
from pantau.rules import Rules, read_rules
from pantau.settings import PROJECT
from shipped import extract_page

RULES = read_rules(PROJECT / "seeds" / "rules")
BARE = Rules({}, (), RULES.furniture)
TITLE = "Sanggar Tari Kampung Kenanga Tampil di Alun-Alun"
TEXT = [
    "Sanggar tari Kampung Kenanga tampil di alun-alun pada Sabtu malam dan ditonton ratusan warga dari enam kampung.",
    'Pelatih sanggar, Sutini Wulandari, mengatakan anak-anak berlatih sejak Juni. "Mereka tidak pernah bolos," katanya.',
    "Pertunjukan itu dibuka dengan tari penyambutan yang dibawakan dua belas anak dari kelas paling muda.",
    "Pemerintah kota berjanji menyediakan panggung tetap agar sanggar dapat tampil sebulan sekali tanpa biaya.",
]
P = [f"<p>{line}</p>" for line in TEXT]
# what a platform puts into a body → what of it must not be in the text
PIECES = {
    "kly": (
        '<div class="article-content-body__item-index">2 dari 3 halaman</div><div class="article-photo-gallery--item__button-zoom"><i></i>Perbesar</div>'
        '<div class="article-photo-gallery--item__description">Para penari menunggu giliran di belakang panggung kayu. (Kabar/Ani)</div><div class="article-content-body__load-more">Lanjutkan Membaca ↓</div>',
        ["halaman", "Perbesar", "giliran", "Lanjutkan"],
    ),
    "jnews": (
        '<div class="essb_links"><ul><li class="essb_item"><a href="#">Facebook</a></li><li class="essb_totalcount_item">0share</li></ul></div>'
        '<div class="awac-wrapper"><div class="awac widget"><b>Butuh sepatu gunung? Toko kami buka sampai malam, dan harganya tidak pernah naik.</b></div></div>'
        '<div class="jeg_share_button">12 Shares</div><div class="jnews_inline_related_post"><p>Warga menanam bakau di pesisir, dan mereka akan merawatnya bersama.</p></div>',
        ["Facebook", "0share", "sepatu", "Shares", "bakau"],
    ),
    "plugins": (
        '<div class="sharedaddy sd-sharing-enabled"><h3>Bagikan ini:</h3></div><div class="yarpp-related"><p>Perahu hias berlayar di teluk sejak pagi, dan warga menonton.</p></div>'
        '<div class="code-block code-block-1">Pasang iklan di sini, hubungi bagian pemasaran kami.</div><div class="post-views content-post">Dilihat: 77 kali</div>',
        ["Bagikan", "Perahu", "iklan", "Dilihat"],
    ),
    "blogger": (
        '<div class="post-share-buttons">Kirimkan Ini lewat Email</div><div class="related-posts"><p>Pasar buku bekas buka sampai sore, dan pengunjung terus datang.</p></div><div class="post-footer">Diposting oleh Admin</div>',
        ["Email", "Pasar buku", "Diposting"],
    ),
    "native-advertising": (
        '<div class="_popIn_recommend_container"><div>Muncul ini di tubuh Anda? Bukan penyakit kulit, salah satu gejala.</div><div>Recommended by</div></div><div id="taboola-below">Satu trik membuat lutut muda lagi, kata dokter yang tidak mau disebut.</div>',
        ["tubuh", "Recommended", "lutut"],
    ),
}  # fmt: skip
READERS = {
    "none": ("<div class=isi>{}</div>", BARE, ""),
    "its outlet's": ('<article class="detail"><div class="detail__body-text itp_bodycontent">{}</div></article>', RULES, "detik"),
    "wordpress": ('<link rel="https://api.w.org/"><div class="jeg_inner_content"><div class="entry-content"><div class="content-inner">{}</div></div></div>', RULES, ""),
}  # fmt: skip


@pytest.mark.parametrize("platform", PIECES)
@pytest.mark.parametrize("reader", READERS)
def test_what_a_platform_puts_into_a_body_is_no_text(platform: str, reader: str) -> None:
    piece, gone = PIECES[platform]
    frame, rules, slug = READERS[reader]
    body = frame.format(f"{piece}{P[0]}{P[1]}{piece}{P[2]}{P[3]}{piece}")
    page = f'<html><head><title>{TITLE}</title><meta name="description" content="{TEXT[0]}"></head><body><h1>{TITLE}</h1>{body}</body></html>'
    outlet = Outlet(slug, "detikcom", "", "31", "id", "WIB", "news", ("detik.com",), "https://www.detik.com/") if slug else None
    found = extract_page(page, "https://news.detik.com/berita/d-7016153/sanggar", outlet=outlet, rules=rules)
    assert found.method == ("density" if reader == "none" else "rule")
    assert found.text.split("\n") == TEXT
    assert [word for word in gone if word in found.text] == []


@pytest.mark.parametrize("reader", READERS)
def test_a_body_that_carries_the_name_of_furniture_is_no_furniture(reader: str) -> None:
    frame, rules, slug = READERS[reader]
    body = frame.format(f'<div class="isi taboola-body">{"".join(P)}</div>')
    page = f'<html><head><title>{TITLE}</title><meta name="description" content="{TEXT[0]}"></head><body><h1>{TITLE}</h1>{body}</body></html>'
    outlet = Outlet(slug, "detikcom", "", "31", "id", "WIB", "news", ("detik.com",), "https://www.detik.com/") if slug else None
    found = extract_page(page, "https://news.detik.com/berita/d-7016153/sanggar", outlet=outlet, rules=rules)
    assert found.text.split("\n") == TEXT
