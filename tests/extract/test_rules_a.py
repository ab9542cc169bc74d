"""The rules of the national press, the Antara bureaus, Tempo, and of the Blogger and WordPress themes."""

from __future__ import annotations

import pytest
from rule_cases import FOLDER, RULES, Case, cases, check

from pantau.rules import read_rules

FOLDERS = [
    "antara",
    "blogger",
    "detik",
    "jpnn",
    "kapanlagi",
    "katadata",
    "kly",
    "kompas",
    "kumparan",
    "liputan6",
    "merdeka",
    "okezone",
    "republika",
    "tempo",
    "tirto",
    "wordpress",
]
EVERY = read_rules(RULES)


@pytest.mark.parametrize("case", cases(FOLDERS))
def test_the_rule_reads_its_page(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_generation_has_a_page(folder: str) -> None:
    ours = [rule for rule in (*EVERY.by_outlet.values(), *EVERY.detected) if rule.name == folder]
    generations = {generation.rule.rpartition("/")[2] for rule in ours for generation in rule.generations}
    assert generations
    assert generations <= {page.stem for page in (FOLDER / folder).glob("*.html")}
