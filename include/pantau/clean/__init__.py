"""Boilerplate out, datelines and wire credits read: from what a page said to the text of the article."""

from __future__ import annotations

from pantau.clean.cleaning import clean_text
from pantau.clean.press import Press

__all__ = ["Press", "clean_text"]
