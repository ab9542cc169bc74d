"""Makes a draft of an outlet's rule from its pages: the element that holds the text, the parts of it that are no text, and
the fields."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pantau.extract.outline import FIELDS, Holder, Outline
from pantau.extract.selectors import LAYOUT
from pantau.rules import Generation, OutletRule
from pantau.rules.addresses import AddressPattern, learn_addresses

FEW = 5  # pages; a draft from fewer is marked as a guess
_GOOD = 0.8  # of letters: F1 of an element and of what was read
_MOST_BODIES = 4
_LEAST = 0.2  # the first body must hold the text of this share of the pages
_GAIN = 0.04  # another body must add this share of the pages
_DROPPED = 2  # pages on which an element held nothing of the text; one where there are few pages
_MOST_DROPS = 40
_SHARE = 0.6  # share of the pages with a field that print it at the selector
_TELLING = frozenset(("h1", "time"))  # a tag whose name says what it is
_CERTAIN = 20  # if so many addresses all fit their pattern, it may refuse a page


@dataclass(frozen=True, slots=True)
class SelectorChoice:
    """A selector, the number of pages on which it does what it is chosen for, and the number of all pages."""

    selector: str
    pages: int
    of: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule could be made of: bodies and drops in their order, and by field the selectors that print it, the best
    first."""

    pages: int
    bodies: tuple[SelectorChoice, ...] = ()
    drops: tuple[SelectorChoice, ...] = ()
    fields: Mapping[str, tuple[SelectorChoice, ...]] = field(default_factory=dict)
    address: AddressPattern | None = None

    def rule(self, outlet: str, generation: str) -> OutletRule:
        """Return the draft as a rule of the outlet."""
        first = {name: found[0].selector for name, found in self.fields.items() if found}
        made = Generation(
            rule=generation,
            body=tuple(one.selector for one in self.bodies),
            drop=tuple(one.selector for one in self.drops),
            **first,  # type: ignore[arg-type]
        )
        return OutletRule(f"draft-{outlet}", (outlet,), (made,), article=self.article)

    @property
    def article(self) -> re.Pattern[str] | None:
        """Return the pattern of addresses if it is certain. A pattern refuses pages, so it must fit all addresses."""
        found = self.address
        return found.pattern if found and found.fitting == found.of >= _CERTAIN else None

    def without(self, fields: Iterable[str]) -> Draft:
        """Return the draft with the next best selector of each of these fields, or without a selector if there is no other."""
        gone = set(fields)
        return replace(self, fields={name: found[name in gone :] for name, found in self.fields.items()})

    def without_fields(self, fields: Iterable[str]) -> Draft:
        """Return the draft without any selector of these fields; their values then come from the metadata."""
        gone = set(fields)
        return replace(self, fields={name: () if name in gone else found for name, found in self.fields.items()})


def draft_of(outlines: Sequence[Outline]) -> Draft:
    """Return the draft from the pages; it has no body if no element held their text."""
    bodies = tuple(_bodies(outlines))
    chosen = [body.selector for body in bodies]
    return Draft(
        pages=len(outlines),
        bodies=bodies,
        drops=tuple(_drops(outlines, chosen)),
        fields={name: _places(name, outlines) for name in FIELDS},
        address=learn_addresses(one.url for one in outlines),
    )


def _bodies(outlines: Sequence[Outline]) -> Iterator[SelectorChoice]:
    """Yield the selectors that together hold the text of most pages with little else, the best first."""
    left = dict(enumerate(outlines))
    for _ in range(_MOST_BODIES):
        found: dict[str, list[tuple[int, float, int]]] = defaultdict(list)
        for number, page in left.items():
            for holder in page.holders:
                if (f1 := _f1(page, holder)) >= _GOOD:
                    found[holder.selector].append((number, f1, holder.boxed))
        if not found:
            return
        best = min(found, key=lambda one: _rank(one, found[one]))
        first = len(left) == len(outlines)
        if len(found[best]) < (_LEAST * len(outlines) if first else max(_DROPPED, _GAIN * len(outlines))):
            return
        yield SelectorChoice(best, len(found[best]), len(outlines))
        for number, _, _ in found[best]:
            del left[number]


def _f1(page: Outline, holder: Holder) -> float:
    """Return the F1 of the letters. An element that repeats the title or lead gains nothing by it."""
    own = min(holder.own, page.letters)
    return 2 * own / max(1, page.letters + holder.own + holder.other)


def _rank(selector: str, pages: Sequence[tuple[int, float, int]]) -> tuple[float | int | bool | str, ...]:
    """Return the rank of a selector: first by the text it holds, then how far inside it is, then whether its name says what it
    is."""
    held, boxed = -round(sum(f1 for _, f1, _ in pages), 2), sum(boxed for _, _, boxed in pages)
    return held, boxed, *_plainness(selector)


def _drops(outlines: Sequence[Outline], bodies: Sequence[str]) -> Iterator[SelectorChoice]:
    """Yield selectors of elements within the bodies that held nothing of the text on any page, the most frequent first."""
    texts = frozenset().union(*(page.texts for page in outlines)) | set(bodies)
    pages = [set(_boxes(page, bodies)) for page in outlines]
    met = Counter(one for boxes in pages for one in {name for box in boxes for name in box} - texts)
    least = _DROPPED if len(outlines) >= FEW else 1
    allowed = {one for one, count in met.items() if count >= least}
    left = [allowed & set(box) for boxes in pages for box in boxes]
    left = [box for box in left if box]
    chosen = 0
    while left and chosen < _MOST_DROPS:
        covers = Counter(one for box in left for one in box)
        best = min(covers, key=lambda one: (-covers[one], -met[one], one))
        yield SelectorChoice(best, met[best], len(outlines))
        left = [box for box in left if best not in box]
        chosen += 1


def _boxes(page: Outline, bodies: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Yield the elements without text below the body that a rule would choose on the page."""
    by_selector = {holder.selector: holder for holder in page.holders}
    chosen = next((by_selector[one] for one in bodies if one in by_selector), None)
    if chosen:
        yield from chosen.boxes


def _places(name: str, outlines: Sequence[Outline]) -> tuple[SelectorChoice, ...]:
    """Return the selectors that print a field on most of the pages whose metadata have it."""
    telling = [page for page in outlines if name in page.told]
    letters: dict[str, list[int]] = defaultdict(list)
    for page in telling:
        for selector, size in page.fields.get(name, {}).items():
            letters[selector].append(size)
    good = [
        SelectorChoice(one, len(found), len(telling)) for one, found in letters.items() if len(found) >= _SHARE * len(telling)
    ]
    return tuple(sorted(good, key=lambda one: (-one.pages, sum(letters[one.selector]), *_plainness(one.selector))))


def _plainness(selector: str) -> tuple[int, bool, bool, bool, str]:
    bare = not any(mark in selector for mark in ".#[")
    return (
        selector.count(" "),
        bare and selector not in _TELLING,
        selector.rpartition(".")[2] in LAYOUT,
        "#" not in selector,
        selector,
    )
