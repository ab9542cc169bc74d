"""Nothing of an article is lost: every sentence that goes in is kept or removed by a named rule."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.addresses import Addresses
from newsroom.articles import Desk
from newsroom.config import Config
from newsroom.markup.base import Scene
from newsroom.plans import ARTICLE_KINDS, Plan
from newsroom.site import Site
from pantau.clean import Press
from pantau.clean.parting import parted
from pantau.clean.rules import RuleBook, read_rules
from pantau.files import parse_yaml
from pantau.model import CleanText
from pantau.settings import PROJECT
from pantau.text import normal_text
from shipped import clean_text

FOLDER = Path(__file__).parent / "cases"
SEEDS = PROJECT / "seeds" / "cleaning"
PRESS = Press("Kabar Teluk", ("Kabar Selat", "Kabar Teluk", "Warta Nusa"))
SENTENCE = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[\"'(]?[A-Z])|\n")


def cases(name: str) -> list[Any]:
    return parse_yaml((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


LINES = [*(case[0] for case in cases("goes")), *(case["line"] for case in cases("reposts")), *cases("corrections")]
ENDINGS = [case[0] for case in cases("endings")]
OPENERS = [case["opener"] for case in cases("datelines")]
TEXTS = [
    *(case["text"] for case in cases("texts")),
    *(case[0] for case in [*cases("forms"), *cases("sources")]),
    *cases("stays"),
    *(f"Padi menguning.\n{line}\nPanen dimulai." for line in LINES),
    *(f"Padi menguning.{ending}" for ending in ENDINGS),
    *(f"{opener}Padi menguning.\nPanen dimulai." for opener in OPENERS),
]

names = st.sampled_from(["Sutini", "Budi Hartono", "PT Layar Abadi (Persero)", "Bupati", "Warga Desa Lereng (ratas)"])
verbs = st.sampled_from(["memanen padi", "membuka pasar", "meninjau jembatan", "menonton laga (nobar)", "menerima 1.250 bibit"])
ends = st.sampled_from(
    ["", " pada Senin (2/3/2026)", " pukul 10.30 WIB", " di Jakarta", " bersama Tbk", ' sambil berkata "cukup"']
)
sentences = st.builds(lambda who, does, when: f"{who} {does}{when}.", names, verbs, ends)
quotes = st.builds(lambda said, who: f'"Kami senang, {said.lower()}" kata {who}.', verbs, names)
paragraphs = st.lists(sentences | quotes, min_size=1, max_size=4).map(" ".join)
articles = st.lists(paragraphs, min_size=2, max_size=7)


def letters(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w", text))


def sentences_of(text: str) -> list[str]:
    return [sentence for sentence in SENTENCE.split(text) if sentence.strip()]


def conserved(text: str, clean: CleanText) -> bool:
    removed = sum((letters(removal.text) for removal in clean.removed), Counter())
    return letters(normal_text(text)) == letters(clean.text) + removed


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_what_is_kept_and_what_is_removed_are_the_input(text: str) -> None:
    clean = clean_text(text, press=PRESS)
    assert conserved(text, clean)
    assert all(removal.rule for removal in clean.removed)
    again = clean_text(clean.text, press=PRESS)
    assert (again.text, again.removed) == (clean.text, ())


@settings(max_examples=150)
@given(articles, st.data())
def test_sentences_in_are_sentences_kept_and_sentences_removed(article: list[str], data: st.DataObject) -> None:
    wanted = "\n".join(article)
    lines, added = list(article), 0
    for line in data.draw(st.lists(st.sampled_from(LINES), max_size=4)):
        # Never as the first line: a correction or a summary box has another meaning there, and the cases test that.
        lines.insert(data.draw(st.integers(1, len(lines))), line)
        added += len(sentences_of(line))
    opener = data.draw(st.sampled_from(["", *OPENERS]))
    ending = data.draw(st.sampled_from(["", *ENDINGS])) if lines[-1] == article[-1] else ""
    clean = clean_text(opener + "\n".join(lines) + ending, press=PRESS)
    assert clean.text == wanted
    assert len(sentences_of(clean.text)) == len(sentences_of("\n".join(lines))) - added
    assert conserved(opener + "\n".join(lines) + ending, clean)
    assert clean_text(clean.text, press=PRESS).text == clean.text


def test_every_rule_has_a_case() -> None:
    outlets = {outlet for rule in read_rules(SEEDS).rules for outlet in rule.outlets} | {""}
    used = {
        removal.rule for text in TEXTS for outlet in outlets for removal in clean_text(text, outlet=outlet, press=PRESS).removed
    }
    assert {rule.id for rule in read_rules(SEEDS).rules} <= used


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_the_words_of_a_rule_keep_no_match_from_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gated = clean_text(text, press=PRESS)
    book = read_rules(SEEDS)
    bare = RuleBook(tuple(replace(rule, has=(), ends=()) for rule in book.rules), book.lists)
    monkeypatch.setattr("pantau.clean.cleaning.read_rules", lambda _: bare)
    assert clean_text(text, press=PRESS) == gated


@given(st.text("abAB.!?\"'() \n2", max_size=60))
def test_parting_adds_spaces_only_and_once(text: str) -> None:
    plain = normal_text(text)
    once = parted(plain, frozenset({"abb"}))
    assert once.replace(" ", "") == plain.replace(" ", "")
    assert parted(once, frozenset({"abb"})) == once


@pytest.mark.parametrize("piece", cases("slow"))
def test_a_text_made_to_be_slow_is_cleaned_within_two_seconds(piece: str) -> None:
    started = time.process_time()
    clean_text((piece * (400_000 // len(piece) + 1))[:400_000], press=PRESS)
    assert time.process_time() - started < 2


def told(desk: Desk, site: Site, plan: Plan) -> tuple[str, str]:
    """Return an article as its page prints it, line by line, and its dateline."""
    article = desk.article(plan, False)
    family = site.addresses.family(article.paper)
    opener = family.dateline(article)[0]
    extras = family.extras(Scene(article, site.addresses.base(article.paper), site.addresses.url(plan), site.related(plan)))
    lines = [extra.text for extra in extras if extra.after == -1]
    for number, paragraph in enumerate(article.paragraphs):
        lines.append(paragraph.text if number else opener + paragraph.text)
        lines += [extra.text for extra in extras if extra.after == number]
    return "\n".join(lines), opener


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(2026, 8, 17)])
def test_nothing_leaks_and_nothing_is_lost_in_a_newsroom(day: date) -> None:
    config = Config(outlets=26)
    desk = Desk(config)
    site = Site(Addresses(desk, 8090))
    press = tuple(sorted(paper.name for paper in desk.planner.papers.values()))
    for paper in desk.planner.papers.values():
        for plan in (plan for plan in desk.planner.day(paper.slug, day) if plan.kind in ARTICLE_KINDS):
            article = desk.article(plan, False)
            text, opener = told(desk, site, plan)
            clean = clean_text(
                text, outlet=paper.slug, title=article.headline.title, authors=article.authors, press=Press(paper.name, press)
            )
            assert clean.text == normal_text(article.text)
            if article.dateline_place.casefold() in opener.casefold():
                assert clean.dateline_place == article.dateline_place
            if article.wire.casefold() in text.removeprefix(opener).casefold():
                assert clean.wire_source.casefold() == article.wire.casefold()
            for line in article.tail:
                assert clean.reposted_from in line
                assert clean.reposted_from
