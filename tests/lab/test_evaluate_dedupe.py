"""`pantau evaluate dedupe`: labelled pairs and the newsroom's families; the benchmark at a small size."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lab import dedupe_newsroom
from lab.dedupe_bench import main as bench
from lab.dedupe_newsroom import adjusted_rand
from lab.flood_bench import main as flood_bench
from lab.newsroom_families import articles
from lab.pairs import LabelledPair
from lab.reach import reached
from pantau.cli import main
from pantau.dedupe.compare import Text
from pantau.errors import BadInput
from pantau.files import parse_yaml

CASES = parse_yaml((Path(__file__).parents[1] / "dedupe" / "cases" / "pairs.yaml").read_text(encoding="utf-8"))
LABELS = {"copy": "copy", "edited_copy": "copy", "same_event": "same_story", "": "template"}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The labelled cases of the comparison; one copy counts ten times, and one pair has a wrong label."""
    rows = [{"a": case["a"], "b": case["b"], "label": LABELS[case["kind"]]} for case in CASES]
    rows[0]["weight"] = 10
    rows.append({"a": CASES[0]["a"], "b": CASES[0]["b"], "label": "same_story_or_copy(rule)"})
    rows.append({"a": CASES[0]["a"], "b": CASES[0]["b"], "label": "template", "weight": 13})
    folder = tmp_path / "dedup"
    folder.mkdir()
    (folder / "pairs.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return tmp_path


def _answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["evaluate", "dedupe", *words, "--json"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_weights_count_and_undecided_pairs_do_not(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = _answer(capsys, str(corpus), "--rounds", "1")
    copies = sum(case["kind"] in ("copy", "edited_copy") for case in CASES) + 9
    assert answer["figures"]["recall"] == 1
    assert answer["figures"]["precision"] == pytest.approx(copies / (copies + 13))
    friends = sum(case["kind"] == "" for case in CASES)
    assert answer["figures"]["rejected"] == pytest.approx(friends / (friends + 1))
    table = answer["tables"][0]["rows"]
    assert [row[0] for row in table] == ["pantau", "by_hand", "text", "jaccard", "datasketch"]
    assert all(row[-1] > 0 for row in table)
    together = answer["tables"][1]
    assert "held out" not in together["title"]
    rows = {row[0]: row for row in together["rows"]}
    assert list(rows) == ["judge alone", "search alone", "search and judge", "by_hand", "text", "jaccard", "datasketch"]
    assert rows["search and judge"][2] <= min(rows["judge alone"][2], rows["search alone"][2])
    assert rows["search and judge"][3] == answer["figures"]["together"]


def test_pairs_of_the_training_are_held_out(
    corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lab.dedupe._trained_on", list)
    answer = _answer(capsys, str(corpus), "--baseline", "text")
    assert "held out by event" in answer["tables"][1]["title"]
    assert answer["notes"][0].startswith("TRAINED ON")


def test_the_search_sees_no_pair_of_days_far_apart() -> None:
    text = next(articles(1)).text
    one = Text("A", text, "a", datetime(2026, 6, 1, tzinfo=UTC))
    near, far = (replace(one, text=text + " Tamat.", published_at=datetime(2026, 6, day, tzinfo=UTC)) for day in (8, 9))
    pairs = [LabelledPair(one, other, "copy", 1, "") for other in (near, far, replace(far, published_at=None))]
    assert reached(pairs) == [True, False, True]


def test_corpora_that_do_not_fit(tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"a": {"text": "x"}}\n')
    for words, said in (
        ([str(tmp_path / "none")], "no *.jsonl"),
        ([str(bad)], "bad.jsonl:1"),
        ([str(corpus), "--baseline", "trafilatura"], "no baseline of dedupe"),
    ):
        assert main(["evaluate", "dedupe", *words]) == 2
        assert said in capsys.readouterr().err


def test_families_of_the_newsroom(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The floors: family recall 0.95 at precision 0.98; adjusted Rand index 0.95, well above that of plain Jaccard."""
    monkeypatch.setattr(dedupe_newsroom, "COUNT", 1_200)
    answer = _answer(capsys, "newsroom", "--baseline", "jaccard")
    figures = answer["figures"]
    assert figures["precision"] >= 0.98
    assert figures["family_precision"] >= 0.98
    assert figures["family_recall"] >= 0.95
    assert figures["ari"] >= 0.95
    found = {row[0]: row[-1] for row in answer["tables"][1]["rows"]}
    assert found["any"] >= 0.95
    rows = {row[0]: row for row in answer["tables"][0]["rows"]}
    assert rows["jaccard"][-1] < figures["ari"] - 0.05


def test_the_rand_index() -> None:
    """Hubert and Arabie's formula, calculated by hand: of 6 and 3 pairs 2 are in common, and chance alone gives 1.2."""
    assert adjusted_rand("aabbc", "xxyyz") == 1
    assert adjusted_rand("aaabbb", "xxyyzz") == pytest.approx((2 - 6 * 3 / 15) / (4.5 - 6 * 3 / 15))
    assert adjusted_rand("abcd", "abcd") == 1


def test_parts_are_made_apart() -> None:
    whole = {item.article_id: item for item in articles(400)}
    parts = [item for part in (0, 1) for item in articles(150, part=part, parts=2)]
    assert len({item.article_id for item in parts}) == 300
    assert all(whole[item.article_id] == item for item in parts if item.article_id in whole)


def test_the_benchmark_says_what_it_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench(["300", "150"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    steps = ["sign", "search", "compare", "end_to_end", "pairs", "memory"]
    assert [row["measure"].partition(".")[2] for row in rows] == [*steps, *steps, "growth_wall", "growth_cpu"]
    assert {row["articles"] for row in rows[:6]} == {150}
    pairs = rows[10]
    assert pairs["precision"] >= 0.98
    assert pairs["recall"] >= 0.8
    assert all(row["docs_per_s"] > 0 for row in rows[:4])
    with pytest.raises(BadInput, match="numbers of articles"):
        bench(["many"])


def test_a_flood_costs_what_its_articles_cost(capsys: pytest.CaptureFixture[str]) -> None:
    """400 articles of one template would give 79,800 pairs, and so would 400 articles of one text."""
    assert flood_bench(["200", "400"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    names = [row["measure"].partition(".")[2] for row in rows]
    kinds = ["ordinary", "template", "same_text"]
    assert names == [*kinds, *kinds, *(f"{kind}_growth" for kind in kinds)]
    _, template, same = rows[3:6]
    assert 400 < template["pairs"] < 4_000
    assert 399 <= same["pairs"] < 1_300
    with pytest.raises(BadInput, match="numbers of articles"):
        flood_bench(["-1"])
