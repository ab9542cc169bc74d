"""Which persons and organisations an article is about, and which it only names in passing."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pantau.errors import BadInput
from pantau.tag.entities import NamedEntity
from pantau.tag.quotes import Quote
from pantau.tag.seeds import load_yaml

FILE = "salience.yaml"
_WORD = re.compile(r"[^\W_]+(?:[-.&'’][^\W_]+)*")
_MOST = 3
_LEAD, _EARLY = 250, 600  # letters from the beginning
_MANY = 4  # mentions or quotes: higher numbers count as this one
_SHORT = 3  # letters of a word of a person's name that may stand for it


@dataclass(frozen=True, slots=True)
class SalienceWeights:
    """Weights of the features in `features_of_salience`, and the least probability of an entity that the article is about."""

    intercept: float
    least: float
    weights: Mapping[str, float]


def read_salience(folder: Path) -> SalienceWeights:
    """Return the weights of a folder of seeds. Raises BadInput if the file has another form."""
    file = folder / FILE
    data = load_yaml(file)
    try:
        weights = {str(name): float(weight) for name, weight in data["weights"].items()}
        return SalienceWeights(float(data["intercept"]), float(data["least"]), weights)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(
            f"{file}: {error}; expected intercept, least and weights; make it anew with `make train-salience`"
        ) from None


def mark_main(
    title: str, text: str, entities: Sequence[NamedEntity], quotes: Sequence[Quote], weights: SalienceWeights
) -> tuple[NamedEntity, ...]:
    """Return the entities with `main` set on at most three persons and organisations, the most probable ones."""
    found = features_of_salience(title, text, entities, quotes)
    sure = {name: _weigh(row, weights) for name, row in found.items()}
    ranked = sorted((-one, name) for name, one in sure.items() if one >= weights.least)
    main = {name for _, name in ranked[:_MOST]}
    return tuple(one if one.main == (one.entity in main) else replace(one, main=not one.main) for one in entities)


def _weigh(row: Mapping[str, float], weights: SalienceWeights) -> float:
    total = weights.intercept + sum(weight * row.get(name, 0.0) for name, weight in weights.weights.items())
    return 1 / (1 + math.exp(-total))


def features_of_salience(
    title: str, text: str, entities: Sequence[NamedEntity], quotes: Sequence[Quote]
) -> dict[str, dict[str, float]]:
    """Return id → features of each person and organisation: where it stands, how often, whether it speaks."""
    plain = f" {' '.join(_WORD.findall(title))} "
    low = plain.lower()
    counted = [one for one in entities if one.type != "place"]
    said = Counter(quote.entity for quote in quotes if quote.entity)
    most_said = max(said.values(), default=0)
    most, earliest = _most_of_types(counted)
    found: dict[str, dict[str, float]] = {}
    for one in counted:
        first = one.spans[0][0]
        row = _features_of_title(text, one, plain, low)
        row |= {
            "times": math.log1p(len(one.spans)),
            "share": len(one.spans) / most[one.type],
            "most": float(1 < len(one.spans) == most[one.type]),
            "quotes": float(min(said[one.entity], _MANY)),
            "quoted": float(said[one.entity] > 0),
            "most_quoted": float(0 < said[one.entity] == most_said),
            "in_lead": float(first < _LEAD),
            "early": float(first < _EARLY),
            "first": float(first == earliest[one.type]),
            "person": float(one.type == "person"),
            "listed": float(bool(one.id)),
        }
        found[one.entity] = row
    return found


def _most_of_types(entities: Sequence[NamedEntity]) -> tuple[dict[str, int], dict[str, int]]:
    """Return type → most mentions of one entity, and type → where the first one stands."""
    most: dict[str, int] = {}
    earliest: dict[str, int] = {}
    for one in entities:
        most[one.type] = max(most.get(one.type, 0), len(one.spans))
        earliest[one.type] = min(earliest.get(one.type, one.spans[0][0]), one.spans[0][0])
    return most, earliest


def _features_of_title(text: str, one: NamedEntity, plain: str, low: str) -> dict[str, float]:
    """Return whether the headline has the whole name or a word of it, and how far at its beginning; `low` is it in lower case."""
    names = {one.label, *(text[start:end] for start, end in one.spans)}
    whole = any(f" {' '.join(_WORD.findall(name))} ".lower() in low for name in names)
    words = {word for name in names for word in name.split() if len(word) >= _SHORT and word[0].isupper()}
    places = [plain.find(f" {word} ") for word in words if f" {word} " in plain]
    part = bool(places) and one.type == "person"
    early = 1 - min(places, default=len(plain)) / max(1, len(plain))
    return {"whole": float(whole), "part": float(part and not whole), "title_early": early if whole or part else 0.0}
