"""A file and a function are short enough to be read at once; a DAG file holds wiring only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = sorted(file for folder in ("include", "plugins", "dags") for file in (ROOT / folder).rglob("*.py"))
MOST_LINES = 350  # of a module
MOST_OF_A_FUNCTION = 45  # lines, with its decorators and its docstring
MOST_OF_A_DAG = 79  # lines of a file in dags/


def lines_of(source: str) -> int:
    return len(source.splitlines())


def long_functions(source: str) -> Iterator[str]:
    """The functions and methods that have too many lines, each with its number of lines; functions inside others count too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            if (lines := node.end_lineno - first + 1) > MOST_OF_A_FUNCTION:
                yield f"{node.name}: {lines}"


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", PRODUCT, ids=named)
def test_a_file_and_its_functions_are_short(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    most = MOST_OF_A_DAG if file.parent.name == "dags" else MOST_LINES
    assert lines_of(source) <= most, "take out what can stand alone"
    assert list(long_functions(source)) == [], "give a step of it a name of its own"


def test_the_folder_of_dags_holds_dag_files_and_nothing_else() -> None:
    files = [file for file in (ROOT / "dags").iterdir() if file.name != "__pycache__"]
    assert files
    for file in files:
        called = {ast.unparse(node.func) for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)}
        assert file.suffix == ".py", named(file)
        assert called & {"dag", "DAG"}, f"{named(file)} makes no DAG"


def test_a_long_function_is_found() -> None:
    body = "    x = 1\n" * (MOST_OF_A_FUNCTION - 1)
    assert list(long_functions(f"def short():\n{body}")) == []
    assert list(long_functions(f"@wrap\ndef long():\n{body}")) == [f"long: {MOST_OF_A_FUNCTION + 1}"]
    assert list(long_functions(f"class A:\n  async def inside(self):\n{body}    return x\n")) == [
        f"inside: {MOST_OF_A_FUNCTION + 1}"
    ]
