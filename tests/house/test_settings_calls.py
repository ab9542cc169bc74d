"""A program reads settings where it begins, and hands the code below what it needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Where a program begins: commands, the workspace that every stage gets, the tasks and DAGs, the pages.
DOORS = (
    "include/pantau/cli.py",
    "include/pantau/*/command.py",
    "include/pantau/*/*_command.py",
    "include/pantau/runs/stages.py",
    "include/pantau/stack/airflow_part.py",
    "include/pantau/workspace.py",
    "include/pantau_airflow/*.py",
    "plugins/*.py",
    "plugins/pantau_ui/*.py",
    "dags/*.py",
    "include/lab/*.py",
)
# Texts are in the language of the user who started the program; to hand that language to every message would be too much.
KNOWN = {"include/pantau/words/spoken.py": {"spoken"}}


def functions_that_call(source: str, called: str = "settings") -> Iterator[str]:
    """The functions (empty: the module itself) that call `settings()`; defaults and decorators count for the module."""

    def walk(node: ast.AST, inside: str) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Name | ast.Attribute):
                name = child.func.id if isinstance(child.func, ast.Name) else ast.unparse(child.func)
                if name in (called, f"settings.{called}", f"pantau.settings.{called}"):
                    yield inside
            yield from walk(child, child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else inside)

    return walk(ast.parse(source), "")


def is_door(file: str) -> bool:
    return any(Path(file).match(pattern) for pattern in DOORS)


def test_settings_are_read_only_where_a_program_begins() -> None:
    found = {}
    for folder in ("include", "plugins", "dags"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            name = str(file.relative_to(ROOT))
            calling = set(functions_that_call(file.read_text(encoding="utf-8")))
            if calling and not is_door(name):
                found[name] = calling
    assert found == KNOWN, "hand the function what it needs; a place that is gone leaves KNOWN"


def test_a_hidden_call_is_found() -> None:
    source = "def f(folder=None):\n    return folder or settings().seeds_dir\n"
    source += "class A:\n    def g(self):\n        return pantau.settings.settings()\n"
    assert list(functions_that_call(source)) == ["f", "g"]
    assert list(functions_that_call("def f(settings):\n    return settings.seeds_dir\n")) == []
