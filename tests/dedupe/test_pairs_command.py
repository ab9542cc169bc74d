"""`pantau pairs` as a person types it."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from pantau.cli import main

TEXT = (
    "Wali Kota Rejalaya, Ratna Kusumawardhani, meresmikan Pasar Induk Tirtasari, Senin (2/11/2026).\n"
    "Pasar itu menampung 1.240 pedagang dan dibangun dengan biaya Rp 86 miliar selama dua tahun."
)
ROW = {
    "number": 7,
    "a": {"title": "Pasar Induk Diresmikan", "text": TEXT, "outlet": "lintas", "date": "2026-11-02T09:00:00+07:00"},
    "b": {"title": "Pasar Baru", "text": TEXT, "outlet": "suarakota", "date": "Senin, 2 November 2026 11:30 WIB"},
}


def _told(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    assert main(["pairs", *words]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("packed", [True, False])
def test_lines_keep_what_they_had(tmp_path: Path, capsys: pytest.CaptureFixture[str], packed: bool) -> None:
    file = tmp_path / "pairs.jsonl.gz"  # the content decides whether the file is packed, not its name
    line = (json.dumps(ROW) + "\n").encode()
    file.write_bytes(gzip.compress(line) if packed else line)
    (told,) = _told(capsys, str(file))
    added = {"kind": "copy", "similarity": 1.0, "probability": 1.0, "cut": [], "added": [], "delay_minutes": 150}
    assert told == ROW | added


def test_standard_input_and_bad_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        json.dumps({"a": ROW["a"], "b": "text"}),
        json.dumps({"a": ROW["a"]}),
        json.dumps({"a": ROW["a"], "b": {"text": TEXT, "date": "kapan-kapan"}}),
        json.dumps({"a": {"text": TEXT}, "b": {"text": TEXT}}),
        "{",
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    told = _told(capsys, "-")
    assert ["error" in row for row in told] == [True, True, True, False, True]
    assert "b must be an object" in told[0]["error"]
    assert "no date that can be read" in told[2]["error"]
    assert told[3]["kind"] == "copy"
    assert told[3]["delay_minutes"] is None


def test_text_decoded_twice_is_mended(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus of 2019 holds quotation marks of UTF-8 read as Mac Roman; glued to words they would hide a copy."""
    quoted = (
        "Ratna mengatakan, “pasar ini milik warga,” lalu “pedagang lama” diberi “kios gratis” dan “air bersih” tiap hari Senin."
    )
    spoilt = quoted.encode().decode("mac_roman")
    row = {"a": {"text": quoted, "outlet": "lintas"}, "b": {"text": spoilt, "outlet": "suarakota"}}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(row)))
    (told,) = _told(capsys, "-")
    assert (told["kind"], told["similarity"]) == ("copy", 1.0)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "body", [b"\x1f\x8bbroken", gzip.compress(b'{"a": 1}' * 500)[:-9], b"\xff\xfe\xfa\n"], ids=["broken", "cut", "utf16"]
)
def test_a_file_that_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str], body: bytes) -> None:
    file = tmp_path / "pairs.jsonl.gz"
    file.write_bytes(body)
    assert main(["pairs", str(file)]) == 2
    assert "not readable as UTF-8 text" in capsys.readouterr().err


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pairs", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in capsys.readouterr().err
