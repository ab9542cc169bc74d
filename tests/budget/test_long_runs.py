"""The quick search for crowded tags finds the same runs as the plain pattern."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pantau import limits

_PLAIN = re.compile(rf"<[^>]{{{2 * limits.MOST_ATTRIBUTES},}}")
_PIECES = st.one_of(
    st.sampled_from(["<", ">", "<a href=x>", "</p>"]), st.one_of(st.integers(0, 600), st.integers(505, 520)).map("x".__mul__)
)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_the_hops_find_every_run_that_a_pattern_finds(markup: str) -> None:
    assert list(limits._long_runs(markup)) == _PLAIN.findall(markup)
