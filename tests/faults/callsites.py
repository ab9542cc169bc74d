"""Every place in the package that calls a store, read out of its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pantau.settings import PROJECT

PACKAGE = PROJECT / "include" / "pantau"
_SQL = frozenset({"execute", "executemany", "copy", "stream", "transaction", "commit", "connect", "connect_reading", "dial"})
_STORE = frozenset({"names", "size", "read", "write", "create", "delete", "delete_folder"})
_RESULTS = frozenset(
    {"days", "versions", "write", "count", "made", "has", "remembered", "parts", "contents", "digest", "read", "damaged"}
)
_OS = frozenset({"listdir", "scandir", "makedirs", "mkdir", "rename", "replace", "unlink", "remove", "rmdir", "link", "fsync"})
_PATH = frozenset(
    {"read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob", "rglob", "unlink", "mkdir", "touch", "rmdir"}
)
_SHUTIL = frozenset({"copyfile", "copytree", "rmtree", "move", "copy"})


@dataclass(frozen=True, order=True)
class CallSite:
    """A call of a store: the file below the package, its lines, the function it is in, and its words."""

    file: str
    first: int
    last: int
    function: str
    words: str

    @property
    def name(self) -> str:
        """The name of the call in `unreached.tsv`: it stays the same when lines move."""
        return f"{self.file}:{self.function}:{self.words}"


def call_sites() -> Iterator[CallSite]:
    """Yield every call of a store in the package, in the order of the source."""
    for file in sorted(PACKAGE.rglob("*.py")):
        yield from _Calls(str(file.relative_to(PACKAGE))).found(file)


class _Calls(ast.NodeVisitor):
    def __init__(self, place: str) -> None:
        self._place, self._inside, self._found = place, ["module"], list[CallSite]()

    def found(self, file: Path) -> list[CallSite]:
        self.visit(ast.parse(file.read_text(encoding="utf-8")))
        return self._found

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self._inside.append(node.name)
        self.generic_visit(node)
        self._inside.pop()

    visit_AsyncFunctionDef = visit_ClassDef = visit_FunctionDef  # noqa: N815 — the names of ast

    def visit_Call(self, node: ast.Call) -> None:
        if _calls_a_store(node.func):
            function = ".".join(self._inside[1:]) or "module"
            last = node.end_lineno or node.lineno
            self._found.append(CallSite(self._place, node.lineno, last, function, ast.unparse(node.func)))
        self.generic_visit(node)


def _calls_a_store(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id in ("open", "connect", "connect_reading", "dial", "read_whole", "read_text", "files_in")
    if not isinstance(called, ast.Attribute):
        return False
    owner = ast.unparse(called.value)
    if owner == "os":
        return called.attr in _OS
    if owner == "copy":  # of the standard library
        return False
    if owner == "shutil":
        return called.attr in _SHUTIL
    if owner.endswith("store"):
        return called.attr in _STORE
    if owner.endswith("results"):
        return called.attr in _RESULTS
    return called.attr in _SQL or called.attr in _PATH or (called.attr == "open" and "Progress" not in owner)


@dataclass(frozen=True)
class Unreached:
    """A line of `unreached.tsv`: a pattern of names of call sites, and why no recorded run reaches them."""

    pattern: str
    why: str


def unreached() -> list[Unreached]:
    """Read `unreached.tsv`."""
    lines = Path(__file__).with_name("unreached.tsv").read_text(encoding="utf-8").splitlines()
    return [Unreached(*line.split("\t")) for line in lines if line and not line.startswith("#")]


def missed(reached: set[tuple[str, int]]) -> list[CallSite]:
    """Return the call sites that no call of a recorded run reached."""
    return [site for site in call_sites() if not any((site.file, line) in reached for line in range(site.first, site.last + 1))]
