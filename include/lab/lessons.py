"""Measures what `pantau learn` learns: lessons of one half of an outlet's days read the other half, as if no outlet had a rule.

Pages with answers measure containers, boilerplate lines and zones together, beside the same reader without lessons and
trafilatura. Bodies without answers measure boilerplate lines alone. Intervals are drawn over outlets. Parameters need addresses
that are announced twice, which neither has; `pantau learn` shows how often each was seen.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import TypeVar
from urllib.parse import urlsplit

from lab.cases import NEWSROOM, Case, Corpus, digest_of, read_cases
from lab.crossed import interval_of
from lab.leaks import CleanedBody, read_bodies, read_leaks
from lab.newsroom_cases import newsroom_cases
from lab.page_scores import PageScore, score, totals
from lab.readers import ReaderAnswer, finder, reader
from lab.report import Column, Figure, Options, Report, Table, Value
from pantau.clean import clean_text
from pantau.errors import BadInput
from pantau.extract import extract_page
from pantau.extract.containers import NO_CONTAINERS, Containers
from pantau.extract.observed import observe
from pantau.learn.containers import containers_of
from pantau.learn.lines import DatedText, furniture_lines
from pantau.learn.zones import zones_of
from pantau.lessons import Lessons
from pantau.model import CleanText, Entry, Page, PageReading
from pantau.rules import Rules, read_rules
from pantau.settings import settings
from pantau.text import letters_of, normal_text

BASELINES: dict[str, str] = {}
_FEWEST = 8  # pages or bodies of an outlet
_SENTENCE = 12  # words of a line that may be news
_DAYS = tuple(f"2026-11-{day}" for day in range(11, 19))  # of the newsroom: a line must be seen on three
_MOST = 4  # pages of an outlet and day of the newsroom
_DRAWS, _SEED = 2000, 17
_NONE, _WITH, _BESIDE = "no lessons", "with lessons", "trafilatura"
_PAGES = (
    Column("reader"), Column("outlets", ",.0f"), Column("pages", ",.0f"), Column("F1", ".4f"), Column("from", ".4f"),
    Column("to", ".4f"), Column("title", ".3f"), Column("time", ".3f"), Column("noise left", ",.0f"),
    Column("sentences lost", ",.0f"),
)  # fmt: skip
_BODIES = (
    Column("outlet"), Column("bodies", ",.0f"), Column("lines learnt", ",.0f"), Column("leaky in 100", ".1f"),
    Column("with lessons", ".1f"), Column("only by rules", ".1f"), Column("rules and lessons", ".1f"),
    Column("sentences taken", ",.0f"),
)  # fmt: skip
T = TypeVar("T")


def measure(path: str, options: Options) -> Report:
    """Measure lessons on pages (as for extract) or on bodies (.jsonl, .gz). Raises BadInput where no outlet has eight."""
    if options.baselines:
        raise BadInput(f"{options.baselines[0]!r}: lessons are measured beside {_NONE} and {_BESIDE}; leave --baseline out")
    if path.endswith((".jsonl", ".gz")):
        return _measure_bodies(Path(path))
    return _measure_pages(newsroom_cases(_DAYS, _MOST) if path == NEWSROOM else read_cases(path))


def _halves(items: Sequence[T], days: Sequence[str]) -> list[tuple[list[T], list[T]]]:
    """Return the two ways to learn from every other day and read the days between."""
    place = {day: number for number, day in enumerate(sorted(set(days)))}
    odd = [item for item, day in zip(items, days, strict=True) if place[day] % 2]
    even = [item for item, day in zip(items, days, strict=True) if not place[day] % 2]
    return [(even, odd), (odd, even)] if odd and even else []


def _measure_pages(corpus: Corpus) -> Report:
    lab, by_group = _LessonLab(corpus), defaultdict(list)
    for case in corpus.cases:
        if not case.gold.kind:
            by_group[case.group].append(case)
    scores: dict[str, list[PageScore]] = {_WITH: [], _NONE: [], _BESIDE: []}
    learnt = 0
    for group, cases in sorted(by_group.items()):
        for taught, held in _halves(cases, [_day(case) for case in cases]) if len(cases) >= _FEWEST else ():
            lessons = lab.learn(group, taught)
            learnt += len(lessons.containers) + len(lessons.lines) + len(lessons.zones)
            for case in held:
                for name, answer in lab.answers(case, lessons).items():
                    scores[name].append(score(case, answer))
    if not scores[_WITH]:
        raise BadInput(f"{corpus.name}: no outlet has {_FEWEST} articles of two days; lessons cannot be learnt from fewer")
    rows = tuple(_line(name, found) for name, found in scores.items())
    figures = [Figure("lessons", learnt)]
    for name, word in ((_WITH, "with"), (_NONE, "without")):
        total = totals(scores[name])
        figures += [Figure(f"{word}_f1", total.f1 or 0.0, "high"), Figure(f"{word}_noise_left", total.left, "low")]
        figures.append(Figure(f"{word}_sentences_lost", total.lost, "low"))
    title = "Pages of days that lessons were not learnt from (95 % intervals over outlets)"
    tables = (Table(title, _PAGES, rows),)
    return Report("lessons", corpus.name, len(scores[_WITH]), corpus.digest, tuple(figures), tables)


def _line(name: str, scores: Sequence[PageScore]) -> tuple[Value, ...]:
    total, (low, high) = totals(scores), interval_of(scores)
    outlets = len({each.case.group for each in scores})
    return (name, outlets, len(scores), total.f1, low, high, total.title, total.minute, total.left, total.lost)


def _day(case: Case) -> str:
    moment = case.gold.published_at or case.sample.fetched_at
    return moment.date().isoformat() if moment else case.name


class _LessonLab:
    """A corpus read as if no outlet had a rule."""

    def __init__(self, corpus: Corpus) -> None:
        self._find, self._seeds = finder(corpus.outlets), settings().seeds_dir
        furniture = (corpus.rules or read_rules(self._seeds / "rules")).furniture
        self._rules = Rules({}, (), furniture)
        self._beside = reader(_BESIDE, corpus.outlets)

    def learn(self, group: str, cases: Sequence[Case]) -> Lessons:
        """Return the lessons of some pages of an outlet, made by the functions of `pantau learn`."""
        shown, texts = [], []
        for case in cases:
            reading, clean = self._read(case, Lessons())
            if reading.outcome or not reading.text:
                continue
            sample, own = case.sample, self._find(case.sample)
            page = Page("", sample.url, sample.url, sample.fetched_at or datetime.now(UTC), 200, "", "", 0, "", 0)
            entry = Entry("", "", sample.url, own.outlet if own else "", _day(case), "", "")
            seen = observe(
                sample.body, page, reading, folder=self._seeds / "extraction", rules=self._rules, entry=entry, outlet=own
            )
            shown.append((urlsplit(sample.url).hostname or "", seen))
            texts.append(DatedText(group, _day(case), sample.url, clean.title, clean.text.split("\n")))
        zones = zones_of((group, one.zone) for _, one in shown)
        return Lessons(containers=containers_of(shown), lines=furniture_lines(texts), zones=zones)

    def answers(self, case: Case, lessons: Lessons) -> dict[str, ReaderAnswer]:
        """Return what each reader says of a page."""
        return {
            _WITH: self._answer(case, lessons),
            _NONE: self._answer(case, Lessons()),
            _BESIDE: self._beside(case.sample),
        }

    def _answer(self, case: Case, lessons: Lessons) -> ReaderAnswer:
        reading, clean = self._read(case, lessons)
        return ReaderAnswer(clean.title, clean.text, reading.authors, reading.published_at, method=reading.method)

    def _read(self, case: Case, lessons: Lessons) -> tuple[PageReading, CleanText]:
        sample, own = case.sample, self._find(case.sample)
        reading = extract_page(
            sample.body, sample.url, fetched_at=sample.fetched_at, outlet=own, folder=self._seeds / "extraction",
            rules=self._rules, more=sample.more, shifts=lessons.shifts.get(case.group, {}),
            containers=Containers(lessons.selectors) if lessons.containers else NO_CONTAINERS,
        )  # fmt: skip
        clean = clean_text(
            reading.text, folder=self._seeds / "cleaning", title=reading.title, description=reading.description,
            authors=reading.authors, furniture=lessons.furniture.get(case.group, {}),
        )  # fmt: skip
        return reading, clean


def _measure_bodies(file: Path) -> Report:
    by_outlet: dict[str, list[CleanedBody]] = defaultdict(list)
    for body in read_bodies(file):
        if body.day:
            by_outlet[body.outlet].append(body)
    rows = [row for outlet, bodies in sorted(by_outlet.items()) if len(bodies) >= _FEWEST for row in _of_outlet(outlet, bodies)]
    if not rows:
        raise BadInput(f"{file}: no outlet has {_FEWEST} bodies of two days; lessons cannot be learnt from fewer")
    chance = random.Random(_SEED)  # noqa: S311 - drawing, not secrets
    tables, figures = [Table("Bodies of days that lessons were not learnt from", _BODIES, tuple(rows))], []
    spans = []
    for place, name in enumerate(("plain", "lessons", "rules", "rules_and_lessons"), start=3):
        values = [float(row[place] or 0) for row in rows]
        means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(_DRAWS))
        figures.append(Figure(f"leaky_in_100_{name}", fmean(values), "low"))
        spans.append((name, fmean(values), means[_DRAWS // 40], means[-_DRAWS // 40]))
    columns = (Column("reader"), Column("leaky in 100", ".2f"), Column("from", ".2f"), Column("to", ".2f"))
    tables.append(Table("Mean of outlets, 95 % over outlets", columns, tuple(spans)))
    figures.append(Figure("sentences_taken", sum(float(row[7] or 0) for row in rows), "low"))
    count = sum(map(len, by_outlet.values()))
    digest = digest_of([file.read_bytes()])
    return Report("lessons", f"{count} bodies of {file.name}", count, digest, tuple(figures), tuple(tables))


def _of_outlet(outlet: str, bodies: Sequence[CleanedBody]) -> Iterator[tuple[Value, ...]]:
    """Yield the row of an outlet; none if all its bodies are of one day."""
    listed = read_leaks(settings().seeds_dir / "evaluation" / "leaks.yaml")
    leaky, learnt, taken, read = [0, 0, 0, 0], 0, 0, 0
    for taught, held in _halves(bodies, [body.day for body in bodies]):
        raw, cleaned = (_learn_lines(taught, clean=clean) for clean in (False, True))
        learnt, read = learnt + len(raw), read + len(held)
        for body in held:
            plain, clean = normal_text(body.body).split("\n"), body.clean.text.split("\n")
            kept = (
                [line for line in plain if letters_of(line) not in raw],
                [ln for ln in clean if letters_of(ln) not in cleaned],
            )
            for place, lines in enumerate((plain, kept[0], clean, kept[1])):
                leaky[place] += any(one.search(line) for line in lines for one in listed)
            taken += sum(
                letters_of(line) in raw and _is_news(line) and not any(one.search(line) for one in listed) for line in plain
            )
    if read:
        yield (outlet, read, learnt, *(100 * count / read for count in leaky), taken)


def _learn_lines(bodies: Sequence[CleanedBody], *, clean: bool) -> set[str]:
    texts = (body.as_text((body.clean.text if clean else normal_text(body.body)).split("\n")) for body in bodies)
    return {letters_of(line.text) for line in furniture_lines(texts)}


def _is_news(line: str) -> bool:
    return len(line.split()) >= _SENTENCE and line.rstrip().endswith((".", "!", "?"))
