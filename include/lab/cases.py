"""Pages with known answers, from a folder or from the newsroom."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pantau.errors import BadInput
from pantau.model import Outlet
from pantau.rules import Rules
from pantau.settings import settings

NEWSROOM = "newsroom"


@dataclass(frozen=True, slots=True)
class Sample:
    """The input of a reader: the bytes of a page, where and when they were fetched, and the outlet (slug) if it is known.

    `more` are the further pages of an article over several.
    """

    body: bytes
    url: str
    outlet: str = ""
    fetched_at: datetime | None = None
    more: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Gold:
    """What a page says; None where the answer is not known. `kind` is "" for an article."""

    kind: str = ""
    title: str = ""
    text: str = ""
    authors: tuple[str, ...] | None = None
    published_at: datetime | None = None
    section: str | None = None
    dateline_place: str | None = None
    wire_source: str | None = None
    noise: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One page, the group (outlet) it is reported under, and its answer."""

    name: str
    group: str
    sample: Sample
    gold: Gold


@dataclass(frozen=True, slots=True)
class Corpus:
    """Pages to measure on; `outlets` are the catalogue they belong to, `rules` are their rules (None: those of seeds and
    catalogue)."""

    name: str
    cases: tuple[Case, ...]
    outlets: dict[str, Outlet] = field(default_factory=dict)
    rules: Rules | None = None

    @property
    def digest(self) -> str:
        """Return a digest of every page and answer."""
        return digest_of(
            part
            for case in self.cases
            for part in (case.name.encode(), case.sample.body, *case.sample.more, repr(asdict(case.gold)).encode())
        )


def digest_of(parts: Iterable[bytes]) -> str:
    """Return a digest of the parts, in their order, each with its length."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def read_cases(path: str) -> Corpus:
    """Return the pages of a folder or of the newsroom. Raises BadInput if there are none.

    A folder holds `<outlet>/<page>.html` (further pages of the article: `<page>.2.html`, ...) and for each page `<page>.json`:
    {url, fetched_at?, title, text, ...}, as in the tests of the rules per outlet, or {kind, gold: {url, title, content}}.
    The folder may also be one that contains such a folder named `html/`.
    """
    if path == NEWSROOM:
        from lab.newsroom_cases import newsroom_cases

        return newsroom_cases()
    folder = Path(path)
    if not folder.is_dir():
        raise BadInput(f"{path} is no folder; give one with <outlet>/*.html and .json, or the word {NEWSROOM}")
    if (folder / "html").is_dir():
        folder = folder / "html"
    files = sorted(file for file in folder.rglob("*.json") if file.with_suffix(".html").is_file())
    if not files:
        raise BadInput(f"{path}: no <page>.html with a <page>.json beside it; see `pantau evaluate --help`")
    cases = tuple(_case(file, folder) for file in files)
    return Corpus(f"{len(cases)} pages of {folder.name or folder}", cases, catalogue_outlets())


def catalogue_outlets() -> dict[str, Outlet]:
    """Return the outlets of the catalogue; none if there is no catalogue, because pages can be read without one."""
    folder = settings().catalogue_folder
    if not (folder / "outlets.csv").exists():
        return {}
    from pantau.catalogue import read_catalogue

    return read_catalogue(folder).outlets


def _case(file: Path, folder: Path) -> Case:
    try:
        row = json.loads(file.read_text(encoding="utf-8"))
        answer = row.get("gold") or row.get("expected") or row
        gold = _gold(row, answer)
        fetched_at = datetime.fromisoformat(row["fetched_at"]) if row.get("fetched_at") else None
        url = str(row.get("url") or answer.get("url") or "")
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        raise BadInput(f"{file}: {error.__class__.__name__}: {error}; what it holds is said by --help") from None
    page = file.with_suffix(".html")
    more = tuple(part.read_bytes() for part in sorted(page.parent.glob(f"{page.stem}.[2-9].html")))
    sample = Sample(page.read_bytes(), url, str(row.get("outlet") or file.parent.name), fetched_at, more)
    return Case(file.relative_to(folder).with_suffix("").as_posix(), file.parent.name, sample, gold)


def _gold(row: dict[str, Any], answer: dict[str, Any]) -> Gold:
    text = answer.get("text") or answer.get("content") or answer.get("articleBody") or ""
    authors = answer.get("authors")
    moment = answer.get("published_at") or answer.get("published") or answer.get("date")
    return Gold(
        kind=_kind(row, answer),
        title=str(answer.get("title") or ""),
        text=text if isinstance(text, str) else "\n".join(map(str, text)),
        authors=None if authors is None else tuple(map(str, authors)),
        published_at=_moment(str(moment)) if moment else None,
        section=answer.get("section"),
        dateline_place=answer.get("dateline_place"),
        wire_source=answer.get("wire_source"),
        noise=tuple(map(str, answer.get("noise") or ())),
    )


def _kind(row: dict[str, Any], answer: dict[str, Any]) -> str:
    if answer.get("outcome") == "not_article":
        return str(answer.get("kind") or answer.get("reason") or "other")
    kind = str(row.get("kind") or answer.get("kind") or "article")
    return "" if kind == "article" else kind


def _moment(text: str) -> datetime:
    """Read ISO 8601, or seconds or milliseconds since 1970."""
    if text.isdigit() and len(text) > 8:
        number = int(text)
        return datetime.fromtimestamp(number / (1000 if number > 1e11 else 1), UTC)
    return datetime.fromisoformat(text)
