"""Tags a clean text: one Tag per thing, with the first span that is its evidence and the version that made it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from pantau.files import files_in, read_whole
from pantau.tag.context import is_headline, of_a_currency, opens_sentence, part_of_name
from pantau.tag.entities import TYPES, KnownName, NamedEntity, entities_of
from pantau.tag.guards import (
    TextHits,
    WholeText,
    abroad,
    article,
    is_only_a_word,
    is_only_in_capitals,
    is_somebody,
    means_it,
    of_a_club,
)
from pantau.tag.language import LABELS, UNKNOWN, language_of
from pantau.tag.matcher import Hit, Matcher, fold, is_acronym
from pantau.tag.namesakes import somebody_elses
from pantau.tag.phrases import read_phrases
from pantau.tag.places import Evidence, NameReading, PlaceReader
from pantau.tag.seeds import Entity, read_entities, read_homes, read_rules
from pantau.tag.sequence import NameMention, SequenceModel
from pantau.tag.shared_names import with_shared
from pantau.tag.speaking import named_speakers
from pantau.tag.tone import LABELS as TONES
from pantau.tag.tone import ToneReader
from pantau.tag.topics import Topics
from pantau.tag.watchlists import Watcher, read_watchlists
from pantau.tag.wires import Wires
from pantau.tagged import Tag

TAGGER_VERSION = "1"
_KINDS = ("language", "topic", "tone", "province", "regency", "country", "body", "person", "wire", "watchlist")
_PLACES = frozenset({"province", "regency"})
_BASE = {"country": 0.85, "body": 0.85, "person": 0.85}
_IGNORED = -1
_ENGLISH = ("language", "en")
_TONED = ("language", "id")  # of the headlines that the weights were learnt on
_PART_OF_A_NAME = frozenset({"kabupaten", "kota", "kab.", "kab", "provinsi"})


class Tagger:
    """All taggers over one folder of seeds; built once per process, then only read."""

    def __init__(self, seeds_dir: Path, version: str = "") -> None:
        folder = Path(seeds_dir) / "tags"
        self.entities = read_entities(folder)
        self.rules = read_rules(folder)
        self.topics = Topics(folder)
        self._tones = ToneReader(folder)
        self.provinces = {e.id: e for e in self.entities if e.kind == "province"}
        self._places = PlaceReader(self.rules, [e for e in self.entities if e.kind in _PLACES])
        self._homes = read_homes(Path(seeds_dir))
        self._wires = Wires([e for e in self.entities if e.kind == "wire"])
        self._province_names = {name: i for i, e in enumerate(self.entities) if e.kind == "province" for name in e.names}
        self._matcher = Matcher(self._names())
        self._watcher = Watcher(read_watchlists(Path(seeds_dir) / "watchlists", self.known_ids()), self.topics.former)
        self.phrases = read_phrases(folder)
        self._folder = folder
        self._last: TextHits | None = None
        self._found: tuple[str, Sequence[NameMention]] | None = None
        self._model: SequenceModel | None = None  # opened at its first use, because not every command needs it
        self.version = version or f"{TAGGER_VERSION}-{_digest(Path(seeds_dir))}"

    def known_ids(self) -> dict[str, frozenset[str]]:
        """Return every id a tag of each kind can have, or had before, watchlists apart."""
        ids = {kind: frozenset(e.id for e in self.entities if e.kind == kind) for kind in _KINDS}
        topics = frozenset({*self.topics.labels, *self.topics.former})
        return ids | {"topic": topics, "tone": frozenset(TONES), "language": frozenset({*LABELS, UNKNOWN})}

    def tags(
        self, title: str, text: str, *, outlet: str = "", section: str = "", wire_source: str = "", language: str = ""
    ) -> tuple[Tag, ...]:
        """Return the tags of an article, ordered by kind, then score, then id; spans lie in `text` (-1: title or metadata).

        `language` is what the page declares; it counts only if the text is too short to tell. An empty title and text give only
        what the metadata say.
        """
        tags = self._language(title, text, language)
        # The weights know no English word: only the section counts.
        told = ("", "") if _ENGLISH in {(tag.kind, tag.id) for tag in tags} else (title, text)
        tags += self._topic(*told, outlet, section)
        tags += self._tone(title, text, tags)
        tags += self._find_named(title, text, self._homes.get(outlet, "")) + self._wire(text, wire_source)
        tags += [
            self._tag("watchlist", m.watchlist.id, m.watchlist.name, m.score, m.start, m.end)
            for m in self._watcher.mentions(title, text, tags)
        ]
        return ranked(tags)

    def language(self, title: str, text: str, declared: str = "") -> str:
        """Return the language code of an article, "und" where it says too little."""
        return language_of(text or title, declared)[0]

    def open_model(self) -> None:
        """Read the trained model now, because a later failure would count as the fault of a text. Raises BadInput if it is
        no model."""
        if self._model is None:
            self._model = SequenceModel(self._folder, self.entities)

    def named_entities(self, text: str, tags: Sequence[Tag], *, with_model: bool = True) -> tuple[NamedEntity, ...]:
        """Return the persons, organisations and places of `text` with all their spans; `tags` are what `tags` found in it.

        A name of the registry counts if its tag does; the model of names finds those that no list knows.
        """
        mentions = self._mentions(text) if with_model else ()
        known = list(self._find_known(text, tags))
        if with_model:
            spans = [(one.start, one.end) for one in known]
            side = self._side(text)
            places = {hit.start: hit.end for hit, found in zip(side.hits, side.owners, strict=True) if found[0].kind in _PLACES}
            mentions = named_speakers(text, mentions, spans, places, self.phrases.speech, self.phrases.names)
        return entities_of(text, mentions, known, self.phrases.names)

    def without_namesakes(self, text: str, tags: Sequence[Tag], *, with_model: bool = True) -> tuple[Tag, ...]:
        """Return the tags of `tags` without places and persons whose names are somebody else's in `text`."""
        side = self._side(text)
        named: dict[tuple[str, str], tuple[Entity, list[tuple[int, int]]]] = {}
        for hit, owners in zip(side.hits, side.owners, strict=True):
            key = side.meant.get(hit.start)
            if key and key[0] != "body":
                entity = next(one for one in owners if (one.kind, one.id) == key)
                named.setdefault(key, (entity, []))[1].append((hit.start, hit.end))
        mentions = self._mentions(text) if with_model and named else ()
        refused = somebody_elses(text, named, mentions, self.rules, self._places.cues)
        if not refused:
            return tuple(tags)
        places = {(tag.start, tag.end) for tag in tags if (tag.kind, tag.id) in refused and tag.kind == "regency"}
        implied = {tag.id for tag in tags if tag.kind == "province" and (tag.start, tag.end) in places}
        return tuple(
            tag for tag in tags if (tag.kind, tag.id) not in refused and (tag.kind != "province" or tag.id not in implied)
        )

    def _mentions(self, text: str) -> Sequence[NameMention]:
        """Return the names that the model finds. Those of the last text are cached, because tags and entities both ask."""
        self.open_model()
        if self._model is not None and (self._found is None or self._found[0] != text):
            self._found = text, self._model.mentions(text)
        return self._found[1] if self._found else ()

    def _find_known(self, text: str, tags: Sequence[Tag]) -> Iterable[KnownName]:
        """Yield each place where a name of a tagged thing stands; its first span may hold a word more ("Kota Batu")."""
        tagged = {(tag.kind, tag.id): tag for tag in tags if tag.kind in TYPES}
        firsts = {(tag.kind, tag.id): (tag.start, tag.end) for tag in tagged.values() if tag.start >= 0}
        implied = {
            key
            for key, span in firsts.items()
            if key[0] == "province" and span in {firsts[k] for k in firsts if k[0] == "regency"}
        }
        for key in firsts.keys() - implied:
            yield KnownName(tagged[key], *firsts[key])
        side = self._side(text)
        for hit in side.hits if firsts else ():
            found = [key for o in hit.owners if (key := (self.entities[o].kind, self.entities[o].id)) in firsts]
            if len(found) > 1 and side.meant.get(hit.start) in found:
                found = [side.meant[hit.start]]
            if len(found) != 1 or found[0] in implied:
                continue
            if found[0][0] == "person":
                if _is_another_name(text, hit, tagged[found[0]].label):
                    yield KnownName(tagged[found[0]], hit.start, hit.end)
            else:
                _, start, cue = self._places.cues.before(text, hit.start)
                yield KnownName(tagged[found[0]], start if cue.lower() in _PART_OF_A_NAME else hit.start, hit.end)

    def _language(self, title: str, text: str, declared: str) -> list[Tag]:
        code, score = language_of(text or title, declared)
        return [] if code == UNKNOWN else [self._tag("language", code, LABELS.get(code, code), score, -1, -1)]

    def _topic(self, title: str, text: str, outlet: str, section: str) -> list[Tag]:
        low, tags = fold(text), []
        for found in self.topics.scores(title, text, outlet=outlet, section=section):
            span = _first_span(low, found.words)
            tags.append(self._tag("topic", found.topic, self.topics.labels[found.topic], found.score, *span))
        return tags

    def _tone(self, title: str, text: str, tags: Sequence[Tag]) -> list[Tag]:
        """Return the tone of economic news in Indonesian, and of a headline alone: the weights know too little of other
        news."""
        said = {(tag.kind, tag.id) for tag in tags}
        if _TONED not in said or (text.strip() and ("topic", "ekonomi") not in said):
            return []
        found = self._tones.read(title, text)
        return [self._tag("tone", found.tone, TONES[found.tone], found.score, found.start, found.end)] if found else []

    def _names(self) -> Iterable[tuple[str, int]]:
        for index, entity in enumerate(self.entities):
            if entity.kind != "wire":
                yield from ((name, index) for name in entity.names)
        yield from ((phrase, _IGNORED) for phrase in self.rules.ignore)

    def _find_named(self, title: str, text: str, home: str) -> list[Tag]:
        """Return the places, countries, bodies and persons of title and text; `home` is the outlet's province."""
        found: dict[tuple[str, str], list[tuple[NameReading, bool]]] = {}
        sides = [(self._side(side), in_title) for side, in_title in ((title, True), (text, False)) if side]
        if not sides:
            return []
        evidence = self._places.evidence([(side.text, side.hits, side.owners) for side, _ in sides], home)
        whole = article(title, text, [side for side, _ in sides], self.rules)
        for side, in_title in sides:
            side.meant.clear()  # the same text may have been read with another title
            headline = is_headline(side.text[:300]) if in_title else False
            for number in range(len(side.hits)):
                if reading := self._read(side, number, evidence, whole, headline=headline):
                    side.meant[side.hits[number].start] = key = reading.entity.kind, reading.entity.id
                    found.setdefault(key, []).append((reading, in_title))
        return self._with_provinces([self._sum_readings(readings) for readings in found.values()])

    def _side(self, text: str) -> TextHits:
        """Return the names of the lists in a title or text. The last one is cached, because tags and entities both ask for
        it."""
        if self._last is None or self._last.text != text:
            self._last = self._read_side(text)
        return self._last

    def _read_side(self, text: str) -> TextHits:
        hits = [hit for hit in self._matcher.find(text) if _IGNORED not in hit.owners and not self._is_no_place(text, hit)]
        hits = with_shared(text, hits, self._province_names)
        return TextHits(text, hits, [[self.entities[owner] for owner in hit.owners] for hit in hits])

    def _is_no_place(self, text: str, hit: Hit) -> bool:
        """Return whether the name of a place or state only ends the name of a club or of money."""
        kind = self.entities[hit.owners[0]].kind
        return (kind in _PLACES and of_a_club(text, hit.start, self.rules)) or (
            kind == "country" and of_a_currency(text, hit.start)
        )

    def _read(self, side: TextHits, number: int, evidence: Evidence, whole: WholeText, *, headline: bool) -> NameReading | None:
        text, hit, entities = side.text, side.hits[number], side.owners[number]
        short = is_acronym(hit.name) or hit.name in self.rules.acronyms
        if short and not means_it(text, hit, entities, whole, self.rules):
            return None
        if headline and short and is_only_in_capitals(text, hit.name, whole):
            return None
        word = hit.name in self.rules.capital_inside and entities[0].kind != "person"
        if (headline and hit.name in self.rules.capital_inside and is_only_a_word(hit.name, whole)) or (
            word and is_somebody(text, hit.start)
        ):
            return None
        if entities[0].kind in _PLACES:
            return self._places.read(text, hit, entities, evidence, headline=headline)
        entity = entities[0]
        if hit.name in whole.others or abroad(side, number, whole, self.rules):
            return None
        if " " not in hit.name and not headline and not is_acronym(hit.name):
            if entity.kind == "person" and part_of_name(text, hit.start, hit.end):
                return None
            if hit.name in self.rules.capital_inside and opens_sentence(text, hit.start):
                return None
        sure = _BASE[entity.kind] + (0.05 if " " in hit.name or hit.name in whole.explained else 0.0)
        return NameReading(entity, sure, hit.start, hit.end)

    def _sum_readings(self, readings: Sequence[tuple[NameReading, bool]]) -> Tag:
        """Return one tag for all readings of a thing: the surest reading, a little more for the title and for repetition."""
        in_text = [reading for reading, in_title in readings if not in_title]
        first = in_text[0] if in_text else None
        sure = max(reading.score for reading, _ in readings)
        sure += 0.05 * any(in_title for _, in_title in readings) + 0.01 * min(len(readings) - 1, 5)
        entity = readings[0][0].entity
        span = (first.start, first.end) if first else (-1, -1)
        return self._tag(entity.kind, entity.id, entity.label, sure, *span, label=_label(entity))

    def _with_provinces(self, tags: list[Tag]) -> list[Tag]:
        """Return the tags and, if a regency is named and its province is not, the province at six tenths of the score."""
        named = {tag.id for tag in tags if tag.kind == "province"}
        implied: dict[str, Tag] = {}
        for tag in sorted((tag for tag in tags if tag.kind == "regency"), key=lambda tag: (-tag.score, tag.id)):
            code = tag.id[:2]
            if code not in named and code not in implied:
                implied[code] = self._tag("province", code, self.provinces[code].label, 0.6 * tag.score, tag.start, tag.end)
        return [*tags, *implied.values()]

    def _wire(self, text: str, wire_source: str) -> list[Tag]:
        best: dict[str, NameReading] = {}
        for reading in self._wires.read(text, wire_source):
            kept = best.get(reading.entity.id)
            if kept is None or reading.score > kept.score:
                best[reading.entity.id] = reading
        return [self._tag("wire", r.entity.id, r.entity.label, r.score, r.start, r.end) for r in best.values()]

    def _tag(self, kind: str, ident: str, name: str, score: float, start: int, end: int, label: str = "") -> Tag:
        return Tag(kind, ident, label or name, round(min(score, 0.99), 2), start, end, self.version)


def ranked(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """Return the tags ordered by kind, then score, then id."""
    return tuple(sorted(tags, key=lambda tag: (_KINDS.index(tag.kind), -tag.score, tag.id)))


def _label(entity: Entity) -> str:
    return f"{entity.sort.capitalize()} {entity.label}" if entity.kind == "regency" else entity.label


def _is_another_name(text: str, hit: Hit, label: str) -> bool:
    """Tell whether a person has here a name that is no part of the full one: Jokowi, Zulhas, Gus Ipul.

    A part ("Prabowo") may be a namesake's: it goes to the only longer name of the text, as explained acronyms do.
    """
    if is_acronym(hit.name) or set(hit.name.split()) <= set(label.split()):
        return False
    return " " in hit.name or not part_of_name(text, hit.start, hit.end)


def _first_span(low: str, words: Iterable[str]) -> tuple[int, int]:
    """Return where the strongest word of a topic that the text has stands first; (-1, -1) where it has none."""
    return next((span for word in words if (span := _word_span(low, word))[0] >= 0), (-1, -1))


def _word_span(low: str, word: str) -> tuple[int, int]:
    """Return where `word` first stands in the folded text as the topic terms are cut, or (-1, -1)."""
    at = low.find(word) if word else -1
    while at >= 0:
        end = at + len(word)
        if not ((at and ("a" <= low[at - 1] <= "z")) or (end < len(low) and "a" <= low[end] <= "z")):
            return at, end
        at = low.find(word, at + 1)
    return -1, -1


def _digest(seeds_dir: Path) -> str:
    digest = hashlib.blake2b(digest_size=4)
    for folder in ("tags", "watchlists"):
        for file in files_in(seeds_dir / folder, "*.*"):
            digest.update(file.name.encode() + b"\0" + read_whole(file))
    return digest.hexdigest()
