"""Measures drafted rules. A rule is learnt from one part of an outlet's pages and reads the other part. Beside it stand no rule
and the rule by hand.

The bar: text F1 .97 on the newsroom's ten markups and on real pages without their rule files. If a rule
does not fit a page, the general reader reads the page, so this costs nothing; `alone` counts such a page as lost. An outlet with
one page cannot be measured: it is shown, but left out of the figures. `pantau rules draft` learns with the same functions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.cases import Case, Corpus, read_cases
from lab.crossed import interval_of
from lab.page_scores import PageScore, score, totals
from lab.readers import finder, reader
from lab.report import Column, Figure, Options, Report, Table, Value
from pantau.errors import BadInput
from pantau.extract import extract_page
from pantau.extract.outline import Outline, outline
from pantau.learn.compared import Compared, compare
from pantau.learn.drafting import FEW
from pantau.learn.trying import TriedDraft, draft_rule
from pantau.model import Outlet, PageReading
from pantau.rules import OutletRule, Rules, read_rules
from pantau.settings import settings

BASELINES: dict[str, str] = {}
_READERS = ("draft", "no rule", "rule by hand")
_WITHIN = (
    Column("outlet"), Column("learnt from", ">"), Column("measured on", ",.0f"), Column("read by the draft", ",.0f"),
    Column("F1 alone", ".4f"), *(Column(f"F1 {name}", ".4f") for name in _READERS),
    *(Column(f"{what} {name}", ".3f") for what in ("title", "time", "author F1") for name in ("draft", "no rule")),
    Column("drafted"),
)  # fmt: skip
_TOTAL = (
    Column("reader"), Column("outlets", ",.0f"), Column("pages", ",.0f"), Column("F1", ".4f"), Column("from", ".4f"),
    Column("to", ".4f"), Column("title", ".3f"), Column("time", ".3f"), Column("author F1", ".3f"), Column("noise left", ",.0f"),
    Column("sentences lost", ",.0f"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fold:
    """What a draft of one part of an outlet's pages reads of the other part; `learnt` is 0 if both parts are the same page."""

    group: str
    learnt: int
    drafted: TriedDraft | None
    scores: dict[str, list[PageScore]]


def measure(path: str, options: Options) -> Report:
    """Measure how right drafted rules read. Raises BadInput for a folder without pages, or for a baseline, because baselines
    are fixed."""
    if options.baselines:
        raise BadInput(f"{options.baselines[0]!r}: drafts are measured beside no rule and the rule by hand; leave --baseline out")
    corpus = read_cases(path)
    lab = _Lab(corpus)
    by_group: dict[str, list[Case]] = defaultdict(list)
    for case in corpus.cases:
        if not case.gold.kind:
            by_group[case.group].append(case)
    folds = [fold for group in sorted(by_group) for fold in lab.folds(group, by_group[group])]
    held = [fold for fold in folds if fold.learnt]
    few = sorted({fold.group for fold in folds if not fold.learnt})
    notes = [f"one page only, learnt and read on the same page, not counted: {', '.join(few)}"] if few else []
    thin = sorted({fold.group for fold in held if fold.learnt < FEW})
    notes += [f"learnt from fewer than {FEW} pages: {', '.join(thin)}"] if thin else []
    tables = (_totals("Pages that drafts were not learnt from (95 % intervals over outlets)", held), _outlets(folds))
    count = sum(len(fold.scores["draft"]) for fold in held)
    return Report("drafts", corpus.name, count, corpus.digest, tuple(_figures(held)), tables, tuple(notes))


class _Lab:
    """A corpus, its outlets and what is known of all pages."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus, self._find = corpus, finder(corpus.outlets)
        self._hand = corpus.rules if corpus.rules is not None else read_rules(*settings().rule_folders)
        self._folder = settings().seeds_dir / "extraction"

    def folds(self, group: str, cases: Sequence[Case]) -> Iterator[Fold]:
        """Yield two folds of an outlet's pages, each learnt from one half. A single page gives one fold, which is learnt from
        itself."""
        halves = (cases[::2], cases[1::2])
        if not halves[1]:
            yield self._fold(group, cases, cases, learnt=0)
            return
        for learnt, held in (halves, halves[::-1]):
            yield self._fold(group, learnt, held, learnt=len(learnt))

    def _fold(self, group: str, cases: Sequence[Case], held: Sequence[Case], *, learnt: int) -> Fold:
        without = Rules({}, (), self._hand.furniture)
        plain = [(case, self._read(case, without)) for case in cases]
        outlines = [found for case, reading in plain if (found := self._outline(case, reading)) is not None]

        def attempt(rule: OutletRule) -> list[Compared]:
            return [compare(case.sample.url, self._read(case, self._only(rule, case)), reading) for case, reading in plain]

        drafted = draft_rule(group, "draft", outlines, attempt)
        scores: dict[str, list[PageScore]] = {name: [] for name in _READERS}
        for case in held:
            by_draft = self._only(drafted.rule, case) if drafted else without
            for name, rules in zip(_READERS, (by_draft, without, self._hand), strict=True):
                call = reader("pantau", self._corpus.outlets, rules)
                scores[name].append(score(case, call(case.sample)))
        return Fold(group, learnt, drafted, scores)

    def _only(self, rule: OutletRule, case: Case) -> Rules:
        return Rules({self._outlet(case): rule}, (), self._hand.furniture)

    def _outlet(self, case: Case) -> str:
        own = self._find(case.sample)
        return own.outlet if own else ""

    def _read(self, case: Case, rules: Rules) -> PageReading:
        sample = case.sample
        return extract_page(
            sample.body, sample.url, fetched_at=sample.fetched_at, outlet=self._find(sample), folder=self._folder, rules=rules
        )

    def _outline(self, case: Case, reading: PageReading) -> Outline | None:
        sample, own = case.sample, self._find(case.sample)
        outlet: Outlet | None = own
        return outline(
            sample.body, sample.url, reading, folder=self._folder, furniture=self._hand.furniture, outlet=outlet,
            fetched_at=sample.fetched_at,
        )  # fmt: skip


def _join_scores(folds: Sequence[Fold], name: str) -> list[PageScore]:
    return [each for fold in folds for each in fold.scores[name]]


def _by_draft(scores: Sequence[PageScore]) -> int:
    return sum(each.reading.method == "rule" for each in scores)


def _alone(scores: Sequence[PageScore]) -> float:
    """Return the mean F1, in which a page that the draft did not read counts as 0."""
    return sum(each.f1 for each in scores if each.reading.method == "rule") / max(1, len(scores))


def _totals(title: str, folds: Sequence[Fold]) -> Table:
    rows = []
    for name in _READERS:
        scores = _join_scores(folds, name)
        if scores:
            total, outlets = totals(scores), len({each.case.group for each in scores})
            low, high = interval_of(scores)
            rows.append(
                (
                    name,
                    outlets,
                    len(scores),
                    total.f1,
                    low,
                    high,
                    total.title,
                    total.minute,
                    total.author_f1,
                    total.left,
                    total.lost,
                )
            )
    return Table(title, _TOTAL, tuple(rows))


def _outlets(folds: Sequence[Fold]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for group in sorted({fold.group for fold in folds}):
        own = [fold for fold in folds if fold.group == group]
        scores = {name: _join_scores(own, name) for name in _READERS}
        total = {name: totals(found) for name, found in scores.items()}
        parts = (total["draft"], total["no rule"])
        learnt = "+".join(str(fold.learnt) for fold in own) if own[0].learnt else "itself"
        rows.append(
            (group, learnt, len(scores["draft"]), _by_draft(scores["draft"]), _alone(scores["draft"]),
             *(total[name].f1 for name in _READERS), *(part.title for part in parts), *(part.minute for part in parts),
             *(part.author_f1 for part in parts), _describe(own[0].drafted))
        )  # fmt: skip
    return Table("By outlet", _WITHIN, tuple(rows))


def _describe(drafted: TriedDraft | None) -> str:
    """Return the first draft in a few words."""
    if drafted is None:
        return "–"
    [made] = drafted.rule.generations
    fields = " ".join(name for name in ("title", "authors", "time", "section") if getattr(made, name))
    return f"{', '.join(made.body)} −{len(made.drop)} {fields}"


def _figures(folds: Sequence[Fold]) -> Iterator[Figure]:
    scores = _join_scores(folds, "draft")
    if not scores:
        return
    total = totals(scores)
    told = {
        "draft_f1": total.f1, "draft_f1_from": interval_of(scores)[0], "draft_alone_f1": _alone(scores),
        "draft_title": total.title, "draft_time": total.minute, "draft_author_f1": total.author_f1,
        "draft_read": _by_draft(scores) / len(scores),
    }  # fmt: skip
    for name, value in told.items():
        if value is not None:
            yield Figure(name, value, "high")
