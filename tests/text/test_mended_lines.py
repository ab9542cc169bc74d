"""A line is mended or not whatever the other lines of the text hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pantau.text.normal import normal_text

LINES = [
    "Harga cabai naik 5 persen",
    "Warga &amp; petugas membersihkan sungai",
    "Jika x < y maka hasilnya &quot;kurang&quot;",
    "Kafâ€™e di Bandung tutup",
    "BAGIKAN &nbsp;",
    "Rapat dipimpin “ketua”",
]


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=8))
def test_each_line_reads_as_it_does_alone(lines: list[str]) -> None:
    assert normal_text("\n".join(lines)) == "\n".join(map(normal_text, lines))


def test_a_sign_of_less_than_keeps_the_entities_of_its_own_line_only() -> None:
    """ftfy leaves entities alone where it sees markup; it used to carry that over to every later line."""
    assert normal_text("Jika x < y\nWarga &amp; petugas") == "Jika x < y\nWarga & petugas"
