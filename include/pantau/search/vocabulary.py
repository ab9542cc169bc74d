"""What the seeds say of names: the analyzer, the acronyms and their long forms, and the ids that a field's value means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pantau.lexemes.analyzer import Analyzer, words_of
from pantau.lexemes.roots import root
from pantau.seed_cache import seed_cache
from pantau.tag.names import read_analyzer
from pantau.tag.seeds import Entity, read_entities
from pantau.tag.tone import LABELS as TONES
from pantau.tag.tone import NAMES as TONE_NAMES
from pantau.tag.topics import read_topics

# Kinds whose acronyms and long forms find each other. A regency's other names are towns in it, a person's are parts of the name.
_ACRONYMS_OF = ("body", "country", "province", "person")
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the seeds say.

    `others`: words of a name in lower case → its other forms as they are written; `ids`: kind, name in lower case → ids;
    `labels`: kind, id → how it is shown.
    """

    analyzer: Analyzer
    others: Mapping[Words, tuple[Words, ...]]
    ids: Mapping[tuple[str, str], tuple[str, ...]]
    labels: Mapping[tuple[str, str], str]

    def other_forms(self, words: Words) -> tuple[Words, ...]:
        """Return the acronym of a long form, the long forms of an acronym, or () for other words.

        An acronym in small letters that is also a word (as, pan) counts as the word.
        """
        low = tuple(word.lower() for word in words)
        if len(words) == 1 and not words[0][0].isupper() and root(low[0]):
            return ()
        return self.others.get(low, ())


@seed_cache()
def read_vocabulary(seeds_dir: Path) -> Vocabulary:
    """Return the vocabulary of a seeds folder, read once per process; raises BadInput for unusable seeds."""
    folder = seeds_dir / "tags"
    entities = read_entities(folder)
    ids: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for entity in entities:
        for name in dict.fromkeys(name.casefold() for name in (entity.id, *entity.names)):
            ids[entity.kind, name].append(entity.id)
    topics = read_topics(folder).topics
    for topic in topics:
        for name in topic.names():
            ids["topic", name].append(topic.id)
    ids |= {("tone", name): [tone] for name, tone in TONE_NAMES.items()}
    labels = {(entity.kind, entity.id): entity.label for entity in entities}
    labels |= {("topic", topic.id): topic.label for topic in topics} | {("tone", tone): label for tone, label in TONES.items()}
    return Vocabulary(read_analyzer(folder, entities), _acronyms(entities), {k: tuple(v) for k, v in ids.items()}, labels)


def _acronyms(entities: Iterable[Entity]) -> dict[Words, tuple[Words, ...]]:
    found: defaultdict[Words, dict[Words, None]] = defaultdict(dict)
    for entity in entities:
        if entity.kind in _ACRONYMS_OF:
            forms = [tuple(words_of(name)) for name in entity.names]
            long = [words for words in forms if len(words) > 1]
            within = {word.lower() for words in long for word in words}
            for short in (words for words in forms if _is_acronym(words, within, entity.kind)):
                for words in long:
                    found[tuple(map(str.lower, short))][words] = None
                    found[tuple(map(str.lower, words))][short] = None
    return {words: tuple(others) for words, others in found.items()}


def _is_acronym(words: Words, within: set[str], kind: str) -> bool:
    """Tell whether a one-word name is an acronym of the long one: it is no part of it; a person's has capitals only (SBY)."""
    return len(words) == 1 and words[0].lower() not in within and (words[0].isupper() or kind != "person")
