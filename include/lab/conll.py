"""Sentences with marked names, from CoNLL files. A line is a word, a tab and its B-, I- or O label; an empty line ends a
sentence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pantau.errors import BadInput
from pantau.tag.sequence import spans
from pantau.tag.tokens import tokens

CLASSES = ("PER", "ORG", "LOC")
# NERP has a class for each branch of organisations; its events and food are none of our classes.
_SAME = {"IND": "ORG", "PLACE": "LOC", "GPE": "LOC", "PERSON": "PER", "ORGANIZATION": "ORG"}

Span = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence as the file cuts it, and its names: (class, first word, word after the last).

    `corpus` is set if its labels follow rules of their own.
    """

    words: tuple[str, ...]
    names: tuple[Span, ...]
    corpus: str = ""

    def lowered(self) -> Sentence:
        """Return the sentence in lower case."""
        return Sentence(tuple(word.lower() for word in self.words), self.names, self.corpus)

    def cut(self) -> tuple[list[str], list[int]]:
        """Return the words as Pantau cuts them, and for each of these the number of the file's word to which it belongs."""
        ours = [(token.text, at) for at, word in enumerate(self.words) for token in tokens(word, 0, len(word))]
        return [word for word, _ in ours], [at for _, at in ours]

    def labels(self, words: list[str], owners: list[int]) -> list[str]:
        """Return the label of each of our words."""
        found = ["O"] * len(owners)
        for name, first, last in self.names:
            inside = [at for at, owner in enumerate(owners) if first <= owner < last]
            for part in _parts(words, inside):
                for at in part:
                    found[at] = ("B-" if at == part[0] else "I-") + name
        return found


def _parts(words: list[str], inside: list[int]) -> list[list[int]]:
    """Return the words of a name without marks at its ends; an acronym in brackets at the end is a separate name.

    Corpora disagree about "Forum Petani Muda (FPM)"; files that do not cut the bracket off label it as part of the name.
    """
    parts = [inside]
    opening = next((at for at in inside[1:] if words[at] == "("), None)
    if opening is not None and not any(words[at].isalnum() for at in inside if ")" in words[opening:at]):
        parts = [[at for at in inside if at < opening], [at for at in inside if at > opening]]
    found = []
    for part in parts:
        while part and not words[part[0]][0].isalnum():
            part = part[1:]
        while part and not words[part[-1]][-1].isalnum():
            part = part[:-1]
        if part:
            found.append(part)
    return found


def names_of(labels: list[str], owners: list[int]) -> tuple[Span, ...]:
    """Return the names that our labels mark, as spans of the file's words."""
    return tuple((name, owners[first], owners[last - 1] + 1) for name, first, last in spans(labels) if name in CLASSES)


def read_conll(file: Path, corpus: str = "") -> list[Sentence]:
    """Return the sentences of a file. Raises BadInput, which names a line without word and label."""
    found: list[Sentence] = []
    words: list[str] = []
    labels: list[str] = []
    try:
        lines = [*file.read_text(encoding="utf-8").splitlines(), ""]
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: {error}; give a CoNLL file in UTF-8") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            if words:
                kept = tuple(span for span in spans(labels) if span[0] in CLASSES)
                found.append(Sentence(tuple(words), kept, corpus))
            words, labels = [], []
            continue
        word, tab, label = line.rpartition("\t")
        if not tab or not word or (label != "O" and label[:2] not in ("B-", "I-")):
            raise BadInput(f"{file}:{number}: expected a word, a tab and B-…, I-… or O")
        words.append(word)
        labels.append(label[:2] + _SAME.get(label[2:], label[2:]) if label != "O" else label)
    return found
