"""The catalogue of texts is whole: both languages, the same values, no key missing or unused, no text left in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from pantau.model import Outcome
from pantau.settings import Settings, read_settings
from pantau.stages import STAGES
from pantau.validate.day_rules import DAY_RULES
from pantau.validate.losses import SHRINKS, UNREADABLE
from pantau.validate.row_rules import row_rules
from pantau.validate.shown import VIEWED
from pantau.words import LANGUAGES, keys
from pantau.words.catalogue import FOLDER, entry

PROJECT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((PROJECT / "plugins" / "pantau_ui" / "templates").glob("*.html"))
CODE = [
    *(PROJECT / "include" / "pantau").rglob("*.py"),
    *(PROJECT / "include" / "pantau_airflow").glob("*.py"),
    *(PROJECT / "plugins").rglob("*.py"),
    *(PROJECT / "dags").glob("*.py"),
    PROJECT / "include" / "lab" / "command.py",
]
AREAS = sorted(file.stem for file in FOLDER.glob("*.yaml"))
KEY = re.compile(rf"(?:{'|'.join(AREAS)})\.[\w.]*\w")
# Rooms that read Indonesian prose: their patterns are data about the press, and no user sees them as a message.
READERS = {"dates", "extract", "clean", "tag", "dedupe", "archives", "feeds", "text"}
OTHERS = {"airflow.env", "quality.html", "pages.unreadable", "pages.whole"}  # names that only look like a key
DATA = {"Bahasa Indonesia", "bahasa media"}  # a language's name; validate's word for an outlet's language
NAMES = {
    "CSV",
    "JSON",
    "Pantau",
    "Airflow",
    "PostgreSQL",
    "Trigger",
    "Admin",
    "Connections",
}  # words that a template may have without a key


def forms(key: str) -> Iterator[tuple[str, str, str]]:
    """Every language, grammatical form and text of a key."""
    return ((language, form, line) for language, row in entry(key).items() for form, line in row.items())


def places(line: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(line) if name is not None})


def strings(file: Path) -> Iterator[str]:
    """Every string of a file except docstrings; {} stands for a value of an f-string."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    seen: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            seen.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            seen |= set(node.values)
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in seen:
            yield node.value


@cache
def used() -> set[str]:
    """Every key that code or a template names; {} stands for a part that is known only at run time."""
    said = {text for file in CODE for text in strings(file) if KEY.fullmatch(text.replace("{}", "x"))} - OTHERS
    prefixes = {text for text in said if "{}" not in text and any(key.startswith(f"{text}.") for key in keys())}
    named = said - prefixes | {f"{text}.{{}}" for text in prefixes}
    for file in TEMPLATES:
        text = file.read_text(encoding="utf-8")
        named |= {f"{key}{'{}' if more else ''}" for key, more in re.findall(r'[th]\("([\w.]+)"( ~)?', text)}
    return named


@pytest.mark.parametrize("key", keys())
def test_a_key_has_both_languages_and_the_same_values_in_each(key: str) -> None:
    assert set(entry(key)) == set(LANGUAGES)
    found = {(language, form): places(line) for language, form, line in forms(key)}
    assert len({tuple(names) for names in found.values()}) == 1, found
    assert all(line for _, _, line in forms(key))
    assert all(name.isidentifier() for names in found.values() for name in names), "a value is a plain name, and nothing of it"
    if any(row["one"] != row["other"] for row in entry(key).values()):
        assert "count" in next(iter(found.values())), "only the value `count` chooses between singular and plural"


def test_no_key_is_missing() -> None:
    plain = {key for key in used() if "{}" not in key}
    assert len(plain) > 300
    assert sorted(plain - set(keys())) == []
    for key in used() - plain:
        pattern = re.compile(re.escape(key).replace(r"\{\}", r"[\w.]*"))
        assert any(pattern.fullmatch(known) for known in keys()), key


def test_no_key_is_unused() -> None:
    patterns = [re.compile(re.escape(key).replace(r"\{\}", r"[\w.]*")) for key in used()]
    rest = [key for key in keys() if not key.startswith("errors.")]  # test_errors.py compares the errors with the code
    assert [key for key in rest if not any(pattern.fullmatch(key) for pattern in patterns)] == []


def test_what_is_stored_has_words() -> None:
    dags = [file.stem for file in (PROJECT / "dags").glob("*.py")]
    wanted = [f"airflow.{dag}.{part}" for dag in dags for part in ("name", "description", "doc")]
    wanted += [f"airflow.{part}.{stage.name}" for stage in STAGES for part in ("task", "task_doc")]
    wanted += [f"terms.{part}.{one.value}" for one in Outcome for part in ("outcome", "outcome_help")]
    wanted += [f"commands.status.{one.value}" for one in Outcome]
    assert sorted(set(wanted) - set(keys())) == []


def test_every_quality_rule_has_words_and_no_words_are_left_of_a_rule_that_is_gone() -> None:
    rules = (*row_rules(read_settings()), *DAY_RULES)
    wanted = {f"quality.{rule.id}.description" for rule in rules} | {
        f"quality.{rule.id}.reason" for rule in rules if rule.reason != "{value}"
    }
    wanted |= {f"quality.{rule}.description" for rule in (SHRINKS, UNREADABLE, *VIEWED)}
    assert {key for key in keys() if key.startswith("quality.") and not key.startswith("quality.observed.")} == wanted


def test_every_observed_clause_is_said_somewhere() -> None:
    said = {text for file in (PROJECT / "include" / "pantau" / "validate").glob("*.py") for text in strings(file)}
    for key in keys():
        if key.startswith("quality.observed."):
            part = key.removeprefix("quality.observed.")
            assert part in said or part.removesuffix("_more") in said, key


def test_only_texts_used_as_markup_hold_markup() -> None:
    """`h` escapes the values and trusts the text; `t` is escaped whole, so markup in it would be printed."""
    for file in TEMPLATES:
        text = file.read_text(encoding="utf-8")
        for function, key in re.findall(r'\b([th])\("([\w.]+)"(?! ~)', text):
            lines = "".join(line for _, _, line in forms(key))
            tags = set(re.findall(r"<[^>]*>", lines))
            assert tags <= {"<b>", "</b>", "<i>", "</i>", "<code>", "</code>"}, key
            assert function == "h" or not tags, f"{file.name}: {key} has markup and is used with t"


def words_of(language: str) -> set[str]:
    """The words of a language's texts in lower case, with three or more letters."""
    found = (line for key in keys() for spoken, _, line in forms(key) if spoken == language)
    return {word for line in found for word in re.findall(r"[a-z]{3,}", re.sub(r"\{\w+[^}]*\}|`[^`]*`", " ", line).lower())}


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(PROJECT)))
def test_no_indonesian_is_left_in_the_code(file: Path) -> None:
    if file.parent.name in READERS and file.parents[1].name == "pantau":
        return
    indonesian = words_of("id") - words_of("en")
    for text in set(strings(file)) - DATA:
        known = indonesian & set(re.findall(r"(?<![\w-])[a-z]{3,}(?![\w-])", text.lower()))
        assert len(known) < 2, f"{text!r}: {sorted(known)} belong into include/pantau/words"


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_no_word_is_left_in_a_template(file: Path) -> None:
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    shown = [*re.findall(r'(?:title|placeholder|alt|aria-label)="([^"]*)"', text), re.sub(r"<[^>]*>", " ", text)]
    left = {word for part in shown for word in re.findall(r"[^\W\d_]{2,}", part.replace("&nbsp;", " "))}
    assert left <= NAMES, sorted(left - NAMES)


def test_a_language_that_is_none_is_named_with_what_to_do() -> None:
    from pantau.settings import BadSetting

    assert Settings().language == "id"
    with pytest.raises(BadSetting, match=r"PANTAU_LANGUAGE=.*'id' or 'en'"):
        read_settings(language="nl")
