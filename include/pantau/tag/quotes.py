"""Who says what in a text: words in quotation marks and content clauses, each with the speaker that its cue names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pantau.tag.entities import NamedEntity
from pantau.tag.phrases import SpeechPhrases
from pantau.tag.tokens import sentences

_MARKED = re.compile(r"[\"“]([^\"“”\n]{10,}?)[,.!?… ]*[\"”]")
_ACCORDING = re.compile(r"\b(?P<cue>[Mm]enurut(?P<own>nya)?)\b")
_PRONOUN = re.compile(r"\b(?:[Ii]a|[Dd]ia|[Bb]eliau|[Dd]irinya)\b")
_HE = re.compile(r"\s+(?:dia|ia|beliau)\b")
_OPENER = 40  # letters before ", kata dia,": more than that is the clause itself
_END = ' \t\n.,;:!?"“”'
_BACK = re.compile(
    r"\b(?:itu|tersebut|ini)\b|\d|\b(?:yang|ia|dia)$"
    r"|^(?:Kapol\w+|Kasat\w*|Kabid\w*|Dir\w+|Gubernur|Bupati|Wali Kota|Menteri|Presiden|Ketua)$"
)
# Somebody without a name after the cue ("kata seorang warga"): up to the next mark or preposition.
_SOMEBODY = re.compile(
    r"\s*(?:(?:salah )?seorang |para |sejumlah |salah satu |beberapa )?((?:warga|saksi|pedagang|penumpang|tetangga|sumber|"
    r"netizen|pengunjung|petani|nelayan|sopir|pengemudi|pembeli|pengguna|korban|(?<=orang )[a-z]+)(?: [a-z]+){0,2}?)"
    r"(?=$|[,.;:\n\"“]| (?:yang|di|dari|saat|kepada|ketika|pada|usai|asal)\b)"
)
_THAT = re.compile(r",|bahwa")
_FEW = 8  # words
_OFFICE, _BEFORE = 4, 100  # letters of an office; earlier mentions that are searched for a pronoun
_NEAR, _SHORTEST = 170, 15  # letters after a cue in which its speaker stands; letters of a clause


@dataclass(frozen=True, slots=True)
class Quote:
    """Words [start, end) of a text, said by `speaker` (fullest name, or a description as printed) with this cue.

    `speaker_id` is the id if the registry knows the speaker, `entity` the id over all articles if the entities have one.
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
    near: tuple[int, int]  # where the speaker is searched
    first: bool  # the first name there is the speaker (after a cue), else the last one
    pronoun: bool


_Speaker = tuple[str, str, str, bool]  # name, id in the registry, id over all articles, whether it is an organisation
_Spans = Sequence[tuple[int, int, int]]  # start, end, number of the entity, in order


def quotes_of(text: str, entities: Sequence[NamedEntity], phrases: SpeechPhrases) -> tuple[Quote, ...]:
    """Return the quotes of `text` in order; a statement without a speaker is no quote.

    A pronoun, or "-nya" at the cue, means the last speaker; after an organisation it means the person of the sentence before.
    Persons go before organisations. An office alone means the only person who has it.
    """
    marked = _find_marked(text, phrases)
    found = sorted([*marked, *_find_clauses(text, marked, phrases)], key=lambda one: one.start)
    quotes: list[Quote] = []
    spoken = _spans_of(entities)
    holders = _holders_of(entities)
    last: _Speaker | None = None
    for one in found:
        if one.pronoun:
            speaker = last if not one.cue or (last and not last[3]) else _find_last_person(text, one.start, spoken, entities)
        else:
            named = _find_speaker(text, one, spoken, entities, phrases) or _find_by_office(text, one, holders, phrases)
            speaker = named or _describe_speaker(text, one, phrases) or last
        if speaker is not None:
            last = speaker
            quotes.append(Quote(one.start, one.end, speaker[0], speaker[1], one.cue, one.direct, speaker[2]))
    return tuple(quotes)


def _spans_of(entities: Sequence[NamedEntity]) -> _Spans:
    """Return every place of those who can speak."""
    able = [(number, one) for number, one in enumerate(entities) if one.type != "place"]
    return sorted((start, end, number) for number, one in able for start, end in one.spans)


def _name_speaker(one: NamedEntity) -> _Speaker:
    return one.label, one.id, one.entity, one.type == "organisation"


def _find_speaker(
    text: str, one: _Found, spoken: _Spans, entities: Sequence[NamedEntity], phrases: SpeechPhrases
) -> _Speaker | None:
    low, high = one.near
    ranked = []
    for place in range(bisect_left(spoken, (low, 0, 0)), len(spoken)):
        start, end, number = spoken[place]
        if start >= high:
            break
        if end <= high and not phrases.told.search(text, max(0, start - 20), start):
            ranked.append((start, end, number))
    persons = [span for span in ranked if entities[span[2]].type == "person"]
    # "Menteri ESDM menyebut": the body only says whose office it is.
    among = persons or [span for span in ranked if one.first or not phrases.in_office.search(text, low, span[0])]
    if not among:
        return None
    at = 0 if one.first else len(among) - 1
    # "kata kuasa hukum Ratna, Budi": the name set beside the first one is the speaker.
    while one.first and at + 1 < len(among) and text[among[at][1] : among[at + 1][0]] == ", ":
        at += 1
    return _name_speaker(entities[among[at][2]])


def _holders_of(entities: Sequence[NamedEntity]) -> dict[str, list[NamedEntity]]:
    """Return the first word of an office, small → the persons who have it."""
    found: dict[str, list[NamedEntity]] = {}
    for one in entities:
        if one.type == "person" and one.role:
            found.setdefault(one.role.split()[0].lower(), []).append(one)
    return found


def _find_by_office(
    text: str, one: _Found, offices: Mapping[str, Sequence[NamedEntity]], phrases: SpeechPhrases
) -> _Speaker | None:
    """Return the only person named with the office that stands alone beside the cue ("kata Kapolsek")."""
    words = phrases.openers.sub("", text[slice(*one.near)]).split()
    office = (words[0] if one.first else words[-1]).strip(_END).lower() if words else ""
    if len(office) < _OFFICE or (len(words) > _FEW and not one.first):
        return None
    holders = offices.get(office, ())
    return _name_speaker(holders[0]) if len(holders) == 1 else None


def _describe_speaker(text: str, one: _Found, phrases: SpeechPhrases) -> _Speaker | None:
    """Return the subject before a cue as printed, if it is a few words without a name ("warga", "saksi mata").

    An office alone, or what "itu" refers to, is the last speaker.
    """
    if one.first:
        described = _SOMEBODY.match(text, *one.near)
        return (described[1], "", "", False) if described else None
    subject = phrases.openers.sub("", text[slice(*one.near)]).strip(" ,\n")
    if not 0 < len(subject.split()) <= _FEW or _BACK.search(subject):
        return None
    return subject, "", "", False


def _find_last_person(text: str, at: int, spoken: _Spans, entities: Sequence[NamedEntity]) -> _Speaker | None:
    """Return the first person of the nearest sentence before `at` that names one: the person that it is about."""
    before = bisect_left(spoken, (at, 0, 0))
    found, left = None, 0
    for place in range(before - 1, max(-1, before - 1 - _BEFORE), -1):
        start, _, number = spoken[place]
        if found is not None and start < left:
            break
        if entities[number].type == "person":
            if found is None:
                left = max(text.rfind("\n", 0, start), text.rfind(". ", 0, start)) + 1
            found = entities[number]
    return _name_speaker(found) if found else None


def _find_marked(text: str, phrases: SpeechPhrases) -> list[_Found]:
    """Return the words in quotation marks beside a cue, and those that continue such words."""
    found: list[_Found] = []
    for match in _MARKED.finditer(text):
        start, end = match.span(1)
        stop = _sentence_end(text, match.end())
        if cue := phrases.after.match(text, match.end()):
            near, own = (cue.end(), min(stop, cue.end() + _NEAR)), bool(cue["own"] or _HE.match(text, cue.end()))
            found.append(_Found(start, end, cue["cue"], True, near, True, own))
        elif cue := phrases.before.search(text, max(text.rfind("\n", 0, start) + 1, start - _NEAR), match.start()):
            left = _sentence_start(text, cue.start())
            first = cue["cue"].lower() in phrases.says
            near = (cue.end(), match.start()) if first else (left, match.start())
            own = bool(cue["own"] or _PRONOUN.search(text, left, cue.start()))
            found.append(_Found(start, end, cue["cue"], True, near, first, own))
        elif found and "\n" not in text[found[-1].end : start] and start - found[-1].end < _NEAR:
            found.append(_Found(start, end, "", True, (0, 0), True, True))
    return found


def _find_clauses(text: str, marked: Sequence[_Found], phrases: SpeechPhrases) -> list[_Found]:
    """Return the clauses that are said to be somebody's words, outside quotation marks."""
    found: list[_Found] = []
    at = 0
    for start, stop in sentences(text):
        while at < len(marked) and marked[at].end <= start:
            at += 1
        if at < len(marked) and marked[at].start < stop:
            stop = marked[at].start - 1
        one = _read_clause(text, start, stop, phrases)
        if one is not None and one.end - one.start >= _SHORTEST:
            found.append(one)
    return found


def _read_clause(text: str, start: int, stop: int, phrases: SpeechPhrases) -> _Found | None:
    end = stop
    while end > start and text[end - 1] in _END:
        end -= 1
    if text.find("enurut", start, end) >= 0 and (cue := _ACCORDING.search(text, start, end)) and cue.start() - start < 20:
        comma = text.find(", ", cue.end(), end)
        last = text.find(", ", comma + 2, min(end, comma + 60)) if comma > 0 else -1
        named = not cue["own"] and last > 0 and text[comma + 2 : last].istitle()
        at = last if named else comma
        if at < 0:
            return None
        own = bool(cue["own"] or _HE.match(text, cue.end()))
        return _Found(at + 2, end, cue["cue"], False, (cue.end(), at), True, own)
    # Most sentences have no cue, and their words tell it faster than the pattern.
    cue = phrases.clause.search(text, start, end) if phrases.has_cue(text[start:end].split()) else None
    if cue and cue["cue"] in phrases.only_marked and not _THAT.search(cue[0]):
        cue = None
    if cue and "bahwa" not in cue[0] and _says_nothing(text, start, cue, end, phrases):
        return None
    if cue:
        own = cue["cue"].endswith("nya") or bool(_PRONOUN.search(text, start, cue.start()))
        return _Found(cue.end(), end, cue["cue"], False, (start, cue.start()), False, own)
    if cue := phrases.tail.search(text, start, end):
        own = bool(cue["own"] or _HE.match(text, cue.end()))
        comma = text.find(", ", cue.end(), end)
        if own and 0 < comma < cue.end() + 12 and cue.start() - start < _OPENER:  # "Hingga kini, kata dia, belum ada …"
            return _Found(comma + 2, end, cue["cue"], False, (cue.end(), comma), True, own)
        return _Found(start, cue.start(), cue["cue"], False, (cue.end(), end), True, own)
    return None


def _says_nothing(text: str, start: int, cue: re.Match[str], end: int, phrases: SpeechPhrases) -> bool:
    """Return whether the word of saying is planned or reported of somebody, or no words follow it."""
    planned = phrases.not_said.search(text, max(start, cue.start() - _NEAR), cue.start())
    return bool(planned or phrases.no_words.match(text, cue.end(), end))


def _sentence_end(text: str, at: int) -> int:
    found = re.compile(r"\n|[.!?]\s+(?=[A-Z\"“])").search(text, at)
    return found.start() if found else len(text)


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind(". ", 0, at)) + 1
