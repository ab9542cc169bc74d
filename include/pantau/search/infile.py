"""Runs a query on JSON lines: the same analyzer, the same SQL, one batch of lines in memory at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappush, heappushpop
from pathlib import Path

import psycopg

from pantau.errors import BadInput
from pantau.jsonl import text_in
from pantau.lexemes.analyzer import Analyzer
from pantau.search.compiled import CompiledQuery
from pantau.search.find import MOST
from pantau.search.marks import joined, snippet_of
from pantau.text import make_all_storable

_BATCH = 200  # lines asked at once
_BATCH_BYTES = 4_000_000  # letters of a batch: a batch with more is asked before it has that many lines
_LONGEST = 10_000_000  # bytes of a line
_SHOWN = 300  # characters of an id or title that are kept of a hit
_ASK = """SELECT a.place, {score} FROM (
  SELECT d.place, d.vector::tsvector AS search FROM unnest(%(vectors)s::text[]) WITH ORDINALITY AS d (vector, place)
) a WHERE {where} ORDER BY a.place"""


@dataclass(frozen=True, slots=True)
class LineHit:
    """A line that a query finds."""

    id: str
    title: str
    score: float
    snippet: str


@dataclass(frozen=True, slots=True)
class LinesRead:
    """Hits, best first, then in the order of the file, and how many there are in all.

    `lines` is the number of lines read; `bad` is reason → count and first line of bad lines.
    """

    hits: tuple[LineHit, ...]
    found: int
    lines: int
    bad: dict[str, tuple[int, int]]


def find_lines(
    connection: psycopg.Connection, file: Path, query: CompiledQuery, analyzer: Analyzer, most: int = MOST
) -> LinesRead:
    """Ask a query of every line of a file; a line that cannot be read is counted under its reason and harms no other.

    The file may have any length: of it one batch of lines is held, and of the hits the id, title, score and snippet of the `most`
    best. Raises BadInput for a file that cannot be read.
    """
    best: list[tuple[float, int, LineHit]] = []  # a heap: the worst of the best is first
    bad: Counter[str] = Counter()
    first: dict[str, int] = {}
    count = found = 0
    for batch in _batches(file):
        rows: list[tuple[str, str, str]] = []
        for number, line in batch:
            row = _read(line)
            if isinstance(row, str):
                bad[row] += 1
                first.setdefault(row, number)
            elif row:
                rows.append(row)
        count = batch[-1][0]
        for hit in _ask(connection, rows, query, analyzer):
            found += 1
            (heappush if len(best) < most else heappushpop)(best, (hit.score, -found, hit))
    hits = tuple(hit for *_, hit in sorted(best, reverse=True))
    return LinesRead(hits, found, count, {reason: (times, first[reason]) for reason, times in bad.items()})


def _batches(file: Path) -> Iterator[list[tuple[int, bytes]]]:
    """Yield the lines of a file with their numbers, so many together as one question may carry."""
    batch: list[tuple[int, bytes]] = []
    size = 0
    for number, line in enumerate(_lines(file), 1):
        batch.append((number, line))
        size += len(line)
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as handle:
            while line := handle.readline(_LONGEST + 1):
                yield line
                while len(line) > _LONGEST and not line.endswith(b"\n"):  # the rest of a line that is too long
                    line = handle.readline(_LONGEST + 1)
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error}); give a file of JSON lines in UTF-8") from None


def _read(line: bytes) -> tuple[str, str, str] | str | None:
    """Return id, title and text of a line, the reason why it has none, or None for an empty line."""
    if not line.strip():
        return None
    if len(line) > _LONGEST:
        return "too_long"
    try:
        row = json.loads(line.decode("utf-8-sig"))
        if not isinstance(row, dict):
            return "not_an_object"
        row = make_all_storable(row)
        return text_in(row, "id"), text_in(row, "title"), text_in(row, "text")
    except UnicodeDecodeError:
        return "not_utf8"
    except BadInput:
        return "not_text"
    except (ValueError, RecursionError):
        return "not_json"


def _ask(
    connection: psycopg.Connection, rows: Sequence[tuple[str, str, str]], query: CompiledQuery, analyzer: Analyzer
) -> Iterator[LineHit]:
    score = "ts_rank_cd('{0.1, 0.2, 0.4, 1}', a.search, %(rank)s::tsquery, 1)" if query.rank else "0"
    vectors = [analyzer.vector(title, text) for _, title, text in rows]
    asked = _ASK.format(score=score, where=query.condition)
    for place, value in connection.execute(asked.encode(), {**query.values, "rank": query.rank, "vectors": vectors}):
        name, title, text = rows[place - 1]
        shown = joined(snippet_of(text, query.terms, analyzer), "[", "]")
        yield LineHit(name[:_SHOWN], title[:_SHOWN], round(float(value), 4), shown)
