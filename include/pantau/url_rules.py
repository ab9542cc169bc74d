"""The rules by which a process reads addresses: what `seeds/urls.yaml` says, and which seeds/ the program named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from pantau.errors import BadInput
from pantau.files import parse_yaml, read_text
from pantau.seed_cache import seed_cache

_SHIPPED = Path(__file__).parents[2] / "seeds"
_named: list[Path] = []  # the file that the program named; empty before it named one


@dataclass(frozen=True, slots=True)
class NumberRule:
    """A rule that reads an article's number out of a path."""

    domain: str
    excepted: tuple[str, ...]
    pattern: re.Pattern[str]
    key: str


@dataclass(frozen=True, slots=True)
class UrlRules:
    """What seeds/urls.yaml says; the file explains each of its lists."""

    tracking: re.Pattern[str]
    views: dict[str, re.Pattern[str]]
    numbering: frozenset[str]
    mobile: frozenset[str]
    suffixes: frozenset[str]
    folds: dict[str, str]
    rewrites: tuple[tuple[re.Pattern[str], str], ...]
    identities: tuple[NumberRule, ...]


def name_url_rules(seeds: Path) -> bool:
    """Make `seeds`/urls.yaml the rules of this process; return whether they were other ones before. The file is not opened."""
    file = seeds / "urls.yaml"
    changed = _named != [file]
    _named[:] = [file]
    return changed


def url_rules_folder() -> Path:
    """Return the seeds/ whose rules this process uses: those that the program named, else those that Pantau comes with."""
    return _named[0].parent if _named else _SHIPPED


def url_rules() -> UrlRules:
    """Return the rules of this process; raise BadInput where they cannot be used, OSError where the file cannot be read."""
    return read_url_rules(url_rules_folder() / "urls.yaml")


@seed_cache(maxsize=2)
def read_url_rules(file: Path) -> UrlRules:
    """Return the rules of a urls.yaml, read once. Raises BadInput where they cannot be used, OSError where it cannot be read."""
    try:
        data = parse_yaml(read_text(file))
        names = [re.escape(name).replace(r"\*", ".*") for name in data["tracking_parameters"]]
        return UrlRules(
            re.compile("|".join(names)),
            {name: re.compile(pattern) for name, pattern in data["view_parameters"].items()},
            frozenset(data["numbering_parameters"]),
            frozenset(data["mobile_labels"]),
            frozenset(data["two_label_suffixes"]),
            data["host_folds"],
            tuple((re.compile(row["pattern"]), row["replace"]) for row in data["rewrites"]),
            tuple(
                NumberRule(row["domain"], tuple(row.get("except", ())), re.compile(row["pattern"]), row["key"])
                for row in data["identities"]
            ),
        )
    except (KeyError, TypeError, AttributeError, yaml.YAMLError, re.error) as error:
        raise BadInput(f"{file}: {error.__class__.__name__}: {error}; compare with the file the project ships") from None
