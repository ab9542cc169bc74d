"""What holds for any text: spans lie inside it on the surface they name, scores are shares, ids exist, the order is fixed."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pantau.tag import Tagger
from pantau.tag.context import expansions, is_headline
from pantau.tag.language import language_of
from pantau.tag.matcher import Matcher, fold
from pantau.tag.watchlists import read_watchlists
from pantau.tagged import Tag

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
TAGGER = Tagger(SEEDS)
NAMES = sorted({name for entity in TAGGER.entities for name in entity.names})
GLUE = [
    " ",
    ", ",
    ". ",
    "\n",
    " di ",
    " Kota ",
    " Kabupaten ",
    " (",
    ") ",
    "-",
    " tersangka ",
    " dilansir ",
    "“",
    " Gubernur ",
    "İ",
    "ß",
    "…",
    "",
]
pieces = st.lists(st.one_of(st.sampled_from(NAMES), st.sampled_from(GLUE), st.text(max_size=12)), max_size=25)
texts = pieces.map("".join)
KNOWN = TAGGER.known_ids() | {"watchlist": frozenset(one.id for one in read_watchlists(SEEDS / "watchlists", TAGGER.known_ids()))}
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(tag: Tag, text: str) -> None:
    assert 0 <= tag.score <= 1
    assert tag.id in KNOWN[tag.kind]
    assert tag.label
    assert tag.version == TAGGER.version
    assert (tag.start, tag.end) == (-1, -1) or 0 <= tag.start < tag.end <= len(text)


@many
@given(texts, texts)
def test_any_text_is_tagged_within_bounds(title: str, text: str) -> None:
    tags = TAGGER.tags(title, text, section="bola", wire_source="Antara")
    for tag in tags:
        check(tag, text)
    assert len({(tag.kind, tag.id) for tag in tags}) == len(tags)
    assert tags == TAGGER.tags(title, text, section="bola", wire_source="Antara")


@many
@given(texts)
def test_a_span_is_a_name_of_what_it_tags(text: str) -> None:
    names = {(e.kind, e.id): e.names for e in TAGGER.entities}
    for tag in TAGGER.tags("", text):
        if tag.start < 0 or (tag.kind, tag.id) not in names:
            continue
        surface = fold(text[tag.start : tag.end])
        implied = (
            [names["regency", e.id] for e in TAGGER.entities if e.kind == "regency" and e.id[:2] == tag.id]
            if tag.kind == "province"
            else []
        )
        assert any(surface.endswith(fold(name)) for group in [names[tag.kind, tag.id], *implied] for name in group)


@many
@given(st.text())
def test_fold_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert isinstance(is_headline(text), bool)
    code, score = language_of(text)
    assert code in KNOWN["language"]
    assert 0 <= score <= 1


@many
@given(texts)
def test_hits_do_not_overlap_and_stand_alone(text: str) -> None:
    hits = TAGGER._matcher.find(text)
    for before, after in pairwise(hits):
        assert before.end <= after.start
    for hit in hits:
        assert fold(text[hit.start : hit.end]) == fold(hit.name)
        assert not (hit.start and text[hit.start - 1].isalnum())
        assert not (hit.end < len(text) and text[hit.end].isalnum())


@many
@given(texts)
def test_expansions_spell_their_acronyms(text: str) -> None:
    for acronym, full in expansions(text).items():
        assert full.split()[0][0].upper() == acronym[0].upper()


def test_an_empty_matcher_finds_nothing() -> None:
    assert Matcher([]).find("Kota Batu") == []


def test_empty_texts_have_no_tags() -> None:
    assert TAGGER.tags("", "") == ()
    assert TAGGER.language("", "") == "und"


def test_a_very_long_text_is_tagged_in_linear_time() -> None:
    long = "Warga Kota Batu, Kabupaten Pati, dan Kabupaten Demak menunggu (KPK) kabar.\n\n" * 4_000 + "\n" * 100_000
    tags = TAGGER.tags("", long)
    assert {"3579", "3318", "3321"} <= {tag.id for tag in tags}
