"""Reads landed pages twice, in a separate process: by a rule, and as if their outlet had none."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pantau.budget import work_apart
from pantau.errors import BadInput
from pantau.extract.outline import Outline, outline
from pantau.extract.reading import extract_page
from pantau.learn.compared import Compared, compare
from pantau.model import Landed, Outlet, PageReading
from pantau.rules import OutletRule, Rules
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
T = TypeVar("T")
_Bodies = tuple[Landed, list[bytes]]


@dataclass(frozen=True, slots=True)
class _LandedReader:
    """Reads landed pages by some rules, without any lesson, because the lessons were learnt from the same pages."""

    outlets: dict[str, Outlet]
    seeds: Path
    rules: Rules

    def read(self, landed: _Bodies) -> PageReading:
        item, bodies = landed
        entry, page = item.entry, item.pages[0]
        return extract_page(
            bodies[0], page.final_url or page.url, content_type=page.content_type, entry=entry, fetched_at=page.fetched_at,
            outlet=self.outlets.get(entry.outlet), folder=self.seeds / "extraction", rules=self.rules, more=bodies[1:],
        )  # fmt: skip


def page_outliner(outlets: dict[str, Outlet], seeds: Path, rules: Rules) -> Callable[[_Bodies], Outline | None]:
    """Return the function that outlines a landed page; it returns None for one that cannot be read as an article without a
    rule."""
    reader = _LandedReader(outlets, seeds, without_rules(rules))

    def view(landed: _Bodies) -> Outline | None:
        item, bodies = landed
        page = item.pages[0]
        return outline(
            bodies[0], page.final_url or page.url, reader.read((item, bodies[:1])), folder=seeds / "extraction",
            furniture=rules.furniture, outlet=outlets.get(item.entry.outlet), content_type=page.content_type,
            fetched_at=page.fetched_at,
        )  # fmt: skip

    return view


def page_comparer(outlets: dict[str, Outlet], seeds: Path, rules: Rules) -> Callable[[_Bodies], Compared]:
    """Return the function that reads a landed page by the rules and without any, and compares both."""
    by_rule, plain = _LandedReader(outlets, seeds, rules), _LandedReader(outlets, seeds, without_rules(rules))

    def view(landed: _Bodies) -> Compared:
        page = landed[0].pages[0]
        return compare(page.final_url or page.url, by_rule.read(landed), plain.read(landed))

    return view


def without_rules(rules: Rules) -> Rules:
    """Return the rules without those of outlets and systems: only the furniture of platforms is left."""
    return Rules({}, (), rules.furniture)


def only_rule(rules: Rules, rule: OutletRule) -> Rules:
    """Return one rule alone, with the furniture of platforms."""
    return Rules(dict.fromkeys(rule.outlets, rule), (), rules.furniture)


def outlines_of(work: Workspace, chosen: Sequence[Landed]) -> list[Outline]:
    """Return the outlines of landed pages, in the order of their addresses."""
    found = _view(work, page_outliner, work.rules, chosen)
    return sorted((one for one in found if one is not None), key=lambda one: one.url)


def comparisons_of(work: Workspace, rules: Rules, chosen: Sequence[Landed]) -> list[Compared]:
    """Return each landed page read by the rules and without any. A page that fits no budget is left out and named in the
    log."""
    return sorted(_view(work, page_comparer, rules, chosen), key=lambda one: one.url)


def _view(
    work: Workspace, make: Callable[..., Callable[[_Bodies], T]], rules: Rules, chosen: Iterable[Landed]
) -> Iterator[T]:  # fmt: skip
    def lose(item: Landed, reason: str) -> None:
        log.warning("%s: the landed bytes cannot be read: %s", item.entry.url, reason)

    pages = ((item, (item, bodies)) for item, bodies in work.landing.articles(list(chosen), lose))
    for item, answer in work_apart(make, (dict(work.catalogue.outlets), work.settings.seeds_dir, rules), pages, work.budget):
        if answer.reason:
            log.warning("%s is left out: %s %s", item.entry.url, answer.reason, answer.detail)
        elif answer.value is not None:
            yield answer.value


def known_outlet(work: Workspace, name: str) -> str:
    """Return the short name of an outlet. Raises BadInput for one that is not in the catalogue."""
    if name not in work.catalogue.outlets:
        raise BadInput(f"no outlet is called {name!r} in outlets.csv; use the short name of its first column")
    return name
