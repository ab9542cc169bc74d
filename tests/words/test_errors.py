"""Every sentence of an error that the code raises stands in the catalogue in each language, and no other sentence does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from pantau.errors import BadInput
from pantau.words import keys, say_error, speaking, text
from pantau.words.catalogue import entry
from pantau.words.problems import LONGEST, sentences

INCLUDE = Path(__file__).resolve().parents[2] / "include"
FILES = [*sorted((INCLUDE / "pantau").rglob("*.py")), *sorted((INCLUDE / "pantau_airflow").glob("*.py"))]
# Errors that are data: the reasons of pages and feeds (the pages name their kinds), and errors that no user sees.
DATA = {"FetchProblem", "StaleConnection", "MadeOtherwise", "TooCostly"}
VALUE = "\0"


@cache
def trees() -> dict[Path, ast.Module]:
    """Every file of the code, parsed only when a test needs it: each worker of the suite imports this module."""
    return {file: ast.parse(file.read_text("utf-8")) for file in FILES}


def plain(sentence: str) -> str:
    """The sentence with one sign for each value; a path of values is one value."""
    return re.sub(f"{VALUE}(?:/?{VALUE})+", VALUE, sentence)


def spelled(node: ast.expr, constants: dict[str, str]) -> str | None:
    """The words of a message as the code has them, with a sign for each value; None where it has no words of its own."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name) and node.id in constants:
        return constants[node.id]
    if isinstance(node, ast.JoinedStr):
        parts = [spelled(part.value if isinstance(part, ast.FormattedValue) else part, constants) for part in node.values]
        return "".join(VALUE if part is None else part for part in parts)
    return None


def constants_of(tree: ast.Module) -> dict[str, str]:
    named = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    return {
        node.targets[0].id: node.value.value  # type: ignore[attr-defined]
        for node in named
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def kinds_of_errors() -> set[str]:
    found = {"PantauError"}
    classes = [node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for _ in classes:
        found |= {node.name for node in classes if any(getattr(base, "id", "") in found for base in node.bases)}
    return found


def raised() -> Iterator[tuple[str, set[str]]]:
    """Each place that makes an error, and its sentence with and without the values of constants."""
    kinds = kinds_of_errors() - DATA
    for file, tree in trees().items():
        constants = constants_of(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds and node.args:
                told = {spelled(node.args[0], constants), spelled(node.args[0], {})} - {None}
                if any(re.search("[a-z]", one) for one in told if one):
                    yield f"{file.relative_to(INCLUDE)}:{node.lineno}", {plain(one) for one in told if one}


def problems_of_rows() -> Iterator[tuple[str, set[str]]]:
    """The problems of a row of seeds/: the sentences of the room `catalogue` with a remedy after a semicolon."""
    for file, tree in trees().items():
        if file.parent != INCLUDE / "pantau" / "catalogue":
            continue
        inner = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant | ast.JoinedStr) and node not in inner and not is_docstring(node, tree):
                told = spelled(node, {})
                if told and re.search("[a-z)}\0]; [a-z]", told):
                    yield f"{file.relative_to(INCLUDE)}:{node.lineno}", {plain(told)}


def is_docstring(node: ast.AST, tree: ast.Module) -> bool:
    return any(isinstance(line, ast.Expr) and line.value is node for line in ast.walk(tree))


def catalogued() -> dict[str, str]:
    """The English sentence of each key, with a sign for each value."""
    return {
        key: plain(
            "".join(
                words + (VALUE if name is not None else "") for words, name, _, _ in Formatter().parse(entry(key)["en"]["other"])
            )
        )
        for key in keys()
        if key.startswith("errors.")
    }


def test_every_error_has_its_sentence_in_the_catalogue() -> None:
    known, found = set(catalogued().values()), [*raised(), *problems_of_rows()]
    assert len(found) > 100
    assert len(list(problems_of_rows())) >= 35
    assert [(place, sorted(told)) for place, told in found if not told & known] == [], "write it into words/errors.yaml"


def test_every_sentence_of_the_catalogue_is_said_by_the_code() -> None:
    said: set[str] = set()
    for tree in trees().values():
        constants = constants_of(tree)
        said |= set(constants.values())
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant | ast.JoinedStr):
                said |= {plain(one) for one in (spelled(node, constants), spelled(node, {})) if one}
    left = {key: words for key, words in catalogued().items() if words not in said and not key.startswith("errors.argparse.")}
    assert left == {}


@pytest.mark.parametrize("sentence", sentences(), ids=lambda sentence: sentence.key)
def test_each_sentence_is_found_again_with_its_values(sentence: object) -> None:
    key, names = sentence.key, sentence.names  # type: ignore[attr-defined]
    values = {name: f"nilai-{number}" for number, name in enumerate(names)}
    with speaking("en"):
        english = text(key, **values)
        assert say_error(english) == english
    if sentence.length < 9:  # type: ignore[attr-defined]
        return  # such a short sentence is only found around another one
    with speaking("id"):
        assert say_error(english) == text(key, **values)


def test_a_sentence_inside_another_is_said_too_and_numbers_are_written_as_in_indonesian() -> None:
    with speaking("id"):
        assert say_error("the warehouse ran out of memory; run it again with less beside it (out of memory)") == (
            "gudang data kehabisan memori; jalankan lagi saat mesin lebih longgar (out of memory)"
        )
        assert say_error("argument --days: expected one argument") == "argumen --days: perlu satu nilai"
        assert say_error("the text has 2,000,001 letters; an article has at most 1,000,000: give one at a time") == (
            "teksnya 2.000.001 huruf; satu artikel paling banyak 1.000.000: beri satu demi satu"
        )
        assert say_error("a sentence of nobody: x; y (z)") == "a sentence of nobody: x; y (z)"
        assert say_error(str(BadInput("x is not a file; check the path"))) == "x bukan berkas; periksa jalurnya"


def test_what_is_wrong_with_rows_of_the_catalogue_is_said_line_by_line() -> None:
    wrong = (
        "seeds/feeds.csv:3: feed_url 'htp:x' is not an http(s) address; write it in full, for example https://www.contoh.id/feed"
    )
    wrong += "\nseeds/archives.yaml:12: max_pages must be a whole number from 0 to 10000, not -1\n… and 2 more"
    said = "seeds/feeds.csv:3: feed_url 'htp:x' bukan alamat http(s); tulis lengkap, misalnya https://www.contoh.id/feed"
    said += "\nseeds/archives.yaml:12: max_pages harus bilangan bulat dari 0 sampai 10000, bukan -1\n… dan 2 lagi"
    with speaking("id"):
        assert say_error(wrong) == said


def test_what_strangers_wrote_costs_no_more_than_its_length() -> None:
    import time

    hostile = ("day : ; (" * LONGEST)[:LONGEST]
    before = time.process_time()
    with speaking("id"):
        assert say_error(hostile) == hostile
        assert say_error(hostile * 10) == hostile * 10
    assert time.process_time() - before < 2
