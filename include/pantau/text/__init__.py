"""Text in the two forms that all rooms need: what a store can hold, and what a rule reads."""

from __future__ import annotations

from pantau.text.normal import letters_of, limit_marks, normal_text, text_digest
from pantau.text.storable import (
    join_halves,
    join_halves_in_bytes,
    make_all_storable,
    make_storable,
    mend_references,
    read_json,
)

__all__ = [
    "join_halves",
    "join_halves_in_bytes",
    "letters_of",
    "limit_marks",
    "make_all_storable",
    "make_storable",
    "mend_references",
    "normal_text",
    "read_json",
    "text_digest",
]
