"""What a whole article says against a reading: hidden names, namesakes, clubs, other states, words that are no names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pantau.tag.context import TITLES, dotted_initials, expansions, is_headline, is_initials, same_name
from pantau.tag.matcher import Hit, is_acronym
from pantau.tag.seeds import AcronymRule, Entity, NameRules

_NEXT_NAME = re.compile(r"\s([A-Z][a-z][\w’'-]*)")
# "Jalan Ir. Soekarno", "RSUD Dr. (H.C.) Ir. Soekarno": degrees and ranks between a building and the name it bears.
_RANKS = r"(?:(?:\(H\.?C\.?\)|Ir\.?|[Dd]r\.?|dr\.?|Prof\.?|K?H\.|Jend(?:\.|eral)|Letjen|Mayjen|Bung|Presiden)\s)"
_HOUSE_BEFORE = re.compile(rf"([A-Za-z]+)\.?\s{_RANKS}{{0,4}}$")
_OFFICE = re.compile(r"\b(?:(?:Men|Ket|Gub)[a-z]+|Presiden|Wapres|Wakil)(?:\s[A-Z][\w&-]*){0,4}\s$")
_ADDRESSED = re.compile(
    r"\b(?:Pak|Bu|Bapak|Mas|Mbak|Bang|Kang|Mang|Mbah|Ustaz|Ustazah|Bli|Nyi|Nyai|Ki|Haji|Hajah|Kiai|Habib|Gus|Neng|Teh|Cak|Ning|Daeng|Uda|Uni)\s$"
)
# fmt: off
_NO_NAMES = frozenset({
    "senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "januari", "februari", "maret", "april", "mei", "juni",
    "juli", "agustus", "september", "oktober", "november", "desember", "cs", "dkk", "wib", "wita", "wit"
})
# fmt: on
# What stands between a body and the state it belongs to: nothing, or its acronym.
_STATE_AFTER = re.compile(r"(?:\s\([A-Za-z-]{2,12}\))?\s$")
_OURS = re.compile(r"\b(?:RI|Indonesia|WNI|KBRI|Nusantara|Jakarta)\b")
_HOME = "ID"


@dataclass(frozen=True, slots=True)
class TextHits:
    """The title or the text, with its hits in order and what each may mean; `meant` is begin → (kind, id) of those that were
    read."""

    text: str
    hits: Sequence[Hit]
    owners: Sequence[Sequence[Entity]]
    meant: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WholeText:
    """Title and text as a whole: what they explain, the acronyms that hide a person, and names that belong to somebody else."""

    both: str
    text: str
    explained: Mapping[str, str]
    hidden: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()


def article(title: str, text: str, sides: Sequence[TextHits], rules: NameRules) -> WholeText:
    """Return what title and text say about their own names. Each hit is read once."""
    both = f"{title}\n{text}"
    explained = expansions(text) if "(" in text else {}
    return WholeText(both, text, explained, _hidden(sides, rules, both), _others(sides, both, rules), _foreign(sides, rules))


def means_it(text: str, hit: Hit, entities: Sequence[Entity], found: WholeText, rules: NameRules) -> bool:
    """Return whether an acronym or short name means what the seeds say: its rule allows it, and the article says nothing else."""
    full = found.explained.get(hit.name) if is_acronym(hit.name) else None
    if full is not None and " " not in hit.name:
        # A text that explains the acronym is right about it: "Andi Saputra (AS)", "Mahkamah Adat (MA)".
        return any(same_name(full, name) for e in entities for name in e.names if name != hit.name)
    rule = rules.acronyms.get(hit.name)
    if hit.name in found.hidden or (is_acronym(hit.name) and _is_hidden(text, hit, rule)):
        return False
    if rule is None:
        return True
    if (rule.before and rule.before.search(text[max(0, hit.start - 30) : hit.start])) or (
        rule.after and rule.after.match(text, hit.end)
    ):
        return False
    if rule.unless and rule.unless.search(found.both) and not (rule.surely and rule.surely.search(found.both)):
        return False
    return rule.needs is None or bool(rule.needs.search(found.both))


def is_somebody(text: str, start: int) -> bool:
    """Return whether the name at `start` follows how persons are addressed: "Pak Oman" is no country."""
    return bool(_ADDRESSED.search(text, max(0, start - 10), start))


def is_only_a_word(name: str, found: WholeText) -> bool:
    """Return whether the text writes a headline's word only in small letters, or within a longer word, and never as a name."""
    if re.search(rf"[^\W\d_](?:,|;)?\s{re.escape(name)}\b", found.text):
        return False
    return name.lower() in found.text


def is_only_in_capitals(title: str, name: str, found: WholeText) -> bool:
    """Return whether only a title in capitals writes a word like an acronym ("HARGA PAN DAN WAJAN NAIK"), and the text
    does not."""
    return bool(found.text) and title.isupper() and not re.search(rf"\b{re.escape(name)}\b", found.text)


def of_a_club(text: str, start: int, rules: NameRules) -> bool:
    """Return whether the place name at `start` only ends the name of a club: "Persib Bandung", "Borneo FC Samarinda"."""
    word = text.rfind(" ", 0, max(0, start - 1)) + 1
    if text[max(0, start - 1) : start] not in (" ", "-") or (
        not text[word : word + 1].isupper() and not text[word : word + 1].isdigit()
    ):
        return False  # most places follow a small word
    return bool(rules.clubs.search(text, max(0, start - 40), start))


def _is_hidden(text: str, hit: Hit, rule: AcronymRule | None) -> bool:
    short = len(hit.name) <= 3 and hit.name.isalpha()
    return short and is_initials(text, hit.start, hit.end, plainly=not (rule and rule.initials))


def _hidden(sides: Sequence[TextHits], rules: NameRules, both: str) -> frozenset[str]:
    """Return the acronyms that are somewhere a person's initials or a school, and nowhere plainly what the seeds say."""
    found: set[str] = set()
    dotted = dotted_initials(both)
    for side in sides:
        for hit, entities in zip(side.hits, side.owners, strict=True):
            rule = rules.acronyms.get(hit.name)
            if hit.name in found or not is_acronym(hit.name):
                continue
            school = rule is not None and rule.initials and rule.after is not None and rule.after.match(side.text, hit.end)
            if not school and hit.name not in dotted and not _is_hidden(side.text, hit, rule):
                continue
            written_out = any(name in both for e in entities for name in e.names if " " in name)
            if not written_out and not (rule and rule.surely and rule.surely.search(both)):
                found.add(hit.name)
    return frozenset(found)


def _others(sides: Sequence[TextHits], both: str, rules: NameRules) -> frozenset[str]:
    """Return the one-word names of persons that belong to somebody or something else in this article.

    Examples are "Megawati" in an article on Megawati Hangestri, and "Airlangga" in one on Universitas Airlangga. The person
    counts if the text has the full name, or the name after an office.
    """
    seen: dict[str, bool] = {}
    for side in sides:
        for hit, entities in zip(side.hits, side.owners, strict=True):
            person = entities[0]
            if person.kind != "person" or " " in hit.name or is_acronym(hit.name):
                continue
            if _plainly_meant(side.text, hit, person, both):
                seen[hit.name] = False
            elif _longer(side.text, hit, person, rules) or _in_another(hit.name, person, sides[-1]):
                seen.setdefault(hit.name, True)
    return frozenset(name for name, other in seen.items() if other)


def is_with_office(text: str, start: int) -> bool:
    """Return whether an office of state stands before the name at `start`: "Menteri Keuangan Purbaya"."""
    return bool(_OFFICE.search(text, max(0, start - 60), start))


def _plainly_meant(text: str, hit: Hit, person: Entity, both: str) -> bool:
    """Return whether the article writes the person in full, or this mention follows an office."""
    in_full = any(" " in name and name in both for name in person.names)
    return in_full or is_with_office(text, hit.start)


def _longer(text: str, hit: Hit, person: Entity, rules: NameRules) -> bool:
    """Return whether a capitalised neighbour that is no word of the person's own name makes the name longer."""
    if is_headline(_line(text, hit.start)):
        return False
    own = {word.lower().strip(".") for name in person.names for word in name.split()}
    after = _NEXT_NAME.match(text, hit.end)
    if after and after[1].lower() not in own | _NO_NAMES:
        return True
    before = _HOUSE_BEFORE.search(text, max(0, hit.start - 40), hit.start)
    return bool(before and before[1][0].isupper() and before[1].lower() in rules.houses - own - TITLES)


def _in_another(name: str, person: Entity, side: TextHits) -> bool:
    """Return whether a longer known name of somebody else in the text contains this one as a word."""
    return any(
        e.id != person.id and name != hit.name and name in hit.name.split()
        for hit, owners in zip(side.hits, side.owners, strict=True)
        for e in owners[:1]
    )


def _line(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[start : end if end >= 0 else len(text)][:300]


def _foreign(sides: Sequence[TextHits], rules: NameRules) -> frozenset[str]:
    """Return the ids of organs that the article gives to another state ("Kementerian Luar Negeri Iran") and never to
    Indonesia."""
    abroad: set[str] = set()
    home: set[str] = set()
    for side in sides:
        for number, (hit, entities) in enumerate(zip(side.hits, side.owners, strict=True)):
            body = entities[0]
            if body.kind != "body" or not body.names[0].startswith(rules.organs):
                continue
            if _state_after(side, number, hit) is not None:
                abroad.add(body.id)
            elif re.match(r"\s(?:RI|Republik Indonesia|Indonesia)\b", side.text[hit.end : hit.end + 22]):
                home.add(body.id)
    return frozenset(abroad - home)


def _state_after(side: TextHits, number: int, hit: Hit) -> Entity | None:
    """Return the foreign state that stands right after a hit."""
    for place in range(number + 1, min(number + 3, len(side.hits))):
        following, state = side.hits[place], side.owners[place][0]
        if not _STATE_AFTER.fullmatch(side.text, hit.end, following.start):
            continue
        if state.kind == "country" and state.id != _HOME:
            return state
    return None


def abroad(side: TextHits, number: int, found: WholeText, rules: NameRules) -> bool:
    """Return whether an organ of state belongs to another state: that state stands after it, or the article knows no other
    one."""
    hit, body = side.hits[number], side.owners[number][0]
    if body.kind != "body" or not body.names[0].startswith(rules.organs):
        return False
    return _state_after(side, number, hit) is not None or (body.id in found.foreign and not _OURS.search(found.both))
