"""Reading and cleaning with the seeds that are shipped, for tests that are about pages and texts and not about seeds."""

from __future__ import annotations

from typing import Any

from pantau import clean, extract
from pantau.model import CleanText, PageReading
from pantau.rules import read_rules
from pantau.settings import PROJECT

SEEDS = PROJECT / "seeds"


def extract_page(body: bytes | str, url: str, **given: Any) -> PageReading:
    """Read a page with the shipped knowledge, and with the shipped rules unless others are given."""
    shipped = (
        {"folder": SEEDS / "extraction", "rules": read_rules(SEEDS / "rules")}
        if "rules" not in given
        else {"folder": SEEDS / "extraction"}
    )
    return extract.extract_page(body, url, **shipped | given)


def clean_text(text: str, **given: Any) -> CleanText:
    """Clean a text with the shipped rules."""
    return clean.clean_text(text, **{"folder": SEEDS / "cleaning"} | given)
