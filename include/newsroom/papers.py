"""The invented outlets: first those of words/papers.csv, which are made by hand, then generated ones up to the wanted number."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from newsroom.dice import dice
from newsroom.places import WORDS, provinces, read_words, words

SUFFIX = "newsroom.test"
_FAMILIES = ("wordpress", "wordpress", "blogger", "jsonld", "tempo", "detik", "kompas", "tribun", "sindo", "liputan")
_FEEDS = ("rss", "atom", "rdf", "sitemap")


@dataclass(frozen=True, slots=True)
class Paper:
    """An invented outlet: its family of markup, its owner group, home province, feeds, bureaus and habits (`quirks`)."""

    slug: str
    name: str
    mark: str
    family: str
    group: str
    province: str
    type: str
    feeds: tuple[str, ...]
    topics: tuple[str, ...]
    bureaus: dict[str, str]
    quirks: frozenset[str]

    @property
    def host(self) -> str:
        """Return the main host name."""
        return f"{self.slug}.{SUFFIX}"

    @property
    def zone(self) -> str:
        """Return the home zone; national outlets print WIB."""
        return "WIB" if self.type in ("national", "business", "network") else provinces()[self.province].zone

    def habit(self, name: str) -> str:
        """Return the value of the quirk `name:value`, or "" without that quirk."""
        return next((quirk.partition(":")[2] for quirk in self.quirks if quirk.startswith(f"{name}:")), "")


@cache
def papers(count: int) -> dict[str, Paper]:
    """Return `count` outlets by slug. A slug names the same outlet for every count."""
    with (WORDS / "papers.csv").open(encoding="utf-8", newline="") as file:
        named = [_paper(row) for row in csv.DictReader(file)]
    more = [_further(number) for number in range(len(named), count)]
    return {paper.slug: paper for paper in [*named, *more][:count]}


def _paper(row: dict[str, str]) -> Paper:
    return Paper(
        slug=row["slug"],
        name=row["name"],
        mark=row["mark"] or row["name"],
        family=row["family"],
        group=row["group"],
        province=row["province"],
        type=row["type"],
        feeds=tuple(row["feeds"].split()),
        topics=tuple(row["topics"].split()),
        bureaus=dict(pair.split(":") for pair in row["bureaus"].split()),
        quirks=frozenset(row["quirks"].split()),
    )


def _further(number: int) -> Paper:
    rng, halves = dice("paper", number), words("mastheads")
    name = f"{rng.choice(halves['first'])} {rng.choice(halves['second'])} {number}"
    slug = name.lower().replace(" ", "")
    quirks = [quirk for quirk in ("amp", "mobile", "tracking", "late") if rng.random() < 0.2]
    return Paper(
        slug=slug,
        name=name,
        mark=f"{slug}.id",
        family=_FAMILIES[number % len(_FAMILIES)],
        group=f"Grup {rng.choice(halves['first'])}" if rng.random() < 0.4 else "",
        province=sorted(provinces())[number % len(provinces())],
        type="regional",
        feeds=(_FEEDS[number % 4],),
        topics=(),
        bureaus={},
        quirks=frozenset(quirks),
    )


@cache
def sections() -> dict[str, dict[str, list[str]]]:
    """Return the section [slug, label] of each topic by family; `_` is every other family."""
    loaded: dict[str, dict[str, list[str]]] = read_words(WORDS / "sections.yaml")
    return loaded


def section(paper: Paper, topic: str) -> tuple[str, str]:
    """Return the section of a topic at an outlet: (slug, label)."""
    slug, label = sections().get(paper.family, sections()["_"])[topic]
    return slug, label
