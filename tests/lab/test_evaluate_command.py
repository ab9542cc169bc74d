"""`pantau evaluate` as a person types it: tables, JSON, floors, and what it refuses."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from pantau.cli import main

TEXT = (
    "Warga Kampung Rawa mengungsi ke balai desa karena sungai meluap sejak subuh.\n"
    "Petugas membagikan selimut dan makanan hangat kepada dua ratus orang di sana.\n"
    "Air setinggi lutut orang dewasa itu mulai surut menjelang siang hari."
)
PAGE = """<html lang="id"><head><title>Sungai Meluap, Warga Mengungsi - Kabar</title>
<meta property="article:published_time" content="2026-11-18T06:30:00+07:00"><meta name="author" content="Rani Melati">
</head><body><h1>Sungai Meluap, Warga Mengungsi</h1><article>{}</article></body></html>"""
ANSWER = {
    "title": "Sungai Meluap, Warga Mengungsi",
    "text": TEXT.split("\n"),
    "authors": ["Rani Melati"],
    "published_at": "2026-11-18T06:30:00+07:00",
}


def _page(folder: Path, name: str, html: str, row: dict[str, Any]) -> None:
    file = folder / "kabar" / f"{name}.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(html, encoding="utf-8")
    file.with_suffix(".json").write_text(json.dumps({"url": f"https://kabar.example/{name}/1", **row}), encoding="utf-8")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with one article and one page that is no article."""
    folder = tmp_path / "rules"
    body = "".join(f"<p>{line}</p>" for line in TEXT.split("\n"))
    _page(folder, "banjir", PAGE.format(body), {"fetched_at": "2026-11-19T00:00:00+07:00", **ANSWER})
    gone = "<html><head><title>404 Halaman tidak ditemukan</title></head><body><h1>404</h1></body></html>"
    _page(folder, "hilang", gone, {"kind": "error_page"})
    return folder


def _figures(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, Any]:
    assert main(["evaluate", *words, "--json"]) == code
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_pages_beside_their_answers(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = _figures(capsys, "extract", str(pages), "--rounds", "1", "--repeat", "8")
    figures = answer["figures"]
    right = ("text_f1", "title_exact", "time_exact", "author_f1", "others_told", "others_kind_right")
    assert [figures[name] for name in right] == [1] * 6
    assert [figures[name] for name in ("sentences_lost", "articles_refused", "failed")] == [0] * 3
    assert figures["pages_per_s"] > 0
    assert 20 < figures["peak_mb"] < 2000
    assert abs(figures["growth_mb"]) < 100
    readers = [row[0] for row in answer["tables"][0]["rows"]]
    assert readers == ["pantau", "trafilatura", "trafilatura, favor_precision"]
    assert answer["items"] == 2


def test_further_pages_belong_to_the_article(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    last = "Bupati menetapkan masa tanggap darurat selama tujuh hari ke depan bagi seluruh warga di dua kecamatan itu."
    (pages / "kabar" / "banjir.2.html").write_text(PAGE.format(f"<p>{last}</p>"), encoding="utf-8")
    both = {**ANSWER, "text": [*ANSWER["text"], last]}
    _page(pages, "banjir", (pages / "kabar" / "banjir.html").read_text(encoding="utf-8"), both)
    answer = _figures(capsys, "extract", str(pages), "--rounds", "0", "--baseline", "none")
    assert (answer["items"], answer["figures"]["sentences_lost"]) == (2, 0)


def test_a_gold_object_is_read_too(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = {"url": "https://kabar.example/banjir/1", "title": ANSWER["title"], "content": TEXT, "date": "1794958260000"}
    (pages / "kabar" / "banjir.json").write_text(json.dumps({"kind": "article", "gold": gold}), encoding="utf-8")
    figures = _figures(capsys, "extract", str(pages), "--rounds", "0", "--baseline", "none")["figures"]
    assert [figures[name] for name in ("text_f1", "title_exact", "time_exact")] == [1, 1, 0]  # a minute later than printed
    assert "author_f1" not in figures


def test_a_worse_reading_gives_worse_figures(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {**ANSWER, "text": [*ANSWER["text"], "Kalimat ini tidak ada di halaman."], "title": "Lain", "authors": ["Joko"]}
    _page(pages, "banjir", (pages / "kabar" / "banjir.html").read_text(encoding="utf-8"), wrong)
    figures = _figures(capsys, "extract", str(pages), "--rounds", "0", "--baseline", "none")["figures"]
    assert figures["sentences_lost"] == 1
    assert figures["precision"] == 1 > figures["recall"]
    assert (figures["title_exact"], figures["author_f1"]) == (0, 0)


def test_tables_for_people(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "extract", str(pages), "--rounds", "0", "--baseline", "none"]) == 0
    told = capsys.readouterr().out
    assert "Pantau, per outlet" in told
    assert "1.0000" in told


def test_floors_hold_fail_and_refuse(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    floor, words = tmp_path / "floors" / "pages.json", ("extract", str(pages), "--rounds", "0", "--baseline", "none")
    digest = _figures(capsys, *words, "--write-floor", str(floor))["digest"]
    rows = json.loads(floor.read_text())
    assert rows["extract"]["digest"] == digest
    _figures(capsys, *words, "--floor", str(floor))

    rows["extract"]["at_least"]["text_f1"] = 1.5
    rows["extract"]["at_most"]["sentences_lost"] = -1
    floor.write_text(json.dumps(rows))
    assert main(["evaluate", *words, "--floor", str(floor)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        f"text_f1 1 is below its floor 1.5 (corpus {digest})",
        f"sentences_lost 0 is above its ceiling -1 (corpus {digest})",
    ]

    rows["extract"]["digest"] = "0123"
    floor.write_text(json.dumps(rows))
    assert main(["evaluate", *words, "--floor", str(floor)]) == 2
    assert "cannot be compared" in capsys.readouterr().err


def test_another_page_or_answer_is_another_corpus(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("extract", str(pages), "--rounds", "0", "--baseline", "none")
    first = _figures(capsys, *words)["digest"]
    assert _figures(capsys, *words)["digest"] == first
    _page(pages, "hilang", "<h1>404</h1>", {"kind": "error_page"})
    assert _figures(capsys, *words)["digest"] != first


def test_floors_set_by_hand_on_speed_are_kept_and_floors_of_other_measures_too(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floor, words = tmp_path / "floor.json", ("extract", str(pages), "--rounds", "1", "--baseline", "none")
    other = {"corpus": "x", "digest": "y", "at_least": {}, "at_most": {}}
    floor.write_text(json.dumps({"dates": other, "extract": {**other, "at_least": {"pages_per_s": 0.1, "text_f1": 0.2}}}))
    _figures(capsys, *words, "--write-floor", str(floor))
    rows = json.loads(floor.read_text())
    assert rows["dates"] == other
    assert (rows["extract"]["at_least"]["pages_per_s"], rows["extract"]["at_least"]["text_f1"]) == (0.1, 1)
    _figures(capsys, *words, "--floor", str(floor))
    assert main(["evaluate", *words[:3], "0", *words[4:], "--floor", str(floor)]) == 2
    assert "no figure 'pages_per_s'" in capsys.readouterr().err


def test_bodies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bodies.jsonl.gz"
    rows = [
        {"url": "https://kabar.example/a/1", "body": TEXT.replace("\n", "\nSCROLL TO CONTINUE WITH CONTENT\n", 1)},
        {"url": "https://kabar.example/a/2", "body": TEXT},
        {"src": "another shape"},
    ]
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    answer = _figures(capsys, "clean", str(file), "--rounds", "1")
    assert [answer["figures"][name] for name in ("leaky", "words_kept", "sentences_lost")] == [0, 1, 0]
    assert answer["tables"][0]["rows"][0][:3] == [2, 1, 0]
    assert answer["figures"]["bodies_per_s"] > 0


def test_rules_drafted_from_one_half_of_the_pages_read_the_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The general reader does not know the class of the boilerplate; one page in three has its text in the metadata too."""
    for number, place in enumerate(("Rawa", "Gayo", "Sikka", "Demak", "Ogan", "Subang")):
        lines = [line.replace("Rawa", place).replace("dua ratus", f"{number + 3} ratus") for line in TEXT.split("\n")]
        body = "".join(f"<p>{line}</p>" for line in lines) + '<div class="xyz"><p>Pasang iklan Anda di sini.</p></div>'
        title = f"Sungai {place} Meluap, Warga Mengungsi"
        page = PAGE.format(f'<div class="isi-teks">{body}</div>').replace("Sungai Meluap, Warga Mengungsi", title)
        _page(tmp_path / "halaman", f"banjir-{number}", page, ANSWER | {"title": title, "text": lines})
    _page(tmp_path / "halaman", "hilang", "<h1>404</h1>", {"kind": "error_page"})
    answer = _figures(capsys, "drafts", str(tmp_path / "halaman"))
    assert answer["items"] == 6
    assert answer["figures"] | {"draft_f1": 1, "draft_read": 1, "draft_title": 1, "draft_time": 1} == answer["figures"]
    [row] = answer["tables"][1]["rows"]
    assert row[:4] == ["kabar", "3+3", 6, 6]
    assert row[-1].startswith("div.isi-teks")
    assert [line[0] for line in answer["tables"][0]["rows"]] == ["draft", "no rule", "rule by hand"]
    assert answer["notes"] == ["learnt from fewer than 5 pages: kabar"]


def test_leaks_of_bodies_without_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bodies.jsonl.gz"
    subjects = ("Panen padi Subang", "Harga cabai Brebes", "Jembatan Ogan retak", "Festival kopi Gayo", "Guru honorer Sikka",
                "Banjir rob Demak", "Pelabuhan Bitung sepi", "Kebun teh Malabar", "Perahu Bajo karam")  # fmt: skip
    promo, own = "Salam hangat dari meja redaksi kota ini", "Bagikan ke Facebook dan WhatsApp"
    rows = [
        {"url": f"https://kabar.example/a/{number}", "title": title, "date_raw": f"Diperbarui {1 + number % 4} Jun 2025",
         "content": f"{title} menjadi perhatian warga sejak pagi.\nADVERTISEMENT\n{promo}\nWarga {title} berharap bantuan."}
        for number, title in enumerate(subjects)
    ]  # fmt: skip
    rows[0]["content"] += f"\n{own}"
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in [*rows, rows[0]])
    answer = _figures(capsys, "leaks", str(file))
    [row] = answer["tables"][0]["rows"]
    assert row[1:6] == [9, 1, pytest.approx(100 / 9), 1, 0]
    # Two of the three folds leave three days to learn from. In the four bodies of these two folds, lessons find the advertisement
    # as the rules do, and also the greeting that no rule knows.
    assert row[6:] == [9, 4, 4]
    assert ["?", "left", own] in answer["tables"][1]["rows"]
    assert ["?", "again", promo] in answer["tables"][1]["rows"]


def test_dates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "dates").mkdir()
    lines = [
        "outlet\tdate_raw\tdate_from_url\turl",
        "kabar\tSelasa, 18 Nov 2025 06:30 WIB\t2025-11-18\tx",
        "kabar\t18 November 2025\t2025-11-11\tx",
        "kabar\tDiperbarui 18 November 2025\t2025-11-11\tx",
        "kabar\tTidak ditemukan\t\tx",
        "kabar\t99/99/9999\t\tx",
    ]
    (tmp_path / "dates" / "a.tsv").write_text("\n".join(lines), encoding="utf-8")
    answer = _figures(capsys, "dates", str(tmp_path), "--rounds", "1", "--baseline", "dateutil")
    assert (answer["figures"]["wrong"], answer["figures"]["unread"]) == (1, 1)
    assert answer["tables"][0]["rows"][0][:7] == ["pantau", 5, 4, 3, 2, 1, 1]
    assert answer["tables"][0]["rows"][1][0] == "dateutil"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["extract", "{tmp}/tidak-ada"], "is no folder"),
        (["extract", "{tmp}"], "no <page>.html"),
        (["extract", "{pages}", "--baseline", "lain"], "is no baseline of extract"),
        (["extract", "{pages}", "--rounds", "-1"], "from 0 up"),
        (["extract", "{pages}", "--floor", "{tmp}/tidak-ada.json"], "tidak-ada.json"),
        (["extract", "{pages}", "--floor", "{empty}"], "holds no floors of extract"),
        (["extract", "{pages}", "--floor", "{broken}"], "not JSON"),
        (["clean", "{empty}"], "no line has a `body`"),
        (["leaks", "{empty}"], "no line has a `content`"),
        (["leaks", "{broken}"], "give JSON lines"),
        (["clean", "{broken}"], "give JSON lines"),
        (["clean", "{tmp}"], "no .jsonl"),
        (["clean", "{empty}", "--baseline", "trafilatura"], "no other project cleans"),
        (["dates", "{empty}"], "no date in it"),
        (["dates", "{tmp}"], "no .tsv"),
        (["dates", "{empty}", "--baseline", "lain"], "is no baseline of dates"),
    ],
)
def test_what_cannot_be_measured_is_one_line_with_a_remedy(
    words: list[str], told: str, pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "kosong"
    folder.mkdir()
    (tmp_path / "empty.json").write_text("{}")
    (tmp_path / "broken.json").write_text("{")
    names = {"tmp": folder, "pages": pages, "empty": tmp_path / "empty.json", "broken": tmp_path / "broken.json"}
    assert main(["evaluate", *(word.format(**names) for word in words)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert told in err


def test_a_baseline_that_is_missing_says_how_to_get_it(
    pages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("lab.readers.find_spec", lambda name: None)
    assert main(["evaluate", "extract", str(pages), "--baseline", "newspaper4k"]) == 2
    assert "uv pip install newspaper4k" in capsys.readouterr().err


def test_pages_as_if_no_outlet_had_a_rule(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = _figures(capsys, "extract", str(pages), "--rounds", "0", "--without-rules")
    assert [answer["figures"][name] for name in ("generic_f1", "generic_title", "generic_time", "generic_crossed_f1")] == [1] * 4
    table = next(table for table in answer["tables"] if table["title"].startswith("As if no outlet"))
    assert [row[0] for row in table["rows"]][:3] == ["pantau, no rules", "the same, fitted on other outlets", "pantau"]
    assert table["rows"][0][2:5] == [1, 1, 1]
