"""Which articles are copies: the cases are data, the invariants hold for any day."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.dedupe.copies import Candidate, find_copies

CASES = json.loads((Path(__file__).parent / "cases" / "copies.json").read_text())
DEFAULTS: dict[str, Any] = {"canonical_key": "", "title": "", "text_digest": "", "words": 100, "published_at": None}


def candidate(row: dict[str, Any]) -> Candidate:
    full = {**DEFAULTS, "url_key": f"{row['outlet']}.test/found/{row['article_id']}", **row}
    if full["published_at"]:
        full["published_at"] = datetime.fromisoformat(full["published_at"])
    return Candidate(**full)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    rows = [candidate(row) for row in case["rows"]]
    for order in (rows, rows[::-1]):
        found = find_copies(order, min_words=25)
        assert [[copy.article_id, copy.copy_of, copy.kind] for copy in found] == case["copies"]


START = datetime(2026, 11, 20, tzinfo=UTC)
ROWS = st.lists(
    st.builds(
        lambda number, outlet, address, text, words, hour: (number, outlet, address, text, words, hour),
        st.integers(0, 40),
        st.sampled_from("xyz"),
        st.integers(0, 12),
        st.integers(0, 12),
        st.sampled_from([0, 10, 60]),
        st.none() | st.integers(0, 23),
    ),
    unique_by=lambda row: row[0],
    max_size=30,
)


def build(row: tuple[int, str, int, int, int, int | None]) -> Candidate:
    number, outlet, address, text, words, hour = row
    published = None if hour is None else START + timedelta(hours=hour)
    return Candidate(f"{number:02d}", outlet, f"k/{number}", f"c/{address}", f"t{number}", f"d{text}", words, published)


@given(ROWS, st.randoms())
def test_every_family_has_one_first_that_is_no_copy(drawn: list[Any], shuffle: random.Random) -> None:
    rows = [build(row) for row in drawn]
    known = {row.article_id: row for row in rows}
    copies = find_copies(rows, min_words=25)
    firsts, members = {copy.copy_of for copy in copies}, [copy.article_id for copy in copies]
    assert max(Counter(members).values(), default=1) == 1
    assert not firsts & set(members)
    for copy in copies:
        late = datetime.max.replace(tzinfo=UTC)
        one, two = known[copy.copy_of], known[copy.article_id]
        assert (one.published_at or late, one.article_id) < (two.published_at or late, two.article_id)
    shuffle.shuffle(rows)
    assert find_copies(rows, min_words=25) == copies


@given(ROWS)
def test_what_is_left_shares_no_text(drawn: list[Any]) -> None:
    rows = [build(row) for row in drawn]
    copies = {copy.article_id for copy in find_copies(rows, min_words=25)}
    left = [(row.outlet, row.text_digest) for row in rows if row.article_id not in copies and row.words >= 25]
    assert len(left) == len(set(left))
