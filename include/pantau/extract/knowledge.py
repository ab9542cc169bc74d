"""What seeds/extraction holds: where pages describe themselves, and which pages are no article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from lxml import etree
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from pantau.errors import BadInput
from pantau.extract.reader_words import ReaderWords, reader_words
from pantau.files import parse_yaml, read_text
from pantau.seed_cache import seed_cache


@dataclass(frozen=True, slots=True)
class KindSign:
    """One sign that a page is no article.

    `prose` words of sentences make a page with such a title an article all the same, except if the text holds `body_times`
    different finds of `body`, or most of it says `whole`. With `anywhere` the marker counts wherever it stands in the text.
    `finer` is the finer word under which pages of this sign are counted within their kind.
    """

    kind: str
    url: re.Pattern[str] | None
    title: re.Pattern[str] | None
    marker: re.Pattern[str] | None
    paywall: bool
    under_words: int
    unless_article: bool
    prose: int = 0
    body: re.Pattern[str] | None = None
    body_times: int = 0
    whole: re.Pattern[str] | None = None
    anywhere: bool = False
    finer: str = ""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The reference data of the extractor."""

    kinds: tuple[KindSign, ...]
    announced: re.Pattern[str]
    short_prose: int
    loaded_kinds: dict[str, int]  # words of text that make a page of that kind an article
    meta: dict[str, tuple[str, ...]]
    article_types: frozenset[str]
    printed_dates: str
    drop: etree.XPath
    sections: str
    beside: str
    beside_names: re.Pattern[str]
    url_times: tuple[tuple[str, re.Pattern[str]], ...]
    title_ends: re.Pattern[str]
    not_authors: re.Pattern[str]
    roles: re.Pattern[str]
    separators: re.Pattern[str]
    bylines: tuple[str, ...]
    printed_author: re.Pattern[str]
    printed_editor: re.Pattern[str]
    credit_words: tuple[str, ...]
    editor_part: re.Pattern[str]
    desks: re.Pattern[str]
    degrees: re.Pattern[str]
    not_sections: re.Pattern[str]
    weak_sections: re.Pattern[str]
    reader: ReaderWords


@seed_cache(maxsize=4)
def read_knowledge(folder: Path) -> Knowledge:
    """Return the data of seeds/extraction; raise BadInput naming the file at fault."""
    fields, names, kinds, reader = (_yaml(folder / f"{name}.yaml") for name in ("fields", "names", "not_articles", "reader"))
    try:
        return Knowledge(
            kinds=tuple(_kind(row) for row in kinds["kinds"]),
            announced=re.compile(kinds["announced"], re.I),
            short_prose=int(kinds["short_prose"]),
            loaded_kinds={str(name): int(words) for name, words in kinds["loaded"].items()},
            meta={name: tuple(keys) for name, keys in fields["meta"].items()},
            article_types=frozenset(fields["article_types"]),
            printed_dates=_css(fields["printed_dates"]),
            sections=_css(fields["sections"]),
            beside=_css(", ".join(f'[class*="{part}" i], [id*="{part}" i]' for part in fields["beside"])),
            beside_names=re.compile("|".join(map(re.escape, map(str, fields["beside"]))), re.I),
            drop=etree.XPath(fields["drop"]),
            url_times=tuple((row["domain"], re.compile(row["pattern"])) for row in fields["url_times"]),
            title_ends=re.compile(fields["title_ends"], re.I),
            not_authors=re.compile("|".join(f"(?:{part})" for part in names["not_authors"]), re.I),
            roles=re.compile(names["roles"], re.I),
            separators=re.compile(names["separators"], re.I),
            bylines=tuple(map(_css, names["bylines"])),
            printed_author=re.compile(names["printed"]),
            printed_editor=re.compile(names["printed_editor"]),
            credit_words=tuple(map(str, names["credit_words"])),
            editor_part=re.compile(names["editor_part"], re.I),
            desks=re.compile(names["desks"], re.I),
            degrees=re.compile(names["degrees"]),
            not_sections=re.compile(fields["not_sections"], re.I),
            weak_sections=re.compile(fields["weak_sections"], re.I),
            reader=reader_words(reader),
        )
    except (KeyError, TypeError, AttributeError, re.error, etree.XPathError, SelectolaxError) as error:
        raise BadInput(f"{folder}: {error.__class__.__name__}: {error}; compare with the files the project ships") from None


def _kind(row: dict[str, Any]) -> KindSign:
    patterns = {
        name: re.compile(row[name], re.I) if row.get(name) else None for name in ("url", "title", "marker", "body", "whole")
    }
    flags = {name: bool(row.get(name)) for name in ("paywall", "unless_article", "anywhere")}
    numbers = {name: int(row.get(name, 0)) for name in ("under_words", "prose", "body_times")}
    return KindSign(kind=row["kind"], finer=str(row.get("finer", "")), **patterns, **flags, **numbers)  # type: ignore[arg-type]


def _css(selector: str) -> str:
    LexborHTMLParser("<p>").css(selector)
    return selector


def _yaml(file: Path) -> Any:
    try:
        return parse_yaml(read_text(file))
    except (OSError, yaml.YAMLError) as error:
        raise BadInput(f"{file}: {error}; restore the file or mend the line it names") from None
