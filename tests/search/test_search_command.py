"""`pantau search --in`: names find themselves, forms of a word find each other, and a bad query says where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pantau.cli import main
from pantau.settings import Settings

CASES = json.loads((Path(__file__).parent / "cases" / "found.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _here(database: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pantau.search.command.settings", lambda: database)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["query"])
def test_a_query_finds_what_it_means(case: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "texts.jsonl"
    texts = case["texts"]
    assert isinstance(texts, dict)
    file.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items()), encoding="utf-8")
    code = main(["search", str(case["query"]), "--in", str(file), "--json"])
    hits = [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()]
    assert (code, sorted(hits)) == (0, case["finds"])


@pytest.mark.parametrize(
    ("query", "place"), [("banjir (", 7), ("OR banjir", 1), ("banjir OR", 10), ("judul:banjir", 1), ('""', 1), ('"a b"~5', 1)]
)
def test_a_bad_query_says_where(query: str, place: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": "a", "text": "banjir"}\n', encoding="utf-8")
    assert main(["search", query, "--in", str(file)]) != 0
    seen = capsys.readouterr()
    assert f"huruf ke-{place}:" in seen.err
    assert seen.out == ""
