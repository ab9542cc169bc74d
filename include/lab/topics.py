"""`pantau evaluate topics PATH`: topics of outlets that were not learnt, beside plain tf-idf, and of marked articles.

Every reader names one group of topics (news at home is one, see `together` in topics.yaml), because a section such as *nasional*
stands for twelve topics: whoever may answer it would be right for any of them. The answer is right if the section may mean a
topic of that group. Each larger outlet is held out in turn, and the weights
are learnt and calibrated on the others, because the weights in seeds/ know all outlets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

import numpy as np

from lab.labelled_articles import LabelledCorpus, read_told
from lab.marked_topics import measure_marked
from lab.report import Column, Figure, Options, Report, Table, Value
from lab.softmax import fit_softmax, tf_idf_rows
from lab.topic_training import LEAST, CountedArticle, count_articles, held_out, larger_outlets, temperature_of
from pantau.errors import BadInput
from pantau.settings import settings
from pantau.tag.topic_model import Array, TopicScores
from pantau.tag.topics import best_of, groups_of

BASELINES = {"tf-idf": "words, a class per section"}
_FILES = ("topic/*.jsonl.gz", "articles/*.jsonl.gz", "dedup/*.jsonl.gz")
_KEPT = (1.0, 0.98, 0.95, 0.9, 0.8, 0.7, 0.5)
_DRAWN, _OUTER = 400, 0.025
_FREE, _STEPS, _RARE = 3.0, 25, 5


@dataclass(frozen=True, slots=True)
class Judged:
    """An article of a held-out outlet: its section, the probability of the first group of topics (0: no answer), and whether
    the group is right. `meant`: the topic itself is one that the section may mean."""

    outlet: str
    section: str
    sure: float
    right: bool
    meant: bool


def measure(path: str, options: Options) -> Report:
    """Measure the share of right first topics per held-out outlet, per section, and without answers to the least sure articles.

    PATH is a folder with topic, articles, dedup (JSON lines with sections or addresses) and gold, or a file of either. Raises
    BadInput for an unknown baseline and for files without a section that sections.csv knows.
    """
    for name in options.baselines or ():
        if name not in BASELINES:
            raise BadInput(f"{name!r} is no baseline of topics; use {', '.join(BASELINES)}")
    folder = Path(path)
    marked = sorted(folder.glob("gold/*.jsonl.gz")) if folder.is_dir() else [folder] if "gold" in folder.parts[-2:-1] else []
    files = [file for form in _FILES for file in sorted(folder.glob(form))] if folder.is_dir() else [folder]
    gold = measure_marked(marked[0]) if marked else None
    if not folder.is_dir() and gold:
        return gold
    corpus = read_told(files, settings().seeds_dir / "tags")
    readers = {"pantau": judge_crossed}
    if options.baselines is None or "tf-idf" in options.baselines:
        readers["tf-idf"] = judge_plainly
    return _report(corpus, {name: list(read(corpus)) for name, read in readers.items()}, gold)


def _report(corpus: LabelledCorpus, found: Mapping[str, Sequence[Judged]], gold: Report | None) -> Report:
    own = found["pantau"]
    figures = [Figure("outlets not learnt", mean_of_outlets(own), "high"), Figure("answered", _share_answered(own), "high")]
    figures.append(Figure("calibration error", _calibration_error(own), "low"))
    figures.append(Figure("topic itself", mean_of_outlets([replace(one, right=one.meant) for one in own]), "high"))
    tables = [_table("outlet", found, lambda one: one.outlet), _table("section", found, lambda one: one.section), _curve(found)]
    title = f"{len(own)} articles of {len({one.outlet for one in own})} outlets, each held out in turn"
    if gold:
        figures += gold.figures
        tables += gold.tables
    return Report("topics", title, len(own), corpus.digest, tuple(figures), tuple(tables))


def judge_crossed(corpus: LabelledCorpus) -> Iterator[Judged]:
    """Judge each larger outlet with weights learnt without it, and the temperature fitted on the other held-out outlets."""
    labels = tuple(sorted(topic.id for topic in corpus.topics.topics))
    groups = groups_of(labels, corpus.topics.together)
    held = list(held_out(count_articles(corpus), corpus.topics))
    for outlet in sorted({one.told.outlet for one, _ in held}):
        sure = temperature_of((pair for pair in held if pair[0].told.outlet != outlet), labels)
        yield from (judge(one, found, labels, sure, groups) for one, found in held if one.told.outlet == outlet)


def judge(one: CountedArticle, found: TopicScores, labels: Sequence[str], sure: float, groups: Array) -> Judged:
    """Return whether the first group of topics, and its first topic, are such that the section of an article may mean them."""
    shares = found.shares(sure)
    first = best_of(shares, groups)
    group = int(groups[:, first].argmax())
    whole = float(groups[group] @ shares) if float(shares[first]) >= LEAST else 0.0
    right = any(groups[group][labels.index(topic)] for topic in one.told.topics)
    return Judged(one.told.outlet, _section_name(one), whole, right, labels[first] in one.told.topics)


def _section_name(one: CountedArticle) -> str:
    names = one.told.topics
    return names[0] if len(names) == 1 else f"{names[0]}, {names[1]} … ({len(names)})"


def judge_plainly(corpus: LabelledCorpus) -> Iterator[Judged]:
    """Judge with tf-idf of single words and a softmax with each section as a class, the simplest method; a section that mixes
    topics is the group to which most of them belong."""
    labels = tuple(sorted(topic.id for topic in corpus.topics.topics))
    groups = groups_of(labels, corpus.topics.together)
    articles = count_articles(corpus)
    counted = [{name: times for name, times in one.features.items() if " " not in name} for one in articles]
    classes = sorted({one.told.topics for one in articles})
    marked = np.array([[label in topics for label in labels] for topics in classes], dtype=float) @ groups.T
    belongs = np.eye(len(groups))[marked.argmax(axis=1)]
    for outlet in larger_outlets(articles):
        learnt = [at for at, one in enumerate(articles) if one.told.outlet != outlet]
        asked = [at for at, one in enumerate(articles) if one.told.outlet == outlet]
        seen = Counter(name for at in learnt for name in counted[at])
        names = sorted(name for name, count in seen.items() if count >= _RARE)
        places = {name: place for place, name in enumerate(names)}
        rare = np.log((1 + len(learnt)) / (1 + np.array([seen[name] for name in names]))) + 1
        wanted = np.eye(len(classes))[[classes.index(articles[at].told.topics) for at in learnt]]
        table = fit_softmax(tf_idf_rows([counted[at] for at in learnt], places, rare), wanted, _FREE, _STEPS)
        scores = tf_idf_rows([counted[at] for at in asked], places, rare) @ table[:-1] + table[-1]
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        for at, shares in zip(asked, powers / powers.sum(axis=1, keepdims=True), strict=True):
            one, sums = articles[at], shares @ belongs
            right = any(groups[int(sums.argmax())][labels.index(topic)] for topic in one.told.topics)
            yield Judged(one.told.outlet, _section_name(one), float(sums.max()), right, right)


def mean_of_outlets(judged: Sequence[Judged]) -> float:
    """Return the mean over outlets of the share of answered articles that is right."""
    outlets = sorted({one.outlet for one in judged})
    return fmean(_share_right([one for one in judged if one.outlet == outlet]) for outlet in outlets)


def _share_right(judged: Sequence[Judged]) -> float:
    answered = [one for one in judged if one.sure]
    return sum(one.right for one in answered) / max(1, len(answered))


def _share_answered(judged: Sequence[Judged]) -> float:
    return sum(one.sure > 0 for one in judged) / max(1, len(judged))


def _calibration_error(judged: Sequence[Judged], parts: int = 10) -> float:
    """Return the distance of the probability from the share that is right, as a mean over ten parts of rising probability."""
    ordered = sorted((one for one in judged if one.sure), key=lambda one: one.sure)
    cuts = [ordered[len(ordered) * at // parts : len(ordered) * (at + 1) // parts] for at in range(parts)]
    return sum(abs(sum(one.sure - one.right for one in cut)) for cut in cuts) / max(1, len(ordered))


def _table(what: str, found: Mapping[str, Sequence[Judged]], of: Callable[[Judged], str]) -> Table:
    columns = [Column(what), Column("articles", ",.0f")]
    for who in found:
        columns += [Column(who, ".3f"), Column("95 %")]
    columns.append(Column("answered", ".3f"))
    rows: list[tuple[Value, ...]] = []
    for name in sorted({of(one) for one in found["pantau"]}):
        parts = {who: [one for one in judged if of(one) == name] for who, judged in found.items()}
        cells = [cell for part in parts.values() for cell in (_share_right(part), _interval(part))]
        rows.append((name, float(len(parts["pantau"])), *cells, _share_answered(parts["pantau"])))
    if what == "outlet":
        means = [cell for judged in found.values() for cell in (mean_of_outlets(judged), "")]
        rows.append(("mean of outlets", float(len(found["pantau"])), *means, _share_answered(found["pantau"])))
    return Table(f"First group of topics right, per {what}; the outlet was not learnt", tuple(columns), tuple(rows))


def _interval(judged: Sequence[Judged]) -> str:
    rights = np.array([one.right for one in judged if one.sure], dtype=float)
    if not len(rights):
        return ""
    chance = np.random.default_rng(1)  # the same interval in every run
    drawn = sorted(float(chance.choice(rights, len(rights)).mean()) for _ in range(_DRAWN))
    return f"{drawn[int(_OUTER * _DRAWN)]:.3f}–{drawn[int((1 - _OUTER) * _DRAWN) - 1]:.3f}"


def _curve(found: Mapping[str, Sequence[Judged]]) -> Table:
    columns = (Column("share answered", ".2f"), *(Column(f"right {who}", ".3f") for who in found), Column("least", ".2f"))
    rows: list[tuple[Value, ...]] = []
    for share in _KEPT:
        kept = {who: sorted(judged, key=lambda one: -one.sure)[: round(share * len(judged))] for who, judged in found.items()}
        cells = [sum(one.right for one in part) / max(1, len(part)) for part in kept.values()]
        rows.append((share, *cells, kept["pantau"][-1].sure if kept["pantau"] else None))
    return Table("What is gained by no answer where it is least sure", columns, tuple(rows))
