"""Who says what in a text: words in quotation marks and content clauses, each with the speaker that its cue names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pantau.tag.entities import NamedEntity
from pantau.tag.tokens import sentences

_SAYS = (
    r"kata|ujar|ucap|tutur|jelas|ungkap|terang|imbuh|papar|pungkas|beber|tandas|tegas|tambah|sambung|lanjut|tutup|sebut|urai|pesan|cetus"
    r"|timpal|kilah|katanya|demikian"
)
_THAT = (
    r"mengatakan|menyatakan|menyebut|menyebutkan|menjelaskan|menegaskan|mengungkapkan|mengungkap|menuturkan|menambahkan|memaparkan"
    r"|mengaku|menilai|menyampaikan|memastikan|mengingatkan|menerangkan|meminta|mengimbau|berharap|yakin|meyakini|mengklaim|menduga"
    r"|menekankan|melanjutkan|membeberkan|menuding|memprediksi|memperkirakan|mengumumkan|berdalih|menyimpulkan|mencontohkan|mempertanyakan"
    r"|menginginkan|mengakui|menyarankan|mendesak|percaya|berjanji|melaporkan|menyinggung|membantah|mengharapkan|menargetkan"
)
_MARKED = re.compile(r"[\"“]([^\"“”\n]{10,}?)[,.!?… ]*[\"”]")
_CUE_AFTER = re.compile(rf"[\s,]*(?P<cue>(?:{_SAYS})(?P<own>nya)?)\b", re.IGNORECASE)
_CUE_BEFORE = re.compile(rf"\b(?P<cue>(?:{_SAYS}|{_THAT})(?P<own>nya)?)\b[^.\"“”\n]{{0,40}}[,:]?\s*$")
_CLAUSE = re.compile(
    rf"\b(?P<cue>(?:{_THAT}|di(?:kata|ungkap|jelas|tegas|sebut)kannya|diakuinya))\b,?\s+(?:bahwa\s+|kalau\s+|jika\s+|agar\s+)?"
)
_ACCORDING = re.compile(r"\b(?P<cue>[Mm]enurut(?P<own>nya)?)\b")
_TAIL = re.compile(rf",\s+(?P<cue>(?:{_SAYS})(?P<own>nya)?)\b")
_PRONOUN = re.compile(r"\b(?:[Ii]a|[Dd]ia|[Bb]eliau|[Dd]irinya)\b")
_HE = re.compile(r"\s+(?:dia|ia|beliau)\b")
_OPENER = 40  # letters before ", kata dia,": more than that is the clause itself
_END = ' \t\n.,;:!?"“”'
# Who is spoken to or quoted from does not speak.
_TOLD = re.compile(r"\b(?:kepada|dari|dilansir|melansir|dikutip|mengutip|bersama|dengan|terhadap)\s+(?:[A-Z]?[a-z.]+\s+)?$")
_OPENERS = re.compile(
    r"^(?:\W|(?:Sementara(?: itu)?|Sebelumnya|Namun|Adapun|Selain itu|Meski demikian|Kendati demikian|Kemudian|Lalu|Lebih jauh"
    r"|Di sisi lain|Tak hanya itu|Dalam kesempatan itu|Saat itu|Lanjut)\b)+"
)
_BACK = re.compile(
    r"\b(?:itu|tersebut|ini)\b|\d|\b(?:yang|ia|dia)$"
    r"|^(?:Kapol\w+|Kasat\w*|Kabid\w*|Dir\w+|Gubernur|Bupati|Wali Kota|Menteri|Presiden|Ketua)$"
)
_FEW = 8  # words
_NEAR, _SHORTEST = 170, 15  # letters after a cue in which its speaker stands; letters of a clause


@dataclass(frozen=True, slots=True)
class Quote:
    """Words [start, end) of a text, said by `speaker` (fullest name, or a description as printed) with this cue.

    `speaker_id` is the id where the registry knows it, `entity` the id over all articles where the entities have one.
    """

    start: int
    end: int
    speaker: str
    speaker_id: str
    cue: str
    direct: bool
    entity: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    cue: str
    direct: bool
    near: tuple[int, int]  # where the speaker is looked for
    first: bool  # the first name there is the speaker (after a cue), else the last one
    pronoun: bool


_Speaker = tuple[str, str, str]  # name, id in the registry, id over all articles


def quotes_of(text: str, entities: Sequence[NamedEntity]) -> tuple[Quote, ...]:
    """Return the quotes of `text` in order; a statement whose speaker is not to be told is none.

    A pronoun, or "-nya" at the cue, is the last speaker. Persons go before organisations as speakers.
    """
    marked = _find_marked(text)
    found = sorted([*marked, *_find_clauses(text, marked)], key=lambda one: one.start)
    quotes: list[Quote] = []
    last: _Speaker | None = None
    for one in found:
        speaker = last if one.pronoun else _find_speaker(text, one, entities) or _describe_speaker(text, one) or last
        speaker = speaker or (_find_last_person(one.start, entities) if one.pronoun else None)
        if speaker is not None:
            last = speaker
            quotes.append(Quote(one.start, one.end, speaker[0], speaker[1], one.cue, one.direct, speaker[2]))
    return tuple(quotes)


def _find_speaker(text: str, one: _Found, entities: Sequence[NamedEntity]) -> _Speaker | None:
    low, high = one.near
    ranked = sorted(
        (start, end, number)
        for number, entity in enumerate(entities)
        if entity.type != "place"
        for start, end in entity.spans
        if low <= start and end <= high and not _TOLD.search(text, max(0, start - 20), start)
    )
    persons = [span for span in ranked if entities[span[2]].type == "person"]
    among = persons or ranked
    if not among:
        return None
    at = 0 if one.first else len(among) - 1
    # "kata kuasa hukum Ratna, Budi": the name set beside the first one is the speaker.
    while one.first and at + 1 < len(among) and text[among[at][1] : among[at + 1][0]] == ", ":
        at += 1
    speaker = entities[among[at][2]]
    return speaker.label, speaker.id, speaker.entity


def _describe_speaker(text: str, one: _Found) -> _Speaker | None:
    """Return the subject before a cue as printed, where it is a few words without a name ("warga", "saksi mata").

    An office alone, or what "itu" points back to, is who spoke last.
    """
    if one.first:
        return None
    subject = _OPENERS.sub("", text[slice(*one.near)]).strip(" ,\n")
    if not 0 < len(subject.split()) <= _FEW or _BACK.search(subject):
        return None
    return subject, "", ""


def _find_last_person(at: int, entities: Sequence[NamedEntity]) -> _Speaker | None:
    seen = [(start, entity) for entity in entities if entity.type == "person" for start, _ in entity.spans if start < at]
    if not seen:
        return None
    speaker = max(seen, key=lambda pair: pair[0])[1]
    return speaker.label, speaker.id, speaker.entity


def _find_marked(text: str) -> list[_Found]:
    """Return what stands in quotation marks beside a cue, or goes on after such a stretch."""
    found: list[_Found] = []
    for match in _MARKED.finditer(text):
        start, end = match.span(1)
        stop = _sentence_end(text, match.end())
        if cue := _CUE_AFTER.match(text, match.end()):
            near, own = (cue.end(), min(stop, cue.end() + _NEAR)), bool(cue["own"] or _HE.match(text, cue.end()))
            found.append(_Found(start, end, cue["cue"], True, near, True, own))
        elif cue := _CUE_BEFORE.search(text, text.rfind("\n", 0, match.start()) + 1, match.start()):
            left = _sentence_start(text, cue.start())
            first = cue["cue"].lower() in _SAYS.split("|")
            near = (cue.end(), match.start()) if first else (left, match.start())
            own = bool(cue["own"] or _PRONOUN.search(text, left, cue.start()))
            found.append(_Found(start, end, cue["cue"], True, near, first, own))
        elif found and "\n" not in text[found[-1].end : start] and start - found[-1].end < _NEAR:
            found.append(_Found(start, end, "", True, (0, 0), True, True))
    return found


def _find_clauses(text: str, marked: Sequence[_Found]) -> list[_Found]:
    """Return the clauses that are said to be somebody's words, outside quotation marks."""
    found: list[_Found] = []
    for start, stop in sentences(text):
        if any(one.start < stop and start < one.end for one in marked):
            stop = min(stop, min(one.start for one in marked if one.end > start) - 1)
        one = _read_clause(text, start, stop)
        if one is not None and one.end - one.start >= _SHORTEST:
            found.append(one)
    return found


def _read_clause(text: str, start: int, stop: int) -> _Found | None:
    end = stop
    while end > start and text[end - 1] in _END:
        end -= 1
    if (cue := _ACCORDING.search(text, start, end)) and cue.start() - start < 20:
        comma = text.find(", ", cue.end(), end)
        last = text.find(", ", comma + 2, min(end, comma + 60)) if comma > 0 else -1
        named = not cue["own"] and last > 0 and text[comma + 2 : last].istitle()
        at = last if named else comma
        if at < 0:
            return None
        own = bool(cue["own"] or _HE.match(text, cue.end()))
        return _Found(at + 2, end, cue["cue"], False, (cue.end(), at), True, own)
    if cue := _CLAUSE.search(text, start, end):
        own = cue["cue"].endswith("nya") or bool(_PRONOUN.search(text, start, cue.start()))
        return _Found(cue.end(), end, cue["cue"], False, (start, cue.start()), False, own)
    if cue := _TAIL.search(text, start, end):
        own = bool(cue["own"] or _HE.match(text, cue.end()))
        comma = text.find(", ", cue.end(), end)
        if own and 0 < comma < cue.end() + 12 and cue.start() - start < _OPENER:  # "Hingga kini, kata dia, belum ada …"
            return _Found(comma + 2, end, cue["cue"], False, (cue.end(), comma), True, own)
        return _Found(start, cue.start(), cue["cue"], False, (cue.end(), end), True, own)
    return None


def _sentence_end(text: str, at: int) -> int:
    found = re.compile(r"\n|[.!?]\s+(?=[A-Z\"“])").search(text, at)
    return found.start() if found else len(text)


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind(". ", 0, at)) + 1
