"""The truth about every item: what a perfect reader would have found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from newsroom.addresses import Addresses
from newsroom.articles import Article, Desk
from newsroom.clock import wib_day
from newsroom.markup.base import Scene
from newsroom.places import provinces
from newsroom.plans import ARTICLE_KINDS, Plan, Ref
from newsroom.site import Site


@dataclass(frozen=True, slots=True)
class Tags:
    """What an item names: topic, province codes (BPS; those of named regencies included), regency codes, bodies, people."""

    topic: str
    provinces: tuple[str, ...]
    regencies: tuple[str, ...]
    bodies: tuple[str, ...]
    persons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """One item. `url` is canonical, `urls` are all its addresses, `origin` is the URL that it copies, `boilerplate` are lines
    that were put into the text."""

    outlet: str
    day: str
    index: int
    kind: str
    is_article: bool
    url: str
    urls: tuple[str, ...]
    title: str
    text: str
    authors: tuple[str, ...]
    section: str
    published_at: datetime
    modified_at: datetime | None
    appears_at: datetime
    dateline: str
    dateline_place: str
    wire_source: str
    story: str
    origin: str
    edits: tuple[str, ...]
    boilerplate: tuple[str, ...]
    blocked_by_robots: bool
    broken_status: int
    withdrawn_at: datetime | None
    tags: Tags

    def as_json(self) -> dict[str, object]:
        """Return the truth as a JSON object with ISO times."""
        values = asdict(self)
        for name in ("published_at", "modified_at", "appears_at", "withdrawn_at"):
            values[name] = values[name].isoformat() if values[name] else None
        return values


class TruthBook:
    """Looks up the truth of one newsroom; the truth of a past day never changes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._addresses: Addresses = site.addresses
        self._desk: Desk = site.addresses.desk

    def day(self, day: date | str, outlet: str = "", now: datetime | None = None) -> Iterator[Truth]:
        """Yield every item of a WIB day that exists at `now` (default: the newsroom's clock), outlet by outlet."""
        wanted = date.fromisoformat(day) if isinstance(day, str) else day
        moment = now or self._desk.config.clock()
        if wanted > wib_day(moment):
            return
        for slug in [outlet] if outlet else self._desk.planner.papers:
            for plan in self._desk.planner.day(slug, wanted):
                if self._desk.visible(plan, moment):
                    yield self._truth(plan, moment)

    def of(self, url: str, now: datetime | None = None) -> Truth | None:
        """Return the truth of the item that has this URL, or None if no item of the newsroom has it."""
        parts = urlsplit(url)
        place = self._addresses.place(parts.netloc)
        found = self._addresses.find(place, parts.path) if place else None
        moment = now or self._desk.config.clock()
        return self._truth(found[0], moment) if found and self._desk.visible(found[0], moment) else None

    def _truth(self, plan: Plan, now: datetime) -> Truth:
        article = self._desk.article(plan, self._desk.edited(plan, now))
        family, url = self._addresses.family(article.paper), self._addresses.url(plan)
        scene = Scene(article, self._addresses.base(article.paper), url, self._site.related(plan))
        return Truth(
            outlet=plan.ref.outlet,
            day=plan.ref.day.isoformat(),
            index=plan.ref.index,
            kind=plan.kind,
            is_article=plan.kind in ARTICLE_KINDS,
            url=url,
            urls=(url, *self._addresses.twins(plan)),
            title=article.headline.title,
            text=article.text,
            authors=article.authors,
            section=article.section[1],
            published_at=article.published,
            modified_at=article.modified,
            appears_at=plan.appears,
            dateline=family.dateline(article)[0],
            dateline_place=article.dateline_place,
            wire_source=article.wire,
            story=article.event.story,
            origin=self._url_of(plan.origin),
            edits=article.edits,
            boilerplate=tuple(extra.text for extra in family.extras(scene)),
            blocked_by_robots="robots_premium" in article.paper.quirks and self._addresses.folder(plan) == "premium",
            withdrawn_at=plan.withdrawn,
            broken_status=self._site.broken(article.paper, plan),
            tags=_tags(article),
        )

    def _url_of(self, ref: Ref | None) -> str:
        plan = self._desk.planner.plan(ref) if ref else None
        return self._addresses.url(plan) if plan else ""


def _tags(article: Article) -> Tags:
    marks = article.title_marks.marks.union(*(paragraph.marks for paragraph in article.paragraphs))
    named = {kind: sorted({value for mark, value in marks if mark == kind}) for kind in ("province", "regency", "body", "person")}
    codes = {*named["province"], *(code[:2] for code in named["regency"])}
    return Tags(
        topic=article.event.scenario.topic,
        provinces=tuple(sorted(codes & provinces().keys())),
        regencies=tuple(named["regency"]),
        bodies=tuple(named["body"]),
        persons=tuple(named["person"]),
    )
