"""`pantau evaluate lessons`: what half of an outlet's days teaches is measured on the other half."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from pantau.cli import main

SUBJECTS = ("panen padi di Subang", "harga cabai di Brebes", "jembatan Ogan retak", "festival kopi Gayo", "guru honorer Sikka",
            "banjir rob Demak", "pelabuhan Bitung sepi", "kebun teh Malabar", "perahu Bajo karam", "pasar Legi terbakar",
            "kereta Lampung terlambat", "sekolah Ende roboh", "tambak Gresik panen", "hutan Kampar pulih", "pompa Cilacap rusak",
            "museum Trowulan buka")  # fmt: skip
PROMO = "Salam hangat dari meja redaksi kota ini"


def _figures(capsys: pytest.CaptureFixture[str], path: Path) -> dict[str, Any]:
    assert main(["evaluate", "lessons", str(path), "--json"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def _lines(subject: str) -> list[str]:
    return [
        f"Warga membicarakan {subject} sejak pagi karena kabar itu datang tanpa pemberitahuan apa pun dari pemerintah.",
        f"Petugas mencatat bahwa {subject} sudah diketahui sejak pekan lalu dan akan dibahas lagi pada rapat besok.",
    ]


def test_a_line_learnt_on_other_days_goes_from_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "kabar"
    folder.mkdir()
    for number, subject in enumerate(SUBJECTS):
        lines, title = _lines(subject), subject.capitalize()
        body = f"<p>{lines[0]}</p><p>{PROMO}.</p><p>{lines[1]}</p>"
        day = f"2026-11-{11 + number // 2}T06:30:00+07:00"
        page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><article>{body}</article></body></html>"
        (folder / f"{number}.html").write_text(page, encoding="utf-8")
        row = {
            "url": f"https://kabar.example/kota/{number}",
            "title": title,
            "text": lines,
            "published_at": day,
            "noise": [PROMO],
        }
        (folder / f"{number}.json").write_text(json.dumps(row), encoding="utf-8")
    figures = _figures(capsys, tmp_path)["figures"]
    assert (figures["with_noise_left"], figures["without_noise_left"]) == (0, len(SUBJECTS))
    assert (figures["with_sentences_lost"], figures["with_f1"]) == (0, 1)
    assert figures["lessons"] >= 2


def test_a_line_learnt_on_other_days_goes_from_bodies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list of leaks knows the advertisement; lessons find it without a rule, and a sentence of news goes with none."""
    file = tmp_path / "bodies.jsonl.gz"
    rows = [
        {"url": f"https://kabar.example/a/{number}", "title": subject, "date_raw": f"{11 + number // 2} Nov 2026",
         "content": "\n".join((_lines(subject)[0], "ADVERTISEMENT", _lines(subject)[1]))}
        for number, subject in enumerate(SUBJECTS)
    ]  # fmt: skip
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    answer = _figures(capsys, file)
    assert answer["tables"][0]["rows"] == [["?", 16, 2, 100, 0, 0, 0, 0]]


def test_an_outlet_with_few_pages_teaches_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bodies.jsonl"
    file.write_text(
        json.dumps({"url": "https://kabar.example/a", "content": "Warga.", "date_raw": "11 Nov 2026"}), encoding="utf-8"
    )
    assert main(["evaluate", "lessons", str(file)]) == 2
    assert "no outlet has 8 bodies" in capsys.readouterr().err
