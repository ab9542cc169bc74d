"""Names the topics of an article: learnt weights of its words, and the outlet's own section where that says one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pantau.errors import BadInput
from pantau.tag.sections import SectionMap
from pantau.tag.seeds import load_yaml
from pantau.tag.topic_model import FILE, Array, TopicScores, features_of_topics, pairs_of, read_topic_weights, score_topics

_AND = re.compile(r",? (?:dan|and) |, ")
_WORDS = 5  # at most, as evidence of a topic
_FEWEST_FEATURES = 4  # that the weights know: fewer say too little
_STEP = 0.01  # the second topic stays below the first, by which people sort
_BY_SECTION_ALONE = 0.8  # how sure a topic is that only the section says


@dataclass(frozen=True, slots=True)
class TopicScore:
    """A topic, how sure (0 to 1), and the words that say most for it, strongest first (none: the section alone says it)."""

    topic: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A row of topics.yaml: id, code of IPTC Media Topics, the wider topic ("": none), names, former ids, hand-picked words."""

    id: str
    iptc: str
    within: str
    label: str
    english: str
    also: tuple[str, ...]
    terms: tuple[str, ...]

    def names(self) -> frozenset[str]:
        """Return by what people may ask for the topic, in lower case: id, names in both languages and their parts, former ids."""
        parts = (part for name in (self.label, self.english) for part in _AND.split(name.casefold()))
        return frozenset({self.id, self.label.casefold(), self.english.casefold(), *self.also, *parts})


@dataclass(frozen=True, slots=True)
class TopicList:
    """topics.yaml: the topics, the names of sections that mix topics, the topics that are told apart after their sum is known,
    and how much a section, or a mix of topics, adds to the score of its topics.
    """

    topics: tuple[Topic, ...]
    mixed: Mapping[str, tuple[str, ...]]
    together: tuple[tuple[str, ...], ...]
    section_weight: float
    mix_weight: float

    def meanings(self) -> dict[str, tuple[str, ...]]:
        """Return what a row of sections.csv may say, each with its topics."""
        return {topic.id: (topic.id,) for topic in self.topics} | dict(self.mixed)


def read_topics(folder: Path) -> TopicList:
    """Return topics.yaml; raise BadInput naming the key that is missing or wrong."""
    file = folder / "topics.yaml"
    data = load_yaml(file)
    try:
        topics = tuple(map(_read_topic, data["topics"]))
        known = {topic.id for topic in topics}
        mixed = {str(name): tuple(map(str, ids)) for name, ids in data["mixed"].items()}
        together = tuple(tuple(map(str, ids)) for ids in data["together"])
        used = {*(topic.within for topic in topics if topic.within), *(i for ids in (*mixed.values(), *together) for i in ids)}
        if unknown := sorted(used - known):
            raise KeyError(unknown[0])
        return TopicList(topics, mixed, together, float(data["section_weight"]), float(data["mix_weight"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{file}: {error.__class__.__name__} {error}; see the comments in the file for the shape") from None


def _read_topic(row: Mapping[str, Any]) -> Topic:
    also, terms = (tuple(map(str, row.get(name, ()))) for name in ("also", "terms"))
    within, english = str(row.get("within", "")), str(row["english"])
    return Topic(str(row["id"]), str(row["iptc"]), within, str(row["label"]), english, also, terms)


class Topics:
    """The topics of topics.yaml by the weights of topics.model and the sections of sections.csv."""

    def __init__(self, folder: Path) -> None:
        """Read all three; raise BadInput where one of them cannot be used, or they are not of the same topics."""
        told = read_topics(folder)
        self.labels = {topic.id: topic.label for topic in told.topics}
        self.codes = {topic.id: topic.iptc for topic in told.topics}
        self.former = {was: topic.id for topic in told.topics for was in topic.also}
        self.sections = SectionMap(folder, told.meanings())
        self._weights = read_topic_weights(folder / FILE)
        self._pairs = pairs_of(self._weights.places)
        self._ids = self._weights.labels
        if set(self._ids) != set(self.labels):
            raise BadInput(f"{folder / FILE}: its topics are not those of topics.yaml; make it anew with `make train-topics`")
        self._together = groups_of(self._ids, told.together)
        self._section_weight, self._mix_weight = told.section_weight, told.mix_weight

    def scores(self, title: str, text: str, *, outlet: str = "", section: str = "") -> list[TopicScore]:
        """Return the topic, and a second one where it is likely too; nothing where no topic is likely enough."""
        said = self.sections.topics_of(section, outlet)
        found = score_topics(features_of_topics(title, text, self._pairs), self._weights)
        if len(found.features) < _FEWEST_FEATURES:
            return [TopicScore(said[0], _BY_SECTION_ALONE, ())] if len(said) == 1 else []
        shares = self._shares(found, said)
        first = best_of(shares, self._together)
        others = [at for at in range(len(shares)) if at != first and shares[at] >= self._weights.second]
        second = max(others, key=lambda at: shares[at], default=None)
        if shares[first] < self._weights.least:
            return []
        scores = [self._score(found, shares, first, 1.0)]
        return scores + ([self._score(found, shares, second, scores[0].score - _STEP)] if second is not None else [])

    def _shares(self, found: TopicScores, said: tuple[str, ...]) -> Array:
        if said:
            weight = self._section_weight if len(said) == 1 else self._mix_weight
            lifted = found.totals + weight * self._weights.sure * np.array([one in said for one in self._ids])
            found = TopicScores(lifted, found.features, found.parts)
        return found.shares(self._weights.sure)

    def _score(self, found: TopicScores, shares: Array, at: int, most: float) -> TopicScore:
        return TopicScore(self._ids[at], round(min(float(shares[at]), most), 2), found.best_words(at, _WORDS))


def groups_of(labels: tuple[str, ...], together: tuple[tuple[str, ...], ...]) -> Array:
    """Return a row per group of topics with 1 at its labels; a label of no group is one alone."""
    grouped = {topic for group in together for topic in group}
    groups = (*together, *((label,) for label in labels if label not in grouped))
    return np.array([[label in group for label in labels] for group in groups], dtype=float)


def best_of(shares: Array, groups: Array) -> int:
    """Return the place of the most likely label of the most likely group."""
    group = groups[int((groups @ shares).argmax())]
    return int((shares * group).argmax())
