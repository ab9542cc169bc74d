"""The rules of the national press, the Antara bureaus, Tempo, and of the Blogger and WordPress themes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rule_cases import FOLDER, RULES, Case, cases, check

from pantau.rules import read_rules

FOLDERS = [
    "antara",
    "blogger",
    "detik",
    "jpnn",
    "kapanlagi",
    "katadata",
    "kly",
    "kompas",
    "kumparan",
    "liputan6",
    "merdeka",
    "okezone",
    "republika",
    "tempo",
    "tirto",
    "wordpress",
]
EVERY = read_rules(RULES)
ADDRESSES = [  # what an address tells, whatever stands on the page
    ("antara/2023", "https://www.antaranews.com/video/4012345/kapal-perintis", "video"),
    ("antara/2023", "https://www.antaranews.com/foto/4012345/kapal-perintis", "gallery"),
    ("antara/2023", "https://jateng.antaranews.com/terkini", "index"),
    ("blogger/standard", "http://www.poswirasa.example/search/label/olahraga", "index"),
    ("detik/2020", "https://20.detik.com/detikflash/20240212-24021201/sumur", "video"),
    ("detik/2012", "http://inet.detik.com/readvideo/2015/03/02/212229/150302038/120626597/layar", "video"),
    ("detik/2012", "http://inet.detik.com/readfoto/2015/11/05/090048/3062541/1146/1/layar", "gallery"),
    ("detik/2012", "http://inet.detik.com/comment/2015/10/29/105400/3056451/317/layar", "index"),
    ("detik/2020", "https://news.detik.com/infografis/d-7190021/sumur", "gallery"),
    ("detik/2020", "https://news.detik.com/berita/indeks", "index"),
    ("jpnn/2017", "https://www.jpnn.com/video/kiper-cadangan", "video"),
    ("jpnn/2017", "https://www.jpnn.com/foto/kiper-cadangan", "gallery"),
    ("jpnn/2017", "https://www.jpnn.com/tag/persiwira", "index"),
    ("kapanlagi/2024", "https://www.kapanlagi.com/foto/layar-pesisir.html", "gallery"),
    ("kapanlagi/2024", "https://www.kapanlagi.com/video/layar-pesisir.html", "video"),
    ("katadata/2020", "https://katadata.co.id/video/berita/65f0a1b2c3d4e/pabrik-gula", "video"),
    ("katadata/2020", "https://katadata.co.id/infografik/65f0a1b2c3d4e/pabrik-gula", "gallery"),
    ("katadata/2020", "https://katadata.co.id/indeks", "index"),
    ("kly/2017", "https://www.fimela.com/video/read/4001234/hujan", "video"),
    ("kly/2017", "https://www.fimela.com/photo/read/4001234/hujan", "gallery"),
    ("kompas/2017", "https://video.kompas.com/watch/1500278/jembatan", "video"),
    ("kompas/2017", "https://regional.kompas.com/read/2024/03/12/194500278/video-jembatan?page=all", "article"),
    ("kompas/2017", "https://foto.kompas.com/photo/read/2024/03/12/17102/jembatan", "gallery"),
    ("kompas/2017", "https://indeks.kompas.com/?site=all", "index"),
    ("kumparan/2019", "https://kumparan.com/channel/news", "index"),
    ("liputan6/2017", "https://www.liputan6.com/photo/read/9011223/jembatan", "gallery"),
    ("liputan6/2017", "https://www.liputan6.com/news/indeks/2024/03/12", "index"),
    ("merdeka/2026", "https://www.merdeka.com/foto/peristiwa/8299001/sumur.html", "gallery"),
    ("merdeka/2026", "https://www.merdeka.com/tag/sumur", "index"),
    ("okezone/2024", "https://video.okezone.com/play/2026/05/20/1/161000/tebu", "video"),
    ("okezone/2024", "https://index.okezone.com/bydate/index/2026/05/20", "index"),
    ("republika/2023", "https://www.republika.co.id/inpicture/tf2xyz001/museum", "gallery"),
    ("republika/2023", "https://www.republika.co.id/index/2024/01/01", "index"),
    ("tempo/2024", "https://video.tempo.co/read/12345/cabai", "video"),
    ("tempo/2024", "https://www.tempo.co/foto/arsip/cabai-2299001", "gallery"),
    ("tempo/2024", "https://www.tempo.co/indeks?category=ekonomi", "index"),
    ("tirto/2019", "https://tirto.id/q/kapal-perintis-ab1", "index"),
]


@pytest.mark.parametrize("case", cases(FOLDERS))
def test_the_rule_reads_its_page(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_generation_has_a_page(folder: str) -> None:
    ours = [rule for rule in (*EVERY.by_outlet.values(), *EVERY.detected) if rule.name == folder]
    generations = {generation.rule.rpartition("/")[2] for rule in ours for generation in rule.generations}
    assert generations
    assert generations <= {page.stem for page in (FOLDER / folder).glob("*.html")}


@pytest.mark.parametrize(("name", "url", "kind"), ADDRESSES)
def test_the_address_tells_the_kind(name: str, url: str, kind: str) -> None:
    folder, _, page = name.partition("/")
    [case] = [param.values[0] for param in cases([folder]) if param.values[0].page.stem == page]
    assert replace(case, url=url, expected={"kind": kind}).read() == {"kind": kind}
