"""`pantau tag`: one file, JSON lines, and input that cannot be used."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from pantau.cli import main


def test_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "naskah.txt"
    file.write_text("\ufeffKPK memeriksa dua saksi di Kota Batu, Jawa Timur.", encoding="utf-8")
    assert main(["tag", str(file), "--title", "Saksi Diperiksa", "--section", "hukum"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["language"] == "id"
    ids = {(tag["kind"], tag["id"]) for tag in found["tags"]}
    assert {("body", "kpk"), ("regency", "3579"), ("province", "35"), ("topic", "hukum")} <= ids
    first = found["topics"][0]
    assert (first["id"], first["iptc"], first["label"]) == ("hukum", "02000000", "Hukum dan kriminal")
    assert {"kpk", "saksi"} & set(first["words"])


def test_lines_are_answered_in_order(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        '{"text": "Warga Demak panen."}',
        "bukan json",
        '{"title": "Korut Uji Rudal"}',
        '{"outlet": "x"}',
        '{"text": 5}',
        '{"text": ""}',
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    assert main(["tag", "-"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(answers) == len(lines)
    assert any(tag["id"] == "3321" for tag in answers[0]["tags"])
    assert "not JSON" in answers[1]["error"]
    assert [(tag["id"], tag["start"], tag["end"]) for tag in answers[2]["tags"] if tag["kind"] == "country"] == [("KP", -1, -1)]
    assert "neither text nor title" in answers[3]["error"]
    assert "text must be a string, not int" in answers[4]["error"]
    nowhere = {"regency": None, "province": None, "regency_code": "", "province_code": ""}
    empty: dict[str, list[object]] = {key: [] for key in ("tags", "topics", "entities", "quotes")}
    assert answers[5] == {"language": "und", **empty, "about_place": nowhere, "tone": None}


@pytest.mark.usefixtures("english")
def test_a_file_that_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "gambar.txt"
    file.write_bytes(b"\xff\xfe\x00\x80")
    assert main(["tag", str(file)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "not UTF-8 text" in error


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tag", "tidak-ada.txt"]) == 2
    assert "tidak-ada.txt" in capsys.readouterr().err
