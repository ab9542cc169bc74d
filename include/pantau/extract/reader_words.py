"""What seeds/extraction/reader.yaml holds: numbers, names of boxes, lines that end an article or do not belong to it, common
words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from typing import Any

_MOST_NAMES = 20_000  # answers that are cached; a process reads pages of some hundred outlets
_LONGEST_NAMES = 300
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OWN_POST = re.compile(r"\b(?:hentry|post-\d+|type-post)\b")  # WordPress names the tags and categories of a post beside these


@dataclass(frozen=True, slots=True)
class ReaderWeights:
    """The numbers of the reader; reader.yaml says what each means."""

    link: float
    label: float
    heading: float
    above: float
    named: float
    crowded: float
    family: float
    minor: float


@dataclass(frozen=True, slots=True)
class ReaderWords:
    """Patterns over names of boxes and over lines; `common` are the commonest words of prose."""

    weights: ReaderWeights

    furniture: re.Pattern[str]
    said_of_others: re.Pattern[str]
    body: re.Pattern[str]
    ends: re.Pattern[str]
    never: re.Pattern[str]
    common: frozenset[str]
    _known: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)

    def is_furniture(self, names: str) -> bool:
        """Tell whether a class and id name a box beside the text."""
        known = self._known.get(names)
        if known is None:
            known = self._is_furniture(names[:_LONGEST_NAMES])
            if len(self._known) < _MOST_NAMES:
                self._known[names] = known
        return known

    def _is_furniture(self, names: str) -> bool:
        if _OWN_POST.search(names):
            return False
        parted = self.said_of_others.sub(" ", _CAPITAL.sub("-", names).lower())
        return self.furniture.search(parted) is not None and self.body.search(parted) is None


def reader_words(row: dict[str, Any]) -> ReaderWords:
    """Return the words of a parsed reader.yaml. Raises KeyError, TypeError or re.error for a file of another form."""
    return ReaderWords(
        weights=ReaderWeights(**{number.name: float(row["weights"][number.name]) for number in fields(ReaderWeights)}),
        furniture=_starts(row["furniture"]),
        said_of_others=re.compile(rf"(?<![a-z])(?:{_any(row['said_of_others'])})[-_]+[a-z]+"),
        body=re.compile(rf"(?<![\w-])(?:wp-block-[\w-]+|{_any(row['body'])})\d*(?![\w-])"),
        ends=re.compile(row["ends"], re.I),
        never=re.compile(row["never"], re.I),
        common=frozenset(map(str, row["common"])),
    )


def _starts(words: list[str]) -> re.Pattern[str]:
    short = [word for word in words if len(word) < 4]
    long = [word for word in words if len(word) >= 4]
    return re.compile(rf"(?<![a-z])(?:(?:{_any(long)})|(?:{_any(short)})(?![a-z]))")


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(map(str, words), key=len, reverse=True)))
