"""Measures topics of articles that people marked: those of Pantau as shipped, with and without the section in the address."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from lab.cases import digest_of
from lab.labelled_articles import outlet_in
from lab.report import Column, Figure, Report, Table, Value
from pantau.errors import BadInput
from pantau.settings import settings
from pantau.tag.sections import parts_of_address
from pantau.tag.topics import Topics, TopicScore

# What people mark (gold/GUIDE.md) → Pantau's topics, where the names differ.
_MARKED = {
    "agama_budaya": ("agama",), "bencana_cuaca": ("bencana", "cuaca"), "hukum_kriminal": ("hukum",),
    "pertahanan_keamanan": ("pertahanan",), "wisata_gaya_hidup": ("gaya-hidup", "wisata"),
}  # fmt: skip
_DRAWN = 1_000
_Marked = tuple[list[tuple[str, ...]], list[TopicScore]]  # topics that people marked, as Pantau's topics; topics said


def measure_marked(file: Path) -> Report:
    """Measure how often the first topic is one that people marked, also per topic, and precision and recall of all topics.

    `file` holds JSON lines with title, text, url, outlet and topic (a list). Raises BadInput for a file of another shape.
    """
    try:
        raw = file.read_bytes()
        lines = (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode().splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
        topics = Topics(settings().seeds_dir / "tags")
        found = {
            "words alone": [(_topics_in(row), topics.scores(row["title"], row["text"])) for row in rows],
            "with the section": [(_topics_in(row), _with_section(topics, row)) for row in rows],
        }
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{file}: {error}; give JSON lines, each with title, text, url, outlet and topic") from None
    if not rows:
        raise BadInput(f"{file}: there is no article to measure; give JSON lines, each with title, text, url, outlet and topic")
    figures = (
        Figure("marked", _right(found["words alone"]), "high"),
        Figure("marked, with the section", _right(found["with the section"]), "high"),
    )
    return Report(
        "topics", f"{len(rows)} marked articles", len(rows), digest_of([raw]), figures, (_whole(found), _classes(found))
    )


def _topics_in(row: dict[str, Any]) -> list[tuple[str, ...]]:
    return [_MARKED.get(marked, (marked,)) for marked in row["topic"]]


def _with_section(topics: Topics, row: dict[str, Any]) -> list[TopicScore]:
    section, outlet = parts_of_address(row["url"]), outlet_in(row["outlet"])
    return topics.scores(row["title"], row["text"], outlet=outlet, section=section)


def _right(found: Sequence[_Marked]) -> float:
    answered = [(marked, said) for marked, said in found if said]
    return sum(_is_marked(said[0], marked) for marked, said in answered) / max(1, len(answered))


def _is_marked(score: TopicScore, marked: Sequence[tuple[str, ...]]) -> bool:
    return any(score.topic in names for names in marked)


def _whole(found: dict[str, list[_Marked]]) -> Table:
    columns = (Column("reader"), Column("first topic right", ".3f"), Column("95 %"), Column("answered", ".3f"),
               Column("all topics: precision", ".3f"), Column("recall", ".3f"))  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for who, pairs in found.items():
        said = [_is_marked(one, marked) for marked, scores in pairs for one in scores]
        met = sum(any(one.topic in names for one in scores) for marked, scores in pairs for names in marked)
        answered = sum(bool(scores) for _, scores in pairs) / max(1, len(pairs))
        recall = met / max(1, sum(len(marked) for marked, _ in pairs))
        rows.append((who, _right(pairs), _interval(pairs), answered, sum(said) / max(1, len(said)), recall))
    return Table("Articles that people marked, by the weights in seeds/", columns, tuple(rows))


def _classes(found: dict[str, list[_Marked]]) -> Table:
    pairs = found["with the section"]
    columns = (Column("topic said first"), Column("said", ",.0f"), Column("right", ",.0f"))
    firsts = [(said[0].topic, _is_marked(said[0], marked)) for marked, said in pairs if said]
    rows = tuple(
        (topic, float(sum(one == topic for one, _ in firsts)), float(sum(right for one, right in firsts if one == topic)))
        for topic in sorted({topic for topic, _ in firsts})
    )
    return Table("First topics of marked articles, with the section", columns, rows)


def _interval(pairs: Sequence[_Marked]) -> str:
    chance = Random(1)  # noqa: S311  # the same interval in every run
    drawn = sorted(_right(chance.choices(pairs, k=len(pairs))) for _ in range(_DRAWN))
    return f"{drawn[_DRAWN // 40]:.3f}–{drawn[-_DRAWN // 40]:.3f}"
