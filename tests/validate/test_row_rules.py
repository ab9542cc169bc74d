"""Each row rule has a case that breaks it, and the good rows break none; the cases are data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from validate_builders import DAY, OUTLETS, article

from pantau.model import Quarantined
from pantau.settings import read_settings
from pantau.validate.frames import ARTICLE_COLUMNS, article_rows
from pantau.validate.report import quality, quarantined
from pantau.validate.row_rules import row_rules
from pantau.validate.rules import Finding, QualityRule
from pantau.validate.suite import run_suite

CASES = json.loads((Path(__file__).parent / "cases" / "rows.json").read_text())
RULES = row_rules(read_settings(allow_hosts="newsroom.test=127.0.0.1:8088"))
Judged = tuple[list[dict[str, Any]], list[Finding]]


def judge(changes: list[dict[str, Any]]) -> Judged:
    rows = article_rows(DAY, [article(number, change) for number, change in enumerate(changes)], OUTLETS)
    return rows, run_suite("articles", rows, RULES, ARTICLE_COLUMNS)


@pytest.fixture(scope="module")
def judged() -> Judged:
    return judge([case["change"] for case in CASES])


def broken(judged: Judged, article_id: str, info: bool) -> list[str]:
    rows, findings = judged
    mine = {position for position, row in enumerate(rows) if row["article_id"] == article_id}
    return [found.rule.id for found in findings if (found.rule.severity == "info") == info and mine & set(found.broken)]


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=[case["name"] for case in CASES])
def test_case(judged: Judged, number: int, case: dict[str, Any]) -> None:
    article_id = case["change"].get("extracted", {}).get("article_id", f"a{number:04d}")
    assert broken(judged, article_id, info=False) == case["broken"]
    assert broken(judged, article_id, info=True) == case.get("counted", [])
    for row in refused_of(judged, article_id):
        assert row.reason
        assert row.value or row.rule in {"title.length", "text.present"}, row
        assert row.value == case.get("value", row.value)
        assert row.reason == case.get("reason", row.reason)


def refused_of(judged: Judged, article_id: str) -> list[Quarantined]:
    rows, findings = judged
    return [row for row in quarantined(findings, rows) if row.article_id == article_id]


def test_every_rule_is_broken_by_a_case(judged: Judged) -> None:
    assert {rule.id for rule in RULES} == {found.rule.id for found in judged[1] if not found.success}


def test_a_rule_is_red_and_names_the_outlets(judged: Judged) -> None:
    rows, findings = judged
    result = next(row for row in quality(findings, rows, "row") if row.rule == "text.markup")
    assert (result.scope, result.severity, result.success, result.checked, result.failed) == (
        "row",
        "warning",
        False,
        len(rows),
        4,
    )
    share = f"{4 / len(rows) * 100:.1f}".replace(".", ",")
    assert result.observed == f"4 dari {len(rows)} ({share}%): lintang (4×)"


def test_a_good_day_is_green() -> None:
    rows, findings = judge([{}] * 40)
    assert quarantined(findings, rows) == []
    assert all(found.success and found.checked == 40 for found in findings)


def test_no_article_is_no_failure() -> None:
    rows, findings = judge([])
    results = quality(findings, rows, "row")
    assert len(results) == len(RULES)
    assert {(row.success, row.checked, row.observed) for row in results} == {(True, 0, "tidak dinilai: ada 0 baris, perlu 1")}


def test_an_article_quarantined_twice_has_one_row_per_rule(judged: Judged) -> None:
    refused = [(row.article_id, row.rule) for row in quarantined(judged[1], judged[0])]
    assert len(refused) == len(set(refused))
    assert ("twice", "id.unique") in refused


def test_a_mistake_in_a_rule_is_an_error_not_a_finding() -> None:
    wrong = QualityRule("wrong", "articles", "no_such_column", "ExpectColumnValuesToBeNull", "warning", "x", "x")
    rows = article_rows(DAY, [article(1)], OUTLETS)
    with pytest.raises(RuntimeError, match="rule wrong could not be run"):
        run_suite("articles", rows, [wrong], ARTICLE_COLUMNS)


def test_order_of_the_articles_changes_nothing() -> None:
    changes = [case["change"] for case in CASES]
    articles = [article(number, change) for number, change in enumerate(changes)]
    forward, back = article_rows(DAY, articles, OUTLETS), article_rows(DAY, articles[::-1], OUTLETS)
    assert [row for row in forward if row["article_id"] != "twice"] == [row for row in back if row["article_id"] != "twice"]
