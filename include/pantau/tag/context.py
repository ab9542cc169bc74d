"""What stands around a name: the cue words before it, sentence starts, initials, and acronyms that a text explains."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

_CHAIN = r"(?:[A-Z]{1,3}(?:\s\([^)]{1,12}\))?(?:,?\s(?:dan|serta)\s|,\s))*$"
_INITIALS_BEFORE = re.compile(rf"\b(?i:(?:ber)?inisial(?:nya)?|bernama samaran|atas nama|alias)[,:]?\s+[\"“]?{_CHAIN}")
_PERSON_BEFORE = re.compile(
    r"\b(?i:tersangka|terdakwa|terduga|terpidana|pelaku|korban|saksi|terlapor|pelapor|pria|wanita|perempuan|lelaki|bocah|siswi|siswa"
    r"|mahasiswi|mahasiswa|santri|istri|suami|remaja|pemuda|kurir|pengedar|sopir|pengemudi|ayah|ibu|anak|guru|oknum|bidan|kakek|nenek"
    r"|terapis|janda|duda|lansia|balita|pelajar|selebgram|bayi|kakak|adik|cucu|keponakan)(?:nya)?(?:\s(?:tewas|luka|meninggal|selamat))?"
    rf"(?:,?\s(?:yakni|yaitu|adalah|lain|lainnya|utama|bernama|masing-masing))?[,:]?\s+{_CHAIN}"
)
_AGE_AFTER = re.compile(r"\s*(?:\(\d{1,2}(?:\s*(?:tahun|thn|th))?\)|(?:,|\syang berusia|\sberusia|\sberumur)\s*\d{1,2}\s+tahun)")
_YEARS_AFTER = re.compile(r"\s*(?:\(\d{1,2}\s*(?:tahun|thn|th)\)|(?:,|\sberusia|\sberumur)\s*\d{1,2}\s+tahun)")
_ALIAS_AFTER = re.compile(r"\s*(?:,\s)?(?:alias|als\.?)\s")
_AGE_BEFORE = re.compile(r"\b\d{1,2}[\s-]tahun,\s$")
# "berinisial A.S.", and from then on AS
_DOTTED = re.compile(r"\b(?i:(?:ber)?inisial(?:nya)?)[,:]?\s+[\"“]?((?:[A-Z]\.\s?){2,4})")
_EXPLAINED = re.compile(r"\(([A-Z][A-Za-z]{1,9})\)")
_WORDS = re.compile(r"[^\W\d_][\w’'.]*")
_CAPITAL_WORD = re.compile(r"\s[A-Z][a-z]")
_LAST_WORD = re.compile(r"([\w’'.-]+)\s$")
# fmt: off
_CURRENCIES = frozenset({
    "dolar", "dollar", "yen", "won", "yuan", "ringgit", "baht", "peso", "poundsterling", "rupee", "dirham", "riyal"
})
# fmt: on
_CUE = 24  # letters before a name in which its cue stands
_SENTENCE_END = frozenset('.!?:\n"“”‘(')
_SMALL = frozenset({"dan", "atas", "untuk", "di", "dalam", "of", "and", "the", "for", "in"})
# fmt: off
TITLES = frozenset({
    "presiden", "wapres", "wakil", "menteri", "menko", "mendagri", "menlu", "menhan", "menkeu", "mensos", "menkes",
    "jenderal", "letjen", "mayjen", "komjen", "irjen", "pak", "bapak", "bu", "ibu", "bang", "mas", "mbak", "kak", "gus",
    "kiai", "habib", "ustaz", "ustadz", "sri", "dr", "h", "hj", "prof", "ketua", "umum", "ketum", "sekjen", "gubernur",
    "bupati", "kota", "calon", "capres", "cawapres", "ri", "kapolri", "panglima", "tni", "jaksa", "agung", "hakim",
    "pelatih", "kapten", "striker", "kiper", "bek", "gelandang", "aktor", "aktris", "penyanyi", "pm", "kanselir", "raja",
    "paus", "dan", "dengan", "oleh", "seskab", "mensesneg", "mendag", "kepala", "kapolda", "direktur", "utama", "komisaris",
    "dirut", "mantan", "eks", "politikus", "anggota"
})
# fmt: on


class Cues:
    """The cue words of names.yaml, compiled."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        parts = "|".join(
            f"(?P<{kind}>{'|'.join(sorted(map(re.escape, group), key=len, reverse=True))})" for kind, group in words.items()
        )
        self._ends = tuple(word.lower() for group in words.values() for word in group)
        self._pattern = re.compile(rf"(?:^|[\s(\[\"“'‘/,-])(?:{parts})\s+$", re.IGNORECASE)

    def before(self, text: str, start: int) -> tuple[str, int, str]:
        """Return (kind of cue, where it starts, the cue) right before `start`, or ("", start, "")."""
        before = text[max(0, start - _CUE) : start]
        # Most names follow no cue, and the end of the words before tells it faster than the pattern.
        if not before.rstrip().lower().endswith(self._ends):
            return "", start, ""
        found = self._pattern.search(text, max(0, start - _CUE), start)
        if not found or not found.lastgroup:
            return "", start, ""
        return found.lastgroup, found.start(found.lastgroup), found[found.lastgroup]


def of_a_currency(text: str, start: int) -> bool:
    """Return whether the name at `start` only says whose money it is: "dolar AS", "ringgit Malaysia"."""
    if start < 1 or not text[start - 1].isspace():
        return False
    words = text[max(0, start - _CUE) : start - 1].split()  # no pattern, because every name is asked
    word = words[-1].lstrip('("“‘') if words else ""
    return word[:1].lower() + word[1:] in _CURRENCIES


def opens_sentence(text: str, start: int) -> bool:
    """Return whether only an opening mark stands between `start` and the end of the sentence before."""
    before = text[max(0, start - 4) : start]
    stripped = before.rstrip(" ")
    return not stripped or stripped[-1] in _SENTENCE_END


def is_initials(text: str, start: int, end: int, *, plainly: bool = False) -> bool:
    """Return whether capitals at [start, end) are how papers hide a name: `tersangka AS (25)`, `berinisial MA`.

    `plainly`: only if nothing else can be meant; "PAN (7)" may be a party and its seats, "korban TNI" a body, and "kurir PAN
    (29)" is neither.
    """
    if _INITIALS_BEFORE.search(text, max(0, start - 60), start):
        return True
    if _ALIAS_AFTER.match(text, end) or _AGE_BEFORE.search(text, max(0, start - 12), start):
        return True
    if plainly:
        person = bool(_AGE_AFTER.match(text, end)) and bool(_PERSON_BEFORE.search(text, max(0, start - 60), start))
        return person or bool(_YEARS_AFTER.match(text, end))
    return bool(_AGE_AFTER.match(text, end) or _PERSON_BEFORE.search(text, max(0, start - 60), start))


def dotted_initials(text: str) -> frozenset[str]:
    """Return the initials that a text announces with full stops, without them: "berinisial A.S." gives AS."""
    return frozenset(re.sub(r"[.\s]", "", found) for found in _DOTTED.findall(text)) if "nisial" in text else frozenset()


def continues(text: str, end: int) -> bool:
    """Return whether a capitalised word follows directly, so that the name may be the start of a longer one."""
    return bool(_CAPITAL_WORD.match(text, end))


def part_of_name(text: str, start: int, end: int) -> bool:
    """Return whether a capitalised neighbour makes [start, end) a part of another person's name ("Edhy Prabowo")."""
    if continues(text, end):
        return True
    found = _LAST_WORD.search(text, max(0, start - 30), start)
    if not found or not found[1][0].isupper() or found[1].lower().strip(".") in TITLES or found[1].isupper():
        return False
    return not opens_sentence(text, found.start(1)) and found[1][-1] not in ".-"


def is_headline(text: str) -> bool:
    """Return whether most words start with a capital, so that a capital says nothing about names."""
    words = [word for word in text.split() if word[0].isalpha()]
    return bool(words) and sum(word[0].isupper() for word in words) > 0.6 * len(words)


@lru_cache(maxsize=4)  # cached: the readers of one text ask one after the other
def expansions(text: str) -> Mapping[str, str]:
    """Return acronym → the full name that the text gives, for every "full name (ACR)" whose initials fit."""
    found: dict[str, str] = {}
    for match in _EXPLAINED.finditer(text):
        acronym = match[1]
        if acronym in found:
            continue
        sentence = re.split(r"[\n.;:]\s", text[max(0, match.start() - 110) : match.start()])[-1]
        words = _WORDS.findall(sentence)
        if taken := _spelled_by(words, acronym.upper()):
            found[acronym] = " ".join(words[-taken:])
    return found


def same_name(one: str, other: str) -> bool:
    """Return whether two full names share most words ("Persatuan Bulutangkis …", "Persatuan Bulu Tangkis …")."""
    first, second = ({word for word in _WORDS.findall(name.lower()) if word not in _SMALL} for name in (one, other))
    return bool(first and second) and len(first & second) >= 0.6 * min(len(first), len(second))


def _spelled_by(words: Sequence[str], acronym: str) -> int:
    """Return how many of the last `words` spell the acronym by their initials (small words may be left out), else 0."""
    for count in range(len(acronym), min(len(words), len(acronym) + 4) + 1):
        tail = words[-count:]
        if tail[0].lower() in _SMALL:
            continue
        for initials in ("".join(word[0] for word in tail), "".join(word[0] for word in tail if word.lower() not in _SMALL)):
            if initials.upper() == acronym:
                return count
    return 0
