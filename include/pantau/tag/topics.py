"""Names the topic of an article: by the outlet's own section if it says one, and by weighted terms."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantau.errors import BadInput
from pantau.tag.seeds import load_yaml, rows

_TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*")
_SEGMENT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FEWEST_TERMS = 4
_SECOND = 0.25


@dataclass(frozen=True, slots=True)
class TopicScore:
    """A topic, how sure (0 to 1), and the term that says most for it ("" when the section alone says it)."""

    topic: str
    score: float
    term: str


def read_labels(folder: Path) -> dict[str, str]:
    """Return topic → label of topics.yaml; raise BadInput naming the key that is missing or wrong."""
    file = folder / "topics.yaml"
    data = load_yaml(file)
    try:
        return {topic["id"]: topic["label"] for topic in data["topics"]}
    except (KeyError, TypeError) as error:
        raise BadInput(f"{file}: {error.__class__.__name__} {error}; see the comments in the file for the shape") from None


class Topics:
    """The topics of topics.yaml with the terms of topic_terms.csv and the sections of sections.csv."""

    def __init__(self, folder: Path) -> None:
        file = folder / "topics.yaml"
        data = load_yaml(file)
        try:
            self.labels = read_labels(folder)
            self._bias = {topic["id"]: float(topic.get("bias", 0.0)) for topic in data["topics"]}
            self._scale, self._section_weight = float(data["scale"]), float(data["section_weight"])
            own = {
                (term, topic["id"]): float(data["own_term_weight"]) for topic in data["topics"] for term in topic.get("terms", ())
            }
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadInput(f"{file}: {error.__class__.__name__} {error}; see the comments in the file for the shape") from None
        self._order = sorted(self.labels)
        self._terms = self._read_terms(folder / "topic_terms.csv", own)
        self._sections = self._read_sections(folder / "sections.csv")

    def scores(self, title: str, text: str, *, outlet: str = "", section: str = "") -> list[TopicScore]:
        """Return the topic, and a second one if it is nearly as likely; nothing for a text that says too little."""
        weight_of = dict.fromkeys(_TOKEN.findall(text.lower()), 1.0)
        weight_of.update(dict.fromkeys(_TOKEN.findall(title.lower()), 2.0))
        said = self.section_topic(section, outlet)
        known = [(word, weight) for word, weight in weight_of.items() if word in self._terms]
        if len(known) < _FEWEST_TERMS:
            return [TopicScore(said, 0.8, "")] if said else []
        totals, best = self._add_up(known)
        if said:
            totals[said] += self._section_weight
        top = max(totals.values())
        powers = {topic: math.exp(total - top) for topic, total in totals.items()}
        whole = sum(powers.values())
        ranked = sorted(self._order, key=lambda topic: -powers[topic])[:2]
        shares = [(topic, powers[topic] / whole) for topic in ranked]
        return [
            TopicScore(t, round(p, 2), best.get(t, ("", 0.0))[0]) for n, (t, p) in enumerate(shares) if n == 0 or p >= _SECOND
        ]

    def section_topic(self, section: str, outlet: str = "") -> str:
        """Return the topic that a section name or path stands for, the outlet's own meaning first, or ""."""
        for part in _SEGMENT.findall(
            section.strip().lower().replace("&", "-").replace(" ", "-").replace("--", "-").replace("--", "-")
        ):
            found = self._sections.get((outlet, part)) or self._sections.get(("*", part))
            if found:
                return found
        return ""

    def _add_up(self, known: list[tuple[str, float]]) -> tuple[dict[str, float], Mapping[str, tuple[str, float]]]:
        totals = dict(self._bias)
        best: dict[str, tuple[str, float]] = {}
        norm = self._scale / math.sqrt(sum(weight * weight for _, weight in known))
        for word, weight in known:
            for topic, value in self._terms[word]:
                part = weight * value * norm
                totals[topic] += part
                if part > best.get(topic, ("", 0.0))[1]:
                    best[topic] = (word, part)
        return totals, best

    def _read_terms(self, file: Path, own: dict[tuple[str, str], float]) -> dict[str, tuple[tuple[str, float], ...]]:
        weights: dict[tuple[str, str], float] = {}
        for line, row in rows(file):
            self._require_known(row.get("topic", ""), f"{file}:{line}")
            try:
                weights[row["term"], row["topic"]] = float(row["weight"])
            except (KeyError, ValueError):
                raise BadInput(f"{file}:{line}: expected the columns term,topic,weight and a number as weight") from None
        terms: dict[str, list[tuple[str, float]]] = {}
        for (term, topic), value in (weights | {key: max(value, weights.get(key, value)) for key, value in own.items()}).items():
            terms.setdefault(term, []).append((topic, value))
        return {term: tuple(pairs) for term, pairs in terms.items()}

    def _read_sections(self, file: Path) -> dict[tuple[str, str], str]:
        sections: dict[tuple[str, str], str] = {}
        for line, row in rows(file):
            self._require_known(row.get("topic", ""), f"{file}:{line}")
            key = (row.get("outlet", ""), row.get("section", ""))
            if not all(key) or key in sections:
                raise BadInput(f"{file}:{line}: outlet (or *) and section are needed, and each pair only once; got {key}")
            sections[key] = row["topic"]
        return sections

    def _require_known(self, topic: Any, where: str) -> None:
        if topic not in self.labels:
            raise BadInput(f"{where}: {topic!r} is not a topic of topics.yaml; use one of {', '.join(self._order)}")
