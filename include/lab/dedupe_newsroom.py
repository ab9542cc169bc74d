"""Measures dedupe on invented articles with known families: the pairs that the search finds, and the families that stories make.

A second reporter's article on an event is no copy; a table says how many such articles are called copies. They share with the
first article as much as two real reports of one event that are labelled no copies (see `lab.newsroom_families`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import comb

from lab.cases import digest_of
from lab.newsroom_families import FamilyArticle, articles
from lab.report import Column, Figure, Report, Table
from pantau.dedupe.command import shipped_judge
from pantau.dedupe.compare import COPY, EDITED_COPY, Text, compare
from pantau.dedupe.families import families
from pantau.dedupe.neighbours import candidates
from pantau.dedupe.shingles import runs, words
from pantau.dedupe.signature import sign
from pantau.dedupe.stories import Edge, Node, find_stories

COUNT = 6_000
RUN, LEAST = 5, 0.5
Two = tuple[int, int]  # places of two articles, the smaller first
_COLUMNS = (
    Column("reader"), Column("pairs", ",.0f"), Column("precision", ".4f"), Column("recall", ".4f"),
    Column("precision of families", ".4f"), Column("recall of families", ".4f"), Column("ARI", ".4f"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """The properties of an article that a search reads."""

    day: str
    values: bytes


def measure_newsroom(baselines: Sequence[str]) -> Report:
    """Measure how right pairs and families are among 6,000 articles, beside the named baselines."""
    items = list(articles(COUNT))
    true = _pairs_of([item.family for item in items])
    found = _find_copies(items)
    rows = [_row("pantau", found, _group_stories(items, found), items, true)]
    shingles = [frozenset(runs(words(item.text), RUN)) for item in items] if baselines else []
    for name in baselines:
        pairs = BASELINES[name](items, shingles)
        rows.append(_row(name, pairs, _join_pairs(len(items), pairs), items, true))
    names = ("", "", "precision", "recall", "family_precision", "family_recall", "ari")
    figures = tuple(
        Figure(name, value, "high") for name, value in zip(names, rows[0], strict=True) if name and isinstance(value, float)
    )
    tables = (
        Table("Copies and families among invented articles", _COLUMNS, tuple(rows)),
        _edits(items, found),
        _table_of_second_reports(items, found),
    )
    digest = digest_of(f"{item.family} {item.title} {item.text}".encode() for item in items)
    return Report("dedupe", f"{COUNT} articles of the newsroom", COUNT, digest, figures, tables)


def _find_copies(items: Sequence[FamilyArticle]) -> dict[Two, Edge]:
    """Return the pairs that search and comparison call copies."""
    marks = [Mark(item.day, values) for item, values in zip(items, sign(item.text for item in items), strict=True)]
    found = {}
    for one, other in candidates(marks, marks):
        if one < other:
            verdict = compare(_text(items[one]), _text(items[other]), shipped_judge())
            if verdict.kind in (COPY, EDITED_COPY):
                names = items[one].article_id, items[other].article_id
                found[one, other] = Edge(*names, verdict.kind, verdict.similarity)
    return found


def _text(item: FamilyArticle) -> Text:
    return Text(item.title, item.text, item.outlet, item.published_at, item.day)


def _group_stories(items: Sequence[FamilyArticle], found: Mapping[Two, Edge]) -> list[str]:
    """Return the story of every article; an article without a story has its own id."""
    nodes = [
        Node(item.article_id, date.fromisoformat(item.day), item.outlet, item.title, "", item.published_at) for item in items
    ]
    story = {member.article_id: one.story_id for one in find_stories(nodes, found.values()) for member in one.members}
    return [story.get(item.article_id, item.article_id) for item in items]


def _join_pairs(count: int, pairs: Iterable[Two]) -> list[str]:
    """Return the family of every article if all pairs are joined, as a union-find joins them."""
    joined = {str(one): str(one) for one in range(count)}
    for family in families((str(member), two) for two in pairs for member in two):
        joined |= dict.fromkeys(family, family[0])
    return [joined[str(one)] for one in range(count)]


def _row(
    name: str, pairs: Iterable[Two], grouped: Sequence[str], items: Sequence[FamilyArticle], true: set[Two]
) -> tuple[str | float, ...]:
    called, together = set(pairs), _pairs_of(grouped)
    scores = [score for found in (called, together) for score in _scores(found, true)]
    return name, float(len(called)), *scores, adjusted_rand([item.family for item in items], grouped)


def _scores(found: set[Two], true: set[Two]) -> tuple[float, float]:
    right = len(found & true)
    return right / (len(found) or 1), right / (len(true) or 1)


def _pairs_of(groups: Sequence[str]) -> set[Two]:
    members = defaultdict(list)
    for place, group in enumerate(groups):
        members[group].append(place)
    return {two for group in members.values() for two in combinations(group, 2)}


def adjusted_rand(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the adjusted Rand index of two groupings of the same things (Hubert and Arabie 1985); 1 if both are the same."""
    same = sum(comb(size, 2) for size in Counter(zip(one, other, strict=True)).values())
    mine, theirs = (sum(comb(size, 2) for size in Counter(groups).values()) for groups in (one, other))
    expected = mine * theirs / (comb(len(one), 2) or 1)
    most = (mine + theirs) / 2
    return (same - expected) / (most - expected) if most != expected else 1.0


def _edits(items: Sequence[FamilyArticle], found: Mapping[Two, Edge]) -> Table:
    """Return the share of copies that are found as copies of their origin, by edit; a copy often has several edits."""
    origin = {item.family: place for place, item in enumerate(items) if item.article_id == item.family}
    told: defaultdict[str, list[bool]] = defaultdict(list)
    for place, item in enumerate(items):
        if item.article_id != item.family and item.family in origin:
            first = origin[item.family]
            for edit in (*item.edits, "any"):
                told[edit].append((min(place, first), max(place, first)) in found)
    rows = tuple((edit, float(len(said)), sum(said) / len(said)) for edit, said in sorted(told.items()))
    return Table("Copies and their origins", (Column("edit"), Column("copies", ",.0f"), Column("found", ".4f")), rows)


def _table_of_second_reports(items: Sequence[FamilyArticle], found: Mapping[Two, Edge]) -> Table:
    """Return the number of second reports of events, and the share that is called a copy of another report of the same event."""
    second = [place for place, item in enumerate(items) if item.told_again]
    called = {place for two in found for place in two if any(items[one].told_again for one in two)}
    row = ("second reports", float(len(second)), sum(place in called for place in second) / (len(second) or 1))
    return Table("One event, two reporters", (Column(""), Column("articles", ",.0f"), Column("called a copy", ".4f")), (row,))


def _same_text(items: Sequence[FamilyArticle], _: Sequence[frozenset[str]]) -> set[Two]:
    return _pairs_of([item.text for item in items])


def _jaccard(_: Sequence[FamilyArticle], shingles: Sequence[frozenset[str]]) -> set[Two]:
    """Return all pairs that share half of their runs. Pairs are found by the runs that at least two texts have."""
    having = defaultdict(list)
    for place, row in enumerate(shingles):
        for run in row:
            having[run].append(place)
    common: Counter[Two] = Counter()
    for places in having.values():
        if len(places) <= _RARE:
            common.update(combinations(places, 2))
    return {
        (one, other)
        for one, other in common
        if len(shingles[one] & shingles[other]) >= LEAST * len(shingles[one] | shingles[other])
    }


_RARE = 15  # articles with a run; two texts that share half of all their runs share some that fewer articles have


def _datasketch(_: Sequence[FamilyArticle], shingles: Sequence[frozenset[str]]) -> set[Two]:
    from datasketch import MinHash, MinHashLSH

    sketches = list(MinHash.bulk([[run.encode() for run in row] for row in shingles], num_perm=128))
    index = MinHashLSH(threshold=LEAST, num_perm=128)
    for place, sketch in enumerate(sketches):
        index.insert(place, sketch)
    return {
        (place, near)
        for place, sketch in enumerate(sketches)
        for near in index.query(sketch)
        if place < near and sketch.jaccard(sketches[near]) >= LEAST
    }


BASELINES = {"text": _same_text, "jaccard": _jaccard, "datasketch": _datasketch}
