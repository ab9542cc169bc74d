"""One outlet's rule: where its pages hold what, through the years of its markup."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

_LONGEST_NAMES = 300  # letters of a class and id that are read
_MOST_NAMES = 20_000  # whose answer is kept


@dataclass(frozen=True, slots=True)
class Pages:
    """How an outlet splits a long article; each field is empty if the outlet has no such thing.

    `whole` is the query of the all-in-one form (`page=all`, or a path to append: `/all`). `next` is the address of page n
    (`?page={n}` or `/{n}`; without {n}: of all the rest, if only page 1 has the metadata). `count` is the selector of the
    elements that hold page numbers, `pattern` says which part of their text is the number (its last group, if any), and `most`
    is the greatest number of pages. `siblings` is the selector of all pages inside one document. With both `whole` and `next`,
    fetch asks for page 2 if the all-in-one form still prints page numbers, because some sites stop supporting it.
    """

    whole: str = ""
    next: str = ""
    count: str = ""
    pattern: re.Pattern[str] = re.compile(r"\d+")
    most: int = 10
    siblings: str = ""


@dataclass(frozen=True, slots=True)
class PageKindRule:
    """One sign that a page of the outlet is no article: its address fits `url`, or `select` finds something in it."""

    kind: str
    url: re.Pattern[str] | None = None
    select: str = ""


@dataclass(frozen=True, slots=True)
class Generation:
    """The markup of some years: CSS selectors, and the days on which a captured page may have it."""

    rule: str
    body: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    lead: str = ""
    drop: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    title: str = ""
    authors: str = ""
    editors: str = ""
    time: str = ""
    modified: str = ""
    section: str = ""
    metadata: str = "jsonld"

    def covers(self, captured: date) -> bool:
        """Tell whether a page captured on a day may have this markup."""
        return (self.since is None or self.since <= captured) and (self.until is None or captured <= self.until)


@dataclass(frozen=True, slots=True)
class Furniture:
    """Beginnings of classes and ids of whole platforms (mobile systems, plugins, advertising) that never hold the text."""

    starts: tuple[str, ...] = ()
    _known: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)

    def names(self, names: str) -> bool:
        """Tell whether one of the words of a class or id begins like that; case does not count."""
        if not self.starts:
            return False
        known = self._known.get(names)
        if known is None:
            known = any(word.startswith(self.starts) for word in names[:_LONGEST_NAMES].lower().split())
            if len(self._known) < _MOST_NAMES:
                self._known[names] = known
        return known


NO_FURNITURE = Furniture()


@dataclass(frozen=True, slots=True)
class OutletRule:
    """What is known of an outlet's pages, or of those of a system that many outlets run (`detect`: the selector that
    recognises it)."""

    name: str
    outlets: tuple[str, ...]
    generations: tuple[Generation, ...]
    detect: str = ""
    article: re.Pattern[str] | None = None
    kinds: tuple[PageKindRule, ...] = ()
    pages: Pages = Pages()
    zone: str = ""
    title_ends: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()

    def in_order(self, captured: date | None) -> tuple[Generation, ...]:
        """Return the generations to try: first those valid on the day of capture, then the others (old pages keep old
        markup)."""
        if captured is None:
            return self.generations
        return tuple(sorted(self.generations, key=lambda generation: not generation.covers(captured)))
