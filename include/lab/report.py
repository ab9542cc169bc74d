"""The result of a measurement: figures that can have a floor, and tables for people."""

from __future__ import annotations

from dataclasses import dataclass, field

Value = str | float | None


@dataclass(frozen=True, slots=True)
class Options:
    """How to measure: readers to stand beside, timing rounds (0: no timing), pages to read for the memory figure (0: none), and
    whether to read as if no outlet had a rule too.
    """

    baselines: tuple[str, ...] | None = None
    rounds: int = 3
    repeat: int = 0
    without_rules: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a run. `best` is `high` or `low`; empty where it depends on the machine: no floor is pinned then."""

    name: str
    value: float
    best: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and the format of the numbers below it (`.4f`, `,.0f`); `s` for words, `>` for counts such as 3/14."""

    heading: str
    form: str = "s"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as long as `columns`; None is what was not measured."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole measurement: what, on which corpus (name, number of items, digest of their bytes and answers), the outcome."""

    what: str
    corpus: str
    items: int
    digest: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = field(default_factory=tuple)
