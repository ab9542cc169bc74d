"""The result of a measurement: figures that can have a floor, and tables for people."""

from __future__ import annotations

from dataclasses import dataclass, field

Value = str | float | None


@dataclass(frozen=True, slots=True)
class Options:
    """How to measure: the baselines, timing rounds (0: no timing), pages to read for the memory figure (0: none), and whether to
    read also as if no outlet had a rule.
    """

    baselines: tuple[str, ...] | None = None
    rounds: int = 3
    repeat: int = 0
    without_rules: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a run. `best` is `high` or `low`; "" for a figure that depends on the machine, which gets no floor."""

    name: str
    value: float
    best: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and the format of the numbers below it (`.4f`, `,.0f`); `s` is for words, `>` for counts such as 3/14."""

    heading: str
    form: str = "s"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Each row is as long as `columns`; None stands for a value that was not measured."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole measurement: what was measured, the corpus (name, number of items, digest of bytes and answers), and the result."""

    what: str
    corpus: str
    items: int
    digest: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = field(default_factory=tuple)
