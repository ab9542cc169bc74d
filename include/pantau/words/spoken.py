"""Says a text of the catalogue in the language of the reader: the reader's choice, else the setting `language`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from pantau.settings import settings
from pantau.words.catalogue import STORED, entry, has

_chosen: ContextVar[str] = ContextVar("language", default="")
_DECIMAL = re.compile(r"\A(\d+),(\d+%?)\Z")  # a value that is a number: 7,5% in Indonesian, 7.5% in English
_PLACE = re.compile(r"\\\{(\w+)\\\}")


def spoken() -> str:
    """Return the language of this moment: the one `speaking` chose, else the setting."""
    return _chosen.get() or settings().language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use a language until the end of the block, in this thread or asynchronous task and no other."""
    before = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(before)


def text(key: str, /, **values: object) -> str:
    """Return a text in the present language with its values. Raises KeyError for a key that the catalogue lacks."""
    return text_in(spoken(), key, **values)


def text_in(language: str, key: str, /, **values: object) -> str:
    """Return a text in one language. The value `count`, a number or its written form, chooses between singular and plural."""
    return form(language, key, values.get("count")).format(**values)


def form(language: str, key: str, count: object = None) -> str:
    """Return a text with its places still open, in the singular if `count` is 1."""
    return entry(key)[language]["one" if str(count) == "1" else "other"]


def name_of(prefix: str, name: str) -> str:
    """Return the words of a stored name, for example `terms.kind` and `topic`; the name itself if the catalogue lacks it."""
    key = f"{prefix}.{name}"
    return text(key) if has(key) else name


def reworded(key: str, stored: str) -> str:
    """Return a sentence of the warehouse in the present language; unchanged if it is not of this key.

    Sentences are stored in Indonesian. The Indonesian text of the key says where their values are.
    """
    if spoken() == STORED or not has(key):
        return stored
    pattern = _PLACE.sub(r"(?P<\1>.*?)", re.escape(entry(key)[STORED]["other"]))
    found = re.fullmatch(pattern, stored, re.DOTALL)
    return text(key, **{name: _DECIMAL.sub(r"\1.\2", value) for name, value in found.groupdict().items()}) if found else stored
