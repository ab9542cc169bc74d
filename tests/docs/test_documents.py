"""The documents: short where they promise to be, in step with the code, and naming only what exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.dictionary import COMMAND
from lab.settings_list import FILE as SETTINGS
from lab.settings_list import write_settings
from pantau.commands import COMMANDS
from pantau.files import parse_yaml
from pantau.settings import PROJECT, Settings
from pantau.stages import NAMES as NAMES_OF_STAGES

MOST_WORDS = 900
MORE = [file for top in ("seeds", "include") for file in (PROJECT / top).rglob("README.md")]
DOCUMENTS = sorted(file for file in (*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), *MORE))
NAMES = [str(file.relative_to(PROJECT)) for file in DOCUMENTS]
WRITTEN = ("data-dictionary.md", "settings.md")
# What a sentence may name though no checkout has it: files that a run, a person or the reader's own machine makes.
MADE = {".env", ".pantau", ".venv"}
TOP = {path.name for path in PROJECT.iterdir()} - MADE
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.@-]+(?:/[\w.@-]+)*/?")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_COMMAND = re.compile(r"(?:\.venv/bin/|`)pantau ([a-z]+)")
_SETTING = re.compile(r"\bPANTAU_[A-Z0-9_]+\b")
_TARGET = re.compile(r"(?:`|^)(?:[A-Z_]+=\S+ )?make ([a-z][a-z-]+)", re.MULTILINE)


def named_paths(text: str) -> Iterator[str]:
    """The paths of the project that stand in code marks: those that begin with a file or folder of the top level."""
    for code in _CODE.findall(text):
        if _PATH.fullmatch(code) and code.split("/")[0] in TOP:
            yield code.rstrip("/")


def anchors(file: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_the_readme_is_short() -> None:
    words = len((PROJECT / "README.md").read_text(encoding="utf-8").split())
    assert words <= MOST_WORDS, f"README.md has {words} words; move what few readers need to docs/operate.md or docs/measured.md"


def test_the_settings_are_those_of_the_code() -> None:
    assert SETTINGS.read_text(encoding="utf-8") == write_settings(), f"docs/settings.md is stale; run `{COMMAND}` and commit it"


@pytest.mark.parametrize("file", DOCUMENTS, ids=NAMES)
def test_every_path_exists(file: Path) -> None:
    lost = [path for path in named_paths(file.read_text(encoding="utf-8")) if not (PROJECT / path).exists()]
    assert not lost, f"{file.name} names what is not there"


@pytest.mark.parametrize("file", DOCUMENTS, ids=NAMES)
def test_every_link_leads_somewhere(file: Path) -> None:
    for link in _LINK.findall(file.read_text(encoding="utf-8")):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        assert target.exists(), f"{file.name}: {link} leads nowhere"
        assert not anchor or anchor in anchors(target), f"{file.name}: {link} names no heading"


@pytest.mark.parametrize("file", DOCUMENTS, ids=NAMES)
def test_every_command_and_setting_exists(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(_COMMAND.findall(text)) <= set(COMMANDS)
    assert set(_TARGET.findall(text)) <= set(targets)
    known = {f"PANTAU_{name.upper()}" for name in Settings.model_fields} | of_the_surroundings()
    assert set(_SETTING.findall(text)) <= known


def of_the_surroundings() -> set[str]:
    """The variables that are no settings: those the tests and the compose file read."""
    files = (PROJECT / ".env.example", PROJECT / "docker-compose.yaml", PROJECT / "tests" / "conftest.py")
    return {name for file in files for name in _SETTING.findall(file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", WRITTEN)
def test_written_files_say_how(name: str) -> None:
    assert COMMAND in (PROJECT / "docs" / name).read_text(encoding="utf-8")[:600]


def test_the_hooks_run_what_make_lint_runs() -> None:
    hooks = parse_yaml((PROJECT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^lint:.*\n\t@(.+)$", makefile, re.MULTILINE)
    assert recipe
    assert [hook["entry"] for hook in hooks] == recipe[1].replace("$(BIN)", ".venv/bin").split(" && ")


def test_the_rooms_are_those_that_the_code_is_held_to() -> None:
    tree = ast.parse((PROJECT / "tests" / "house" / "test_rooms.py").read_text(encoding="utf-8"))
    found = [node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LAYERS"]
    layers = ast.literal_eval(found[0])
    lines = re.findall(r"^\| \d+ \| ([^|]+) \|", (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8"), re.MULTILINE)
    told = [[room for room in _CODE.findall(line) if not room.startswith("__")] for line in lines]
    assert told == [[room for room in rooms if not room.startswith("__")] for rooms in layers], (
        "ARCHITECTURE.md: the table of rooms"
    )


def test_the_stages_are_those_of_the_table() -> None:
    text = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = text[text.index("## The nine stages") : text.index("## The stores")]
    assert re.findall(r"^\| ([a-z]+) \|", table, re.MULTILINE)[1:] == list(NAMES_OF_STAGES)


def test_the_map_is_one_page() -> None:
    lines = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 80, "move what is not needed to find one's way to docs/"


def test_every_decision_stands_in_the_list_with_its_title() -> None:
    """The records are numbered without gaps, and each says what was chosen, why, and what it costs."""
    folder = PROJECT / "docs" / "decisions"
    rows = re.findall(r"^\| \[(\d\d)\]\((\S+\.md)\) \|", (folder / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    files = sorted(file.name for file in folder.glob("[0-9]*.md"))
    assert [name for _, name in rows] == files
    assert [number for number, _ in rows] == [f"{place:02d}" for place in range(1, len(files) + 1)]
    for number, name in rows:
        text = (folder / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {number} "), name
        assert [part for part in ("**Choice.**", "**Why.**", "**Cost.**") if part not in text] == [], name
