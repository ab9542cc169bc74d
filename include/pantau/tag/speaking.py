"""Persons whom only their place beside a word of saying shows: "kata Kepala Dinas Pendidikan Kabupaten Pati Joko Wibisono".

The model of names often gives a name that it never met to the body or place before it, or does not find it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pantau.tag.phrases import NamePhrases, SpeechPhrases
from pantau.tag.sequence import NameMention

_RULE = 0.8  # score of a name that only a rule finds
_SURE, _MAYBE = 0.5, 0.2  # scores of the model: of a name, and of one that its place beside the cue decides
_ACCORDING = re.compile(r"\b[Mm]enurut ")
_SMALL = re.compile(r"\b[a-z]+\b")
_COMMA = re.compile(r", (?=[a-z])")
# A word behind a name, also with an adverb or how it was said between them.
_VERB = re.compile(
    r"[A-Z][\w'’-]*,? (?:(?:pun|juga|kemudian|lantas|lalu|sendiri|sempat|turut|ikut|telah|sudah) "
    r"|(?:dalam|melalui) [a-z ]{4,30} )?(?=([a-z]{4,}))"
)
_AFTER_MARKS = re.compile(r"[\"”]")
_NAME = r"[A-Z][\w'’-]*[a-z][\w'’-]*"
_LAST, _MOST_RUN = re.compile(_NAME), 10
_STOP = re.compile(
    r"[,.:;(\"“\n]|\s(?:saat|kepada|dalam|di|pada|usai|seusai|ketika|melalui|lewat|seperti|sambil|seraya|sebelum|setelah)\s"
)
_TRAILING = re.compile(r"(?:\s(?:pun|juga|kemudian|lantas|lalu|sendiri|sempat|turut|ikut|telah|sudah))+$")
_IN = re.compile(r"\b(?:di|dari|asal) $")
_LONGEST, _LEAST_WORDS = 160, 2
_BODY = 60  # letters before a name in which the body before it begins
_MOST_WORDS, _ALONE = 4, 3  # words of a person's name: after a body or place, and after nothing that is known
_WORD = re.compile(r"\S+")
_HEAD = re.compile(r"\b(?:Desa|Kelurahan|Kecamatan|Dusun|Kampung|Nagari|Distrik) $")
# A village or district of one word, a club, an acronym: a person's name may follow.
_UNIT = re.compile(rf"\b(?:(?:Desa|Kelurahan|Kecamatan|Dusun|Kampung|Nagari|Distrik) {_NAME}|FC|United|Tbk|[A-Z]{{3,}})(?= )")


def named_speakers(
    text: str,
    mentions: Sequence[NameMention],
    known: Iterable[tuple[int, int]],
    places: Mapping[int, int],
    speech: SpeechPhrases,
    names: NamePhrases,
) -> list[NameMention]:
    """Return `mentions` with the persons who stand beside a word of saying and were not found.

    A body or place that the model draws over such a person ends before him. `known` are the spans of names of the lists that
    are tags; `places` are begin → end of every place name of the lists, whether it means the place or not.
    """
    listed = sorted(known)
    found = [_cut_place(text, one, listed, names) for one in mentions]
    small: set[str] = set()  # words that the text writes small, read if they are needed
    for start, end in _speaker_places(text, speech):
        here = [one for one in found if one.start < end and one.end > start]
        if any(s < end and e >= end for s, e in listed):
            continue
        persons = [one for one in here if one.kind == "person" and one.score >= _SURE]
        if persons:
            name = _redraw(text, persons[-1], here, names) if persons[-1].end == end else None
        else:
            name = _name_in(text, start, end, here, listed, names) or _name_behind_place(text, start, end, places)
        if name is None:
            continue
        small = small or set(_SMALL.findall(text))
        if any(word.lower() in small for word in text[slice(*name)].split()):
            continue
        found = [_cut_before(one, *name) for one in found if (one.start < name[0] and one not in persons) or one.start >= name[1]]
        found.append(NameMention("person", *name, _RULE))
    return sorted(found, key=lambda one: (one.start, -one.end))


def _speaker_places(text: str, speech: SpeechPhrases) -> Iterator[tuple[int, int]]:
    """Yield where a speaker is named: after a cue behind marks, and before a verb of saying."""
    for marks in _AFTER_MARKS.finditer(text):
        if (cue := speech.after.match(text, marks.end())) and not cue["own"]:
            yield from _segments(text, cue.end(), min(len(text), cue.end() + _LONGEST))
    for comma in _COMMA.finditer(text):
        if (cue := speech.tail.match(text, comma.start())) and not cue["own"]:
            yield from _segments(text, cue.end(), min(len(text), cue.end() + _LONGEST))
    for cue in _ACCORDING.finditer(text):
        yield from _segments(text, cue.end(), min(len(text), cue.end() + _LONGEST))
    for word in _VERB.finditer(text):  # the pattern of cues is slow, and few words begin one
        cue = speech.clause.match(text, word.end()) if speech.may_be_cue(word[1]) else None
        if cue is None:
            continue
        left = max(text.rfind("\n", 0, cue.start()), text.rfind(". ", 0, cue.start()) + 1, text.rfind("”", 0, cue.start())) + 1
        if 0 < cue.start() - left < _LONGEST:
            before = _TRAILING.sub("", text[left : cue.start()].rstrip(" ,"))
            cut = before.rfind(", ")
            yield left + (cut + 2 if cut >= 0 else 0), left + len(before)


def _segments(text: str, start: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield what stands between a cue and the next mark, or preposition behind a name, and the part between commas behind it."""
    end = most
    for stop in _STOP.finditer(text, start, most):
        if stop[0] == "(" and (close := text.find(") ", stop.end(), most)) > 0 and text[stop.start() - 1] == " ":
            start = close + 2  # "Badan Penanggulangan Bencana Daerah (BPBD) Kabupaten Pati Joko Wibisono"
        elif stop.start() >= start and (stop[0][0] != " " or _run_start(text, start, stop.start()) is not None):
            end = stop.start()
            break
    yield start, end
    if text.startswith(", ", end):
        other = _STOP.search(text, end + 2, most)
        if other and other[0] in (",", ".") and _run_start(text, end + 2, other.start()) == end + 2:
            yield end + 2, other.start()


def _name_in(
    text: str, start: int, end: int, here: Sequence[NameMention], known: Sequence[tuple[int, int]], names: NamePhrases
) -> tuple[int, int] | None:
    """Return the name at the end of [start, end): what follows the last body or place there."""
    begun = _run_start(text, start, end)
    if begun is None:
        return None
    maybe = [one for one in here if one.kind == "person" and one.score >= _MAYBE and one.end == end]
    if maybe:
        return maybe[0].start, end
    ends = [one.end for one in here if one.kind != "person" and begun < one.end < end and one.score >= _SURE]
    ends += [stop for begin, stop in known if start <= begin and begun < stop < end]
    ends += [unit.end() for unit in _UNIT.finditer(text, begun, end)]
    first = max(ends, default=begun)
    first += len(text[first:end]) - len(text[first:end].lstrip())
    covered = any(one.kind != "person" and start <= one.start <= first and one.end >= end for one in here)
    words = text[first:end].split()
    if (not ends and covered) or len(words) > _MOST_WORDS:
        first, ends = _named_again(text, first, end), [end]
        words = text[first:end].split()
    if not _LEAST_WORDS <= len(words) <= (_MOST_WORDS if ends else _ALONE):
        return None
    return None if names.heads.match(text, first, end) or names.offices.fullmatch(words[0]) else (first, end)


def _name_behind_place(text: str, start: int, end: int, places: Mapping[int, int]) -> tuple[int, int] | None:
    """Return the two or three words at the end of [start, end) that follow a place behind "di": "di Poso Kurniawan Wahid"."""
    begun = _run_start(text, start, end)
    if begun is None or not _IN.search(text, max(0, begun - 6), begun):
        return None
    first = places.get(begun, end) + 1
    return (first, end) if _LEAST_WORDS <= len(text[first:end].split()) <= _ALONE else None


def _run_start(text: str, start: int, end: int) -> int | None:
    """Return where the words with a capital (or figures) begin that end at `end`; None if the last one is no name."""
    if not _LAST.fullmatch(text, max(start, text.rfind(" ", start, end) + 1), end):
        return None
    begun = end
    for _ in range(_MOST_RUN):
        at = max(start, text.rfind(" ", start, begun - 1) + 1) if begun > start else start
        if at >= begun or not (text[at].isupper() or text[at].isdigit()):
            break
        begun = at
    return begun


def _named_again(text: str, start: int, end: int) -> int:
    """Return where the last two words of [start, end) begin if the text names one of them alone too, else `end`."""
    words = list(_WORD.finditer(text, start, end))
    if len(words) <= _LEAST_WORDS:
        return end
    for one in words[-_LEAST_WORDS:]:
        for found in re.finditer(rf"(?<![A-Z][a-z] )\b{re.escape(one[0])}\b(?! [A-Z])", text):
            if not start <= found.start() < end and not re.search(
                r"[A-Z][\w'’-]* $", text[max(0, found.start() - 30) : found.start()]
            ):
                return words[-_LEAST_WORDS].start()
    return end


def _cut_place(text: str, one: NameMention, known: Sequence[tuple[int, int]], names: NamePhrases) -> NameMention:
    """Return a person without the listed place before the name: "Bintan Zubaidah Lazuardi" behind "Kapolres"."""
    title = names.titles.match(text, one.start, one.end) if one.kind == "person" else None
    first = title.end() if title else one.start
    stop = next((end for start, end in known if start <= first < end < one.end), None)
    if one.kind != "person" or stop is None or len(text[stop : one.end].split()) < _LEAST_WORDS:
        return one
    return NameMention("person", stop + 1, one.end, max(one.score, _RULE))


def _redraw(text: str, one: NameMention, here: Sequence[NameMention], names: NamePhrases) -> tuple[int, int] | None:
    """Return a person's name that the model began a word too late or too early, None where nothing says so."""
    words = text[one.start : one.end].split()
    before = next((other for other in here if other.kind != "person" and other.end == one.start - 1), None)
    if len(words) == 1 and before is not None and " " in text[before.start : before.end] and text[before.end] == " ":
        return text.rindex(" ", before.start, before.end) + 1, one.end
    if len(words) == _ALONE and _HEAD.search(text, max(0, one.start - 14), one.start):
        return one.start + len(words[0]) + 1, one.end
    behind_body = before is not None or names.body_before.search(text, max(0, one.start - _BODY), one.start)
    if len(words) == _ALONE and behind_body:
        first = _named_again(text, one.start, one.end)
        return (first, one.end) if one.start < first < one.end else None
    return None


def _cut_before(one: NameMention, start: int, end: int) -> NameMention:
    """Return a mention that ends before the name of a person that it was drawn over."""
    return NameMention(one.kind, one.start, start - 1, one.score) if one.start < start < one.end and one.end <= end else one
