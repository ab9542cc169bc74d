"""The persons, organisations and places of a text with every span: names of the registry and of the model, reconciled."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pantau.tag.context import expansions, is_initials, of_a_currency
from pantau.tag.phrases import NamePhrases
from pantau.tag.sequence import NameMention
from pantau.tagged import Tag

TYPES = {
    "person": "person",
    "body": "organisation",
    "province": "place",
    "regency": "place",
    "country": "place",
}
_BEFORE = 60  # letters before a place in which the body that is named by it begins
_COMPANY = re.compile(r"(?<!\w)(?:PT|CV|UD)\.?\s+$")
_EDGES = " \t\n\"'“”‘’()[].,;:-–—"
_LAST_WORD = re.compile(r"([\w.-]+) $")
_BIRTH = 3  # letters before a Balinese name in which its first one stands
_HEAD = 16  # letters before a person's name in which the first word of a place stands
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_PERSON, _SHORTEST = 5, 3  # words of a person's name, letters of a name that is searched again
_MOST_ALIKE = 50  # names that share a word
_FEW = 80  # words that are searched one by one
_RULE = 0.8  # score of a name that only a rule finds
_DASH = re.compile(r"\s+[-–—]\s+")
_SENTENCE_END = re.compile(r"[.!?][\"”]?\s|\n")
_LEAST = 0.5  # mean probability per word


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """A person, organisation or place that a text names: type, id if the registry knows it (else ""), fullest name, score, all
    its spans in order.

    `type` is person, organisation or place; `kind` is finer if the registry knows it (province, regency, country, body). `main`
    says that the article is about it, if its headline was read (`pantau.tag.salience`). `entity` is its id over all articles
    and `role` the office printed with it, if the caller asked for them (`pantau.tag.identity`).
    """

    type: str
    kind: str
    id: str
    label: str
    score: float
    spans: tuple[tuple[int, int], ...]
    main: bool = False
    entity: str = ""
    role: str = ""


class KnownName(NamedTuple):
    """A name of the registry found in the text: the tag it belongs to and where it stands."""

    tag: Tag
    start: int
    end: int


def entities_of(
    text: str, mentions: Iterable[NameMention], known: Sequence[KnownName], phrases: NamePhrases
) -> tuple[NamedEntity, ...]:
    """Return the entities of `text`, ordered by type and first span. The longest span wins, so none overlaps another.

    A short name goes to the only longer person that contains it, an acronym to the name that the text gives it. The initials of
    suspects name no entity.
    """
    parts = [part for one in mentions for whole in _split_dashes(text, one) for part in _split_brackets(text, whole)]
    ends = {*(one.end for one in parts), *(one.end for one in known)}
    kept = [one for one in (_trim_mention(text, one, phrases, ends) for one in parts) if _is_name(text, one, phrases)]
    persons = [NameMention("person", one.start, one.end, one.tag.score) for one in known if one.tag.kind == "person"]
    kept += _again(text, [*kept, *persons])
    places = [*((m.start, m.end) for m in kept if m.kind != "person"), *((k.start, k.end) for k in known)]
    kept += _bodies_of_places(text, places, phrases)
    spans = _longest([(m.start, m.end, m.kind, m.score, None) for m in kept], known)
    acronyms = expansions(text) if "(" in text else {}
    named = [(kind, text[start:end]) for start, end, kind, _, tag in spans if tag is None or kind == "person"]
    keys = _full_names(named, acronyms)
    groups: dict[tuple[str, str], list[_Span]] = {}
    tags = {_fold_name(text[start:end]): tag for start, end, _, _, tag in spans if tag is not None}
    tags |= {_fold_name(full): tags[low] for short, full in acronyms.items() if (low := _fold_name(short)) in tags}
    namesakes = _last_named(text, spans, keys)
    for span in spans:
        start, end, kind, _, tag = span
        name = namesakes.get(start) or keys.get((kind, text[start:end]), text[start:end])
        tag = tag or tags.get(_fold_name(name)) or tags.get(_fold_name(text[start:end]))
        same = tag if tag is not None and TYPES[tag.kind] == kind else None
        groups.setdefault((kind, f"#{same.kind}:{same.id}" if same else _fold_name(name)), []).append(
            (start, end, kind, span[3], same)
        )
    found = [_entity(text, group, keys) for group in groups.values()]
    return tuple(sorted(found, key=lambda one: (one.type, one.spans[0])))


_Span = tuple[int, int, str, float, Tag | None]


def _entity(text: str, group: Sequence[_Span], names: Mapping[tuple[str, str], str]) -> NamedEntity:
    kind = group[0][2]
    tag = next((tag for *_, tag in group if tag is not None), None)
    surfaces = [names.get((kind, text[start:end]), text[start:end]) for start, end, *_ in group]
    label = tag.label if tag else max(surfaces, key=len)
    score = round(max(score for *_, score, _ in group), 2)
    spans = tuple(sorted((start, end) for start, end, *_ in group))
    return NamedEntity(kind, tag.kind if tag else kind, tag.id if tag else "", label, score, spans)


def _longest(mentions: Sequence[_Span], known: Sequence[KnownName]) -> list[_Span]:
    """Return the spans without those that overlap a longer one; of two equally long ones the registry's, which has an id."""
    named: list[_Span] = [(one.start, one.end, TYPES[one.tag.kind], one.tag.score, one.tag) for one in known]
    ranked = sorted([*named, *mentions], key=lambda span: (span[0] - span[1], span[4] is None, span[0]))
    taken = bytearray(max((span[1] for span in ranked), default=0))  # 1 where a letter belongs to a name
    kept: list[_Span] = []
    for span in ranked:
        if taken.find(1, span[0], span[1]) < 0:
            taken[span[0] : span[1]] = b"\1" * (span[1] - span[0])
            kept.append(span)
    return sorted(kept, key=lambda span: span[0])


def _bodies_of_places(text: str, places: Iterable[tuple[int, int]], phrases: NamePhrases) -> list[NameMention]:
    """Return the bodies that end in one of the names: "Polres Samosir" is not Samosir."""
    found = []
    for start, end in places:
        left = max(text.rfind("\n", 0, start) + 1, start - _BEFORE)
        if body := phrases.body_before.search(text, left, start):
            found.append(NameMention("organisation", body.start(), end, _RULE))
    return found


def _again(text: str, mentions: Sequence[NameMention]) -> list[NameMention]:
    """Return the other places of the same names, and single words of a person's name, because the model may miss some.

    A word that the model reads as two types, or that also stands in lower case, is not searched.
    """
    wanted: dict[str, NameMention] = {}
    doubtful: set[str] = set()
    for one in mentions:
        surface = text[one.start : one.end]
        words = surface.split()
        names = [surface, *(words if one.kind == "person" and 1 < len(words) <= _LONGEST_PERSON else ())]
        for name in names:
            if len(name) < _SHORTEST or not name[0].isupper():
                continue
            if name in wanted and wanted[name].kind != one.kind:
                doubtful.add(name)
            wanted.setdefault(name, one)
    names = sorted((name for name in wanted if name not in doubtful), key=lambda name: (-len(name), name))
    heads = {name: head[0] for name in names if (head := _WORD.match(name))}
    stand = _places_of(text, {*heads.values(), *(name.lower() for name in heads)})
    starts: dict[str, list[str]] = {}
    for name, first in heads.items():
        if name.lower() not in stand:
            starts.setdefault(first, []).append(name)
    places = sorted((at, first) for first in starts for at in stand.get(first, ()))
    return list(_find_again(text, wanted, {head: names[:_MOST_ALIKE] for head, names in starts.items()}, places))


def _find_again(
    text: str, wanted: Mapping[str, NameMention], starts: Mapping[str, Sequence[str]], places: Sequence[tuple[int, str]]
) -> Iterable[NameMention]:
    """Yield where one of the names stands, the longest of those that begin with the same word; `places` are of those words."""
    free = 0
    for at, head in places:
        if at < free or (at and (text[at - 1].isalnum() or text[at - 1] in "-_")):
            continue
        for name in starts[head]:
            end = at + len(name)
            if (
                text.startswith(name, at)
                and not _is_of_mayor(text, at)
                and not (text[end : end + 1].isalnum() or text[end : end + 1] in ("-", "_"))
            ):
                yield NameMention(wanted[name].kind, at, end, wanted[name].score)
                free = end
                break


def _is_of_mayor(text: str, at: int) -> bool:
    """Return whether the word "Kota" at `at` belongs to the mayor's office, and not to the city: "Wali Kota Bitung"."""
    return text.startswith("Kota ", at) and text.endswith("Wali ", 0, at)


def _places_of(text: str, words: Collection[str]) -> dict[str, list[int]]:
    """Return where each of the words stands that is not a part of a longer one; only letters make a word."""
    found: dict[str, list[int]] = {}
    if len(words) > _FEW:  # then one pass costs less than a search for each
        for one in _WORD.finditer(text):
            if one[0] in words:
                found.setdefault(one[0], []).append(one.start())
        return found
    for word in words:
        at = text.find(word) if word.isalpha() else -1
        while at >= 0:
            end = at + len(word)
            if not (text[end : end + 1].isalpha() or (at and text[at - 1].isalpha())):
                found.setdefault(word, []).append(at)
            at = text.find(word, end)
    return found


def _full_names(names: Sequence[tuple[str, str]], acronyms: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return (type, surface) → the fullest name of it in the text, if that is another one; it explains `acronyms`."""
    found: dict[tuple[str, str], str] = {}
    persons = {name: frozenset(name.lower().split()) for kind, name in names if kind == "person"}
    having: dict[str, list[str]] = {}
    for name, words in persons.items():
        for word in words:
            having.setdefault(word, []).append(name)
    for short, words in persons.items():
        alike = min((having[word] for word in words), key=len, default=[])
        if len(alike) > _MOST_ALIKE:
            continue  # a list of relatives, or a page made to cost: it says nothing about one of them
        longer = sorted((name for name in alike if words < persons[name]), key=lambda name: (-len(persons[name]), name))
        if longer and all(persons[one] <= persons[longer[0]] for one in longer):
            found["person", short] = longer[0]
    bodies = {name for kind, name in names if kind == "organisation"}
    found.update({("organisation", short): full for short, full in acronyms.items() if short in bodies or full in bodies})
    return found


def _last_named(text: str, spans: Sequence[_Span], names: Mapping[tuple[str, str], str]) -> dict[int, str]:
    """Return start → full name, for words that several persons of the text have in their name: the person named last.

    If the sentence that names this person names another one of them too, nobody can tell who is meant.
    """
    persons = [(start, text[start:end], tag) for start, end, kind, _, tag in spans if kind == "person"]
    having: dict[str, set[str]] = {}
    for _, name, _ in persons:
        for word in name.split() if ("person", name) not in names and " " in name else ():
            having.setdefault(word, set()).add(name)
    latest: dict[str, tuple[str, int]] = {}  # word → the person named last ("": nobody can tell), and where
    found: dict[int, str] = {}
    for start, name, tag in persons:
        if name in latest and tag is None and ("person", name) not in names and 1 < len(having[name]) <= _MOST_ALIKE:
            found[start] = latest[name][0]
        whole = names.get(("person", name), name)
        for word in (word for word in whole.split() if whole in having.get(word, ())):
            before, at = latest.get(word, (whole, start))
            apart = before == whole or _SENTENCE_END.search(text, at, start)
            latest[word] = (whole if apart else "", start)
    return {start: name for start, name in found.items() if name}


def _split_dashes(text: str, mention: NameMention) -> Iterable[NameMention]:
    """Yield the parts of a mention between dashes with spaces, which no name has: "JAKARTA - DPRD Kota Kendari"."""
    start = mention.start
    for dash in _DASH.finditer(text, mention.start, mention.end):
        yield mention._replace(start=start, end=dash.start())
        start = dash.end()
    yield mention._replace(start=start)


def _split_brackets(text: str, mention: NameMention) -> Iterable[NameMention]:
    """Yield a name without the acronym or age in brackets after it, then the acronym; another mention as it is."""
    opening = text.find("(", mention.start + 1, mention.end)
    if opening < 0 or text[mention.start : mention.end].rstrip(" )").count(")"):
        yield mention
        return
    yield NameMention(mention.kind, mention.start, opening, mention.score)
    yield NameMention(mention.kind, opening + 1, mention.end, mention.score)


def _trim_mention(text: str, mention: NameMention, phrases: NamePhrases, ends: Collection[int]) -> NameMention:
    """Return a mention without marks, titles and words of an office at its edges; `ends` are where names of the text end."""
    start, end = mention.start, mention.end
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    if _is_of_mayor(text, start):
        start += len("Kota ")
    if phrases.heads.match(text, start, end):
        return NameMention("organisation", start, end, mention.score)
    if text[start - 1 : start].isspace() and (company := _COMPANY.search(text, max(0, start - 6), start)):
        return NameMention("organisation", company.start(), end, mention.score)
    if mention.kind == "person" and (title := phrases.titles.match(text, start, end)) and title.end() < end:
        start = title.end()
    if mention.kind == "person" and (birth := phrases.births.search(text, max(0, start - _BIRTH), end)) and birth.end() == start:
        start = birth.start()
    return _recognise(text, mention._replace(start=start, end=end), phrases, ends)


def _recognise(text: str, mention: NameMention, phrases: NamePhrases, ends: Collection[int]) -> NameMention:
    """Return the mention, as a place or an organisation if its words say that it is no person ("Bandara Frans Seda")."""
    if mention.kind != "person" or mention.end <= mention.start:
        return mention
    words = text[mention.start : mention.end].split()
    before = _LAST_WORD.search(text, max(0, mention.start - _HEAD), mention.start)
    if before and before[1] in phrases.place_heads and before.end(1) not in ends:
        return mention._replace(kind="place", start=before.start(1))
    if len(words) > 1 and (words[0] in phrases.place_heads or words[-1] in phrases.place_tails):
        return mention._replace(kind="place")
    return mention._replace(kind="organisation") if len(words) > 1 and words[-1] in phrases.organisation_tails else mention


def _is_name(text: str, mention: NameMention, phrases: NamePhrases) -> bool:
    surface = text[mention.start : mention.end]
    if mention.score < _LEAST or not any(letter.isupper() for letter in surface):
        return False
    if len(surface) < 2 or surface in phrases.things or of_a_currency(text, mention.start):
        return False
    # No person has a number in the name: that is a car, a telephone or an address.
    if mention.kind == "person" and (phrases.offices.fullmatch(surface) or any(letter.isdigit() for letter in surface)):
        return False
    return not (
        mention.kind == "person" and len(surface) <= 3 and surface.isupper() and is_initials(text, mention.start, mention.end)
    )


def _fold_name(name: str) -> str:
    return " ".join(name.lower().split())
