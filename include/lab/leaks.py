"""Measures what cleaning leaves in extracted bodies without known answers, per outlet. All lines count, without sampling.

A leak is a line with a pattern of seeds/evaluation/leaks.yaml, or one that `learn` would call boilerplate. What cleaning
removes is shown too: a whole sentence that only one body has and that fits no pattern of the list may be news. Beside this stand
the lines that lessons of other days find without any rule. The bar: less than one leaky body in 100 of every outlet.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from lab.cases import Sample, catalogue_outlets, digest_of
from lab.readers import finder
from lab.report import Column, Figure, Options, Report, Table
from pantau.clean import Press, clean_text
from pantau.errors import BadInput
from pantau.files import parse_yaml
from pantau.learn.lines import DatedText, furniture_lines
from pantau.model import CleanText
from pantau.settings import settings
from pantau.text import letters_of, normal_text

BASELINES: dict[str, str] = {}
_FOLDS = 3
_SENTENCE = 12  # words of a removed sentence that may be news
_LONGEST = 400  # letters of a line
_DAY = re.compile(r"\d{1,2}[ /-][A-Za-z0-9]{1,9}[ /-]\d{4}|\d{4}-\d{2}-\d{2}")
_COLUMNS = (
    Column("outlet"), Column("bodies", ",.0f"), Column("leaky", ",.0f"), Column("in 100", ".2f"), Column("lines again", ",.0f"),
    Column("sentences taken", ",.0f"), Column("lines taken by rules", ",.0f"), Column("of them found by lessons", ",.0f"),
    Column("lessons would take more", ",.0f"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CleanedBody:
    """A body, its cleaned form, and its outlet, address, title and printed day."""

    outlet: str
    url: str
    title: str
    day: str
    body: str
    clean: CleanText

    def as_text(self, lines: Sequence[str]) -> DatedText:
        """Return some lines of the body in the form that `learn` reads."""
        return DatedText(self.outlet, self.day, self.url, self.title, [line for line in lines if len(line) <= _LONGEST])


def measure(path: str, options: Options) -> Report:
    """Measure leaks per outlet. Raises BadInput for a file without bodies, or for a baseline, because there is none."""
    if options.baselines:
        raise BadInput(f"{options.baselines[0]!r}: no other project cleans Indonesian bodies; leave --baseline out")
    file, listed = Path(path), read_leaks(settings().seeds_dir / "evaluation" / "leaks.yaml")
    by_outlet: dict[str, list[CleanedBody]] = defaultdict(list)
    for body in read_bodies(file):
        by_outlet[body.outlet].append(body)
    rows, shown, worst, taken = [], [], 0.0, 0
    for outlet, bodies in sorted(by_outlet.items()):
        left = [
            (body, line) for body in bodies for line in body.clean.text.split("\n") if any(one.search(line) for one in listed)
        ]
        again = furniture_lines(body.as_text(body.clean.text.split("\n")) for body in bodies)
        sentences = list(_sentences_taken(bodies, listed))
        leaky = len({body.url for body, _ in left})
        worst, taken = max(worst, 100 * leaky / len(bodies)), taken + len(sentences)
        rows.append((outlet, len(bodies), leaky, 100 * leaky / len(bodies), len(again), len(sentences), *_count_crossed(bodies)))
        shown += [(outlet, "left", line[:120]) for _, line in left] + [(outlet, "again", line.text[:120]) for line in again]
        shown += [(outlet, f"taken by {rule}", text[:120]) for rule, text in sentences]
    count = sum(map(len, by_outlet.values()))
    tables = (
        Table("Leaks by outlet; lessons are learnt on other days, without any rule", _COLUMNS, tuple(rows)),
        Table("Lines", (Column("outlet"), Column("what"), Column("text")), tuple(shown)),
    )
    figures = (Figure("leaky_in_100_worst_outlet", worst, "low"), Figure("sentences_taken", taken, "low"))
    name = f"{count} bodies of {file.name}"
    return Report("leaks", name, count, digest_of([file.read_bytes()]), figures, tuple(table for table in tables if table.rows))


def read_leaks(file: Path) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of the list; raise BadInput, which names the faulty file."""
    try:
        return tuple(re.compile(str(row), re.I) for row in parse_yaml(file.read_text(encoding="utf-8")))
    except (OSError, TypeError, re.error, yaml.YAMLError) as error:
        raise BadInput(f"{file}: {error}; a list of patterns is wanted") from None


def read_bodies(file: Path) -> Iterator[CleanedBody]:
    """Yield the cleaned bodies of JSON lines {url, title, content or body, date_raw}, each address once."""
    find = finder(outlets := catalogue_outlets())
    names = tuple(sorted(outlet.name for outlet in outlets.values()))
    seen: set[str] = set()
    try:
        with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, filter(str.strip, lines)):
                body, url = str(row.get("content") or row.get("body") or ""), str(row.get("url") or "")
                if not body or url in seen:
                    continue
                seen.add(url)
                own, title = find(Sample(b"", url)), str(row.get("title") or "")
                slug = own.outlet if own else ""
                clean = clean_text(
                    body, folder=settings().seeds_dir / "cleaning", outlet=slug, title=title,
                    press=Press(own.name if own else "", names),
                )  # fmt: skip
                day = _DAY.search(str(row.get("date_raw") or ""))
                yield CleanedBody(slug or "?", url, title, day[0] if day else "", body, clean)
    except (OSError, ValueError, AttributeError) as error:
        raise BadInput(f"{file}: {error}; give JSON lines of {{url, title, content, date_raw}}, plain or .gz") from None
    if not seen:
        raise BadInput(f"{file}: no line has a `content` or a `body`; give JSON lines of {{url, title, content, date_raw}}")


def _sentences_taken(bodies: Sequence[CleanedBody], listed: Sequence[re.Pattern[str]]) -> Iterator[tuple[str, str]]:
    """Yield rule and text of removed lines that may be news: a whole sentence that only one body has and that is no listed
    leak."""
    times = Counter(letters_of(one.text) for body in bodies for one in body.clean.removed)
    for body in bodies:
        for one in body.clean.removed:
            whole = len(one.text.split()) >= _SENTENCE and one.text.rstrip().endswith((".", "!", "?"))
            if whole and times[letters_of(one.text)] == 1 and not any(pattern.search(one.text) for pattern in listed):
                yield one.rule, one.text


def _count_crossed(bodies: Sequence[CleanedBody]) -> tuple[int, int, int]:
    """Return how many lines of raw bodies the rules remove, how many of these lessons of other days find, and how many others."""
    days = sorted({body.day for body in bodies})
    by_rules = found = more = 0
    for fold in range(_FOLDS):
        held = {day for number, day in enumerate(days) if number % _FOLDS == fold}
        learnt = furniture_lines(
            body.as_text(normal_text(body.body).split("\n")) for body in bodies if body.day and body.day not in held
        )
        known = {letters_of(line.text) for line in learnt}
        for body in (body for body in bodies if body.day in held):
            kept = letters_of(body.clean.text)
            for letters in filter(None, map(letters_of, normal_text(body.body).split("\n"))):
                gone = letters not in kept
                by_rules, found, more = (
                    by_rules + gone,
                    found + (gone and letters in known),
                    more + (not gone and letters in known),
                )
    return by_rules, found, more
