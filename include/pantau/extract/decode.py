"""Decodes the bytes of a page. The bytes themselves count before the header, and nothing is raised."""

from __future__ import annotations

import codecs
import re

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LATIN = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}  # browsers read all of these as windows-1252
_NOT_FOR_PAGES = {"utf-7", "idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"}  # servers do say "undefined"
_LATE = 200_000  # bytes; a charset may stand after long scripts
_NUL = "\x00"


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of a page, without NULs. A BOM wins, then UTF-8, then the header, then the page's own declaration. A
    stray byte in UTF-8 costs one letter."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) if name == "utf-8" else 0 :].decode(name, "replace").replace(_NUL, "").lstrip("\ufeff")
    try:  # several outlets declare iso-8859-1 and send UTF-8; valid UTF-8 is never anything else
        return body.decode("utf-8").replace(_NUL, "")
    except UnicodeDecodeError:
        pass
    if (mended := _nearly_utf8(body)) is not None:
        return mended.replace(_NUL, "")
    declared = _HEADER.search(content_type)
    found = _META.search(body[:_LATE])
    for name in (declared[1] if declared else "", found[1].decode("ascii", "replace") if found else "", "windows-1252"):
        codec = _codec(name)
        if codec and codec != "utf-8":  # it is not UTF-8, whatever declares it
            return body.decode(codec, "replace").replace(_NUL, "")
    return body.decode("utf-8", "replace").replace(_NUL, "")


def _nearly_utf8(body: bytes) -> str | None:
    """Return the text of UTF-8 with a few stray bytes, each replaced; None for bytes of another encoding.

    In a one-byte encoding a letter beyond ASCII is rarely followed by the byte that UTF-8 wants, so nearly all such bytes are
    stray. Of the pairs of a two-byte encoding some are UTF-8 by chance, but most are not.
    """
    text = body.decode("utf-8", "replace")
    stray = text.count("\ufffd")
    proper = len(text) - len(text.encode("ascii", "ignore")) - stray
    return text if proper >= stray else None


def _codec(name: str) -> str:
    """Return the name of the text codec that Python knows by this name; "" for none and for one that no browser reads."""
    name = name.strip().lower()
    if name in _LATIN:
        return "windows-1252"
    try:
        info = codecs.lookup(name) if name else None
    except LookupError:
        return ""
    if info is None or not info._is_text_encoding or info.name in _NOT_FOR_PAGES:
        return ""
    return "utf-8" if info.name == "utf-8" else info.name
