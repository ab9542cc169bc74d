"""Scores one reading of one page, and many readings together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from lab.cases import Case
from lab.readers import ReaderAnswer
from lab.scores import (
    f1_of,
    lost_sentences,
    name_counts,
    noise_left,
    precision_recall,
    same_day,
    same_minute,
    same_title,
    sentences,
)

_ALSO = {"index": "homepage"}  # some collections call main pages index


@dataclass(frozen=True, slots=True)
class PageScore:
    """The scores of one reading against its answer; None where the answer is not known."""

    case: Case
    reading: ReaderAnswer
    precision: float
    recall: float
    f1: float
    title: bool | None
    minute: bool | None
    day: bool | None
    names: Counter[str]
    left: int
    lost: int
    section: bool | None
    dateline_place: bool | None
    wire_source: bool | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Means over articles, counts of lines and sentences, and how often pages that are no article were recognised."""

    articles: int
    precision: float | None
    recall: float | None
    f1: float | None
    title: float | None
    minute: float | None
    day: float | None
    author_f1: float | None
    noise: int
    left: int
    sentences: int
    lost: int
    refused: int
    failed: int
    others: int
    recognised: int
    kind_right: int
    section: float | None
    dateline_place: float | None
    wire_source: float | None


def score(case: Case, reading: ReaderAnswer) -> PageScore:
    """Return the scores of a reading of a page; the text of a page that is no article is not scored."""
    gold = case.gold
    precision, recall, f1 = precision_recall(gold.text, reading.text)
    moment = gold.published_at
    return PageScore(
        case,
        reading,
        precision,
        recall,
        f1,
        title=same_title(gold.title, reading.title) if gold.title else None,
        minute=same_minute(moment, reading.published_at) if moment else None,
        day=same_day(moment, reading.published_at) if moment else None,
        names=Counter() if gold.authors is None else name_counts(gold.authors, reading.authors),
        left=len(noise_left(gold.noise, gold.text, reading.text)),
        lost=len(lost_sentences(gold.text, reading.text)),
        section=_same(gold.section, reading.section),
        dateline_place=_same(gold.dateline_place, reading.dateline_place),
        wire_source=_same(gold.wire_source, reading.wire_source),
    )


def totals(scores: Iterable[PageScore]) -> Totals:
    """Return the scores of many pages as one line."""
    every = list(scores)
    pages = [each for each in every if not each.case.gold.kind]
    others = [each for each in every if each.case.gold.kind]
    return Totals(
        articles=len(pages),
        precision=_mean([each.precision for each in pages]),
        recall=_mean([each.recall for each in pages]),
        f1=_mean([each.f1 for each in pages]),
        title=_mean([each.title for each in pages]),
        minute=_mean([each.minute for each in pages]),
        day=_mean([each.day for each in pages]),
        author_f1=f1_of(sum((each.names for each in pages), Counter())),
        noise=sum(len(list(filter(str.strip, each.case.gold.noise))) for each in pages),
        left=sum(each.left for each in pages),
        sentences=sum(len(sentences(each.case.gold.text)) for each in pages),
        lost=sum(each.lost for each in pages),
        refused=sum(bool(each.reading.kind) for each in pages),
        failed=sum(each.reading.failed for each in every),
        others=len(others),
        recognised=sum(bool(each.reading.kind) for each in others),
        kind_right=sum(each.reading.kind in (each.case.gold.kind, _ALSO.get(each.case.gold.kind)) for each in others),
        section=_mean([each.section for each in pages]),
        dateline_place=_mean([each.dateline_place for each in pages]),
        wire_source=_mean([each.wire_source for each in pages]),
    )


def _same(gold: str | None, got: str | None) -> bool | None:
    return None if gold is None or got is None else gold.casefold() == got.casefold()


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
