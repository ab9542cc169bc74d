"""One meaning, one word: a helper's name says what it does, and a class's name says which of its kind it is."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

INCLUDE = Path(__file__).resolve().parents[2] / "include"
FOLDERS = [INCLUDE, INCLUDE.parent / "plugins", INCLUDE.parent / "dags"]
# Words that look like a past participle but are not one, or that are also verbs.
VERBS = {"add", "embed", "feed", "find", "need", "proceed", "read", "send", "shed", "speed", "spread"}
# Participles that do not end in -ed. Such a word does not say what a helper does, or to what.
VAGUE = {
    "begun",
    "broken",
    "chosen",
    "found",
    "given",
    "gone",
    "had",
    "kept",
    "known",
    "look",
    "made",
    "own",
    "said",
    "seen",
    "sent",
}
VAGUE |= {"shown", "spoilt", "taken", "told", "unread", "unseen", "written"}
# Four classes had the name Reading and three the name Rule: a class's name says which of its kind it is.
BARE = {"Reading", "Rule", "Data", "Info", "Manager", "Helper", "Handler"}


def helpers(source: str) -> Iterator[str]:
    """The private functions and methods of a file, by name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("_") and not is_property(node):
            yield node.name


def is_property(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("property" in ast.unparse(decorator) for decorator in node.decorator_list)


def says_nothing(name: str) -> bool:
    word = name.removeprefix("_")
    return "_" not in word and word not in VERBS and (word in VAGUE or word.endswith("ed"))


def test_a_helper_is_called_by_a_verb_and_its_object() -> None:
    files = [file for folder in FOLDERS for file in sorted(folder.rglob("*.py"))]
    found = [f"{file.name}: {name}" for file in files for name in helpers(file.read_text("utf-8")) if says_nothing(name)]
    assert found == [], "say what it does, and to what"


@pytest.mark.parametrize(
    ("name", "nothing"),
    [("_told", True), ("_judged", True), ("_own", True), ("_feed", False), ("_read_kept", False), ("_rows", False)],
)
def test_a_name_that_says_nothing_is_noticed(name: str, nothing: bool) -> None:
    assert says_nothing(name) == nothing


def test_a_class_says_which_of_its_kind_it_is() -> None:
    for file in sorted((INCLUDE / "pantau").rglob("*.py")):
        named = {node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.ClassDef)}
        assert not named & BARE, file


def classes(files: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The files (name and source) that define each class, by the name of the class; classes inside others do not count."""
    found: dict[str, list[str]] = {}
    for file, source in files:
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(file)
    return found


def test_a_class_has_its_name_for_itself() -> None:
    files = [
        (str(file.relative_to(INCLUDE.parent)), file.read_text("utf-8")) for folder in FOLDERS for file in folder.rglob("*.py")
    ]
    assert {name: sorted(places) for name, places in classes(files).items() if len(places) > 1} == {}, "one meaning, one word"


def test_a_name_that_two_classes_have_is_noticed() -> None:
    assert classes([("a.py", "class Kind: ...\nclass A:\n    class Kind: ..."), ("b.py", "class Kind: ...")]) == {
        "Kind": ["a.py", "b.py"],
        "A": ["a.py"],
    }
