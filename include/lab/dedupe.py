"""Measures dedupe: are the copies among pairs of texts recognised, and the families among many articles found?

Labelled pairs: `copy` should be recognised; `same_story_or_copy(rule)` is undecided and left out of precision and recall;
`template…` is a false friend. Where pairs have a `weight` (how many pairs of the population one stands for), it counts.
Next to Pantau stand the text alone, Jaccard of five-word runs from .5 on, and datasketch's MinHash of the same from .5 on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from lab.cases import NEWSROOM, digest_of
from lab.cost import interleaved
from lab.report import Column, Figure, Options, Report, Table, Value
from pantau.dedupe.command import opened, text_of
from pantau.dedupe.compare import COPY, EDITED_COPY, Text, compare
from pantau.dedupe.passages import prepare
from pantau.dedupe.shingles import runs, words
from pantau.errors import BadInput

BASELINES = ("text", "jaccard", "datasketch")
RUN, LEAST = 5, 0.5
_UNDECIDED = "same_story_or_copy"
_RESAMPLED = 1_000
Judge = Callable[[Text, Text], bool]
_COLUMNS = (
    Column("reader"), Column("precision", ".4f"), Column("recall", ".4f"), Column("F1", ".4f"), Column("95 % of F1"),
    Column("false friends rejected", ".4f"), Column("pairs/s", ",.0f"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, what somebody says they are to each other, and how many pairs they stand for."""

    one: Text
    other: Text
    label: str
    weight: float

    @property
    def is_copy(self) -> bool:
        """Tell whether the label calls the pair a copy."""
        return self.label == COPY

    @property
    def decided(self) -> bool:
        """Tell whether the label says copy or not."""
        return not self.label.startswith(_UNDECIDED)


def measure(path: str, options: Options) -> Report:
    """Return how right the comparison is; raises BadInput for a corpus that does not fit or a baseline that is not known."""
    names = _baselines(options)
    if path == NEWSROOM:
        from lab.dedupe_newsroom import measure_newsroom

        return measure_newsroom(names)
    files = _files(path)
    pairs = [pair for file in files for pair in _pairs(file)]
    judges = {"pantau": told} | {name: JUDGES[name]() for name in names}
    answers = {name: [judge(pair.one, pair.other) for pair in pairs] for name, judge in judges.items()}
    speed = _speed(judges, pairs, options.rounds)
    rows = [_row(name, [*zip(pairs, answer, strict=True)], speed.get(name)) for name, answer in answers.items()]
    figures = [
        Figure(name, float(value), "high")
        for name, value in zip(("precision", "recall", "f1", "", "rejected"), rows[0][1:6], strict=True)
        if name and isinstance(value, float)
    ]
    decided = sum(pair.decided for pair in pairs)
    tables = (Table("Copies among pairs (weighted)", _COLUMNS, tuple(rows)), _kinds(pairs))
    corpus = f"{len(pairs)} pairs ({decided} decided) of {', '.join(file.name for file in files)}"
    return Report("dedupe", corpus, len(pairs), digest_of(file.read_bytes() for file in files), tuple(figures), tables)


def told(one: Text, other: Text) -> bool:
    """Return whether Pantau calls two texts copies."""
    return compare(one, other).kind in (COPY, EDITED_COPY)


def same_text() -> Judge:
    """Return the judge that looks at the letters of the texts alone."""
    return lambda one, other: words(one.text) == words(other.text)


def jaccard() -> Judge:
    """Return the judge that asks for half of all five-word runs in common."""

    def judge(one: Text, other: Text) -> bool:
        mine, theirs = set(runs(words(one.text), RUN)), set(runs(words(other.text), RUN))
        return bool(mine | theirs) and len(mine & theirs) >= LEAST * len(mine | theirs)

    return judge


def datasketch() -> Judge:
    """Return the judge that asks datasketch for the same, of 128 permutations."""
    from datasketch import MinHash

    def judge(one: Text, other: Text) -> bool:
        tokens = [[run.encode() for run in runs(words(text.text), RUN)] for text in (one, other)]
        mine, theirs = MinHash.bulk(tokens, num_perm=128)
        return bool(mine.jaccard(theirs) >= LEAST)

    return judge


JUDGES: dict[str, Callable[[], Judge]] = {"text": same_text, "jaccard": jaccard, "datasketch": datasketch}


def scores(answered: Sequence[tuple[Pair, bool]]) -> tuple[float, float, float]:
    """Return weighted precision, recall and F1 of what was called a copy."""
    called = sum(pair.weight for pair, said in answered if said)
    true = sum(pair.weight for pair, _ in answered if pair.is_copy)
    right = sum(pair.weight for pair, said in answered if said and pair.is_copy)
    return right / (called or 1), right / (true or 1), 2 * right / ((called + true) or 1)


def _row(name: str, answered: Sequence[tuple[Pair, bool]], speed: float | None) -> tuple[str | float | None, ...]:
    decided = [(pair, said) for pair, said in answered if pair.decided]
    friends = [said for pair, said in decided if pair.label.startswith("template")]
    if not any(pair.is_copy for pair, _ in decided):
        return name, None, None, None, None, _share_of_rejected(friends), speed
    rng = Random(1)  # noqa: S311  # the same interval in every run
    drawn = sorted(scores(rng.choices(decided, k=len(decided)))[2] for _ in range(_RESAMPLED))
    interval = f"{drawn[_RESAMPLED // 40]:.3f}-{drawn[-_RESAMPLED // 40]:.3f}"
    return name, *scores(decided), interval, _share_of_rejected(friends), speed


def _share_of_rejected(friends: Sequence[bool]) -> float | None:
    return 1 - sum(friends) / len(friends) if friends else None


def _kinds(pairs: Sequence[Pair]) -> Table:
    """Return the labels against what Pantau says."""
    kinds = (COPY, EDITED_COPY, "same_event", "")
    said: dict[str, list[str]] = {}
    for pair in pairs:
        said.setdefault(pair.label, []).append(compare(pair.one, pair.other).kind)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (label, *(float(found.count(kind)) for kind in kinds)) for label, found in sorted(said.items())
    )
    return Table("Labels and answers", (Column("label"), *(Column(kind or "nothing", ",.0f") for kind in kinds)), rows)


def _speed(judges: dict[str, Judge], pairs: Sequence[Pair], rounds: int) -> dict[str, float]:
    """Return the pairs each judge tells in a CPU second, nothing remembered from before."""
    if not rounds:
        return {}

    def work(judge: Judge) -> None:
        prepare.cache_clear()
        for pair in pairs:
            judge(pair.one, pair.other)

    spent = interleaved({name: partial(work, judge) for name, judge in judges.items()}, rounds)
    return {name: len(pairs) / seconds for name, seconds in spent.items()}


def _baselines(options: Options) -> tuple[str, ...]:
    names = BASELINES if options.baselines is None else options.baselines
    for name in names:
        if name not in JUDGES:
            raise BadInput(f"{name!r} is no baseline of dedupe; choose of {', '.join(BASELINES)}")
    return names


def _files(path: str) -> list[Path]:
    """Return the files of a path: itself, or those of a folder (its own, or of its subfolder dedup)."""
    given = Path(path)
    if given.is_file():
        return [given]
    found = [*sorted(given.glob("*.jsonl*")), *sorted(given.glob("dedup/*.jsonl*"))]
    if not found:
        raise BadInput(f"{path}: no *.jsonl or *.jsonl.gz of pairs there; give such a file, its folder, or {NEWSROOM}")
    return found


def _pairs(file: Path) -> list[Pair]:
    with opened(file) as lines:
        return [_pair(file, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _pair(file: Path, number: int, line: str) -> Pair:
    try:
        row: dict[str, Any] = json.loads(line)
        return Pair(text_of(row, "a"), text_of(row, "b"), str(row["label"]), float(row.get("weight") or 1))
    except (ValueError, KeyError, AttributeError, BadInput) as error:
        raise BadInput(f'{file}:{number}: {error}; a line is {{"a": {{…}}, "b": {{…}}, "label": "copy", "weight": 1}}') from None
