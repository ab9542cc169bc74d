"""What two texts are to each other: the cases are data, the invariants hold for any two texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.dedupe import compare as comparison
from pantau.dedupe.command import shipped_judge
from pantau.dedupe.compare import Text, Verdict
from pantau.dedupe.passages import find, prepare
from pantau.files import parse_yaml

CASES: list[dict[str, Any]] = parse_yaml((Path(__file__).parent / "cases" / "pairs.yaml").read_text(encoding="utf-8"))
BY_NAME = {case["name"]: case for case in CASES}
WORDS = st.lists(st.sampled_from(("warga", "banjir", "Rejalaya", "Selasa", "12", "2026", "naik", "di", "Surya")), max_size=80)
TEXTS = st.builds(lambda rows: "\n".join(" ".join(row) for row in rows), st.lists(WORDS, max_size=4))


def compare(one: Text, other: Text) -> Verdict:
    return comparison.compare(one, other, shipped_judge())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    one, other = Text(**case["a"]), Text(**case["b"])
    there, back = compare(one, other), compare(other, one)
    assert there.kind == back.kind == case["kind"]
    assert there.similarity == back.similarity
    if "cut" in case:
        assert (list(there.cut), list(there.added)) == (case["cut"], case["added"])
        assert (list(back.cut), list(back.added)) == (case["added"], case["cut"])


def test_one_number_changed_is_enough_from_one_day_to_another() -> None:
    """A table in which one price has changed; on one day, at two outlets, the same change is a typing error."""
    text = BY_NAME["prices of two days"]["a"]["text"]
    monday = datetime(2026, 11, 2, 3, tzinfo=UTC)
    moved = text.replace("4.091.000", "4.093.000")
    one = Text("Emas Hari Ini", text, "lintas", monday)
    assert compare(one, Text("Harga Emas", moved, "suarakota", monday)).kind == "copy"
    assert compare(one, Text("Harga Emas", moved, "suarakota", monday + timedelta(days=1))).kind == ""
    assert compare(one, Text("Harga Emas", moved, "lintas", monday)).kind == ""


def test_an_event_is_not_the_same_a_week_later() -> None:
    case = BY_NAME["the same within one outlet is its own next report"]
    one, other = (Text(**case[side], day=day) for side, day in (("a", "2026-11-02"), ("b", "2026-11-09")))
    assert compare(one, other).kind == ""


@given(TEXTS, TEXTS)
def test_order_does_not_matter(one: str, other: str) -> None:
    there, back = compare(Text("a", one, "x"), Text("b", other, "y")), compare(Text("b", other, "y"), Text("a", one, "x"))
    assert (there.kind, there.similarity, there.cut, there.added) == (back.kind, back.similarity, back.added, back.cut)
    assert 0 <= there.similarity <= 1


@given(TEXTS)
def test_every_text_is_whole_in_itself(text: str) -> None:
    prepared = prepare(text)
    found = find(prepared, prepared)
    assert found.numbers == found.names == found.others == 0
    assert len(prepared.small) < 3 or found.verbatim == 1
    if prepared.small:
        assert compare(Text("a", text), Text("b", text)).kind == "copy"


def test_a_page_that_repeats_itself_takes_no_time() -> None:
    """Every run of words occurs thirty thousand times: the number of tries for each must not grow with that."""
    text = "sah sah sah " * 30_000
    assert compare(Text("a", text, "x"), Text("b", text + "tidak", "y")).kind == "copy"
