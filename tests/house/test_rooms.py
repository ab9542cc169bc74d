"""Data moves one way: a room may import only from the rooms below it, and no two files import each other."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

INCLUDE = Path(__file__).resolve().parents[2] / "include"
# The layers, the lowest first.
LAYERS = (
    ("errors", "terminal", "model", "tagged", "text", "seed_cache", "files", "jsonl", "day", "limits"),
    ("settings",),
    (
        "stages",
        "url_rules",
        "urls",
        "dates",
        "rules",
        "catalogue",
        "seed_files",
        "versions",
        "net",
        "budget",
        "warehouse",
        "remedies",
        "words",
        "lexemes",
    ),
    ("feeds", "stores", "results", "landing", "accounting", "lessons"),
    ("workspace", "remade"),
    ("extract", "clean", "dedupe", "tag", "fetch", "alerts", "search"),
    ("archives", "events", "revisit", "sources", "watchlists"),
    ("poll", "validate", "backfill", "coverage", "retention", "learn"),
    ("load",),
    ("report",),
    ("runs",),
    ("stack",),
    ("commands", "cli", "__main__", "__init__"),
)
# A room may import from its own layer too, but only in one direction: the test of circles checks that.
PLACE = {room: place for place, rooms in enumerate(LAYERS) for room in rooms}
# The table of stages names the drivers, and each driver gets the workspace: they import it for types or inside a function.
LAZY = {("stages", room) for room in PLACE} | {("remade", "dedupe")}


def module_of(file: Path) -> str:
    name = ".".join(file.relative_to(INCLUDE).with_suffix("").parts)
    return name.removesuffix(".__init__")


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports(file: Path, *, at_start: bool) -> Iterator[str]:
    """The modules of pantau that a file imports; with `at_start` only those that it needs when it is imported itself."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        checking = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if at_start and (checking or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            skipped |= set(ast.walk(node))
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield whole if (INCLUDE / Path(*whole.split("."))).with_suffix(".py").exists() else node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


FILES = sorted((INCLUDE / "pantau").rglob("*.py"))


def test_every_room_has_its_place() -> None:
    rooms = {room_of(module_of(file)) for file in FILES}
    assert rooms == set(PLACE), "a new room needs a place in LAYERS; a room that is gone leaves it"


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_a_room_imports_only_from_below(file: Path) -> None:
    here = room_of(module_of(file))
    for target in imports(file, at_start=False):
        if not target.startswith("pantau."):
            continue
        there = room_of(target)
        assert PLACE[there] <= PLACE[here] or (here, there) in LAZY, f"{module_of(file)} imports {target}, which stands above it"


def test_no_circle_of_rooms_and_none_of_files() -> None:
    rooms: dict[str, set[str]] = defaultdict(set)
    files: dict[str, set[str]] = defaultdict(set)
    for file in FILES:
        module = module_of(file)
        for target in imports(file, at_start=True):
            if target.startswith("pantau.") and room_of(target) != room_of(module):
                rooms[room_of(module)].add(room_of(target))
        files[module] = {target for target in imports(file, at_start=True) if target.startswith("pantau.") and target != module}
    for graph in (rooms, files):
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as circle:
            pytest.fail(f"a circle: {' → '.join(circle.args[1])}")


def test_only_the_room_between_knows_airflow() -> None:
    for file in [*FILES, *(INCLUDE / "newsroom").rglob("*.py")]:
        assert not any(target.split(".")[0] in ("airflow", "pantau_airflow") for target in imports(file, at_start=False)), file


def test_the_product_does_not_know_the_lab_nor_the_newsroom() -> None:
    known = {"pantau.stack.demo", "pantau.commands"}  # The demo serves the newsroom; `pantau evaluate` is a command of the lab.
    for file in FILES:
        if module_of(file) not in known and not module_of(file).startswith("pantau.stack"):
            assert not any(target.split(".")[0] in ("lab", "newsroom") for target in imports(file, at_start=False)), file


def test_no_module_is_imported_by_its_name_in_a_string() -> None:
    """A person or a tool that follows a day from the DAG to the warehouse finds every step written as an import."""
    root = INCLUDE.parent
    for file in [*INCLUDE.rglob("*.py"), *(root / "dags").rglob("*.py"), *(root / "plugins").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            assert called not in ("import_module", "__import__"), f"{file.relative_to(root)}:{getattr(node, 'lineno', 0)}"
