"""A query compiled once: to a condition in SQL with bound values, and to what ranks and marks its hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pantau.search.fields import QUOTED, SQL
from pantau.search.near import near_sql
from pantau.search.nodes import AnyOne, EveryOne, Holds, QueryNode, Quoted, Term, TermsNear, Without, wanted_terms
from pantau.search.reader import read_query
from pantau.search.tsqueries import in_titles, is_words, tsquery_of
from pantau.search.vocabulary import read_vocabulary


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """A query ready to run.

    `condition` is SQL over an article `a` (of `article_rows`, or any row with `search`): true for a hit, NULL if the words of
    an article are not stored yet. Its values are bound by the names in `values`, which all begin with `q_`. `rank` is the
    tsquery that scores a hit ("" if a query names no word); `terms` are what to mark in a hit.
    """

    text: str
    condition: str
    values: dict[str, Any] = field(hash=False)
    rank: str = ""
    terms: tuple[Term, ...] = ()


def compile_query(query: str, seeds_dir: Path, *, fields: bool = True) -> CompiledQuery:
    """Compile a query in the one query language, read with the names of a seeds folder.

    Raises BadInput that names the character (from 1) that cannot be read, and the remedy. `fields=False` refuses fields that
    only the warehouse knows.
    """
    node = read_query(query, read_vocabulary(seeds_dir), fields=fields)
    binder = _Binder()
    condition = binder.sql(node)
    terms = tuple(dict.fromkeys(wanted_terms(node)))
    rank = " | ".join(tsquery_of(term) for term in terms)
    return CompiledQuery(query, condition, binder.values, rank, terms)


class _Binder:
    """Writes SQL and collects the values that are bound to it. `row` is the alias whose words are asked."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.row = "a"

    def bind(self, value: Any) -> str:
        name = f"q_{len(self.values)}"
        self.values[name] = value
        return name

    def sql(self, node: QueryNode) -> str:
        """Return the condition of a part. A part of only words is one tsquery, so that one index answers it."""
        if is_words(node):
            if in_titles(node):  # an index of its own: in that of all words a weight is not seen, and every hit is opened
                return f"ts_filter(a.search, '{{a}}') @@ %({self.bind(tsquery_of(node, weights=False))})s::tsquery"
            return f"{self.row}.search @@ %({self.bind(tsquery_of(node))})s::tsquery"
        match node:
            case TermsNear():
                return self._near(node)
            case Holds():
                return self._holds(node)
            case Quoted(part=part):
                return self._ask_quotes(part)
            case Without(part=part):
                return f"NOT {self.sql(part)}"
            case EveryOne(parts=parts):
                return self._join_parts(" AND ", parts, EveryOne)
            case AnyOne(parts=parts):
                return self._join_parts(" OR ", parts, AnyOne)
        raise AssertionError(node)  # pragma: no cover - the cases are all there are

    def _join_parts(self, word: str, parts: Sequence[QueryNode], kind: type[EveryOne] | type[AnyOne]) -> str:
        words = [part for part in parts if is_words(part)]
        groups = [tuple(part for part in words if in_titles(part) == titles) for titles in (True, False)]
        together: list[QueryNode] = [kind(group) if len(group) > 1 else group[0] for group in groups if group]
        return f"({word.join(self.sql(part) for part in [*together, *(part for part in parts if not is_words(part))])})"

    def _holds(self, node: Holds) -> str:
        return SQL[node.kind] % tuple(f"%({self.bind(value)})s" for value in node.values)

    def _ask_quotes(self, part: QueryNode) -> str:
        self.row = "q"
        said = self.sql(part)
        self.row = "a"
        return QUOTED.format(said)

    def _near(self, node: TermsNear) -> str:
        all_there = self.sql(EveryOne(tuple(dict.fromkeys(node.terms))))
        return f"({all_there} AND {near_sql(node, self.bind, self.row)})"
