"""Learns from the landed pages of past days, and keeps the lessons."""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pantau.budget import work_apart
from pantau.day import days_between, shift, today
from pantau.learn.containers import containers_of
from pantau.learn.lines import DatedText, furniture_lines
from pantau.learn.parameters import parameters_of
from pantau.learn.seen import Seen, page_viewer
from pantau.learn.shown import show_lessons
from pantau.learn.zones import zones_of
from pantau.lessons import Lessons
from pantau.model import Landed
from pantau.workspace import Workspace

log = logging.getLogger(__name__)


def learn(work: Workspace, *, last: str = "", dry: bool = False) -> Lessons:
    """Read landed pages of the days up to `last` (default: yesterday), and return their lessons; keep them except with `dry`.

    The settings say how many days and pages. The same landed pages give the same lessons. If the newest kept lessons say the
    same, nothing new is kept, and those are returned. A page that cannot be read gives no lesson.
    """
    last = last or shift(today(), -1)
    days = days_between(shift(last, 1 - work.settings.learn_days), last)
    seen = sorted(_view(work, choose(work, days)), key=lambda one: (one.day, one.key))
    lessons = Lessons(
        first_day=days[0],
        last_day=last,
        pages=len(seen),
        containers=containers_of((one.host, one.shown) for one in seen),
        lines=furniture_lines(DatedText(one.outlet, one.day, one.key, one.title, one.lines) for one in seen),
        parameters=parameters_of((one.key, one.digest, one.words) for one in seen),
        zones=zones_of((one.outlet, one.shown.zone) for one in seen),
    )
    return lessons if dry else _keep(work, lessons)


def _keep(work: Workspace, lessons: Lessons) -> Lessons:
    """Keep the lessons, and have the warehouse show those that the stages read from now on."""
    kept = work.lesson_book.keep(lessons)
    used = work.lesson_book.chosen(work.settings.lessons)
    with work.connect() as connection:
        show_lessons(connection, used)
    return kept


def choose(work: Workspace, days: Sequence[str], outlets: Sequence[str] | None = None) -> list[Landed]:
    """Return at most `learn_pages` landed articles of each outlet (or of some), spread evenly over the days; always the same
    ones."""
    by_outlet: dict[str, dict[str, list[Landed]]] = defaultdict(lambda: defaultdict(list))
    for day in days:
        for item in work.landing.entries(day, outlets):
            if item.page:
                by_outlet[item.entry.outlet][day].append(item)
    chosen: list[Landed] = []
    for of_days in by_outlet.values():
        each = -(-work.settings.learn_pages // len(of_days))
        for items in of_days.values():
            chosen += sorted(items, key=lambda item: hashlib.blake2b(item.entry.url_key.encode()).digest())[:each]
    return chosen


def _view(work: Workspace, chosen: list[Landed]) -> Iterator[Seen]:
    def lose(item: Landed, reason: str) -> None:
        log.warning("%s: the landed bytes cannot be read: %s", item.entry.url, reason)

    pages = ((item, (item, bodies)) for item, bodies in work.landing.articles(chosen, lose))
    asked = dict(work.catalogue.outlets), work.settings.seeds_dir, work.rules
    for item, answer in work_apart(page_viewer, asked, pages, work.budget) if chosen else ():
        if answer.reason:
            log.warning("%s teaches nothing: %s %s", item.entry.url, answer.reason, answer.detail)
        elif answer.value is not None:
            yield answer.value
