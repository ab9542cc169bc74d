"""The events of a day: what its reports say of one happening, and which event of the day before each one continues.

The parts of a day depend only on the reports of that day, and a link between two days only on the reports of these two. So a
day that is loaded anew changes its own parts and two rows of links, whatever else is loaded, and the order of loading does not
matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pantau.dedupe.families import families
from pantau.events.grouping import LEAST_ALIKE, average, group
from pantau.events.likeness import alike_across, alike_pairs
from pantau.events.terms import NewsReport, terms_of

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DayArticle:
    """An article of a day as events see it; `text_digest` is "" if the text is unknown."""

    article_id: str
    title: str
    lead: str
    published_at: datetime | None
    text_digest: str = ""

    @property
    def age(self) -> tuple[datetime, str]:
        """The key that sorts articles by publication, unknown times last."""
        return self.published_at or _LAST, self.article_id


@dataclass(frozen=True, slots=True)
class DayFamily:
    """Articles of one day that copy each other, or a single article; `first` is the earliest, and stands for all."""

    first: DayArticle
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayPart:
    """What the families of one day report of one happening; its id is that of the earliest article. A single family has
    cohesion 1."""

    part_id: str
    families: tuple[DayFamily, ...]
    cohesion: float


@dataclass(frozen=True, slots=True)
class PartLink:
    """A part of a day that continues a part of the day before; `likeness` is the mean likeness of their reports, 0 to 1."""

    later_id: str
    earlier_id: str
    likeness: float


def find_families(articles: Sequence[DayArticle], copies: Iterable[tuple[str, str]]) -> list[DayFamily]:
    """Return the families among the articles of a day: pairs of copies, and equal texts; sorted by the id of the first."""
    known = {article.article_id: article for article in articles}
    keys = [(article.article_id, f"text {article.text_digest}") for article in articles if article.text_digest]
    keys += [
        (article, f"pair {one} {other}") for one, other in copies for article in (one, other) if {one, other} <= known.keys()
    ]
    found = families(keys)
    together = {article for members in found for article in members}
    found += [[article] for article in sorted(known.keys() - together)]
    told = [DayFamily(min((known[one] for one in members), key=lambda one: one.age), tuple(members)) for members in found]
    return sorted(told, key=lambda family: family.first.article_id)


def report_of(article: DayArticle) -> NewsReport:
    """Return the report by which an article is compared."""
    return NewsReport(article.article_id, terms_of(article.title, article.lead), article.published_at)


def find_parts(told: Iterable[DayFamily]) -> list[DayPart]:
    """Return the parts of a day, sorted by id: every family is in one."""
    by_key = {family.first.article_id: family for family in told}
    groups = group(alike_pairs([report_of(by_key[key].first) for key in sorted(by_key)]), LEAST_ALIKE)
    grouped = {key for found in groups for key in found.members}
    rows = [(found.members, found.cohesion) for found in groups] + [((key,), 1.0) for key in by_key.keys() - grouped]
    return sorted((_part([by_key[key] for key in keys], cohesion) for keys, cohesion in rows), key=lambda part: part.part_id)


def _part(told: list[DayFamily], cohesion: float) -> DayPart:
    told.sort(key=lambda family: family.first.age)
    return DayPart(told[0].first.article_id, tuple(told), cohesion)


def find_links(before: Sequence[NewsReport], after: Sequence[NewsReport], part_of: Mapping[str, str]) -> list[PartLink]:
    """Return which part of a day continues which part of the day before: two parts that are, for each other, the most alike.

    `part_of` names the part of every report of both days. The reports may come in any order; the result is sorted by the later
    part.
    """
    sizes: dict[str, int] = defaultdict(int)
    for report in (*before, *after):
        sizes[part_of[report.key]] += 1
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for (one, other), score in alike_across(_by_key(before), _by_key(after)).items():
        sums[part_of[one], part_of[other]] += score
    alike = {pair: average(total, sizes[pair[0]], sizes[pair[1]]) for pair, total in sums.items()}
    best: dict[str, tuple[str, str]] = {}
    for pair in sorted(alike, key=lambda pair: (-alike[pair], pair)):
        for part in pair:
            best.setdefault(part, pair)
    return sorted(
        (
            PartLink(later, earlier, round(score, 4))
            for (earlier, later), score in alike.items()
            if score >= LEAST_ALIKE and best[earlier] == best[later] == (earlier, later)
        ),
        key=lambda link: link.later_id,
    )


def _by_key(told: Sequence[NewsReport]) -> list[NewsReport]:
    return sorted(told, key=lambda report: report.key)
