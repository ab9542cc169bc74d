"""The meaning of a query, as a tree: the parser makes it, the compiler turns it into SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One word: a text has it if it has one of `lexemes` (with `prefix`: words that begin so), in title (A), text (D) or
    both."""

    lexemes: tuple[str, ...]
    prefix: bool = False
    weight: str = ""


@dataclass(frozen=True, slots=True)
class TermsInOrder:
    """A phrase: the terms stand at exactly these distances (words) from the first one."""

    terms: tuple[Term, ...]
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TermsNear:
    """Each term has a word of its own, in any order; the last of these words is at most `distance` words after the first."""

    terms: tuple[Term, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class Holds:
    """Something that the warehouse knows of an article: `kind` is a key of `fields.SQL`, `values` are bound to it."""

    kind: str
    values: tuple[str | list[str], ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quote of the article holds all of the part: words, and `Holds` of kind speaker."""

    part: QueryNode


@dataclass(frozen=True, slots=True)
class EveryOne:
    """All parts hold."""

    parts: tuple[QueryNode, ...]


@dataclass(frozen=True, slots=True)
class AnyOne:
    """At least one part holds."""

    parts: tuple[QueryNode, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The part does not hold."""

    part: QueryNode


QueryNode = Term | TermsInOrder | TermsNear | Holds | Quoted | EveryOne | AnyOne | Without


def wanted_terms(node: QueryNode) -> Iterator[Term]:
    """Yield the terms that a hit is found by, for ranks and highlights, without those that a query refuses."""
    match node:
        case Term():
            yield node
        case TermsInOrder(terms=terms) | TermsNear(terms=terms):
            yield from terms
        case EveryOne(parts=parts) | AnyOne(parts=parts):
            for part in parts:
                yield from wanted_terms(part)
        case Quoted(part=part):
            yield from wanted_terms(part)
        case _:
            return
