"""Reads pages as if no outlet had a rule. The numbers of that reader are fitted on some outlets and measured on the others."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from statistics import fmean

import yaml

from lab.cases import Corpus
from lab.page_scores import PageScore, score, totals
from lab.readers import Reader, reader
from lab.report import Column, Figure, Table, Value
from pantau.extract.reader_words import ReaderWeights
from pantau.files import parse_yaml
from pantau.rules import Rules, read_rules
from pantau.settings import settings

WITHOUT, CROSSED = "pantau, no rules", "the same, fitted on other outlets"
_TIMES = (0.5, 2.0)  # factors of a number that is tried; the other numbers keep their values
_DRAWS, _SEED, _OUTER = 2000, 17, 0.025
_COLUMNS = (
    Column("reader"), Column("outlets", ",.0f"), Column("F1", ".4f"), Column("from", ".4f"), Column("to", ".4f"),
    Column("title", ".3f"), Column("time", ".3f"), Column("noise left", ",.0f"), Column("sentences lost", ",.0f"),
)  # fmt: skip


def measure_without(corpus: Corpus, beside: dict[str, list[PageScore]]) -> tuple[Table, list[Figure]]:
    """Return a line per reader with a 95 % interval over outlets, and the figures; `beside` are the scores of other readers.

    The furniture of platforms stays known, because it is no rule of an outlet.
    """
    ours = _scores(corpus, settings().seeds_dir / "extraction")
    rows = {WITHOUT: ours, CROSSED: _measure_crossed(corpus, ours), **beside}
    table = Table(
        "As if no outlet had a rule (95 % intervals over outlets)", _COLUMNS, tuple(_line(*row) for row in rows.items())
    )
    figures = []
    for name, scores in (("generic", ours), ("generic_crossed", rows[CROSSED])):
        total = totals(scores)
        told = {"f1": total.f1, "title": total.title, "time": total.minute}
        figures += [Figure(f"{name}_{what}", value, "high") for what, value in told.items() if value is not None]
    return table, figures


def _scores(corpus: Corpus, folder: Path) -> list[PageScore]:
    call = reader_without("pantau", corpus, folder)
    return [score(case, call(case.sample)) for case in corpus.cases]


def reader_without(name: str, corpus: Corpus, folder: Path | None = None) -> Reader:
    """Return Pantau's reader without the rules of outlets, with the extraction seeds of a folder."""
    furniture = corpus.rules.furniture if corpus.rules else read_rules(settings().seeds_dir / "rules").furniture
    return reader(name, corpus.outlets, Rules({}, (), furniture), folder)


def _measure_crossed(corpus: Corpus, ours: list[PageScore]) -> list[PageScore]:
    """Return the scores of each outlet's pages, read with the numbers that are best on all other outlets."""
    tried = [ours, *(_scores_with(corpus, changed) for changed in _variants())]
    held: list[PageScore] = []
    for outlet in sorted({case.group for case in corpus.cases}):
        others = [number for number, case in enumerate(corpus.cases) if case.group != outlet and not case.gold.kind]
        best = max(tried, key=lambda scores: fmean(scores[number].f1 for number in others) if others else 0.0)
        held += [each for each in best if each.case.group == outlet]
    return held


def _variants() -> Iterator[dict[str, float]]:
    row = parse_yaml((settings().seeds_dir / "extraction" / "reader.yaml").read_text(encoding="utf-8"))["weights"]
    for number in fields(ReaderWeights):
        for times in _TIMES:
            yield row | {number.name: row[number.name] * times}


def _scores_with(corpus: Corpus, weights: dict[str, float]) -> list[PageScore]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "extraction"
        shutil.copytree(settings().seeds_dir / "extraction", folder)
        file = folder / "reader.yaml"
        row = parse_yaml(file.read_text(encoding="utf-8"))
        file.write_text(yaml.safe_dump(row | {"weights": weights}, allow_unicode=True), encoding="utf-8")
        return _scores(corpus, folder)


def _line(name: str, scores: Sequence[PageScore]) -> tuple[Value, ...]:
    total = totals(scores)
    low, high = interval_of(scores)
    outlets = len({each.case.group for each in scores})
    return (name, outlets, total.f1, low, high, total.title, total.minute, total.left, total.lost)


def interval_of(scores: Sequence[PageScore], mean: Callable[[Sequence[float]], float] = fmean) -> tuple[float, float]:
    """Return the 95 % interval of the mean F1 over articles. Each draw takes whole outlets; the seed is fixed."""
    groups: dict[str, list[float]] = {}
    for each in scores:
        if not each.case.gold.kind:
            groups.setdefault(each.case.group, []).append(each.f1)
    names, chance = sorted(groups), random.Random(_SEED)  # noqa: S311 - drawing, not secrets
    means = sorted(mean([f1 for name in chance.choices(names, k=len(names)) for f1 in groups[name]]) for _ in range(_DRAWS))
    return means[int(_OUTER * _DRAWS)], means[int((1 - _OUTER) * _DRAWS) - 1]
