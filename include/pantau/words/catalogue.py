"""Reads the catalogue: one YAML file per area beside this module, one key per text, every language under each key.

A key begins with its area, the name of its file: `pages.nav.day` is `nav.day` in pages.yaml. A text is a line, or two lines
`one` and `other` if the language has a plural and the text has the value `count`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pantau.files import parse_yaml

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
STORED = "id"  # the language of sentences that are written into the warehouse, whatever language the reader speaks
FOLDER = Path(__file__).parent
Entry = Mapping[str, Mapping[str, str]]  # language → {"one": …, "other": …}


@cache
def area(name: str) -> Mapping[str, Entry]:
    """Return the entries of an area by key, read once per process. Raises KeyError if no file has that name."""
    file = FOLDER / f"{name}.yaml"
    if not name.isidentifier() or not file.is_file():
        raise KeyError(name)
    rows: dict[str, dict[str, Any]] = parse_yaml(file.read_text(encoding="utf-8"))
    return {f"{name}.{key}": {language: _forms(words) for language, words in row.items()} for key, row in rows.items()}


def entry(key: str) -> Entry:
    """Return the texts of a key. Raises KeyError that names the key if the catalogue lacks it."""
    found = area(key.partition(".")[0]).get(key)
    if found is None:
        raise KeyError(key)
    return found


def has(key: str) -> bool:
    """Tell whether the catalogue has a key."""
    try:
        return bool(entry(key))
    except KeyError:
        return False


@cache
def keys() -> tuple[str, ...]:
    """Return every key: areas by name, the keys of an area in the order of its file."""
    return tuple(key for file in sorted(FOLDER.glob("*.yaml")) for key in area(file.stem))


def _forms(words: Any) -> dict[str, str]:
    forms = words if isinstance(words, dict) else {"one": words, "other": words}
    return {form: str(line).strip() for form, line in forms.items()}
