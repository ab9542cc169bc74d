"""One command trains the judge on labelled pairs, holds pairs out by event, and gives the same weights twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lab.judge_training import main as train
from lab.judge_training import thresholds
from lab.logistic import fit, folds, held_out
from lab.newsroom_families import articles
from lab.pairs import LabelledPair, events
from pantau.dedupe.compare import Text
from pantau.dedupe.judge import FILE, read_judge
from pantau.files import parse_yaml
from pantau.settings import read_settings


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Copies of the newsroom with their origins, and as many pairs of articles that have nothing to do with each other."""
    items = list(articles(400))
    origin = {item.family: item for item in items if item.article_id == item.family}
    rows = []
    for number, item in enumerate(items):
        first = origin.get(item.family)
        if first is not None and first is not item:
            stranger = items[(number * 7 + 31) % len(items)]
            for other, label in ((first, "copy"), (stranger, "different")):
                sides = {
                    name: {"title": one.title, "text": one.text, "outlet": one.outlet}
                    for name, one in (("a", other), ("b", item))
                }
                rows.append(sides | {"label": label, "family": item.family, "weight": 1 + number % 3})
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file


def test_one_command_trains_and_the_code_reads_what_it_wrote(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("lab.judge_training.settings", lambda: read_settings(seeds_dir=tmp_path))
    assert train([str(corpus)]) == 0
    first = (tmp_path / FILE).read_bytes()
    assert train([str(corpus)]) == 0
    assert (tmp_path / FILE).read_bytes() == first
    told: dict[str, Any] = parse_yaml(first.decode())
    assert told["held_out"]["by_pair"]["f1"] >= 0.95
    assert told["held_out"]["by_pair"]["f1_low"] <= told["held_out"]["by_pair"]["f1"] <= told["held_out"]["by_pair"]["f1_high"]
    assert read_judge(tmp_path / FILE).edited_copy == told["thresholds"]["edited_copy"]
    assert str(tmp_path / FILE) in capsys.readouterr().out


def test_a_fit_finds_the_weights_that_made_the_labels() -> None:
    rng = np.random.default_rng(5)
    rows = rng.normal(size=(4_000, 2))
    truth = (rng.random(4_000) < 1 / (1 + np.exp(-(0.5 + 2 * rows[:, 0] - rows[:, 1])))).astype(float)
    found = fit(rows, truth, np.ones(4_000), ridge=0.01)
    weights = found.weights / found.scales
    assert weights == pytest.approx([2, -1], abs=0.15)
    assert found.intercept - float((weights * found.means).sum()) == pytest.approx(0.5, abs=0.15)


def test_no_event_is_on_both_sides_of_a_fold() -> None:
    groups = [f"event {number % 13}" for number in range(100)]
    parts = list(folds(groups, 5, seed=1))
    assert sorted(place for part in parts for place in part) == list(range(100))
    for part in parts:
        assert {groups[place] for place in part}.isdisjoint(groups[place] for place in set(range(100)) - set(part))


def test_held_out_pairs_are_not_learnt_by_heart() -> None:
    """Labels are random, and each event has a feature of its own: a fit that saw the event would know its label."""
    rng = np.random.default_rng(3)
    truth = np.repeat(rng.integers(0, 2, 40), 5).astype(float)
    rows = np.repeat(np.eye(40), 5, axis=0)
    groups = [str(number // 5) for number in range(200)]
    told = held_out(rows, truth, np.ones(200), groups, 0.01, parts=10, seed=0)
    assert np.abs(told - truth).mean() > 0.4


def _pair(label: str, weight: float = 1, family: str = "", text: str = "") -> LabelledPair:
    return LabelledPair(Text("", text), Text("", text + label), label, weight, family)


def test_thresholds_hold_by_pair_and_by_weight() -> None:
    pairs = [_pair("copy"), _pair("copy"), _pair("same_story", 50), _pair("copy"), _pair("related")]
    found = thresholds(pairs, [np.array([0.95, 0.9, 0.6, 0.5, 0.05])])
    assert found == {"copy": 0.61, "edited_copy": 0.61, "same_event": 0.06}


def test_pairs_that_share_a_text_are_one_event() -> None:
    pairs = [
        _pair("copy", family="x", text="satu"),
        _pair("copy", family="x", text="dua"),
        _pair("related", text="dua"),
        _pair("copy", text="tiga"),
    ]
    one, two, three, four = events(pairs)
    assert one == two == three != four
