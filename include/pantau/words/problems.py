"""Says an error in the language of the reader.

The code raises errors in English, and `errors.yaml` has each sentence in all languages. A sentence is found by the words
between its values, from left to right and never back. So text from outside in a message costs no more time than its length.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter
from typing import NamedTuple

from pantau.words.catalogue import area
from pantau.words.spoken import spoken, text

RAISED = "en"  # the language that the code raises errors in
LONGEST = 4_000  # characters of a sentence that is looked up; a longer one quotes text from outside
_DEEPEST = 3  # a value of a sentence may be a sentence of its own, and so on
_FEWEST = 9  # characters of its own that a sentence needs; with fewer it counts only around another sentence
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")


class ErrorSentence(NamedTuple):
    """A sentence of the catalogue: its key, the words before each value and after the last one, and the names of the values."""

    key: str
    words: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def length(self) -> int:
        """The number of characters that are the sentence's own."""
        return sum(map(len, self.words))


def say_error(message: str) -> str:
    """Return the message of an error in the present language, line by line; a line that the catalogue lacks stays as it is."""
    if spoken() == RAISED:
        return message
    return "\n".join(_say_line(line, _DEEPEST) for line in message.split("\n"))


@cache
def sentences() -> tuple[ErrorSentence, ...]:
    """Return the sentences of `errors.yaml`, those with most words of their own first."""
    found = []
    for key, row in area("errors").items():
        parts = list(Formatter().parse(row[RAISED]["other"]))
        words, names = "", []
        between: list[str] = []
        for literal, name, _, _ in parts:
            words += literal
            if name is not None:
                between.append(words)
                names.append(name)
                words = ""
        found.append(ErrorSentence(key, (*between, words), tuple(names)))
    return tuple(sorted(found, key=lambda sentence: -sentence.length))


def _say_line(line: str, deepest: int) -> str:
    if not line or len(line) > LONGEST or not deepest:
        return line
    for sentence in sentences():
        values = _read_values(line, sentence)
        if values is None:
            continue
        said = {name: _say_line(_point_thousands(value), deepest - 1) for name, value in values.items()}
        if sentence.length >= _FEWEST or said != values:
            return text(sentence.key, **said)
    return line


def _read_values(line: str, sentence: ErrorSentence) -> dict[str, str] | None:
    """Return the values that a line has where the sentence has names; None if the line is another sentence."""
    first, *others = sentence.words
    if not line.startswith(first):
        return None
    if not others:
        return {} if line == first else None
    values, place = {}, len(first)
    for name, words in zip(sentence.names[:-1], others[:-1], strict=True):
        end = line.find(words, place)
        if end < 0 or not words:
            return None
        values[name], place = line[place:end], end + len(words)
    end = len(line) - len(others[-1])
    if end < place or not line.endswith(others[-1]):
        return None
    return {**values, sentence.names[-1]: line[place:end]}


def _point_thousands(value: str) -> str:
    return value.replace(",", ".") if _THOUSANDS.fullmatch(value) else value
