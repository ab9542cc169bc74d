"""Measures extraction: text, title, time, authors, noise, lost sentences, and the time and memory that it takes, per reader.

The bars: text F1 0.98 on pages with a rule, title 0.97, every printed time to the minute; on the newsroom F1 0.995, no line of
noise left, no sentence lost. Speed on pages with a rule: 300 pages a second on one core and ten times
`trafilatura.bare_extraction(with_metadata=True)` on the same pages; memory flat over 50,000 pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import cycle, islice

from lab.cases import Case, Corpus, read_cases
from lab.cost import Usage, interleaved, watched
from lab.crossed import WITHOUT, measure_without, reader_without
from lab.page_scores import PageScore, Totals, score, totals
from lab.readers import Reader, ReaderAnswer, reader
from lab.report import Column, Figure, Options, Report, Table, Value
from lab.scores import lost_sentences, noise_left
from pantau.errors import BadInput

BASELINES = {"trafilatura": ("trafilatura", "trafilatura, favor_precision"), "newspaper4k": ("newspaper4k",)}
DEFAULT = ("trafilatura",)
_OURS, _BARE, _BESIDE = "pantau", "pantau, extraction only", "trafilatura"
_WORST = 6  # pages shown
_SHOWN = 12  # sentences and lines shown

_ACCURACY = (
    Column("pages", ",.0f"), Column("precision", ".4f"), Column("recall", ".4f"), Column("F1", ".4f"), Column("title", ".3f"),
    Column("time", ".3f"), Column("day", ".3f"), Column("author F1", ".3f"), Column("noise left", ">"),
    Column("sentences lost", ">"), Column("other pages told", ">"),
)  # fmt: skip


def measure(path: str, options: Options) -> Report:
    """Measure how right and how fast pages are read. Raises BadInput for a folder without pages or a missing baseline."""
    corpus = read_cases(path)
    readers = {name: reader(name, corpus.outlets, corpus.rules) for name in (_OURS, *_choose_names(options))}
    scores = {name: [score(case, call(case.sample)) for case in corpus.cases] for name, call in readers.items()}
    tables = [_overall(scores), _per_outlet(scores), *(make(scores[_OURS]) for make in (_worst, _examples, _methods))]
    figures = _figures(totals(scores[_OURS]))
    if options.without_rules:
        table, more = measure_without(corpus, scores)
        tables.insert(1, table)
        figures += more
    if options.rounds:
        table, more = _speed(corpus, readers, scores[_OURS], options)
        tables.append(table)
        figures += more
    if options.repeat:
        table, more = _memory(corpus, options.repeat)
        tables.append(table)
        figures += more
    shown = tuple(table for table in tables if table.rows)
    return Report("extract", corpus.name, len(corpus.cases), corpus.digest, tuple(figures), shown)


def _choose_names(options: Options) -> Iterable[str]:
    for name in DEFAULT if options.baselines is None else options.baselines:
        if name not in BASELINES:
            raise BadInput(f"{name!r} is no baseline of extract; use {', '.join(BASELINES)}")
        yield from BASELINES[name]


def _figures(total: Totals) -> list[Figure]:
    told = total.recognised / total.others if total.others else None
    kinds = total.kind_right / total.others if total.others else None
    high = {
        "precision": total.precision, "recall": total.recall, "text_f1": total.f1, "title_exact": total.title,
        "time_exact": total.minute, "author_f1": total.author_f1, "section_exact": total.section,
        "dateline_place_exact": total.dateline_place, "wire_source_exact": total.wire_source, "others_told": told,
        "others_kind_right": kinds,
    }  # fmt: skip
    low = {"noise_left": total.left, "sentences_lost": total.lost, "articles_refused": total.refused, "failed": total.failed}
    return [
        *(Figure(name, value, "high") for name, value in high.items() if value is not None),
        *(Figure(name, value, "low") for name, value in low.items()),
    ]


def _line(total: Totals) -> tuple[Value, ...]:
    others = f"{total.recognised}/{total.others}" if total.others else None
    noise = f"{total.left}/{total.noise}" if total.noise else None
    return (
        total.articles + total.others, total.precision, total.recall, total.f1, total.title, total.minute, total.day,
        total.author_f1, noise, f"{total.lost}/{total.sentences}", others,
    )  # fmt: skip


def _overall(scores: dict[str, list[PageScore]]) -> Table:
    rows = tuple((name, *_line(totals(found))) for name, found in scores.items())
    return Table("Accuracy", (Column("reader"), *_ACCURACY), rows)


def _per_outlet(scores: dict[str, list[PageScore]]) -> Table:
    beside = [name for name in scores if name != _OURS]
    columns = (Column("outlet"), *_ACCURACY, *(Column(f"F1 {name}", ".4f") for name in beside))
    rows = []
    for group in sorted({each.case.group for each in scores[_OURS]}):
        of_group = {name: totals(each for each in found if each.case.group == group) for name, found in scores.items()}
        rows.append((group, *_line(of_group[_OURS]), *(of_group[name].f1 for name in beside)))
    return Table("Pantau, per outlet", columns, tuple(rows))


def _worst(scores: list[PageScore]) -> Table:
    pages = sorted((each for each in scores if not each.case.gold.kind), key=lambda each: (each.f1, -each.lost, each.case.name))
    columns = (
        Column("page"), Column("F1", ".4f"), Column("precision", ".4f"), Column("recall", ".4f"), Column("lost", ",.0f"),
        Column("left", ",.0f"), Column("method"),
    )  # fmt: skip
    bad = [each for each in pages if each.f1 < 1 or each.lost or each.left][:_WORST]
    rows = ((each.case.name, each.f1, each.precision, each.recall, each.lost, each.left, _how(each.reading)) for each in bad)
    return Table("Weakest pages", columns, tuple(rows))


def _examples(scores: list[PageScore]) -> Table:
    """Return the first sentences that were lost and lines that were left, so that a person can repair a rule."""
    rows = []
    for each in (each for each in scores if not each.case.gold.kind and (each.lost or each.left)):
        gold, got = each.case.gold, each.reading.text
        rows += [(each.case.name, "lost", text[:100]) for text in lost_sentences(gold.text, got)]
        rows += [(each.case.name, "left", text) for text in noise_left(gold.noise, gold.text, got)]
    return Table("Lost sentences and noise left", (Column("page"), Column("what"), Column("text")), tuple(rows[:_SHOWN]))


def _how(reading: ReaderAnswer) -> str:
    return " ".join(filter(None, (reading.rule or reading.method, reading.kind, "failed" if reading.failed else "")))


def _found_by(reading: ReaderAnswer) -> str:
    return f"{reading.method} {reading.rule}".strip() or "nothing"


def _methods(scores: list[PageScore]) -> Table:
    articles = [each for each in scores if not each.case.gold.kind]
    counts = Counter(_found_by(each.reading) for each in articles)
    rows = []
    for method, count in counts.most_common():
        found = totals(each for each in articles if _found_by(each.reading) == method)
        rows.append((method, count, found.f1, found.title, found.minute))
    columns = (Column("method"), Column("pages", ",.0f"), Column("F1", ".4f"), Column("title", ".3f"), Column("time", ".3f"))
    return Table("How the text of articles was found", columns, tuple(rows))


def _speed(corpus: Corpus, readers: dict[str, Reader], scores: list[PageScore], options: Options) -> tuple[Table, list[Figure]]:
    """Time all readers in turns, on all pages and on the pages that a rule read."""
    timed = {_OURS: readers[_OURS], _BARE: reader(_BARE, corpus.outlets, corpus.rules), **readers}
    if options.without_rules:
        timed[WITHOUT] = reader_without(_BARE, corpus)
    ruled = [each.case for each in scores if each.reading.method == "rule"]
    whole = _rates(timed, corpus.cases, options.rounds)
    rule = _rates(timed, ruled, options.rounds) if ruled else {}
    peaks = {name: _usage(corpus, name, len(corpus.cases)).peak_mb for name in timed if name != WITHOUT}
    rows = tuple((name, whole[name], _over(whole, name), rule.get(name), _over(rule, name), peaks.get(name)) for name in timed)
    columns = (
        Column("reader"), Column("pages/s", ",.1f"), Column(f"× {_BESIDE}", ".1f"),
        Column(f"pages/s, {len(ruled)} pages with a rule", ",.1f"), Column(f"× {_BESIDE}", ".1f"), Column("peak MB", ",.0f"),
    )  # fmt: skip
    figures = {
        "pages_per_s": whole[_BARE], "times_trafilatura": _over(whole, _BARE), "rule_pages_per_s": rule.get(_BARE),
        "rule_times_trafilatura": _over(rule, _BARE), "peak_mb": peaks[_OURS],
    }  # fmt: skip
    title = f"Speed on one core (CPU time, median of {options.rounds} rounds in turns) and memory of a process that reads them"
    return Table(title, columns, rows), [Figure(name, value) for name, value in figures.items() if value is not None]


def _rates(readers: dict[str, Reader], cases: Iterable[Case], rounds: int) -> dict[str, float]:
    """Return reader → pages per second. Only the first page of an article over several is read, because other readers read one
    page."""
    pages = [replace(case.sample, more=()) for case in cases]

    def every(call: Reader) -> None:
        for page in pages:
            call(page)

    work: dict[str, Callable[[], object]] = {name: partial(every, call) for name, call in readers.items()}
    return {name: len(pages) / max(seconds, 1e-6) for name, seconds in interleaved(work, rounds).items()}


def _over(rates: dict[str, float], name: str) -> float | None:
    return rates[name] / rates[_BESIDE] if _BESIDE in rates and name != _BESIDE else None


def _usage(corpus: Corpus, name: str, count: int) -> Usage:
    samples = (case.sample for case in islice(cycle(corpus.cases), count))
    return watched(reader, (name, corpus.outlets, corpus.rules), samples, count)


def _memory(corpus: Corpus, count: int) -> tuple[Table, list[Figure]]:
    usage = _usage(corpus, _OURS, count)
    columns = (*(Column(f"after {count * quarter // 4:,}", ",.1f") for quarter in (1, 2, 3, 4)), Column("growth", ",.1f"))
    table = Table(
        f"Memory in use while {count:,} pages are read and cleaned, MB", columns, ((*usage.quarters_mb, usage.growth_mb),)
    )
    figures = [Figure("growth_mb", usage.growth_mb), Figure("many_pages_per_s", count / max(usage.seconds, 1e-6))]
    return table, figures
