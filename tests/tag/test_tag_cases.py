"""Every case file of tests/tag/cases: which tags must be found, by which words, and which must not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pantau.tag import Tagger

CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted((Path(__file__).parent / "cases").glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
]
GIVEN = ("outlet", "section", "wire_source", "language")


@pytest.mark.parametrize("case", CASES)
def test_case(tagger: Tagger, case: dict[str, Any]) -> None:
    text = case["text"]
    assert case.get("has") or case.get("not"), "a case says what must or must not be tagged"
    tags = tagger.tags(case.get("title", ""), text, **{key: case[key] for key in GIVEN if key in case})
    found = {(tag.kind, tag.id): tag for tag in tags}
    for kind, ident, surface in case.get("has", []):
        assert (kind, ident) in found, f"{kind} {ident} is missing from {sorted(found)}"
        tag = found[kind, ident]
        seen = None if tag.start < 0 else text[tag.start : tag.end]
        assert seen == surface or (surface == "*" and seen), f"{kind} {ident}: evidence {seen!r}"
    for kind, ident in case.get("not", []):
        assert (kind, ident) not in found, f"{kind} {ident}: {found.get((kind, ident))}"
    for kind, ident, score in case.get("score", []):
        assert found[kind, ident].score == pytest.approx(score)


def test_topic_comes_first_where_terms_are_clear(tagger: Tagger) -> None:
    for param in CASES:
        case = param.values[0]
        wanted = [ident for kind, ident, _ in case.get("has", []) if kind == "topic"]
        if wanted:
            tags = tagger.tags(case.get("title", ""), case["text"], section=case.get("section", ""))
            assert next(tag.id for tag in tags if tag.kind == "topic") == wanted[0], case["name"]
