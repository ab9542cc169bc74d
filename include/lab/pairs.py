"""Pairs of texts with their labels: JSON lines, read for training and for measuring."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantau.dedupe.command import opened, text_of
from pantau.dedupe.compare import COPY, Text
from pantau.dedupe.families import families
from pantau.errors import BadInput

_UNDECIDED = "same_story_or_copy"
RULE_MADE = "(rule)"  # ends a label that a rule gave


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two texts, their label, the number of pairs they stand for, and the event that they report."""

    one: Text
    other: Text
    label: str
    weight: float
    family: str

    @property
    def is_copy(self) -> bool:
        """Tell whether the label calls the pair a copy."""
        return self.label == COPY

    @property
    def is_one_event(self) -> bool:
        """Tell whether the label says that both report one event."""
        return self.label in (COPY, "same_story")

    @property
    def decided(self) -> bool:
        """Tell whether the label says copy or not."""
        return not self.label.startswith(_UNDECIDED)

    @property
    def relation(self) -> str:
        """Return the relation between their outlets, as far as seeds/outlets.csv has it."""
        if self.one.outlet == self.other.outlet:
            return "one outlet"
        if not (self.one.group and self.other.group):
            return "owner unknown"
        return "one owner" if self.one.group == self.other.group else "two owners"


def files_of(path: str) -> list[Path]:
    """Return the files of a path: the file itself, or those of a folder or of its subfolder dedup. Raises BadInput if there are
    none."""
    given = Path(path)
    if given.is_file():
        return [given]
    found = [*sorted(given.glob("*.jsonl*")), *sorted(given.glob("dedup/*.jsonl*"))]
    if not found:
        raise BadInput(f"{path}: no *.jsonl or *.jsonl.gz of pairs there; give such a file, its folder, or newsroom")
    return found


def read_pairs(file: Path) -> list[LabelledPair]:
    """Return the pairs of a file. Raises BadInput, which names a line that is no pair."""
    with opened(file) as lines:
        return [_pair(file, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def events(pairs: Sequence[LabelledPair]) -> list[str]:
    """Return the event of each pair. Pairs that share a text report one event, even if their files name different ones."""
    keys = [(pair.family, pair.one.text, pair.other.text) for pair in pairs]
    groups = families((f"{number:06}", key) for number, three in enumerate(keys) for key in three if key)
    event = {member: group[0] for group in groups for member in group}
    return [event.get(f"{number:06}", f"{number:06}") for number in range(len(pairs))]


def _pair(file: Path, number: int, line: str) -> LabelledPair:
    try:
        row: dict[str, Any] = json.loads(line)
        label, weight = str(row["label"]), float(row.get("weight") or 1)
        return LabelledPair(text_of(row, "a"), text_of(row, "b"), label, weight, str(row.get("family") or ""))
    except (ValueError, KeyError, AttributeError, BadInput) as error:
        raise BadInput(f'{file}:{number}: {error}; a line is {{"a": {{…}}, "b": {{…}}, "label": "copy", "weight": 1}}') from None
