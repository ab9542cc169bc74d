"""The words of phrases.yaml that show names and quotes, compiled."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pantau.errors import BadInput
from pantau.tag.seeds import load_yaml

FILE = "phrases.yaml"
_KEYS = (
    "titles",
    "bodies",
    "offices",
    "says",
    "says_that",
    "not_said",
    "no_words",
    "told",
    "openers",
    "in_office",
    "only_marked",
    "births",
)
_WORD_KEYS = ("place_heads", "place_tails", "organisation_tails", "things")
_KEPT = 100_000  # words that are cached, so that memory is bounded
_CUE = r"(?P<cue>(?:{0})(?P<own>nya)?)"


@dataclass(frozen=True, slots=True)
class NamePhrases:
    """Patterns of titles before a person, of the first words of a body, of a body before a place name, and of offices.

    `births` matches the letter before a Balinese name ("I Wayan"). `place_heads`, `place_tails` and `organisation_tails` are
    first and last words that no person's name has; `things` are names that are neither persons, organisations nor places.
    """

    titles: re.Pattern[str]
    heads: re.Pattern[str]
    body_before: re.Pattern[str]
    offices: re.Pattern[str]
    births: re.Pattern[str]
    place_heads: frozenset[str]
    place_tails: frozenset[str]
    organisation_tails: frozenset[str]
    things: frozenset[str]


@dataclass(frozen=True, slots=True)
class SpeechPhrases:
    """Verbs of saying, and patterns of a cue after and before a quote, before a clause, and after one; words that are no
    quote.

    `may_be_cue` is false for a word that stands in the cue of no clause; a sentence of such words has no clause. `no_cues` are
    words for which it was false, so that one test tells it of most sentences.
    """

    says: frozenset[str]
    after: re.Pattern[str]
    before: re.Pattern[str]
    clause: re.Pattern[str]
    may_be_cue: Callable[[str], bool]
    no_cues: set[str]
    tail: re.Pattern[str]
    not_said: re.Pattern[str]
    no_words: re.Pattern[str]
    told: re.Pattern[str]
    openers: re.Pattern[str]
    in_office: re.Pattern[str]
    only_marked: frozenset[str]

    def has_cue(self, words: Sequence[str]) -> bool:
        """Return whether one of the words of a sentence may be the cue of a clause."""
        if self.no_cues.issuperset(words):
            return False
        if len(self.no_cues) > _KEPT:
            self.no_cues.clear()
        plain = [word for word in words if not self.may_be_cue(word)]
        self.no_cues.update(plain)
        return len(plain) < len(words)


@dataclass(frozen=True, slots=True)
class Phrases:
    """All of phrases.yaml."""

    names: NamePhrases
    speech: SpeechPhrases


def read_phrases(folder: Path) -> Phrases:
    """Return the words of a folder of seeds. Raises BadInput that names the key that is missing or no pattern."""
    file = folder / FILE
    data = load_yaml(file)
    try:
        words = {key: "|".join(part.strip() for part in data[key].split("|") if part.strip()) for key in _KEYS}
        lists = {key: frozenset(part.strip() for part in data[key].split("|") if part.strip()) for key in _WORD_KEYS}
        return Phrases(_compile_names(words, lists), _compile_speech(words))
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise BadInput(f"{file}: {error.__class__.__name__} {error}; see the comments in the file for the shape") from None


def _compile_names(words: Mapping[str, str], lists: Mapping[str, frozenset[str]]) -> NamePhrases:
    bodies = words["bodies"]
    return NamePhrases(
        titles=re.compile(rf"(?:(?:{words['titles']})\.?\s+)+(?=[^\W\d_])"),
        heads=re.compile(rf"(?:{bodies})(?=\.?\s+[A-Z0-9(]|$)"),
        body_before=re.compile(rf"(?<![\w-])(?:{bodies})(?:\s+(?:[A-Z][\w-]*|dan|\d+))*\s+$"),
        offices=re.compile(rf"(?:{words['offices']})"),
        births=re.compile(rf"(?<![\w.-])(?:I|Ni) (?=(?:{words['births']})\b)"),
        **lists,
    )


def _compile_speech(words: Mapping[str, str]) -> SpeechPhrases:
    says, that = words["says"], words["says_that"]
    cue = rf"(?:{that}|di(?:kata|ungkap|jelas|tegas|sebut)kannya|diakuinya)"
    both = f"{says}|{that}"
    return SpeechPhrases(
        says=frozenset(says.split("|")),
        after=re.compile(rf"[\s,]*{_CUE.format(says)}\b", re.IGNORECASE),
        before=re.compile(rf"\b{_CUE.format(both)}\b[^.\"“”\n]{{0,40}}[,:]?\s*$"),
        clause=re.compile(rf"\b(?P<cue>{cue})\b[,:]?\s+(?:bahwa\s+|kalau\s+|jika\s+|agar\s+)?"),
        may_be_cue=_finder_of_cues(cue),
        no_cues=set(),
        tail=re.compile(rf",\s+{_CUE.format(f'{says}|menurut')}\b"),
        not_said=re.compile(rf"\b(?:{words['not_said']})\s+$"),
        no_words=re.compile(rf"(?:{words['no_words']})\b", re.IGNORECASE),
        told=re.compile(rf"\b(?:{words['told']})\s+(?:[A-Z]?[a-z.]+\s+)?$"),
        openers=re.compile(rf"^(?:\W|(?:{words['openers']})\b)+"),
        in_office=re.compile(rf"\b(?:{words['in_office']})\s+$"),
        only_marked=frozenset(words["only_marked"].split("|")),
    )


def _finder_of_cues(cue: str) -> Callable[[str], bool]:
    """Return whether a word, with the marks at its ends, has a cue in it; always true if a cue may have several words."""
    if " " in cue or r"\s" in cue:
        return lambda _: True
    pattern = re.compile(cue)
    return lru_cache(maxsize=_KEPT)(lambda word: pattern.search(word) is not None)
