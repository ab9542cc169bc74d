"""The provinces (BPS codes) and regencies of Indonesia, and the invented districts inside them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Province:
    """A province: BPS code, full and press name, capital, zone, and the group of names of its people."""

    code: str
    name: str
    short: str
    capital: str
    zone: str
    people: str


@dataclass(frozen=True, slots=True)
class Regency:
    """A regency or city: BPS code, province, `kabupaten` or `kota`, name."""

    code: str
    province: Province
    kind: str
    name: str

    @property
    def title(self) -> str:
        """Return `Kabupaten Sleman` or `Kota Makassar`."""
        return f"{self.kind.title()} {self.name}"

    @property
    def head(self) -> str:
        """Return `Bupati Sleman` or `Wali Kota Makassar`."""
        return f"{'Wali Kota' if self.kind == 'kota' else 'Bupati'} {self.name}"


@cache
def provinces() -> dict[str, Province]:
    """Return every province by BPS code."""
    with (WORDS / "provinces.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Province(**row) for row in csv.DictReader(file)}


@cache
def regencies() -> dict[str, tuple[Regency, ...]]:
    """Return the regencies and cities of each province code."""
    found: dict[str, list[Regency]] = {}
    with (WORDS / "regencies.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            province = provinces()[row["code"][:2]]
            found.setdefault(province.code, []).append(Regency(row["code"], province, row["kind"], row["name"]))
    return {code: tuple(rows) for code, rows in found.items()}


def read_words(file: Path) -> Any:
    """Return the values of a YAML file of the words folder. The parser in C is used if there is one: it takes a tenth of the
    time."""
    return yaml.load(file.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 — a safe loader


@cache
def words(name: str) -> dict[str, list[str]]:
    """Return a word-list file of the words folder."""
    loaded: dict[str, list[str]] = read_words(WORDS / f"{name}.yaml")
    return loaded


def district(rng: Random) -> str:
    """Return the name of a district that does not exist."""
    parts = words("villages")
    return f"{rng.choice(parts['first'])}{rng.choice(parts['second'])}"
