"""Measures the reading of printed dates: how many are read, and how many agree with the day in the address of the page.

Bars: every string that holds a date is read, and none contradicts its address. A string with "Diperbarui"
is a time of change, so it is read but not compared. One day before or after also agrees, because the address has the day
on which the article was begun.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from lab.cases import digest_of
from lab.cost import interleaved, watched
from lab.report import Column, Figure, Options, Report, Table, Value
from pantau.dates import read_date
from pantau.errors import BadInput

BASELINES = {"dateparser": "dateparser", "dateutil": "dateutil"}
_NOW = datetime(2025, 6, 20, 12, tzinfo=timezone(timedelta(hours=7)))  # the moment from which relative forms count
_UPDATED = re.compile("diperbarui", re.I)
_DAY = re.compile(r"\d")  # a string without a digit holds no date
_SHOWN = 8

Parser = Callable[[str], datetime | None]


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """One printed date, its outlet, and the day in the address of its page, if the address has one."""

    outlet: str
    text: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Score:
    """The result of one parser: strings, strings with a date in them, those read, those compared, those against their address."""

    strings: int
    dated: int
    read: int
    compared: int
    wrong: int


def measure(path: str, options: Options) -> Report:
    """Measure how well printed dates are read. Raises BadInput for a file without dates or a baseline that is not installed."""
    file = _file(path)
    parsers = {name: parser(name) for name in ("pantau", *_choose_names(options))}
    rows = _rows(file)
    found = {name: [call(row.text) for row in rows] for name, call in parsers.items()}
    scores = {name: _score(rows, moments) for name, moments in found.items()}
    ours = scores["pantau"]
    figures = [Figure("unread", ours.dated - ours.read, "low"), Figure("wrong", ours.wrong, "low")]
    rates = _rates(rows, parsers, options.rounds) if options.rounds else {}
    peaks = {name: watched(parser, (name,), [row.text for row in rows], len(rows)).peak_mb for name in parsers} if rates else {}
    if rates:
        figures += [Figure("dates_per_s", rates["pantau"]), Figure("peak_mb", peaks["pantau"])]
    columns = (Column("parser"), *_COLUMNS, Column("dates/s", ",.0f"), Column("peak MB", ",.0f"))
    lines: tuple[tuple[Value, ...], ...] = tuple(
        (name, *_line(score), rates.get(name), peaks.get(name)) for name, score in scores.items()
    )
    tables = (
        Table("Printed dates (CPU time of one core, rounds in turns)", columns, lines),
        _per_outlet(rows, found["pantau"]),
        _examples(rows, found["pantau"]),
    )
    shown = tuple(table for table in tables if table.rows)
    return Report("dates", f"{len(rows)} dates of {file.name}", len(rows), digest_of([file.read_bytes()]), tuple(figures), shown)


_COLUMNS = (
    Column("strings", ",.0f"), Column("with a date", ",.0f"), Column("read", ",.0f"), Column("compared with the address", ",.0f"),
    Column("agree", ",.0f"), Column("wrong", ",.0f"),
)  # fmt: skip


def parser(name: str) -> Parser:
    """Return the parser called `name`; raise BadInput, which says how to install a missing parser."""
    if name in BASELINES and find_spec(BASELINES[name]) is None:
        raise BadInput(f"{name} is not installed; `.venv/bin/uv pip install {name}` puts it beside Pantau")
    if name == "pantau":
        return partial(read_date, now=_NOW)
    if name == "dateutil":
        return _dateutil()
    import dateparser

    base = {"DATE_ORDER": "DMY", "RELATIVE_BASE": _NOW.replace(tzinfo=None), "TIMEZONE": "Asia/Jakarta"}
    return partial(_quiet, partial(dateparser.parse, languages=["id", "en"], settings=base))


def _dateutil() -> Parser:
    from dateutil import parser as other

    return partial(_quiet, partial(other.parse, dayfirst=True, fuzzy=True, ignoretz=True, default=_NOW.replace(tzinfo=None)))


def _quiet(call: Callable[[str], datetime | None], text: str) -> datetime | None:
    """Return the date that another parser reads; None if the parser raises an error."""
    try:
        return call(text)
    except Exception:
        return None


def _choose_names(options: Options) -> tuple[str, ...]:
    if options.baselines is None:
        return tuple(name for name, module in BASELINES.items() if find_spec(module))
    for name in options.baselines:
        if name not in BASELINES:
            raise BadInput(f"{name!r} is no baseline of dates; use {', '.join(BASELINES)}")
    return options.baselines


def _score(rows: list[PrintedDate], moments: list[datetime | None]) -> Score:
    pairs = list(zip(rows, moments, strict=True))
    compared = [(row, moment) for row, moment in pairs if moment and row.day and not _UPDATED.search(row.text)]
    dated = [row for row in rows if _DAY.search(row.text)]
    read = sum(bool(moment) for row, moment in pairs if _DAY.search(row.text))
    return Score(len(rows), len(dated), read, len(compared), sum(_against(row, moment) for row, moment in compared))


def _against(row: PrintedDate, moment: datetime | None) -> bool:
    return bool(moment and row.day and abs((moment.date() - row.day).days) > 1)


def _line(score: Score) -> tuple[Value, ...]:
    return score.strings, score.dated, score.read, score.compared, score.compared - score.wrong, score.wrong


def _per_outlet(rows: list[PrintedDate], moments: list[datetime | None]) -> Table:
    groups: dict[str, tuple[list[PrintedDate], list[datetime | None]]] = defaultdict(lambda: ([], []))
    for row, moment in zip(rows, moments, strict=True):
        groups[row.outlet][0].append(row)
        groups[row.outlet][1].append(moment)
    lines = tuple((outlet, *_line(_score(*groups[outlet]))) for outlet in sorted(groups))
    return Table("Pantau, per outlet", (Column("outlet"), *_COLUMNS), lines)


def _examples(rows: list[PrintedDate], moments: list[datetime | None]) -> Table:
    pairs = list(zip(rows, moments, strict=True))
    wrong = [(row, moment) for row, moment in pairs if _against(row, moment) and not _UPDATED.search(row.text)]
    unread = [(row, None) for row, moment in pairs if not moment and _DAY.search(row.text)]
    lines = tuple((row.text, str(moment or "unread"), str(row.day or "")) for row, moment in [*unread, *wrong][:_SHOWN])
    return Table("Examples", (Column("printed"), Column("read as"), Column("day in the address")), lines)


def _rates(rows: list[PrintedDate], parsers: dict[str, Parser], rounds: int) -> dict[str, float]:
    texts = [row.text for row in rows]
    work = {name: partial(_each, call, texts) for name, call in parsers.items()}
    return {name: len(texts) / max(seconds, 1e-6) for name, seconds in interleaved(work, rounds).items()}


def _each(call: Parser, texts: list[str]) -> None:
    for text in texts:
        call(text)


def _file(path: str) -> Path:
    found = Path(path)
    files = sorted([*found.glob("dates/*.tsv"), *found.glob("*.tsv")]) if found.is_dir() else [found]
    if not files or not files[0].is_file():
        raise BadInput(f"{path}: no .tsv with date_raw and date_from_url there; give the file or the folder it is in")
    return files[0]


def _rows(file: Path) -> list[PrintedDate]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            read = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            rows = [
                PrintedDate(
                    row.get("outlet") or "",
                    row["date_raw"],
                    date.fromisoformat(row["date_from_url"][:10]) if row["date_from_url"] else None,
                )
                for row in read
            ]
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        raise BadInput(f"{file}: {error.__class__.__name__}: {error}; the columns are outlet, date_raw, date_from_url") from None
    if not rows:
        raise BadInput(f"{file}: no date in it; give lines of outlet, date_raw, date_from_url")
    return rows
