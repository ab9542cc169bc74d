"""Makes text storable: what PostgreSQL, Parquet or an XML tree cannot hold is removed once, where a text enters Pantau."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")
# The 66 code points Unicode calls no characters: lxml refuses two of them, other readers all.
_ENDS = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_NO_CHARACTER = re.compile(f"[\ufdd0-\ufdef{_ENDS}]")
_PERHAPS = (b"\xef\xb7", b"\xbf\xbe", b"\xbf\xbf")  # one of these is in the UTF-8 of each: found in no time, the pattern is slow
# A character beyond U+FFFF written as the two halves UTF-16 has for it: &#55357;&#56832; or &#xD83D;&#xDE00;
_HIGH = r"&#(?:0*(5529[6-9]|55[3-9]\d\d|56[0-2]\d\d|563[01]\d)|x0*(d[89ab][\da-f]{2}));?"
_LOW = r"&#(?:0*(563[2-9]\d|56[4-9]\d\d|57[0-2]\d\d|573[0-3]\d|5734[0-3])(?!\d)|x0*(d[c-f][\da-f]{2})(?![\da-f]));?"
_TWO_HALVES = re.compile(_HIGH + _LOW, re.I)
_HALF_START = re.compile(r"&(?=#)#(?:[5xX]|0[05])")  # searched first, by its first letter alone, because that is fastest


def make_storable(text: str) -> str:
    """Return `text` as PostgreSQL, Parquet and XML can hold it; a text that they can hold already is returned unchanged.

    Two halves of a surrogate pair become the character that they stand for; a lone half and a non-character become U+FFFD; NUL
    is removed.
    """
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        data = text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        data = text.encode()
    return _NO_CHARACTER.sub("\ufffd", text) if any(mark in data for mark in _PERHAPS) else text


def make_all_storable(value: T) -> T:
    """Return the value with every text inside it storable: in lists, tuples, dicts (keys too) and dataclasses, however deep."""
    found: Any = value
    if isinstance(value, str):
        found = make_storable(value)
    elif isinstance(value, list | tuple):
        found = type(value)(map(make_all_storable, value))
    elif isinstance(value, dict):
        found = {make_all_storable(name): make_all_storable(inner) for name, inner in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        told = ((field.name, getattr(value, field.name)) for field in fields(value))
        changed = {name: new for name, old in told if (new := make_all_storable(old)) != old}
        found = replace(value, **changed) if changed else value
    return found  # type: ignore[no-any-return]


def join_halves(markup: str) -> str:
    """Return markup in which every character that is written as two references, one for each half, is written as itself.

    Do this before a parser: it makes two broken letters of them, or fails.
    """
    return _TWO_HALVES.sub(_join_pair, markup) if _HALF_START.search(markup) else markup


def join_halves_in_bytes(markup: bytes) -> bytes:
    """Return the same for bytes whose ASCII letters are ASCII bytes; the character is written as one reference."""
    return _TWO_HALVES_IN_BYTES.sub(_joined_in_bytes, markup) if b"&#" in markup else markup


def mend_references(markup: bytes) -> bytes:
    """Return the same, with U+FFFD in place of every reference to what is no character (half a pair, NUL, beyond Unicode).

    feedparser fails on such a reference, and then the whole feed is lost while the item stands in it.
    """
    return _REFERENCE_IN_BYTES.sub(_mend_reference, join_halves_in_bytes(markup)) if b"&#" in markup else markup


def read_json(text: str | bytes) -> Any:
    """Return the content of a JSON text, with storable texts only; line breaks inside strings are allowed.

    Raises ValueError for a text that is no JSON, or that nests too deep.
    """
    try:
        value = json.loads(text, strict=False)
        return make_all_storable(value) if ("\\u" in text if isinstance(text, str) else b"\\u" in text) else value
    except RecursionError:
        raise ValueError("the JSON nests too deep") from None


def _join_pair(found: re.Match[str]) -> str:
    high, low = (int(found[one]) if found[one] else int(found[one + 1], 16) for one in (1, 3))
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


_TWO_HALVES_IN_BYTES = re.compile((_HIGH + _LOW).encode(), re.I)


def _joined_in_bytes(found: re.Match[bytes]) -> bytes:
    high, low = (int(found[one]) if found[one] else int(found[one + 1], 16) for one in (1, 3))
    return b"&#%d;" % (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


_REFERENCE_IN_BYTES = re.compile(rb"&#(?:(\d+)|x([\da-f]+));?", re.I)


def _mend_reference(found: re.Match[bytes]) -> bytes:
    digits = (found[1] or found[2]).lstrip(b"0")
    number = int(digits or b"0", 10 if found[1] else 16) if len(digits) <= 7 else sys.maxunicode + 1
    return found[0] if 0 < number <= sys.maxunicode and not 0xD800 <= number <= 0xDFFF else b"&#65533;"
