"""The plan of a day: what each outlet publishes and when, and who copies whom. A plan is cheap, because it has no prose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from newsroom.clock import last_moment, midnight, second_of_day
from newsroom.config import FIRST_DAY, Config
from newsroom.dice import dice, share
from newsroom.papers import Paper, papers

KINDS = (("video", 0.035), ("gallery", 0.025), ("live", 0.02), ("short", 0.015))
SHARED_EVENTS = 24
ARTICLE_KINDS = ("article", "short")


@dataclass(frozen=True, slots=True)
class Ref:
    """The identity of an item: outlet, WIB day, position in the day."""

    outlet: str
    day: date
    index: int

    def __str__(self) -> str:
        return f"{self.outlet}/{self.day}/{self.index}"


@dataclass(frozen=True, slots=True)
class Plan:
    """One item to be published. `origin` is the item it copies; `appears` is when the feed shows it (late items: hours after)."""

    ref: Ref
    kind: str
    published: datetime
    appears: datetime
    modified: datetime | None
    event: str
    province: str
    bureau: str
    origin: Ref | None = None
    copy: str = ""
    alias: bool = False
    withdrawn: datetime | None = None


class Planner:
    """The plans of every outlet and day of one newsroom; a day is planned when it is first needed, and the last plans are
    kept."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.papers: Mapping[str, Paper] = papers(config.outlets)
        self._groups: dict[str, list[str]] = {}
        for slug, paper in self.papers.items():
            self._groups.setdefault(paper.group, []).append(slug)
        self._wires = tuple(slug for slug, paper in self.papers.items() if "wire" in paper.quirks)
        # About 150,000 plans are kept, whatever the number of outlets, so that the plans of a thousand outlets fit in memory.
        days = max(200, 150_000 // config.per_day)
        self.day = lru_cache(maxsize=days)(self._day)
        self._draft = lru_cache(maxsize=days)(self._first_draft)

    def plan(self, ref: Ref) -> Plan | None:
        """Return the plan of one item, or None if there is no such item."""
        if ref.outlet not in self.papers or ref.day < FIRST_DAY or not 0 <= ref.index < self.config.per_day:
            return None
        return self.day(ref.outlet, ref.day)[ref.index]

    def _day(self, outlet: str, day: date) -> tuple[Plan, ...]:
        return tuple(self._with_origin(plan) for plan in self._draft(outlet, day))

    def _first_draft(self, outlet: str, day: date) -> tuple[Plan, ...]:
        """Plan the day without copies. Only these plans can be copied, so no copy depends on another copy."""
        return tuple(self._item(self.papers[outlet], Ref(outlet, day, index)) for index in range(self.config.per_day))

    def _item(self, paper: Paper, ref: Ref) -> Plan:
        rng = dice(self.config.seed, "plan", str(ref))
        position = (ref.index + rng.uniform(0.05, 0.95)) / self.config.per_day
        published = midnight(ref.day) + timedelta(seconds=second_of_day(position, paper.zone))
        late = rng.random() < (0.25 if "late" in paper.quirks else 0.03)
        kind = _kind(rng.random())
        desks = ("", *paper.bureaus)  # desks take turns, so that no bureau has an empty feed for days
        bureau = desks[(ref.index + ref.day.toordinal() * self.config.per_day) % len(desks)]
        province = _province(paper, bureau, rng.random())
        shared = rng.random() < 0.3 and not province and not paper.topics
        copy = "" if "wire" in paper.quirks or kind != "article" else _copy_wish(paper, rng.random())
        plan = Plan(
            ref=ref,
            kind=kind,
            published=published,
            appears=published + timedelta(minutes=rng.randrange(90, 600) if late else rng.randrange(0, 4)),
            modified=_draw_edit(published, ref.day, paper.zone, rng.random(), rng.random()) if kind == "article" else None,
            event=f"bersama-{int(SHARED_EVENTS * rng.random() ** 2)}" if shared else str(ref),
            province=province,
            bureau=bureau,
            copy=copy,
            alias=rng.random() < 0.04 and kind == "article",
        )
        return self._with_afterlife(plan) if kind == "article" else plan

    def _with_afterlife(self, plan: Plan) -> Plan:
        """Add what happens to an article one to 39 hours after it was published: an edit, a withdrawal, both or nothing."""
        seed, who = self.config.seed, str(plan.ref)

        def later(what: str, wanted: float) -> datetime | None:
            if share(seed, what, who) >= wanted:
                return None
            return plan.published + timedelta(seconds=3_600 + int(share(seed, what, "when", who) * 38 * 3_600))

        edit = later("revised", self.config.revised)
        return replace(plan, modified=edit or plan.modified, withdrawn=later("withdrawn", self.config.withdrawn))

    def _with_origin(self, plan: Plan) -> Plan:
        """Give a copy its origin: an earlier article of the same day by a wire, an outlet of the group or a sister bureau."""
        if not plan.copy:
            return plan
        for source in self._sources(plan):
            earlier = [
                other
                for other in self._draft(source, plan.ref.day)
                if other.kind == "article" and not other.copy and other.published + timedelta(minutes=6) < plan.published
            ]
            if earlier:
                chosen = earlier[int(share(self.config.seed, "origin", str(plan.ref)) * len(earlier))]
                return _as_copy(plan, chosen)
        return replace(plan, copy="")

    def _sources(self, plan: Plan) -> tuple[str, ...]:
        paper = self.papers[plan.ref.outlet]
        if plan.copy == "wire":
            return self._wires
        group = [slug for slug in self._groups[paper.group] if slug != paper.slug or paper.bureaus]
        turn = int(share(self.config.seed, "source", str(plan.ref)) * len(group)) if group else 0
        return (*group[turn:], *group[:turn])


def _kind(draw: float) -> str:
    for kind, weight in KINDS:
        if draw < weight:
            return kind
        draw -= weight
    return "article"


def _province(paper: Paper, bureau: str, draw: float) -> str:
    if bureau:
        return paper.bureaus[bureau]
    if paper.type in ("regional", "community"):
        return paper.province if draw < 0.75 else ""
    return ""


def _copy_wish(paper: Paper, draw: float) -> str:
    if draw < 0.14:
        return "wire"
    return "repost" if paper.group and paper.group != "Negara" and draw < 0.24 else ""


def _draw_edit(published: datetime, day: date, zone: str, draw: float, delay: float) -> datetime | None:
    """Return the time of an edit: minutes to three hours later, never after the outlet's own midnight."""
    moment = published + timedelta(seconds=int(600 + delay * 10_000))
    return moment if draw < 0.09 and moment <= last_moment(day, zone) else None


def _as_copy(plan: Plan, origin: Plan) -> Plan:
    return replace(plan, origin=origin.ref, event=origin.event, province=origin.province, modified=None)
