"""From pages to articles: title, text, authors, times, section, canonical URL and language, or the reason why a page is no
article."""

from __future__ import annotations

from pantau.extract.reading import extract_page

__all__ = ["extract_page"]
