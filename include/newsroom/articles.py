"""Articles: the text of a planned item. An article depends only on the seed, the outlet, the day and its position."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from newsroom.config import Config
from newsroom.dice import dice, share
from newsroom.events import Event, event
from newsroom.papers import Paper, section
from newsroom.people import byline
from newsroom.places import provinces
from newsroom.plans import Plan, Planner, Ref
from newsroom.prose import Paragraph, headline, insert, lead, write
from newsroom.specials import special
from newsroom.teller import Voice
from newsroom.topics import general

_DAY_STYLES = {"tempo": "long", "antara": "name", "blogger": "long", "jsonld": "short"}
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Headline:
    """What a listing shows of an item: its present title and the slug of its first title."""

    plan: Plan
    title: str
    slug: str


@dataclass(frozen=True, slots=True)
class Article:
    """An item at one moment. `edits` names what a copier changed; `tail` has the lines at the end of the item."""

    plan: Plan
    paper: Paper
    event: Event
    headline: Headline
    title_marks: Paragraph
    paragraphs: tuple[Paragraph, ...]
    authors: tuple[str, ...]
    editor: str
    section: tuple[str, str]
    published: datetime
    modified: datetime | None
    dateline_place: str
    wire: str
    edits: tuple[str, ...]
    tail: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the clean text: paragraphs joined by one newline, no dateline, no boilerplate."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


def slugify(title: str) -> str:
    """Return the title in the form that addresses have."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-")[:90].strip("-") or "artikel"


class Desk:
    """Writes the articles of one newsroom on demand, and keeps only the last few."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.planner = Planner(config)
        self.headline = lru_cache(maxsize=20_000)(self._headline)
        self.summary = lru_cache(maxsize=5_000)(self._summary)
        self.article = lru_cache(maxsize=500)(self._article)

    def visible(self, plan: Plan, now: datetime) -> bool:
        """Say whether the page of an item exists at `now`."""
        return plan.published <= now

    def withdrawn(self, plan: Plan, now: datetime) -> bool:
        """Say whether the outlet has taken an item down by `now`."""
        return plan.withdrawn is not None and plan.withdrawn <= now

    def edited(self, plan: Plan, now: datetime) -> bool:
        """Say whether an item has its second version at `now`."""
        return plan.modified is not None and plan.modified <= now

    def event(self, plan: Plan) -> Event:
        """Return the event of an item; a copy has the event of its origin."""
        paper = self.planner.papers[plan.origin.outlet if plan.origin else plan.ref.outlet]
        return event(self.config.seed, plan.ref.day, plan.event, plan.province, paper.topics)

    def voice(self, paper: Paper) -> Voice:
        """Return how an outlet writes."""
        quotes = ("“", "”") if share(paper.slug, "quotes") < 0.3 else ('"', '"')
        return Voice(paper.name, _DAY_STYLES.get(paper.family, "slash"), quotes, paper.family == "antara")

    def _headline(self, plan: Plan, edited: bool) -> Headline:
        paper = self.planner.papers[plan.ref.outlet]
        if plan.kind not in ("article", "short"):
            made = special(plan, self.event(plan), self.voice(paper), self.config.seed)
            return Headline(plan, made.title, slugify(made.title))
        first = self._title(plan, paper, 1).text
        title = self._title(plan, paper, 2).text if edited and self._gets_new_title(plan) else first
        return Headline(plan, title, slugify(first))

    def _summary(self, plan: Plan) -> str:
        if plan.kind not in ("article", "short"):
            voice = self.voice(self.planner.papers[plan.ref.outlet])
            return special(plan, self.event(plan), voice, self.config.seed).lines[0]
        teller = plan.origin or plan.ref
        voice = self.voice(self.planner.papers[teller.outlet])
        return lead(self.event(plan), voice, self.config.seed, str(teller)).text

    def _gets_new_title(self, plan: Plan) -> bool:
        return share(self.config.seed, "retitle", str(plan.ref)) < 0.5

    def _title(self, plan: Plan, paper: Paper, version: int) -> Paragraph:
        """Return the title. Four of ten copies keep the origin's headline, as reposts do; the others have their own."""
        keeps = plan.origin and share(self.config.seed, "keep", str(plan.ref)) < 0.4
        who = str(plan.origin) if keeps else str(plan.ref)
        return headline(self.event(plan), self.voice(paper), self.config.seed, who, version)

    def _article(self, plan: Plan, edited: bool) -> Article:
        paper = self.planner.papers[plan.ref.outlet]
        happening = self.event(plan)
        rng = dice(self.config.seed, "desk", str(plan.ref))
        paragraphs, edits, tail, wire = self._body(plan, paper, happening, edited)
        return Article(
            plan=plan,
            paper=paper,
            event=happening,
            headline=self.headline(plan, edited),
            title_marks=self._title(plan, paper, 2 if edited and self._gets_new_title(plan) else 1),
            paragraphs=paragraphs,
            authors=(byline(rng),) if rng.random() < 0.8 else (byline(rng), byline(rng)),
            editor=byline(rng),
            section=section(paper, happening.scenario.topic),
            published=plan.published,
            modified=plan.modified if edited else None,
            dateline_place=self._dateline(plan, happening),
            wire=wire,
            edits=edits,
            tail=tail,
        )

    def _dateline(self, plan: Plan, happening: Event) -> str:
        if share(self.config.seed, "dateline", plan.event) < 0.35:
            return "Jakarta"
        return happening.regency.name if share(plan.event, "city") < 0.6 else provinces()[happening.province.code].capital

    def _body(
        self, plan: Plan, paper: Paper, happening: Event, edited: bool
    ) -> tuple[tuple[Paragraph, ...], tuple[str, ...], tuple[str, ...], str]:
        voice = self.voice(paper)
        if plan.kind not in ("article", "short"):
            made = special(plan, happening, voice, self.config.seed)
            return tuple(Paragraph(line, frozenset()) for line in made.lines), (), (), ""
        if plan.origin:
            return self._copy_article(plan, plan.origin, paper, happening)
        paragraphs = write(happening, voice, self.config.seed, str(plan.ref))
        if plan.kind == "short":
            brief = replace(paragraphs[0], text=" ".join(paragraphs[0].text.split()[:14]).rstrip(",") + ".")
            return (brief,), (), (), ""
        if plan.modified and not edited and len(paragraphs) > 4:
            paragraphs = (*paragraphs[:3], *paragraphs[4:])
        return paragraphs, (), (), self._agency(plan)

    def _agency(self, plan: Plan) -> str:
        """Some articles that are no copy credit a foreign agency in brackets at the end, as desks do after a rewrite."""
        if share(self.config.seed, "agency", str(plan.ref)) >= 0.05:
            return ""
        agencies: list[str] = general()["kantor_berita"]
        return agencies[int(share(self.config.seed, "which agency", str(plan.ref)) * len(agencies))]

    def _copy_article(
        self, plan: Plan, origin: Ref, paper: Paper, happening: Event
    ) -> tuple[tuple[Paragraph, ...], tuple[str, ...], tuple[str, ...], str]:
        rng = dice(self.config.seed, "copy", str(plan.ref))
        source = self.planner.papers[origin.outlet]
        paragraphs = list(write(happening, self.voice(source), self.config.seed, str(origin)))
        edits: list[str] = [] if share(self.config.seed, "keep", str(plan.ref)) < 0.4 else ["new_headline"]
        if len(paragraphs) > 5 and rng.random() < 0.45:
            edits.append("cut_tail")
            paragraphs = paragraphs[: max(4, int(len(paragraphs) * rng.uniform(0.45, 0.85)))]
        if rng.random() < 0.3:
            edits.append("inserted_line")
            paragraphs.insert(
                rng.randrange(2, len(paragraphs)), insert(happening, self.voice(paper), self.config.seed, str(plan.ref))
            )
        if plan.copy == "wire":
            return tuple(paragraphs), tuple(edits), (), source.name
        title = self._title_of(origin)
        line = f"Artikel ini telah tayang di {source.name} dengan judul '{title}'."
        return tuple(paragraphs), tuple(edits), (line,) if rng.random() < 0.7 else (), ""

    def _title_of(self, ref: Ref) -> str:
        return self.headline(self.planner.day(ref.outlet, ref.day)[ref.index], False).title
