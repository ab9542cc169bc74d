"""NEAR in SQL: every term has a word of its own within the distance; one word of an article never stands for two terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

from pantau.errors import BadInput
from pantau.lexemes.roots import root
from pantau.search.nodes import Term, TermsNear

MOST_ALIKE = 6  # different terms of one NEAR that may mean the same word: every choice of them is looked at
_WITH_AFFIX = ("be", "di", "ke", "me", "pe", "se", "te")  # begins a word whose root begins otherwise

# For every set of terms: are there words enough for it, from one position on and within the distance? By Hall's theorem each term
# then has a word of its own.
_NEAR = """EXISTS (WITH p AS MATERIALIZED (
  SELECT DISTINCT w.choice, w.need, u.pos
  FROM unnest({7}.search) l CROSS JOIN LATERAL unnest(l.positions, l.weights) u (pos, weight)
  JOIN unnest(%({0})s::integer[], %({1})s::integer[], %({2})s::text[], %({3})s::boolean[], %({4})s::text[])
    w (choice, need, lexeme, prefix, weight)
    ON (l.lexeme = w.lexeme OR w.prefix AND starts_with(l.lexeme, w.lexeme)) AND w.weight IN ('', u.weight)
), begins AS (SELECT DISTINCT pos FROM p)
SELECT FROM begins f WHERE (SELECT count(*) FROM (
  SELECT FROM p WHERE p.pos BETWEEN f.pos AND f.pos + %({5})s GROUP BY p.choice, p.need HAVING count(*) >= p.need
) enough) = %({6})s)"""


def near_sql(node: TermsNear, bind: Callable[[Any], str], row: str = "a") -> str:
    """Return the condition over `search` of the alias `row` that the terms of a part are near each other; `bind` names a value.

    Raises BadInput where more than MOST_ALIKE different terms may mean one word.
    """
    choices = list(_choices(node.terms))
    rows = [
        (number, need, lexeme, term.prefix, term.weight)
        for number, (terms, need) in enumerate(choices)
        for term in terms
        for lexeme in term.lexemes
    ]
    columns = [list(column) for column in zip(*rows, strict=True)]
    return _NEAR.format(*(bind(value) for value in (*columns, node.distance, len(choices))), row)


def _choices(terms: Sequence[Term]) -> Iterator[tuple[tuple[Term, ...], int]]:
    """Yield every set of different terms that may stand for one word, and how many words it needs: a term as often as asked."""
    times = Counter(terms)
    for alike in _groups(list(times)):
        if len(alike) > MOST_ALIKE:
            raise BadInput(f"more than {MOST_ALIKE} words of one NEAR may be the same word of an article; write fewer")
        for size in range(1, len(alike) + 1):
            for chosen in combinations(alike, size):
                yield chosen, sum(times[term] for term in chosen)


def _groups(terms: Sequence[Term]) -> list[list[Term]]:
    """Put terms together that may mean one word, also by way of a third."""
    groups: list[list[Term]] = []
    for term in terms:
        near = [group for group in groups if any(_may_be_one(term, other) for other in group)]
        groups = [group for group in groups if group not in near] + [[term, *(other for group in near for other in group)]]
    return groups


def _may_be_one(one: Term, other: Term) -> bool:
    """Tell whether a word may have a lexeme of both; no where nothing tells is ever said."""
    return any(_may_meet(a, b, one.prefix, other.prefix) for a in one.lexemes for b in other.lexemes)


def _may_meet(a: str, b: str, begins_a: bool, begins_b: bool) -> bool:
    if a.startswith("~") and b.startswith("~"):
        return a == b
    if a.startswith("~") or b.startswith("~"):
        folded, (plain, begins) = (a, (b, begins_b)) if a.startswith("~") else (b, (a, begins_a))
        return _may_fold(plain.lstrip("^"), folded[1:], begins)
    a, b = a.lstrip("^"), b.lstrip("^")
    return a == b or (begins_a and b.startswith(a)) or (begins_b and a.startswith(b))


def _may_fold(word: str, base: str, begins: bool) -> bool:
    """Tell whether a word, or with `begins` one that begins so, may have a root; a beginning may be that of a prefix."""
    if not begins:
        return root(word) == base
    return word[:3].startswith(base[:3]) or base.startswith(word) or word.startswith(_WITH_AFFIX)
