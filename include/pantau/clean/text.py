"""Text put into one form before any rule looks at it, and the digest that says two texts are the same."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")  # the marks of direction can hide a word
_BREAKS = re.compile(r"\s*\n\s*")
_QUOTES = str.maketrans("“”„‟″‘’‚‛`´", '"' * 5 + "'" * 6)
_SUSPECT = re.compile(r"[\x80-\x9fÃÂâÐ�]|&(?:[a-z]{2,8}|#\d{2,5});")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def normal_text(text: str) -> str:
    """Return `text` in NFC with straight quotes, single spaces, one newline between paragraphs, mojibake repaired."""
    if not text.isascii() or "&" in text:
        if _SUSPECT.search(text):
            text = _mended(text)
        text = unicodedata.normalize("NFC", text.translate(_QUOTES))
    text = _INVISIBLE.sub("", text)
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BREAKS.sub("\n", _SPACES.sub(" ", text)).strip()


def _mended(text: str) -> str:
    import ftfy

    return ftfy.fix_text(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), uncurl_quotes=False)


def text_digest(text: str) -> str:
    """Return a digest of the letters and digits of `text`, whatever their case, spacing and punctuation."""
    return hashlib.blake2b(letters_of(text).encode("utf-8", "replace"), digest_size=16).hexdigest()


def letters_of(text: str) -> str:
    """Return the letters and digits of `text`, case folded, nothing between them."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
