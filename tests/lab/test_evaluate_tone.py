"""`pantau evaluate tone`: headlines of later days than those it learnt from, beside plain tf-idf; and `make train-tone`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.tone import calibration_error, macro_f1
from lab.tone_training import learn, read_headlines
from pantau.cli import main
from pantau.tag.tone import LABELS, shares_of

SAID = {"negatif": "Saham {} anjlok lagi", "netral": "Jadwal rapat {} pekan ini", "positif": "Laba {} melonjak tajam"}
NAMES = ("Rejalaya", "Tirtasari", "Gunadarma", "Kusuma", "Purnama")


@pytest.fixture
def headlines(tmp_path: Path) -> Path:
    file = tmp_path / "judul.csv"
    rows = [
        f"{said.format(NAMES[day % 5])},2026/{day // 28 + 1:02d}/{day % 28 + 1:02d},{tone}"
        for day in range(40)
        for tone, said in SAID.items()
    ]
    file.write_text("judul,tanggal,sentimen\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return file


def test_later_headlines_are_judged_beside_the_baseline(headlines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "tone", str(headlines), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["items"] == 24
    assert found["figures"]["macro-F1"] == found["figures"]["macro-F1, surest 70 %"] == 1.0
    assert [row[0] for row in found["tables"][0]["rows"]] == ["pantau", "tf-idf"]
    assert found["tables"][1]["rows"][0][:3] == [1.0, 1.0, 1.0]


def test_the_same_headlines_make_the_same_weights(headlines: Path) -> None:
    rows = read_headlines(headlines)
    weights = learn(rows)
    assert weights == learn(rows)
    assert max(zip(shares_of("Saham Rejalaya anjlok lagi", weights), LABELS, strict=True))[1] == "negatif"


def test_what_is_no_table_of_headlines_is_refused(headlines: Path, tmp_path: Path) -> None:
    headlines.write_text(headlines.read_text(encoding="utf-8").replace("netral", "biasa"), encoding="utf-8")
    assert main(["evaluate", "tone", str(headlines)]) == 2
    headlines.write_text("judul,tanggal,sentimen\n", encoding="utf-8")
    assert main(["evaluate", "tone", str(headlines)]) == 2
    assert main(["evaluate", "tone", str(tmp_path)]) == 2  # a folder without tone/*.csv
    assert main(["evaluate", "tone", str(headlines), "--baseline", "crf"]) == 2


def test_scores_are_counted_by_hand() -> None:
    pairs = [(0, 0, 0.9), (1, 0, 0.6), (1, 1, 0.8), (2, 2, 0.7)]
    assert macro_f1(pairs) == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert calibration_error(pairs, parts=1) == pytest.approx((0.9 + 0.6 + 0.8 + 0.7 - 3) / 4)
