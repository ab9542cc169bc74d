"""The variables that choose what a test does reach it: `tests/conftest.py` takes away all that it does not name."""

from __future__ import annotations

import ast
import re

from pantau.settings import PROJECT

_READ = re.compile(r"environ(?:\.get\(|\[)\s*\"(PANTAU_[A-Z_]+)\"")
_SET_BY_TESTS = {"PANTAU_ENV_FILE"}


def test_every_variable_that_a_test_reads_at_import_is_kept() -> None:
    lines = (line for file in (PROJECT / "tests").rglob("*.py") for line in file.read_text(encoding="utf-8").splitlines())
    read = {name for line in lines if re.match(r"\w+(, \w+)* = |@", line) for name in _READ.findall(line)}
    assert read - _kept() - _SET_BY_TESTS == set()
    assert len(read) > 5


def _kept() -> set[str]:
    tree = ast.parse((PROJECT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    given = next(node for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "KEPT")
    return set(ast.literal_eval(given.value))
