"""The parts of a query that are only words, as the text of one tsquery."""

from __future__ import annotations

from pantau.lexemes.analyzer import quoted
from pantau.search.nodes import AnyOne, EveryOne, QueryNode, Term, TermsInOrder, Without


def is_words(node: QueryNode) -> bool:
    """Tell whether a part asks only for words, so that one tsquery says all of it."""
    match node:
        case Term() | TermsInOrder():
            return True
        case Without(part=part):
            return is_words(part)
        case EveryOne(parts=parts) | AnyOne(parts=parts):
            return all(is_words(part) for part in parts)
    return False


def in_titles(node: QueryNode) -> bool:
    """Tell whether a part that is only words asks for words of the title alone."""
    match node:
        case Term(weight=weight):
            return weight == "A"
        case TermsInOrder(terms=parts) | EveryOne(parts=parts) | AnyOne(parts=parts):
            return all(map(in_titles, parts))
        case Without(part=part):
            return in_titles(part)
    return False


def tsquery_of(node: QueryNode, *, weights: bool = True) -> str:
    """Return the text of the tsquery of a part that is only words; without `weights` it does not say where they stand."""
    match node:
        case Term(lexemes=lexemes, prefix=prefix, weight=weight):
            where = weight if weights else ""
            flags = f":{'*' if prefix else ''}{where}" if prefix or where else ""
            return f"({' | '.join(quoted(lexeme) + flags for lexeme in lexemes)})"
        case TermsInOrder(terms=terms, offsets=offsets):
            told = tsquery_of(terms[0], weights=weights)
            for before, at, term in zip(offsets, offsets[1:], terms[1:], strict=False):
                told = f"({told} <{at - before}> {tsquery_of(term, weights=weights)})"
            return told
        case Without(part=part):
            return (
                f"!{tsquery_of(part, weights=weights)}" if isinstance(part, Term) else f"!({tsquery_of(part, weights=weights)})"
            )
        case EveryOne(parts=parts):
            return f"({' & '.join(tsquery_of(part, weights=weights) for part in parts)})"
        case AnyOne(parts=parts):
            return f"({' | '.join(tsquery_of(part, weights=weights) for part in parts)})"
    raise AssertionError(node)  # pragma: no cover - `is_words` was asked
