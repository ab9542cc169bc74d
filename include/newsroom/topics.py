"""The topic files: the scenarios of a topic, and the sentences of each scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from newsroom.places import WORDS, read_words


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of event: its facts, its cast (name → role template) and the sentences that report it."""

    topic: str
    id: str
    weight: float
    facts: Mapping[str, Any]
    cast: Mapping[str, str]
    headlines: tuple[str, ...]
    leads: tuple[str, ...]
    body: tuple[str, ...]
    quotes: Mapping[str, tuple[str, ...]]
    background: tuple[str, ...]
    keywords: tuple[str, ...]


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Return every scenario of every topic file, in file order. Each has the sentences of its whole topic too."""
    found: list[Scenario] = []
    for path in sorted((WORDS / "topics").glob("*.yaml")):
        topic = read_words(path)
        found += [_scenario(topic, row) for row in topic["skenario"]]
    return tuple(found)


def _scenario(topic: dict[str, Any], row: dict[str, Any]) -> Scenario:
    shared = topic.get("umum", {})
    quotes = {name: tuple(lines) for name, lines in row["kutipan"].items()}
    cast = {**shared.get("tokoh", {}), **row["tokoh"], **general()["reaksi"]["tokoh"]}
    for name, lines in shared.get("kutipan", {}).items():
        quotes[name] = (*quotes.get(name, ()), *lines)
    return Scenario(
        topic=topic["topik"],
        id=row["id"],
        weight=float(row.get("bobot", 1)),
        facts={**shared.get("fakta", {}), **row["fakta"]},
        cast=cast,
        headlines=tuple(row["judul"]),
        leads=tuple(row["teras"]),
        body=(*row["isi"], *shared.get("isi", ())),
        quotes=quotes,
        background=(*row.get("latar", ()), *shared.get("latar", ())),
        keywords=tuple(row.get("kata_kunci", ())),
    )


@cache
def topics() -> tuple[str, ...]:
    """Return the topic ids in order."""
    return tuple(dict.fromkeys(scenario.topic for scenario in scenarios()))


@cache
def general() -> dict[str, Any]:
    """Return the sentences and phrases that any article may use (words/general.yaml)."""
    loaded: dict[str, Any] = read_words(WORDS / "general.yaml")
    return loaded


@cache
def bodies() -> dict[str, str]:
    """Return acronym → full name of each national body."""
    loaded: dict[str, str] = read_words(WORDS / "bodies.yaml")
    return loaded
