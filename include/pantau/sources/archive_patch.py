"""Proven archives as a patch of archives.yaml: the lines of other blocks, and comments, stay as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantau.catalogue.archives import archives_of, read_nodes
from pantau.landing.probation import Probation
from pantau.model import Outlet
from pantau.sources.patch import day_of_proof, unified

_GONE = ("cannot", "reason", "evidence")  # keys of an unproven block that a proven one has not, or has anew


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of the file: its lines, the column of its keys, the places of the keys among its lines, its outlets and URLs."""

    start: int
    lines: Sequence[str]
    column: int
    keys: Mapping[str, range]
    urls: Mapping[str, str]


def make_archive_patch(file: Path, states: Mapping[str, Probation], outlets: Mapping[str, Outlet]) -> str:
    """Return a unified diff of archives.yaml in which proven archives are used, with the evidence; "" if nothing must change.

    Of a block for several outlets the proven ones get a block of their own below it. Raises BadInput for a file that is no YAML.
    """
    before = file.read_text(encoding="utf-8").splitlines(keepends=True)
    after = list(before)
    for block in reversed(_unproven(file, before, outlets)):
        proven = {outlet: states[url] for outlet, url in block.urls.items() if url in states and states[url].state == "proven"}
        if proven:
            after[block.start : block.start + len(block.lines)] = _lines_after(block, proven)
    return unified(file, before, after)


def _unproven(file: Path, lines: Sequence[str], outlets: Mapping[str, Outlet]) -> list[_Block]:
    found = []
    for node, told in read_nodes(file.read_text(encoding="utf-8")):
        if not isinstance(told, dict) or told.get("cannot") != "unproven" or not told.get("url"):
            continue
        start = node.start_mark.line
        keys = {key.value: range(key.start_mark.line - start, _stop(value, lines) - start) for key, value in node.value}
        whole = lines[start : start + max(places.stop for places in keys.values())]
        urls = {archive.outlet: archive.url for archive in archives_of(told, outlets)}
        found.append(_Block(start, whole, node.value[0][0].start_mark.column, keys, urls))
    return found


def _stop(value: Any, lines: Sequence[str]) -> int:
    """Return the line after a value. YAML ends a list or a long text where the next thing begins, which is not part of it."""
    line, column = value.end_mark.line, value.end_mark.column
    stop: int = line + bool(line < len(lines) and lines[line][:column].strip())
    while not lines[stop - 1].strip() or lines[stop - 1].lstrip().startswith("#"):
        stop -= 1
    return stop


def _lines_after(block: _Block, proven: Mapping[str, Probation]) -> list[str]:
    left = [outlet for outlet in block.urls if outlet not in proven]
    if not left:
        return _proven_block(block, proven, whole=True)
    kept = _as_item(block, [(f"outlets: [{', '.join(left)}]\n", "outlets")], without=("outlets",))
    return [*_end_lines(kept), *_proven_block(block, proven, whole=False)]


def _proven_block(block: _Block, proven: Mapping[str, Probation], *, whole: bool) -> list[str]:
    more = [] if whole else [(f"outlets: [{', '.join(proven)}]\n", "outlets")]
    more.append((f"evidence: {json.dumps(_tell_evidence(proven), ensure_ascii=False)}\n", "evidence"))
    return _as_item(block, more, without=(*_GONE, *(() if whole else ("outlets",))))


def _as_item(block: _Block, more: Sequence[tuple[str, str]], without: Sequence[str]) -> list[str]:
    """Return the lines of the block without some keys and with new ones, which begin it (outlets) or end it (all others)."""
    dropped = {place for name in without for place in block.keys.get(name, ())}
    pad = " " * block.column
    lines = [line for place, line in enumerate(block.lines) if place not in dropped and line.strip()]
    lines = [pad + line[block.column :] if line[: block.column].strip() == "-" else line for line in lines]
    first = [pad + line for line, name in more if name == "outlets"]
    lines = [*first, *_end_lines(lines), *(pad + line for line, name in more if name != "outlets")]
    return [pad[:-2] + "- " + lines[0][block.column :], *lines[1:]]


def _end_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines, all of which end: the last line of a file may not."""
    return [line if line.endswith("\n") else f"{line}\n" for line in lines]


def _tell_evidence(proven: Mapping[str, Probation]) -> str:
    year = max(day_of_proof(state) for state in proven.values())[:4]
    told = (f"{name} {state.tries} times, {state.items} articles on {day_of_proof(state)}" for name, state in proven.items())
    return f"[A] {year} Pantau itself asked it: {'; '.join(told)}"
