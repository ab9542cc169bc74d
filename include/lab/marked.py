"""Articles that people marked in full (`gold/*.jsonl.gz`), and F1 per class with intervals that draw whole articles."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from lab.cases import NEWSROOM, digest_of
from lab.report import Column, Figure, Options, Report, Table, Value
from pantau.errors import BadInput
from pantau.settings import settings
from pantau.tag.article import ArticleReader, ReadArticle

if TYPE_CHECKING:
    from newsroom.statements import MarkedReport

_DRAWN = 1_000
_SEED, _REPORTS = 7, 200  # of the newsroom
_GIVEN = ("title", "text", "entities", "quotes", "about_place")
_WORD = re.compile(r"[\w']+")
Counts = Counter[tuple[str, str]]  # (class, gold | said | right) → how many
Reading = Callable[["MarkedArticle", ReadArticle], Counts]


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """One article and what people marked in it: entities, quotes and the place of the event, as the file has them."""

    title: str
    text: str
    entities: tuple[dict[str, Any], ...]
    quotes: tuple[dict[str, Any], ...]
    about: dict[str, Any]


def measure_readers(what: str, path: str, options: Options, readers: Mapping[str, Reading], classes: Sequence[str]) -> Report:
    """Measure F1 per class of each reader over the same articles. The first reader is Pantau, the others are baselines.

    PATH is a file of JSON lines, a folder with gold/*.jsonl.gz, or `newsroom`. Raises BadInput for a file of another form and for
    an unknown baseline.
    """
    product, *others = readers
    for name in options.baselines or ():
        if name not in others:
            raise BadInput(f"{name!r} is no baseline of {what}; use {', '.join(others)}")
    wanted = [name for name in others if options.baselines is None or name in options.baselines]
    articles, digest = _read_newsroom() if path == NEWSROOM else read_marked(Path(path))
    reader = ArticleReader(settings().seeds_dir)
    read = [(one, reader.read(one.title, one.text)) for one in articles]
    counts = {name: [readers[name](*pair) for pair in read] for name in (product, *wanted)}
    whole: dict[str, Counts] = {name: sum(rows, Counter()) for name, rows in counts.items()}
    figures = tuple(Figure(cls, f1_of(whole[product], cls), "high") for cls in classes)
    lines = tuple(_line(cls, name, rows) for cls in classes for name, rows in counts.items())
    columns = (Column("class"), Column("reader"), Column("gold", ">"), Column("said", ">"), *_SCORES, Column("95 %"))
    return Report(what, f"{len(articles)} articles of {Path(path).name}", len(articles), digest, figures,
                  (Table("Per class, whole articles", columns, lines),))  # fmt: skip


_SCORES = (Column("precision", ".3f"), Column("recall", ".3f"), Column("F1", ".3f"))


def _read_newsroom() -> tuple[list[MarkedArticle], str]:
    """Return the reports of the newsroom that are measured."""
    from newsroom.statements import reports

    told = list(reports(_SEED, _REPORTS))
    return [_of_newsroom(one) for one in told], digest_of([f"{one.title}\n{one.text}".encode() for one in told])


def _of_newsroom(report: MarkedReport) -> MarkedArticle:
    """Return a report in the form of a marked article."""
    names = [
        {"start": one.start, "end": one.end, "type": one.named.type, "surface": report.text[one.start : one.end],
         "canonical": one.named.name, "level": one.named.level, "official": one.named.name}
        for one in report.names
    ]  # fmt: skip
    said = [{"start": one.start, "end": one.end, "speaker": one.speaker, "direct": one.direct} for one in report.statements]
    about = {"regency": report.regency or None, "province": report.province or None}
    return MarkedArticle(report.title, report.text, tuple(names), tuple(said), about)


def read_marked(path: Path) -> tuple[list[MarkedArticle], str]:
    """Return the marked articles of a file or a folder, with the digest of their bytes."""
    files = sorted(path.glob("gold/*.jsonl.gz")) if path.is_dir() else [path]
    try:
        parts = [gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in files]
        articles = [_read_row(json.loads(line)) for part in parts for line in part.decode().splitlines() if line.strip()]
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path}: {error}; give JSON lines, each with {', '.join(_GIVEN)}") from None
    if not articles:
        raise BadInput(f"{path}: there is no article to measure; give JSON lines, each with {', '.join(_GIVEN)}")
    return articles, digest_of(parts)


def _read_row(row: dict[str, Any]) -> MarkedArticle:
    title, text, entities, quotes, about = (row[name] for name in _GIVEN)
    return MarkedArticle(str(title), str(text), tuple(entities), tuple(quotes), dict(about))


def f1_of(counts: Counts, cls: str) -> float:
    """Return F1 of a class; 0 if nothing is right."""
    return 2 * counts[cls, "right"] / max(1, counts[cls, "gold"] + counts[cls, "said"])


def _line(cls: str, who: str, rows: list[Counts]) -> tuple[Value, ...]:
    whole: Counts = sum(rows, Counter())
    gold, said, right = (whole[cls, key] for key in ("gold", "said", "right"))
    triples = [(row[cls, "right"], row[cls, "gold"] + row[cls, "said"]) for row in rows]
    rng = Random(1)  # noqa: S311  # the same interval in every run
    drawn = sorted(_f1(rng.choices(triples, k=len(triples))) for _ in range(_DRAWN))
    span = f"{drawn[_DRAWN // 40]:.3f}–{drawn[-_DRAWN // 40]:.3f}"
    return cls, who, str(gold), str(said), right / max(1, said), right / max(1, gold), f1_of(whole, cls), span


def _f1(triples: list[tuple[int, int]]) -> float:
    return 2 * sum(right for right, _ in triples) / max(1, sum(both for _, both in triples))


def name_of(text: str) -> str:
    """Return the words of a name in lower case, without marks between them."""
    return " ".join(_WORD.findall(text.replace("’", "'").casefold()))
