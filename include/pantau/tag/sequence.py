"""The sequence model of names: persons, organisations and places in a text, each with its span and how sure it is.

It is a conditional random field over words (linear chain, Lafferty, McCallum and Pereira 2001), trained by `make train-tags`.
docs/model-card-entities.md gives its training data and its accuracy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from pantau.errors import BadInput
from pantau.files import read_text
from pantau.tag.features import OUTSIDE, Features
from pantau.tag.seeds import Entity, load_yaml
from pantau.tag.tokens import pieces, places_of

MODEL, CLUSTERS, HINTS = "entities.model", "clusters.txt", "gazetteer.yaml"
KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}
_LISTED = frozenset({"person", "body", "province", "regency", "country", "wire"})


class NameMention(NamedTuple):
    """A name at [start, end) of a text: person, organisation or place, and its mean probability per word, 0 to 1."""

    kind: str
    start: int
    end: int
    score: float


class SequenceModel:
    """The trained model of a folder of seeds; the same mentions for the same text in every process."""

    def __init__(self, folder: Path, entities: Iterable[Entity]) -> None:
        """Open the model of `folder`. Raises BadInput if it is not there or is no model."""
        from pantau.tag.decoder import Decoder

        self._decoder = Decoder(folder / MODEL, features_of(folder, entities))
        self._kinds = _plain_kinds(_hints(folder / HINTS))

    def mentions(self, text: str) -> list[NameMention]:
        """Return the names of `text` in order, none overlapping another; a sentence without a capital letter has none."""
        cut = [piece for piece in pieces(text) if piece[0][0][0].isupper() or any(word[0].isupper() for word in piece[0])]
        found: list[NameMention] = []
        named = self._decoder.words_of_names([words for words, _ in cut])
        for number, rows in groupby(named, key=itemgetter(0)):
            words, start = cut[number]
            found += _mentions(text, words, start, list(rows))
        # The model may take a club for its town, or a company for a person, where the words around say little.
        return [one._replace(kind=self._kinds.get(text[one.start : one.end], one.kind)) for one in found]

    def labels(self, words: Sequence[str]) -> tuple[list[str], list[float]]:
        """Return the label of each word (B-PER, I-PER, ..., O), and its probability where it is part of a name (else 0)."""
        return self._decoder.decode([words])[0]


def features_of(folder: Path, entities: Iterable[Entity]) -> Features:
    """Return the features with the clusters and the registry of a folder of seeds; a folder without clusters has none."""
    listed = [(entity.kind, name) for entity in entities if entity.kind in _LISTED for name in entity.names]
    return Features(read_clusters(folder / CLUSTERS), [*listed, *_hints(folder / HINTS)])


def _hints(file: Path) -> list[tuple[str, str]]:
    """Return (kind, name) of the names that are hints and no tags. Raises BadInput if the file has another form."""
    data = load_yaml(file)
    if not isinstance(data, dict) or not all(kind in KINDS.values() and isinstance(names, str) for kind, names in data.items()):
        raise BadInput(f"{file}: expected {', '.join(KINDS.values())}, each with names between |; see the comment in the file")
    return [("h" + kind, name.strip()) for kind, names in data.items() for name in names.split("|") if name.strip()]


def _plain_kinds(hints: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return name → kind of the hints that are an organisation or a place, and nothing else."""
    found: dict[str, set[str]] = {}
    for kind, name in hints:
        found.setdefault(name, set()).add(kind.removeprefix("h"))
    return {name: kind for name, kinds in found.items() for kind in kinds if len(kinds) == 1 and kind != "person"}


def read_clusters(file: Path) -> dict[str, str]:
    """Return word → cluster of a file with one cluster of words a line; raise BadInput for a file that is no text."""
    if not file.exists():
        return {}
    try:
        lines = read_text(file).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: {error}; make it anew with `make train-tags`") from None
    return {word: str(number) for number, line in enumerate(lines) for word in line.split()}


def spans(labels: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return (class, first word, word after the last) of each name in a row of B-, I- and O labels."""
    found: list[tuple[str, int, int]] = []
    for at, label in enumerate(labels):
        name = label[2:]
        if label.startswith("I-") and found and found[-1][0] == name and found[-1][2] == at:
            found[-1] = (name, found[-1][1], at + 1)
        elif label != OUTSIDE:
            found.append((name, at, at + 1))
    return found


def _mentions(text: str, words: Sequence[str], start: int, named: Sequence[tuple[int, int, str, float]]) -> Iterable[NameMention]:
    """Yield the names of a sentence whose words are `words` from `start` on; `named` are its words that are part of one."""
    places = places_of(text, words[: named[-1][1] + 1], start)
    first, last, kind, shares = 0, -1, "", [0.0]
    for _, at, label, share in (*named, (0, -1, "", 0.0)):  # the last one only ends the name before it
        if label.startswith("I-") and kind == label[2:] and last == at:
            last = at + 1
            shares.append(share)
            continue
        if kind in KINDS:
            score = round(sum(shares) / len(shares), 3)
            yield NameMention(KINDS[kind], places[first], places[last - 1] + len(words[last - 1]), score)
        first, last, kind, shares = at, at + 1, label[2:], [share]
