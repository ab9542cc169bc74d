"""Cleaning: texts as data, and what must hold for every text."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.clean import Press
from pantau.clean.rules import PLACES, read_rules
from pantau.errors import BadInput
from pantau.files import parse_yaml
from pantau.settings import PROJECT
from pantau.text import normal_text, text_digest
from shipped import clean_text

CASES = parse_yaml((Path(__file__).parent / "cases" / "texts.yaml").read_text(encoding="utf-8"))
SEEDS = PROJECT / "seeds" / "cleaning"
REAL = PROJECT.parent / "shared" / "data" / "clean" / "detik_noisy_bodies.jsonl.gz"
LEAK = re.compile(r"scroll to (continue|resume)|^advertisement$|\[gambas:|simak berita selengkapnya|baca juga\s*:", re.I | re.M)

PIECES = [case["text"].strip() for case in CASES] + [
    "Warga berkumpul di balai desa.",
    "(abc)",
    "Jakarta -",
    "Baca juga:",
    "",
    "  ",
]
texts = st.lists(st.sampled_from(PIECES) | st.text("Aab (/).:-|\n", max_size=30), max_size=5).map("\n".join)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    press = Press(case["press"]["own"], tuple(case["press"]["others"])) if "press" in case else None
    clean = clean_text(
        case["text"],
        outlet=case.get("outlet", ""),
        title=case.get("title", ""),
        description=case.get("description", ""),
        press=press,
    )
    assert clean.text == case["kept"].strip()
    assert clean.dateline_place == case.get("dateline_place", "")
    assert clean.dateline_outlet == case.get("dateline_outlet", clean.dateline_outlet)
    assert clean.reposted_from == case.get("reposted_from", "")
    assert clean.wire_source == case.get("wire_source", "")
    assert set(case.get("rules", [])) <= {removal.rule for removal in clean.removed}
    assert clean.words == len(clean.text.split())


@settings(max_examples=60)
@given(texts)
def test_a_second_cleaning_changes_nothing(text: str) -> None:
    once = clean_text(text).text
    assert clean_text(once).text == once


@settings(max_examples=60)
@given(texts)
def test_kept_and_removed_together_are_the_input(text: str) -> None:
    clean = clean_text(text)
    words = Counter(re.findall(r"\w", normal_text(text)))
    found = Counter(re.findall(r"\w", clean.text)) + sum(
        (Counter(re.findall(r"\w", removal.text)) for removal in clean.removed), Counter()
    )
    assert found == words


@given(st.text(max_size=80))
def test_the_digest_sees_letters_and_digits_only(text: str) -> None:
    assert text_digest(text) == text_digest(f" {text.upper()}! ".lower().upper()) or not text.isascii()
    assert text_digest("Kata, kata 1") == text_digest("kata KATA-1") != text_digest("kata kata 2")


def test_every_rule_says_why_and_has_its_own_name() -> None:
    rows = [row for file in SEEDS.glob("*.yaml") if file.name != PLACES for row in parse_yaml(file.read_text(encoding="utf-8"))]
    assert all(row["why"] for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("line", "message"),
    [("- {id: a, where: mana, pattern: x, why: y}", "use one of"), ("- {id: a, where: tail, pattern: '(', why: y}", "rule"),
     ("id: a", "a list of rules"), ("- {id: a, where: tail, why: y}", "pattern"), ("[", "mend the line")],
)  # fmt: skip
def test_a_bad_rule_is_named(line: str, message: str, tmp_path: Path) -> None:
    for name in (PLACES, "regencies.txt"):
        (tmp_path / name).write_text((SEEDS / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "1-salah.yaml").write_text(line, encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        read_rules(tmp_path)


@pytest.mark.skipif(not REAL.exists(), reason="the real bodies are not part of a clone")
def test_real_bodies_keep_all_but_the_interstitials() -> None:
    """Token by token: after the rules about interstitials, all other rules together take under 0.1 % of the rest."""
    with gzip.open(REAL, "rt", encoding="utf-8") as lines:
        bodies = [row["body"] for row in map(json.loads, lines) if "body" in row]
    between = {row["id"] for row in parse_yaml((SEEDS / "1-interstitials.yaml").read_text(encoding="utf-8"))}
    kept = lost = 0
    for body in bodies:
        clean = clean_text(body, outlet="detik")
        assert not LEAK.search(clean.text)
        kept += len(re.findall(r"\w+", clean.text))
        lost += sum(len(re.findall(r"\w+", removal.text)) for removal in clean.removed if removal.rule not in between)
    assert lost < (kept + lost) / 1000


@pytest.mark.parametrize("piece", ["JAKARTA ", "ab/cd ", "A.", "(", "Baca juga: ", "Foto: "])
def test_a_text_made_to_be_slow_is_cleaned_in_seconds(piece: str) -> None:
    started = time.process_time()
    clean_text(piece * (100_000 // len(piece)))
    assert time.process_time() - started < 5
