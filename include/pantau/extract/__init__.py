"""From pages to articles: title, text, authors, times, section, canonical URL and language, or the reason why a page is no
article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pantau.extract.reading import extract_page

__all__ = ["extract_page"]


def __getattr__(name: str) -> Any:
    if name == "extract_page":  # who only decodes bytes does not wait for all that reads an article
        from pantau.extract.reading import extract_page

        return extract_page
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
