"""Evidence in a text: for any tags, the joined pieces are the text, and a piece has exactly the tags that cover it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pantau.report.reading import Piece, pieces
from pantau.tagged import Tag

SPANS = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40), st.sampled_from("abc")), max_size=6)


def tag(start: int, end: int, label: str = "a") -> Tag:
    return Tag("topic", label, label, 1.0, start, end, "t")


@given(st.text(max_size=30), SPANS)
def test_the_pieces_joined_are_the_text(text: str, spans: list[tuple[int, int, str]]) -> None:
    cut = list(pieces(text, [tag(*span) for span in spans]))
    assert "".join(piece.text for piece in cut) == text
    place = 0
    for piece in cut:
        assert piece.text
        covering = {label for start, end, label in spans if 0 <= start <= place < end}
        assert set(piece.labels) == covering
        place += len(piece.text)


def test_overlapping_evidence_is_told_apart() -> None:
    assert list(pieces("Kota Makassar", [tag(0, 13, "kota"), tag(5, 13, "nama")])) == [
        Piece("Kota ", ("kota",)),
        Piece("Makassar", ("kota", "nama")),
    ]


def test_a_tag_of_the_title_marks_nothing() -> None:
    assert list(pieces("Banjir", [tag(-1, -1)])) == [Piece("Banjir", ())]
