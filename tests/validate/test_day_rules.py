"""Each day rule has a case that breaks it, and the good day breaks none; the cases are data."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from validate_builders import DAY, FETCHED, OUTLETS, article, landed

from pantau.model import Landed, QualityResult
from pantau.settings import read_settings
from pantau.validate.day_frames import DAY_COLUMNS, Day, day_frames
from pantau.validate.day_rules import DAY_RULES
from pantau.validate.frames import JudgedArticle, article_rows
from pantau.validate.report import quality
from pantau.validate.row_rules import row_rules
from pantau.validate.suite import run_suite

CASES = json.loads((Path(__file__).parent / "cases" / "days.json").read_text())


def build(case: dict[str, Any]) -> Day:
    articles = [article(number, change_of(case, number)) for number in range(case["articles"])]
    here = landings(case, articles)
    keys = [row.entry.url_key for row in here]
    ended = [key for number, key in enumerate(keys) if number not in case.get("lost", [])]
    ended += [keys[number] for number in case.get("doubled", [])] + case.get("stray", [])
    refused = frozenset(found.extracted.article_id for found in articles[: case.get("refused", 0)])
    return Day(DAY, here, ended, frozenset(OUTLETS), article_rows(DAY, articles, OUTLETS), refused)


def landings(case: dict[str, Any], articles: list[JudgedArticle]) -> list[Landed]:
    """The landed pages: every article, and for each outlet that is not silent a page that is no article."""
    fetched = datetime.fromisoformat(case["fetched_at"]) if "fetched_at" in case else FETCHED
    found = [landed(one, fetched) for one in articles]
    others = sorted(set(OUTLETS) - {"lintang"} - set(case.get("silent", []))) if articles else []
    for number, name in enumerate(others):
        other = article(number, {"extracted": {"outlet": name, "url_key": f"{name}.test/video"}})
        found[number] = landed(other, fetched)  # it replaces an article, because the cases count URLs
    for number in case.get("cut", []):  # page 1 of an article with three pages
        page = found[number].page
        found[number] = replace(found[number], page=replace(page, parts=3)) if page else found[number]
    return found


def change_of(case: dict[str, Any], number: int) -> dict[str, Any]:
    change = dict(case.get("change", {}).get(str(number), {}))
    if number < case.get("timeless", 0):
        change["extracted"] = {"published_at": None, "time_flag": "missing"}
    if number < case.get("untagged", 0):
        change["tagged"] = {"spans": []}
    if number < case.get("nameless", 0):
        change["tagged"] = {"nameless": True}
    return change


def judge(case: dict[str, Any]) -> dict[str, QualityResult]:
    frames, results = day_frames(build(case)), []
    for name, columns in DAY_COLUMNS.items():
        findings = run_suite(name, frames[name], [rule for rule in DAY_RULES if rule.frame == name], columns)
        results += quality(findings, frames[name], "day")
    return {result.rule: result for result in results}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    results = judge(case)
    assert [rule.id for rule in DAY_RULES if not results[rule.id].success] == case["broken"]
    assert {rule: results[rule].observed for rule in case.get("observed", {})} == case.get("observed", {})
    assert all(result.observed and result.description for result in results.values())


def test_every_rule_has_its_case_and_its_frame() -> None:
    assert {rule.id for rule in DAY_RULES} == {rule for case in CASES for rule in case["broken"]}
    assert {rule.frame for rule in DAY_RULES} == set(DAY_COLUMNS)


def test_what_stops_a_load_is_what_would_make_figures_wrong() -> None:
    stops = [rule.id for rule in DAY_RULES if rule.severity == "critical"]
    assert stops == ["conservation", "ids.unique", "stages.complete", "quarantine.share", "entities.none"]


def test_rule_names_are_used_once_over_both_suites() -> None:
    names = [rule.id for rule in (*DAY_RULES, *row_rules(read_settings()))]
    assert len(names) == len(set(names))
    assert "volume" not in names  # a rule of the warehouse has this name
