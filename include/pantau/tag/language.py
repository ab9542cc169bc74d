"""Names the language of a text: Indonesian by its small words; any other by py3langid, among the languages that outlets
print."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

UNKNOWN = "und"
LABELS = {"id": "Bahasa Indonesia", "en": "Bahasa Inggris", "jv": "Bahasa Jawa", "zh": "Bahasa Mandarin", "ar": "Bahasa Arab"}
# Malay is left out on purpose: py3langid mistakes Indonesian for it, and no Indonesian outlet prints it.
_AMONG = list(LABELS)
_WORD = re.compile(r"[^\W\d_]+")
# fmt: off
_SMALL_WORDS = frozenset({
    "yang", "dan", "di", "ke", "dari", "untuk", "dengan", "pada", "ini", "itu", "dalam", "tidak", "akan", "juga", "oleh",
    "sebagai", "ada", "telah", "sudah", "bisa", "dapat", "adalah", "atau", "karena", "saat", "para", "mereka", "tersebut",
    "kata", "ia", "secara", "hingga", "lebih", "saya", "kami", "kita", "dia", "usai", "soal", "jadi", "tak", "namun"
})
# fmt: on
_ENGLISH_WORDS = frozenset({"the", "of", "and", "to", "in", "for", "with", "that"})
# A long text with fewer small words is Indonesian too: the model said so of 50 such articles of 7,400, all with little English.
# To ask it takes 0.3 s in each process, because it must be opened.
_FEWER, _LONG = 0.0625, 40
_SAMPLE = 1200
_FEWEST_LETTERS = 20


def language_of(text: str, declared: str = "") -> tuple[str, float]:
    """Return (code, score 0 to 1) of a text. A text under 20 letters has its declared language, else ("und", 0.0)."""
    words = _WORD.findall(text[:_SAMPLE].lower())
    if sum(map(len, words)) < _FEWEST_LETTERS:
        code = declared.strip().lower().replace("_", "-").split("-")[0]
        return (code, 0.5) if code else (UNKNOWN, 0.0)
    share = sum(map(_SMALL_WORDS.__contains__, words)) / len(words)
    if (share >= 0.1 and len(words) >= 12) or (share >= _FEWER and len(words) >= _LONG and _is_not_english(words, share)):
        return "id", round(min(0.99, 0.8 + share), 2)
    code, score = _identifier().classify(text[:_SAMPLE])
    return str(code), round(float(score), 2)


def _is_not_english(words: list[str], share: float) -> bool:
    return sum(map(_ENGLISH_WORDS.__contains__, words)) < share * len(words)


@cache
def _identifier() -> Any:
    # Imported here: loading the model takes 0.3 s, and a page of Indonesian never needs it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_AMONG)
    return identifier
