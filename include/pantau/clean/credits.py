"""Reads which sources a text names: "sebagaimana dilansir Coindesk, dikutip CNBC Indonesia"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pantau.text import letters_of

Lists = Mapping[str, tuple[str, ...]]

SITE = r"[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]+)*\.(?:com|id|co|net|org|tv|news|info|COM|ID|CO|NET|ORG|TV|Com|Id|Co)"
_OFFICE = r"(?![\w.-]*\.(?:go|ac|sch|mil|desa)\.id)"  # an authority or a school is no medium
_JOINT = re.compile(r"\s*(?:,?\s*(?:\b(?:dan|serta)\b|(?P<of>\bdari\b))|[,/&|])\s*")
_SENTENCE_END = re.compile(r"[.!?][\"')]*\s+(?=[\"'(]?[A-Z])|\n")
_MOST_LINKS = 6  # "dilansir dari laman kantor berita AS Associated Press"
_MOST_NAMES = 6


def any_of(names: Iterable[str]) -> str:
    """Return a pattern of the names, the longest first. It groups them by their first letter, so that a name that does not
    match costs little."""
    groups: dict[str, list[str]] = {}
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        groups.setdefault(name[0], []).append(re.escape(name[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())


class Credits:
    """The media that a text may credit: those of the lists, and the outlets of the catalogue.

    Desks of the outlet's own group count and keep the printed name ("detikBali"), so an analyst sees where in the group a story
    began. "X dari Y", if X is a desk or the outlet itself, credits only Y. If an outlet credits only itself, there is no
    source.
    """

    def __init__(self, lists: Lists, own: str, others: tuple[str, ...]) -> None:
        self._own = letters_of(own)
        self._verbs = lists["verbs"]
        self._verb, self._link, self._glued, self._name, self._desk = _patterns(
            lists["verbs"], lists["links"], lists["agencies"] + lists["media"], lists["desks"], others
        )
        listed = reversed(lists["agencies"] + lists["media"] + lists["partners"])
        self._spelled = {letters_of(name): name for name in others} | {letters_of(name): name for name in listed}
        self._outlets = {letters_of(name): name for name in others}
        self._agencies = frozenset(letters_of(name) for name in lists["agencies"])

    def chain(self, text: str) -> tuple[str, ...]:
        """Return the sources in the first sentence of `text` that credits any, in order; weekdays and persons are no
        sources."""
        small = text.lower()
        if not any(verb in small for verb in self._verbs):
            return ()
        found: list[str] = []
        end = len(text)
        for verb in self._verb.finditer(text):
            if verb.start() >= end:
                break
            names = self._names(text, verb.end())
            if names and not found:
                close = _SENTENCE_END.search(text, verb.end())
                end = close.start() if close else len(text)
            found += names
        return self._several(found)

    def split(self, credit: str) -> tuple[str, ...]:
        """Return the names of a credit at the end ("AFP, dpa"), without initials beside them."""
        parts = [part.strip(" .") for part in re.split(r"\s*(?:[,/&|;]|\bdan\b)\s*", credit)]
        return self._several([part for part in parts if letters_of(part) in self._spelled or re.fullmatch(SITE, part)])

    def papers(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return those of the names that are outlets of the catalogue or sites, not agencies or foreign media."""
        return tuple(name for name in names if self._is_paper(name))

    def _is_paper(self, name: str) -> bool:
        letters = letters_of(name)
        return (letters in self._outlets and letters not in self._agencies) or bool(re.fullmatch(SITE, name))

    def outlet(self, name: str) -> str:
        """Return an outlet as the catalogue spells it; one that is not in it as written."""
        return self._outlets.get(letters_of(name), name)

    def proper(self, name: str) -> str:
        """Return a name in the spelling of the lists or of the catalogue, so that ANTARA and Antara are one."""
        return self._spelled.get(letters_of(name), name)

    def is_own(self, name: str) -> bool:
        """Tell whether a name is the outlet's own, with or without ".com"."""
        return bool(self._own) and letters_of(name).removesuffix("com") == self._own.removesuffix("com")

    def is_wire(self, name: str) -> bool:
        """Tell whether the outlet that a dateline names is an agency, and the present outlet is no bureau of it."""
        letters = letters_of(name)
        return letters in self._agencies and bool(self._own) and not self._own.startswith(letters)

    def _several(self, names: Iterable[str]) -> tuple[str, ...]:
        proper = tuple(dict.fromkeys(self.proper(name) for name in names))
        return () if len(proper) == 1 and self.is_own(proper[0]) else proper

    def _names(self, text: str, place: int) -> list[str]:
        names: list[str] = []
        found = self._first(text, place)
        while found and len(names) < _MOST_NAMES:
            names.append(found[0])
            joint = _JOINT.match(text, found.end())
            found = self._name.match(text, joint.end()) if joint else None
            if found and joint and joint["of"] and (self._desk.fullmatch(names[-1]) or self.is_own(names[-1])):
                names.pop()
        return names

    def _first(self, text: str, place: int) -> re.Match[str] | None:
        """Return the first name after a verb, after words such as "dari laman kantor berita"."""
        for _ in range(_MOST_LINKS):
            while text[place : place + 1] == " ":
                place += 1
            glued = self._glued.match(text, place)
            if found := self._name.match(text, glued.end() if glued else place):
                return found
            link = glued or self._link.match(text, place)
            if not link:
                return None
            place = link.end()
        return None


@lru_cache(maxsize=64)
def _patterns(
    verbs: tuple[str, ...], links: tuple[str, ...], listed: tuple[str, ...], desks: tuple[str, ...], others: tuple[str, ...]
) -> tuple[re.Pattern[str], ...]:
    verb = "|".join(rf"[{word[0].upper()}{word[0]}]{re.escape(word[1:])}" for word in verbs)
    desk = rf"(?:{any_of(desks)})[A-Za-z][A-Za-z]{{2,}}"
    name = rf"(?:{any_of(listed + others)})(?:\.com)?(?![\w-])|{_OFFICE}{SITE}(?![\w-])|{desk}(?![\w-])"
    # Extracted text often lacks the space before a linked name: "dilansirAFP", "dariGuardian", "lamanHistory.com".
    patterns = (rf"\b(?:{verb})(?![a-z])", rf"(?:{any_of(links)})(?![a-z])", rf"(?:{any_of(links)})(?=[A-Z]|{desk})", name, desk)
    return tuple(map(re.compile, patterns))
