"""Pages of our own in the markup of real outlets, and what their outlet's rule must read from them.

A case is a page `rules/<outlet or system>/<name>.html` (further parts of the article: `<name>.2.html`, ...) and
`<name>.json` beside it: `url`, optionally `outlet` and `fetched_at`, and what is expected. Only the keys given are
compared; `text` is the cleaned text, one paragraph per item; no item of `noise` may be in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pantau.catalogue import read_catalogue
from pantau.clean import Press
from pantau.model import Outlet
from pantau.settings import PROJECT
from pantau.urls import in_domains
from shipped import clean_text, extract_page

FOLDER = Path(__file__).parent / "rules"
RULES = PROJECT / "seeds" / "rules"


@dataclass(frozen=True)
class Case:
    """One page and what it says."""

    page: Path
    url: str
    outlet: str
    fetched_at: datetime | None
    expected: dict[str, Any]
    noise: list[str]

    @property
    def name(self) -> str:
        return f"{self.page.parent.name}/{self.page.stem}"

    def read(self) -> dict[str, Any]:
        """Return what the page says, under the keys that are expected of it."""
        outlet = _outlets().get(self.outlet) if self.outlet else _outlet_of(self.url)
        more = [part.read_bytes() for part in sorted(self.page.parent.glob(f"{self.page.stem}.[2-9].html"))]
        page = extract_page(self.page.read_bytes(), self.url, outlet=outlet, fetched_at=self.fetched_at, more=more)
        clean = clean_text(
            page.text,
            outlet=outlet.outlet if outlet else "",
            title=page.title,
            description=page.description,
            authors=page.authors,
            press=Press(outlet.name if outlet else "", _names()),
        )
        answer = {
            "rule": page.rule,
            "title": clean.title,
            "authors": list(page.authors),
            "editors": list(page.editors),
            "published_at": page.published_at,
            "modified_at": page.modified_at,
            "section": page.section,
            "pages": page.pages,
            "kind": page.kind,
            "text": clean.text.splitlines(),
        }
        return {key: answer[key] for key in self.expected}


def cases(folders: Iterable[str]) -> list[Any]:
    """Return the cases of the folders as parameters of a test; a folder without any is a mistake."""
    found = []
    for folder in folders:
        pages = sorted((FOLDER / folder).glob("*.json"))
        if not pages:
            raise FileNotFoundError(f"{FOLDER / folder}: no case of an outlet's rule")
        found += [_case(path) for path in pages]
    return [pytest.param(case, id=case.name) for case in found]


def check(case: Case) -> None:
    """Assert that the page says what is expected, and that nothing that is not the article is left in its text."""
    said = case.read()
    wrong = "\n".join(f"{key}: {said[key]!r}, not {value!r}" for key, value in case.expected.items() if said[key] != value)
    assert not wrong, wrong
    text = "\n".join(said.get("text", []))
    left = [line for line in case.noise if line in text]
    assert not left, left


def _case(path: Path) -> Case:
    expected = json.loads(path.read_text(encoding="utf-8"))
    url, outlet, noise = expected.pop("url"), expected.pop("outlet", ""), expected.pop("noise", [])
    fetched_at = expected.pop("fetched_at", "")
    for key in ("published_at", "modified_at"):
        if expected.get(key):
            expected[key] = datetime.fromisoformat(expected[key])
    return Case(
        path.with_suffix(".html"), url, outlet, datetime.fromisoformat(fetched_at) if fetched_at else None, expected, noise
    )


@cache
def _outlets() -> dict[str, Outlet]:
    return read_catalogue(PROJECT / "seeds").outlets


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(outlet.name for outlet in _outlets().values()))


@cache
def _outlet_of(url: str) -> Outlet | None:
    """Return the outlet in whose domain the address is, the longest domain first."""
    host = urlsplit(url).hostname or ""
    found = [
        (len(domain), outlet.outlet) for outlet in _outlets().values() for domain in outlet.domains if in_domains(host, {domain})
    ]
    return _outlets()[max(found)[1]] if found else None
