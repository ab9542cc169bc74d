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
    ("query", "place"),
    [
        ("banjir (", 9),
        ("OR banjir", 1),
        ("banjir OR", 10),
        ("banjir)", 7),
        ("desa media:detik", 6),
        ('desa ""', 6),
        ('desa "banjir', 6),
        ('"a b"~99', 1),
        ("desa *jir", 6),
        ("desa b*", 6),
        ("desa banjir~", 6),
        ("banjir NEAR", 8),
        ("banjir NEAR (desa kota)", 13),
        ("banjir 'desa'", 8),
        ("desa /ban.*/", 6),
        ("[a TO b]", 1),
        ("(" * 41 + "a" + ")" * 41, 41),
    ],
)
def test_a_bad_query_says_where(query: str, place: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": "a", "text": "banjir"}\n', encoding="utf-8")
    assert main(["search", query, "--in", str(file)]) != 0
    seen = capsys.readouterr()
    assert f"huruf ke-{place}:" in seen.err
    assert seen.out == ""
