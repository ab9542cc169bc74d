"""`pantau search --in`: names find themselves, forms of a word find each other, and an error says where a query is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pantau.cli import main
from pantau.search import infile
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


def test_of_a_long_file_the_best_hits_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pantau.search.infile._BATCH_BYTES", 1_000)
    held: list[int] = []
    plain = infile._ask

    def ask(connection: psycopg.Connection, rows: Sequence[tuple[str, str, str]], *rest: Any) -> Iterator[infile.LineHit]:
        held.append(sum(len(text) for _, _, text in rows))
        return plain(connection, rows, *rest)

    monkeypatch.setattr("pantau.search.infile._ask", ask)
    file = tmp_path / "texts.jsonl"
    lines = ({"id": str(number), "text": "banjir " * (1 + number % 7) + "pasar " * 40} for number in range(50))
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert main(["search", "banjir", "--in", str(file), "--most", "4", "--json"]) == 0
    seen = capsys.readouterr()
    assert [json.loads(line)["id"] for line in seen.out.splitlines()] == ["6", "13", "20", "27"]
    assert "50" in seen.err
    assert len(held) > 10
    assert max(held) < 2_000


def test_a_near_of_too_many_words_alike_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": "a", "text": "banjir"}\n', encoding="utf-8")
    query = " NEAR ".join(["banjir", "Banjir", "kebanjiran", "ban*", "banj*", "banji*", "banjir*"])
    assert main(["search", query, "--in", str(file)]) != 0
    assert "6" in capsys.readouterr().err
