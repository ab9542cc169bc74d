"""From the text that extract read to the text of the article: boilerplate is removed, datelines and wire credits are read."""

from __future__ import annotations

from pantau.clean.cleaning import clean_text
from pantau.clean.press import Press

__all__ = ["Press", "clean_text"]
