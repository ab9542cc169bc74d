"""The prose: every template can be filled, articles are as long as in newspapers, and marks name what the text names."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom import Config
from newsroom.articles import Desk, slugify
from newsroom.events import event
from newsroom.grammar import BadTemplate, parse, slots
from newsroom.places import provinces, regencies
from newsroom.prose import MAX_WORDS, MIN_WORDS, headline, lead, write
from newsroom.teller import Voice
from newsroom.topics import Scenario, bodies, general, scenarios, topics

DAY = date(2026, 3, 4)
PLACES = {"prov", "prov_pendek", "kab", "kota", "kepala_daerah", "kec", "desa"}
TIMES = {"hari", "kemarin", "besok", "hari_nama", "pukul", "bulan", "tahun", "tahun_lalu"}
BUILT_IN = PLACES | TIMES | {"media"}


def _templates(scenario: Scenario) -> list[str]:
    facts = [line for spec in scenario.facts.values() if isinstance(spec, list) for line in spec]
    quotes = [line for lines in scenario.quotes.values() for line in lines]
    parts = (scenario.headlines, scenario.leads, scenario.body, scenario.background, scenario.cast.values(), quotes, facts)
    return [str(line) for part in parts for line in part]


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: scenario.id)
def test_every_slot_of_a_scenario_has_a_filling(scenario: Scenario) -> None:
    known = BUILT_IN | set(general()["frasa"]) | set(scenario.cast) | set(scenario.facts) | {f"@{name}" for name in bodies()}
    asked = {name for line in _templates(scenario) for name in slots(parse(line))}
    assert asked <= known
    assert set(scenario.quotes) <= set(scenario.cast)


def test_there_are_enough_topics_and_places() -> None:
    assert len(topics()) >= 9
    assert len(scenarios()) >= 24
    assert len(provinces()) == 38
    assert sum(len(rows) for rows in regencies().values()) == 514


@pytest.mark.parametrize("bad", ["[a|b", "a]b", "a|b", "{kota", "kota}"])
def test_a_broken_template_is_refused_and_quoted(bad: str) -> None:
    with pytest.raises(BadTemplate, match=r".+"):
        parse(bad)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["slash", "long", "name", "short"]))
def test_an_article_has_newspaper_length_and_no_leftover_markup(number: int, style: str) -> None:
    happening = event(1, DAY, f"h-{number}")
    voice = Voice("Uji Kabar", style)
    paragraphs = write(happening, voice, 1, number)
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    assert MIN_WORDS <= len(text.split()) <= MAX_WORDS
    assert not set("{}[]|") & set(text)
    assert paragraphs[0] == lead(happening, voice, 1, number)
    assert len({paragraph.text for paragraph in paragraphs}) == len(paragraphs)
    assert all(paragraph.text[0].isupper() or paragraph.text[0] in '"“0123456789' for paragraph in paragraphs)
    assert "  " not in text
    assert ",," not in text


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_marks_name_only_what_stands_in_the_paragraph(number: int) -> None:
    happening = event(2, DAY, f"m-{number}")
    for paragraph in (*write(happening, Voice("Uji"), 2, number), headline(happening, Voice("Uji"), 2, number)):
        for kind, value in paragraph.marks:
            if kind == "province":
                assert provinces()[value].name in paragraph.text or provinces()[value].short in paragraph.text
            elif kind == "regency":
                assert happening.regency.code == value
                assert happening.regency.name in paragraph.text
            else:
                assert value in paragraph.text


def test_two_papers_telling_one_event_agree_on_people_but_not_on_words() -> None:
    desk = Desk(Config())
    told: dict[str, list[tuple[str, set[str]]]] = {}
    for slug in desk.planner.papers:
        for plan in desk.planner.day(slug, DAY):
            if plan.event.startswith("bersama") and not plan.origin and plan.kind == "article":
                article = desk.article(plan, True)
                told.setdefault(article.event.story, []).append((article.text, {who.full for who in article.event.cast.values()}))
    shared = [versions for versions in told.values() if len(versions) > 1]
    assert shared
    for versions in shared:
        assert len({text for text, _ in versions}) == len(versions)
        assert all(people == versions[0][1] for _, people in versions)


@given(st.text())
def test_slugs_are_safe_in_addresses(title: str) -> None:
    slug = slugify(title)
    assert slug
    assert slug == slug.strip("-")
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
