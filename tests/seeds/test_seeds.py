"""The catalogue that this project ships is sound and complete."""

from __future__ import annotations

import csv
import re
import time
from collections import Counter

import pytest

from pantau.catalogue import Catalogue, read_catalogue
from pantau.catalogue.provinces import PROVINCES
from pantau.rules import Pages, read_rules
from pantau.settings import PROJECT
from pantau.urls import part_url, plain_url, url_key, whole_url

SEEDS = PROJECT / "seeds"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(SEEDS)


def test_the_shipped_catalogue_is_read_fast(catalogue: Catalogue) -> None:
    assert len(catalogue.outlets) > 390
    assert len(catalogue.feeds) >= 560
    start = time.process_time()
    read_catalogue(SEEDS)
    assert time.process_time() - start < 0.5  # 10 ms on the machine of this project; every task needs it


def test_proven_feeds_are_enabled_unless_a_stated_reason_forbids(catalogue: Catalogue) -> None:
    for feed in catalogue.feeds:
        assert re.match(r"\[[ABCD]\] \d{4} \S", feed.evidence), feed
        if feed.evidence[1] in "AB" and not feed.enabled:
            assert feed.reason.startswith(("blocked: ", "unwelcome: ", "useless: ")), feed
        if feed.evidence[1] in "CD":
            assert not feed.enabled, feed
        if feed.enabled:
            assert not feed.reason, feed


def test_every_owner_is_known_from_somewhere(catalogue: Catalogue) -> None:
    with (SEEDS / "owners.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    groups = [row["owner_group"] for row in rows]
    assert groups == sorted(set(groups))
    assert set(groups) == {outlet.owner_group for outlet in catalogue.outlets.values()} - {""}
    assert all(row["known"] in ("source", "name", "general") and row["source"] for row in rows)


def test_evidence_names_nothing_a_reader_cannot_open(catalogue: Catalogue) -> None:
    texts = [f"{feed.evidence} {feed.reason}" for feed in catalogue.feeds]
    blocks = [*catalogue.archives.values(), *catalogue.no_archives.values()]
    texts += [f"{block.evidence} {block.reason}" for archives in blocks for block in archives]
    for text in texts:
        assert not re.search(r"github-file|\bfile \d|\b\d{9,}\b", text), text


def test_outlets_that_forbid_crawling_are_not_polled(catalogue: Catalogue) -> None:
    polled = {feed.outlet for feed in catalogue.enabled_feeds()}
    assert not {outlet for outlet in polled if outlet.startswith(("antara", "bisnis", "tribun"))}


def test_home_zone_is_the_zone_of_the_province(catalogue: Catalogue) -> None:
    for outlet in catalogue.outlets.values():
        if outlet.province_code:
            assert outlet.zone == PROVINCES[outlet.province_code][1], outlet


def test_provinces_are_the_38_of_bps() -> None:
    assert len(PROVINCES) == 38
    assert len({name for name, _ in PROVINCES.values()}) == 38
    assert PROVINCES["91"][0] == "Papua Barat"
    assert PROVINCES["94"][0] == "Papua"


def test_the_large_outlets_can_list_a_past_day(catalogue: Catalogue) -> None:
    assert {"kompas", "detik", "cnn-indonesia", "cnbc-indonesia", "liputan6"} <= set(catalogue.archives)
    assert len(catalogue.archives) >= 18
    for archives in [*catalogue.archives.values(), *catalogue.no_archives.values()]:
        assert all(re.match(r"\[[ABCD]\] 20\d\d ", archive.evidence) for archive in archives if archive.evidence[1] != "D")


def test_an_outlet_without_archive_says_why(catalogue: Catalogue) -> None:
    assert {"antara", "tempo", "tribunnews", "tirto"} <= set(catalogue.no_archives)
    for blocks in catalogue.no_archives.values():
        assert all(len(block.reason) > 30 for block in blocks)
    assert [block.serves("2019-11-20") for block in catalogue.no_archives["merdeka"]] == [True, False]


@pytest.mark.parametrize(
    ("outlet", "url", "matches"),
    [
        ("kompas", "https://money.kompas.com/read/2026/11/20/101500026/harga-beras-turun", True),
        ("kompas", "https://kompas.com/tren/read/2026/11/20/101500026/harga-beras-turun", True),
        ("kompas", "https://money.kompas.com/read/2026/11/19/101500026/harga-beras-turun", False),
        ("detik", "https://news.detik.com/berita/d-1234567/contoh-judul", True),
        ("detik", "https://news.detik.com/foto-news/d-1234567/contoh-judul", False),
        ("detik", "https://detik.com/jatim/berita/d-1234567/video-viral-foto-pasar", True),
        ("cnn-indonesia", "https://cnnindonesia.com/ekonomi/20261120104705-78-1234567/contoh-judul", True),
        ("cnn-indonesia", "https://cnnindonesia.com/tv/20261120104705-78-1234567/contoh-judul", False),
        ("cnbc-indonesia", "https://cnbcindonesia.com/market/20261120104705-17-1234567/contoh-judul", True),
        ("liputan6", "https://liputan6.com/news/read/8253586/contoh-judul", True),
        ("liputan6", "https://liputan6.com/photo/read/8253586/contoh-judul", False),
        ("okezone", "https://news.okezone.com/read/2026/11/20/337/3232094/contoh-judul", True),
        ("okezone", "https://mpi.okezone.com/read/2026/11/20/337/3232094/contoh-judul", False),
        ("sindonews", "https://ekbis.sindonews.com/read/1731775/178/contoh-judul-1784873276", True),
        ("republika", "https://rejabar.republika.co.id/berita/tio9zt472/contoh-judul", True),
        ("jpnn", "https://www.jpnn.com/news/contoh-judul-berita", True),
        ("jpnn", "https://www.jpnn.com/indeks?id=&d=20", False),
        ("suara", "https://www.suara.com/news/2026/11/20/101500/contoh-judul", True),
        ("suara", "https://www.suara.com/foto/2026/11/20/101500/contoh-judul", False),
        ("katadata", "https://katadata.co.id/berita/nasional/655/contoh-judul", True),
        ("mongabay-indonesia", "https://mongabay.co.id/2026/11/20/contoh-judul/", True),
        ("mongabay-indonesia", "https://mongabay.com/2026/11/20/contoh-judul/", False),
    ],
)
def test_link_patterns_take_articles_of_the_day_only(catalogue: Catalogue, outlet: str, url: str, matches: bool) -> None:
    from pantau.catalogue import fill_day

    pattern = fill_day(catalogue.archives[outlet][0].link_pattern, "2026-11-20")
    assert bool(re.search(pattern, url)) is matches


def test_every_rule_is_of_an_outlet_and_its_pages_are_pages_of_one_article(catalogue: Catalogue) -> None:
    rules = read_rules(SEEDS / "rules").by_outlet
    assert set(rules) <= set(catalogue.outlets)
    for slug, rule in rules.items():
        article = f"https://{catalogue.outlets[slug].domains[0]}/nasional/judul-berita-1234"
        forms = [whole_url(article, rule.pages.whole), part_url(article, rule.pages.next or "?page={n}", 2)]
        if not rule.pages.next.startswith("/"):  # "/2" can be an article's number too: Pantau only asks for it
            assert {url_key(form) for form in forms} == {url_key(article)}, slug
        assert plain_url(forms[0], rule.pages.whole) == article


def test_the_great_outlets_say_how_they_split_articles() -> None:
    rules = read_rules(SEEDS / "rules").by_outlet
    whole = {"kompas", "tribunnews", "tribun-medan", "surya", "okezone", "viva", "kontan"}
    assert {slug for slug in whole if rules[slug].pages.whole != "page=all"} == set()
    assert {slug for slug in ("detik", "suara", "riau-pos", "sindonews", "jpnn") if not rules[slug].pages.next} == set()
    assert rules["liputan6"].pages.siblings
    assert {slug for slug in ("merdeka", "republika") if slug in rules and rules[slug].pages != Pages()} == set()


def test_every_province_has_four_outlets_and_450_have_a_source_or_are_searched_for_one(catalogue: Catalogue) -> None:
    provinces = Counter(outlet.province_code for name, outlet in catalogue.outlets.items() if not name.startswith("antara"))
    assert {code: provinces[code] for code in PROVINCES if provinces[code] < 4} == {}
    asked = {feed.outlet for feed in catalogue.feeds if feed.enabled or feed.unproven} | set(catalogue.archives)
    listed = {feed.outlet for feed in catalogue.feeds} | set(catalogue.no_archives)
    home_only = catalogue.outlets.keys() - listed - asked  # discovery searches their own sites
    assert len(asked | home_only) >= 450
    assert not any(name.startswith("antara") for name in asked)  # its pages forbid it
