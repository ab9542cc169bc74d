"""Docstrings and documents read plainly: no sentence is long, and one thing has one word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(file for folder in ("include", "plugins", "dags") for file in (ROOT / folder).rglob("*.py"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "seeds").rglob("*.md")])
WORDS = sorted((ROOT / "include" / "pantau" / "words").glob("*.yaml"))
MOST_WORDS = 40  # of a sentence; a semicolon or a colon ends one too. Half of the sentences have 11 at most
# Second words for a thing that has one, and turns of phrase that stop a reader whose second language is English.
RIVALS = {
    r"process(es)? apart": "a separate process",
    r"second looks?\b": "a revisit",
    r"(somebody|nobody|who(ever)?) is told\b": "an alert, which is sent",
    r"told once": "one alert is sent",
    r"(is|are|was|were) had\b": "say who has it",
    r"makes? the \w+ \w+ \w+ \w+ be \w+ed\b": "say who does it",
    r"furniture lines?\b": "boilerplate",
}
_RIVAL = re.compile("|".join(f"(?:{rival})" for rival in RIVALS), re.IGNORECASE)
_END = re.compile(r"(?<=[.;:])\s+(?=[A-Z`\"(])|(?<=;)\s")


def docstrings(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and (
            text := ast.get_docstring(node)
        ):
            yield text


def long_sentences(text: str) -> list[str]:
    """The sentences of a docstring with more than MOST_WORDS words; an item of a list is a sentence of its own."""
    parts = re.split(r"\n\s*\n|\n\s*- ", text)
    sentences = [one for part in parts for one in _END.split(" ".join(part.split()))]
    return [one for one in sentences if len(one.split()) > MOST_WORDS]


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", CODE, ids=named)
def test_docstrings_have_short_sentences_and_the_words_of_the_project(file: Path) -> None:
    for text in docstrings(file.read_text(encoding="utf-8")):
        assert long_sentences(text) == [], "make two sentences of it"
        assert not (found := _RIVAL.search(text)), f"{found}: see RIVALS for the word"


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_documents_have_the_words_of_the_project(file: Path) -> None:
    assert not (found := _RIVAL.search(file.read_text(encoding="utf-8"))), f"{found}: see RIVALS for the word"


@pytest.mark.parametrize("file", WORDS, ids=named)
def test_english_texts_have_the_words_of_the_project(file: Path) -> None:
    for key, entry in yaml.safe_load(file.read_text(encoding="utf-8")).items():
        english = str(entry.get("en", "")) if isinstance(entry, dict) else ""
        assert not (found := _RIVAL.search(english)), f"{key}: {found}: see RIVALS for the word"


def test_a_long_sentence_and_a_second_word_are_found() -> None:
    assert long_sentences("word " * (MOST_WORDS + 1)) != []
    assert long_sentences("word " * MOST_WORDS + "end. " + "word " * 5) != []
    assert long_sentences(("Word " * 20 + "end. ") * 3 + "\n\n" + "word " * 20) == []
    for text in ("in a process apart", "Second looks at articles", "are had back by", "A failed task is told once"):
        assert _RIVAL.search(text), text
