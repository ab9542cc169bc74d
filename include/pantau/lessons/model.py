"""The four kinds of lessons, each with the counts that support it, and the part of them that changes the version of a stage."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from pantau.text import letters_of


@dataclass(frozen=True, slots=True)
class Container:
    """The element that held the text on `pages` of the `of` pages of a host that were read."""

    host: str
    selector: str
    pages: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class FurnitureLine:
    """A line that stood in `articles` of the `of` articles of an outlet, on `days` days: boilerplate."""

    outlet: str
    text: str
    articles: int = 0
    of: int = 0
    days: int = 0

    @property
    def id(self) -> str:
        """Return the id by which a removal names the line: eight digits of the digest of its letters."""
        return hashlib.blake2b(letters_of(self.text).encode(), digest_size=4).hexdigest()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of addresses that means nothing on a host: `pairs` of addresses that differ in it gave the same article."""

    host: str
    name: str
    pairs: int = 0


@dataclass(frozen=True, slots=True)
class Zone:
    """An outlet's metadata that are written with the offset `written` are wrong by `hours`; the printed clock of `pages` pages
    shows it.

    The true time is the written one plus `hours`; `against` pages agreed with their metadata.
    """

    outlet: str
    written: str
    hours: int
    pages: int = 0
    against: int = 0


# Section → the part of a lesson on which a stage depends; the counts change every week and do not change a version.
_MEANINGS: dict[str, Callable[[Any], tuple[object, ...]]] = {
    "containers": lambda one: (one.host, one.selector),
    "lines": lambda one: (one.outlet, letters_of(one.text)),
    "parameters": lambda one: (one.host, one.name),
    "zones": lambda one: (one.outlet, one.written, one.hours),
}
SECTIONS: Mapping[str, type[Any]] = {"containers": Container, "lines": FurnitureLine, "parameters": Parameter, "zones": Zone}


@dataclass(frozen=True)
class Lessons:
    """One file of lessons: its name ("": none was read), the days it was learnt from, the pages, and its lessons."""

    name: str = ""
    first_day: str = ""
    last_day: str = ""
    pages: int = 0
    containers: tuple[Container, ...] = ()
    lines: tuple[FurnitureLine, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    zones: tuple[Zone, ...] = ()

    def digests(self) -> dict[str, str]:
        """Return section → a digest of its meaning, "" for a section without lessons. Versions follow it."""
        return {section: self._digest(section) for section in SECTIONS}

    def _digest(self, section: str) -> str:
        meanings = [_MEANINGS[section](one) for one in getattr(self, section)]
        meanings = meanings if section == "containers" else sorted(meanings, key=repr)  # of containers the first is tried first
        return hashlib.blake2b(json.dumps(meanings).encode(), digest_size=8).hexdigest() if meanings else ""

    def without(self, off: Mapping[str, Collection[str]]) -> Lessons:
        """Return the lessons without those that are switched off. `off` has, by section, what names them.

        That is a line's id, an outlet, a host, or a host and the selector or the parameter after a space.
        """
        kept: dict[str, Any] = {
            section: tuple(one for one in getattr(self, section) if not _names(one) & set(off.get(section, ())))
            for section in SECTIONS
        }
        return replace(self, **kept)

    @cached_property
    def selectors(self) -> dict[str, tuple[str, ...]]:
        """Return host → selectors, best first."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.containers:
            found[one.host] = (*found.get(one.host, ()), one.selector)
        return found

    @cached_property
    def furniture(self) -> dict[str, dict[str, str]]:
        """Return outlet → letters of a line → its id."""
        found: dict[str, dict[str, str]] = {}
        for one in self.lines:
            found.setdefault(one.outlet, {})[letters_of(one.text)] = one.id
        return found

    @cached_property
    def shifts(self) -> dict[str, dict[str, int]]:
        """Return outlet → offset as written → hours that are missing."""
        found: dict[str, dict[str, int]] = {}
        for one in self.zones:
            found.setdefault(one.outlet, {})[one.written] = one.hours
        return found

    @cached_property
    def empty_parameters(self) -> dict[str, frozenset[str]]:
        """Return host → names of parameters that mean nothing there."""
        found: dict[str, frozenset[str]] = {}
        for one in self.parameters:
            found[one.host] = found.get(one.host, frozenset()) | {one.name}
        return found


def _names(one: Any) -> set[str]:
    if isinstance(one, FurnitureLine):
        return {one.id, one.outlet}
    if isinstance(one, Zone):
        return {one.outlet}
    return {one.host, f"{one.host} {one.name if isinstance(one, Parameter) else one.selector}"}


NO_LESSONS = Lessons()
