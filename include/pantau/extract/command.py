"""`pantau extract FILE --url URL`: prints what a page says, cleaned, as one JSON object."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict, fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pantau.clean import Press, clean_text
from pantau.errors import BadInput
from pantau.extract.body import LONGEST_TEXT
from pantau.extract.decode import decode
from pantau.extract.language import language_of
from pantau.extract.reading import extract_page
from pantau.jsonl import answer_lines, text_in
from pantau.model import Outlet, PageReading, Removal
from pantau.rules import read_rules
from pantau.settings import settings
from pantau.terminal import json_text
from pantau.text import normal_text
from pantau.urls import canonical_url, in_domains
from pantau.words import text

_NOT_PRINTED = ("text_digest", "words")
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|article|div|p|meta|title|h1)\b", re.I)


def arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `pantau extract`."""
    parser.add_argument("file", help=text("help.extract.file"))
    parser.add_argument("--url", default="", help=text("help.extract.url"))
    parser.add_argument("--outlet", default="", help=text("help.extract.outlet"))
    parser.add_argument("--title", default="", help=text("help.extract.title"))


def run(args: Namespace) -> int:
    """Print one JSON object, or answer JSON lines. Raises BadInput for an address that is no URL."""
    if args.file == "-":
        answer_lines(sys.stdin, sys.stdout, lambda row: answer(row, args))
        return 0
    body = Path(args.file).read_bytes()
    text = _readable(body, args.file)
    if _MARKUP.search(text[:20_000]):
        said = page_answer(body, args.url, args.outlet)
    else:
        said = _text(text, args.url, args.title, args.outlet)
    print(json_text(said, indent=2))
    return 0


def answer(row: dict[str, Any], args: Namespace) -> dict[str, Any]:
    """Return what a row {html|text, url?, title?, outlet?} says, cleaned. Raises BadInput if it has neither html nor text."""
    url, outlet, title = (text_in(row, name, getattr(args, name)) for name in ("url", "outlet", "title"))
    if isinstance(row.get("html"), str):
        return page_answer(row["html"], url, outlet)
    if isinstance(row.get("text"), str):
        return _text(row["text"], url, title, outlet)
    raise BadInput("give `html` or `text`, a string")


def _readable(body: bytes, name: str) -> str:
    """Return the bytes as text. Raises BadInput for an image, an archive or the like, whose letters mean nothing."""
    text = decode(body)
    strange = sum(letter == "\ufffd" or not (letter.isprintable() or letter.isspace()) for letter in text[:20_000])
    if strange > len(text[:20_000]) / 10:
        raise BadInput(f"{name}: neither a page nor a text; give an HTML or UTF-8 file, unpacked")
    return text


def page_answer(body: bytes | str, url: str, slug: str) -> dict[str, Any]:
    """Return what a page says, cleaned. `slug` names its outlet; without it the URL's domain does."""
    outlet = _outlet(url, slug)
    chosen = settings()
    folder, rules = chosen.seeds_dir / "extraction", read_rules(*chosen.rule_folders)
    reading = extract_page(body, url, folder=folder, rules=rules, outlet=outlet)
    return _object(reading, outlet, slug)


def _text(text: str, url: str, title: str, slug: str) -> dict[str, Any]:
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"the text has {len(text):,} letters; an article has at most {LONGEST_TEXT:,}: give one at a time")
    plain, canonical = normal_text(text), canonical_url(url) if url else ""
    reading = PageReading(canonical_url=canonical, title=title, text=plain, language=language_of(plain), method="text")
    if not plain:
        reading = PageReading(canonical_url=canonical, title=title, outcome="not_article", reason="no_text")
    return _object(reading, _outlet(url, slug), slug)


def _object(reading: PageReading, outlet: Outlet | None, slug: str) -> dict[str, Any]:
    press = Press(outlet.name if outlet else "", _names())
    slug = outlet.outlet if outlet else slug
    clean = clean_text(
        reading.text,
        folder=settings().seeds_dir / "cleaning",
        outlet=slug,
        title=reading.title,
        description=reading.description,
        authors=reading.authors,
        press=press,
    )
    said = {field.name: _plain(getattr(reading, field.name)) for field in fields(PageReading)}
    learnt = {field.name: _plain(getattr(clean, field.name)) for field in fields(clean) if field.name not in _NOT_PRINTED}
    return {"title": clean.title, "text": clean.text} | said | learnt


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [asdict(item) if isinstance(item, Removal) else item for item in value]
    return value


@cache
def _outlets() -> dict[str, Outlet]:
    """Return the catalogue if there is one; a page can be read without it."""
    folder = settings().catalogue_folder
    if not (folder / "outlets.csv").exists():
        return {}
    from pantau.catalogue import read_catalogue

    return read_catalogue(folder).outlets


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(outlet.name for outlet in _outlets().values()))


def _outlet(url: str, slug: str) -> Outlet | None:
    """Return the outlet called `slug`, else the one whose domain the URL is in, the longest domain first."""
    if slug in _outlets():
        return _outlets()[slug]
    if not url:
        return None
    from urllib.parse import urlsplit

    host = urlsplit(canonical_url(url)).hostname or ""
    matches = [
        (max(map(len, outlet.domains)), outlet.outlet) for outlet in _outlets().values() if in_domains(host, outlet.domains)
    ]
    return _outlets()[max(matches)[1]] if matches else None
