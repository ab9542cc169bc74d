"""Text in one form before any rule reads it, and the digest that says that two texts are the same."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")  # the marks of direction can hide a word
_CURLS = {curl: quote for quote, curls in (('"', "“”„‟″"), ("'", "‘’‚‛`´")) for curl in curls}
# The last but one is the quotation mark of UTF-8 read as Mac Roman: a corpus of 2019 is full of it.
_SUSPECT = re.compile(r"[\x80-\x9fÃÂâÐ�]")
_SUSPECT_PAIR = re.compile(
    r"ï[»¿]|‚Ä|&(?:[A-Za-z]{2,8}|#\d{2,5}|#[xX][0-9a-fA-F]{2,5});"
)  # apart: each is found by its first letter
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LETTERS = re.compile(r"[^\W_]+")
_ASCII_REST = bytes(code for code in range(128) if not chr(code).isalnum())


def normal_text(text: str) -> str:
    """Return `text` in NFC with straight quotes, single spaces, one newline between paragraphs, mojibake repaired."""
    if not text.isascii() or "&" in text or "`" in text:
        if _is_suspect(text):
            text = _mend_lines(text)
        for curl, quote in _CURLS.items():
            if curl in text:
                text = text.replace(curl, quote)
        text = unicodedata.normalize("NFC", limit_marks(text))
        text = _INVISIBLE.sub("", text)
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(filter(None, [" ".join(line.split()) for line in text.split("\n")]))


def limit_marks(text: str) -> str:
    """Return the text without marks upon a letter beyond the number that any language writes (Unicode's limit for a stream:
    30).

    Sorting n marks takes time in the square of n, in one step that nothing can interrupt. A text in NFC has its marks in order,
    and does not change.
    """
    if text.isascii() or _is_latin(text) or unicodedata.is_normalized("NFC", text):
        return text
    return _too_many_marks().sub(r"\1", text)


def _is_latin(text: str) -> bool:
    """Tell, faster than a look at each letter, whether all are below U+0100, where there are no such marks."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _too_many_marks() -> re.Pattern[str]:
    marks = "".join(map(re.escape, filter(unicodedata.combining, map(chr, range(0x300, 0x1F000)))))
    return re.compile(f"([{marks}]{{30}})[{marks}]+")


def _mend_lines(text: str) -> str:
    """Repair what was decoded twice, in the lines that show it; letters that only look unusual (ligatures, full width) stay.

    A line is mended or not whatever the other lines hold. To ask ftfy about a whole page for one `&nbsp;` took 2.6 ms.
    """
    return "\n".join([_mend_line(line) if _is_suspect(line) else line for line in text.split("\n")])


def _is_suspect(text: str) -> bool:
    return bool(_SUSPECT.search(text) or _SUSPECT_PAIR.search(text))


def _mend_line(line: str) -> str:
    import ftfy

    sound = line.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return ftfy.fix_text(sound, uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False)


def text_digest(text: str) -> str:
    """Return a digest of the letters and digits of `text`, whatever their case, spacing and punctuation."""
    return hashlib.blake2b(letters_of(text).encode("utf-8", "replace"), digest_size=16).hexdigest()


def letters_of(text: str) -> str:
    """Return the letters and digits of `text`, case folded, nothing between them."""
    if text.isascii():
        return text.lower().encode().translate(None, _ASCII_REST).decode()
    return "".join(_LETTERS.findall(text.casefold()))
