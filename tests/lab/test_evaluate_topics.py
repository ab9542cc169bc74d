"""`pantau evaluate topics`: outlets it did not learn from, beside plain tf-idf; marked articles; and `make train-topics`."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from lab.labelled_articles import LabelledArticle, outlet_in, read_told
from lab.softmax import fit_softmax
from lab.topic_training import count_articles, learn, narrow
from lab.topics import judge_plainly
from pantau.cli import main
from pantau.settings import PROJECT
from pantau.tag.topic_model import features_of_topics, score_topics

TAGS = PROJECT / "seeds" / "tags"
SAID = {
    "bola": "Pelatih memuji gol striker klub itu pada laga liga di stadion kota {} dan para pemain merayakan kemenangan mereka",
    "ekonomi": "Harga saham bank di bursa kota {} naik dan investor membeli obligasi karena inflasi serta pajak turun bulan ini",
    "nasional": "Jaksa menuntut terdakwa suap di pengadilan kota {} dan hakim menunda sidang sebab penyidik belum bawa berkas",
}
TITLES = {"bola": "Gol Antar Klub {} Juara Liga", "ekonomi": "Saham Bank {} Naik", "nasional": "Jaksa Tuntut Terdakwa Suap {}"}
PLACES = ("Rejalaya", "Tirtasari", "Gunadarma", "Kusuma", "Purnama", "Melati")


def _told(outlet: str) -> list[dict[str, str]]:
    return [
        {
            "url": f"https://{section}.{outlet}.com/read/{number}",
            "outlet": outlet,
            "title": TITLES[section].format(place),
            "content": f"{SAID[section].format(place)} {number} pada hari ini",
        }
        for section in SAID
        for number, place in enumerate(PLACES)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "topic").mkdir()
    rows = [row for outlet in ("harian-satu", "harian-dua", "harian-tiga") for row in _told(outlet)]
    with gzip.open(tmp_path / "topic" / "a.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return tmp_path


def test_every_outlet_is_held_out_beside_the_baseline(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "topics", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["items"] == 54
    assert found["figures"]["outlets not learnt"] == found["figures"]["answered"] == 1.0
    outlets = found["tables"][0]["rows"]
    assert [row[0] for row in outlets] == ["harian-dua", "harian-satu", "harian-tiga", "mean of outlets"]
    assert outlets[-1][2] == outlets[-1][4] == 1.0


def test_a_section_that_mixes_topics_is_one_answer_and_not_all_of_them(folder: Path) -> None:
    corpus = read_told([folder / "topic" / "a.jsonl.gz"], TAGS)
    mixed = next(one.topics for one in corpus.articles if len(one.topics) > 2)
    same = [replace(one, title="", text="kabar dari kota " * 9, topics=mixed) for one in corpus.articles]
    faith = [replace(one, topics=("agama",)) for one in same[::5]]
    assert "agama" in mixed
    judged = list(judge_plainly(replace(corpus, articles=(*same, *faith))))
    assert {(one.section, one.right) for one in judged} == {("agama", False), (f"agama, bencana … ({len(mixed)})", True)}


def test_marked_articles_are_judged_by_the_weights_we_ship(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gold").mkdir()
    file = tmp_path / "gold" / "a.jsonl"
    right = {
        "url": "https://x.test/1",
        "outlet": "x",
        "title": TITLES["bola"],
        "text": SAID["bola"],
        "topic": ["olahraga", "hiburan"],
    }
    wrong = right | {"topic": ["bencana_cuaca"]}
    file.write_text(f"{json.dumps(right)}\n{json.dumps(wrong)}\n", encoding="utf-8")
    assert main(["evaluate", "topics", str(file), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)["figures"]
    assert figures == {"marked": 0.5, "marked, with the section": 0.5}


def test_what_cannot_be_measured_is_refused(folder: Path, tmp_path: Path) -> None:
    assert main(["evaluate", "topics", str(folder), "--baseline", "crf"]) == 2
    (tmp_path / "kosong").mkdir()
    assert main(["evaluate", "topics", str(tmp_path / "kosong")]) == 2
    (tmp_path / "rusak.jsonl").write_text("bukan", encoding="utf-8")
    assert main(["evaluate", "topics", str(tmp_path / "rusak.jsonl")]) == 2


def test_the_same_articles_make_the_same_weights(folder: Path) -> None:
    corpus = read_told([folder / "topic" / "a.jsonl.gz"], TAGS)
    articles = count_articles(corpus)
    first, second = learn(articles, corpus.topics), learn(articles, corpus.topics)
    assert first.intercepts == second.intercepts
    assert first.places == second.places
    assert np.array_equal(first.weights, second.weights)
    found = score_topics(features_of_topics(TITLES["bola"], SAID["bola"]), first)
    assert first.labels[int(found.totals.argmax())] == "olahraga"
    assert not [name for name in first.places if name.startswith("harian")]


def test_one_of_several_topics_is_enough() -> None:
    rows = np.array([[1.0, 0.0], [0.0, 1.0]] * 8)
    wanted = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]] * 8)
    table = fit_softmax(sparse.csr_matrix(rows), wanted, 100.0, 200)
    powers = np.exp(rows[:2] @ table[:-1] + table[-1])
    shares = powers / powers.sum(axis=1, keepdims=True)
    assert shares[0, :2].sum() > 0.95
    assert shares[1, 2] > 0.95


def test_a_headline_narrows_what_a_section_mixes() -> None:
    words = {"hukum": frozenset({"jaksa", "suap"}), "politik": frozenset({"partai"}), "cuaca": frozenset[str]()}
    mixed = ("cuaca", "hukum", "politik")
    assert narrow(LabelledArticle("x", "Jaksa Tuntut Terdakwa Suap", "", mixed), words) == ("hukum",)
    assert narrow(LabelledArticle("x", "Jaksa Datangi Partai", "", mixed), words) == mixed
    assert narrow(LabelledArticle("x", "Warga Menunggu", "", mixed), words) == mixed
    assert narrow(LabelledArticle("x", "Jaksa", "", ("politik",)), words) == ("politik",)


def test_an_outlet_has_one_name() -> None:
    assert {outlet_in(name) for name in ("republika", "republika.co.id", "ekonomi.republika.co.id")} == {"republika"}
