"""The words of an article: the quick way for short texts gives exactly what the bounded way for long texts gives."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pantau.lexemes import analyzer
from pantau.lexemes.analyzer import Analyzer

NAMES = frozenset({"medan", "kediri", "bandung"})
STOPS = frozenset({"di", "yang", "dan"})
WORDS = [
    "banjir",
    "Kebanjiran",
    "Medan",
    "medan",
    "di",
    "Di",
    "yang",
    "KPK",
    "d'",
    "a\\b",
    "B-1",
    "Ńa",
    "x" * 120,
    ".",
    "\n",
    "? ",
    '"',
    "_",
]
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=40).map(" ".join)


@given(TEXTS, TEXTS)
@example("Banjir di Medan", "Di Medan. Di Medan banjir: kebanjiran, Kebanjiran di Di")
@example("", "medan " * 600)
def test_a_short_text_has_the_words_that_a_long_one_would_have(title: str, text: str) -> None:
    quick = Analyzer(NAMES, STOPS).vector(title, text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(analyzer, "_SHORT", -1)
        assert Analyzer(NAMES, STOPS).vector(title, text) == quick


def test_what_is_kept_of_words_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyzer, "_KEPT", 10)
    one = Analyzer(NAMES, STOPS)
    before = one.vector("", "banjir di Medan")
    one.vector("", " ".join(f"kata{number}" for number in range(50)))
    assert len(one._known) <= 11
    assert one.vector("", "banjir di Medan") == before


@given(TEXTS, st.booleans(), st.sets(st.sampled_from(["banjir", "~banjir", "^medan", "medan", "^di", "kpk"])), st.booleans())
def test_places_are_those_of_the_tokens(text: str, title: bool, whole: set[str], begins: bool) -> None:
    one = Analyzer(NAMES, STOPS)
    beginnings = ("ban", "^k") if begins else ()
    wanted = [
        (token.start, token.end)
        for token in one.tokens(text, title=title)
        if whole & set(token.lexemes) or (begins and any(lexeme.startswith(beginnings) for lexeme in token.lexemes))
    ]
    assert list(one.places(text, whole, beginnings, title=title)) == wanted
