"""The rules of Tribun and its zones, the Jawa Pos network, the business press, the broadcasters and the foreign services."""

from __future__ import annotations

import pytest
from rule_cases import FOLDER, RULES, Case, cases, check
from selectolax.lexbor import LexborHTMLParser

from pantau.rules import read_rules

FOLDERS = [
    "bbc-indonesia",
    "beritasatu",
    "bisnis",
    "cnbc-indonesia",
    "cnn-indonesia",
    "dw-indonesia",
    "idn-times",
    "idx-channel",
    "inews",
    "investor-id",
    "jawapos",
    "kontan",
    "media-indonesia",
    "metrotvnews",
    "promedia",
    "rm-id",
    "rmol",
    "rri",
    "sindonews",
    "suara",
    "the-conversation-indonesia",
    "the-jakarta-post",
    "tribunnews",
    "viva",
    "voa-indonesia",
    "voi",
]
EVERY = read_rules(RULES)
NAMED = {rule.name: rule for rule in (*EVERY.by_outlet.values(), *EVERY.detected)}


@pytest.mark.parametrize("case", cases(FOLDERS))
def test_the_rule_reads_its_page(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_generation_has_a_page(folder: str) -> None:
    generations = {generation.rule for generation in NAMED[folder].generations}
    assert generations <= {page.stem for page in (FOLDER / folder).glob("*.html")}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_field_is_found_on_a_page(folder: str) -> None:
    for generation in NAMED[folder].generations:
        pages = [LexborHTMLParser(page.read_bytes()) for page in (FOLDER / folder).glob(f"{generation.rule}*.html")]
        for field in ("title", "authors", "editors", "time", "section"):
            if selector := getattr(generation, field):
                assert any(page.css(selector) for page in pages), (generation.rule, field, selector)
