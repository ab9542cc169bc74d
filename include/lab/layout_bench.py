"""Measures whether a redesign is noticed: a press whose outlets change their markup at a known moment, after quiet days.

`python -m lab.layout_bench 10 60` makes ten outlets, each with another family of markup, for 28 days and then 60 quiet ones.
Every page is made as the press serves it when it appears. It is read with the rules of the press (half of its families have one)
or with the containers that the first days taught, and becomes a row of the warehouse. Each quiet day is judged as its report does
it. Then each outlet is redesigned in turn to each of the other families, and the first day with 20 touched articles is judged.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsroom.addresses import Addresses
from newsroom.articles import Desk
from newsroom.catalogue import write_catalogue
from newsroom.config import Config
from newsroom.markup import FAMILIES
from newsroom.papers import papers
from newsroom.plans import Plan
from newsroom.site import Site
from pantau.catalogue import read_catalogue
from pantau.day import shift
from pantau.errors import BadInput
from pantau.extract import extract_page
from pantau.extract.containers import NO_CONTAINERS, Containers
from pantau.extract.observed import Observation, observe
from pantau.learn.containers import containers_of
from pantau.model import Entry, Page, PageReading
from pantau.report.layout import LEAST_PAGES
from pantau.report.layouts import PAST_DAYS, read_verdict
from pantau.rules import read_rules
from pantau.settings import Settings, read_settings
from pantau.urls import url_key

if TYPE_CHECKING:
    import psycopg

FIRST = "2026-07-01"
PER_DAY = 30
LEARNT = 4  # days from which containers are learnt
HOURS = (0, 5, 9, 13, 18, 21)  # WIB, when the redesigns of outlets begin
_PORT = 8090  # printed in every address; no server listens there
_FETCHED = timedelta(minutes=7)  # after an article has appeared
_COLUMNS = (
    "article_id", "day", "outlet", "url", "url_key", "canonical_url", "canonical_key", "title", "text", "text_digest", "words",
    "authors", "section", "language", "published_at", "time_source", "time_flag", "dateline_place", "wire_source", "description",
    "method", "digest", "fetched_at", "removed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LayoutFigures:
    """The figures. `quiet_tests` counts the fields that were judged on quiet days, `false_alarms` those of them that were told.

    `noticed` counts redesigns told on the first day with 20 touched articles, `fields` what was told of them. `missed` names the
    others: from which family to which.
    """

    outlets: int
    pages: int
    quiet_days: int
    quiet_tests: int
    false_alarms: int
    redesigns: int
    noticed: int
    fields: Mapping[str, int]
    missed: tuple[str, ...]


def main(argv: Sequence[str]) -> int:
    """Measure so many outlets over so many quiet days. Raises BadInput for arguments that are no such numbers."""
    if len(argv) != 2 or not all(one.isdigit() for one in argv) or not 1 <= int(argv[0]) <= len(FAMILIES) or int(argv[1]) < 1:
        raise BadInput(f"give a number of outlets from 1 to {len(FAMILIES)} and of quiet days, such as: 10 60")
    from pantau.warehouse import connect, embedded

    home = Path(tempfile.mkdtemp(prefix="pb-"))  # short: a socket's path may have 100 bytes
    home.chmod(0o711)  # as root the database runs as another user, who must get through
    settings = read_settings(state_dir=home / "state", database_idle_s=0)
    try:
        with connect(settings) as connection:
            found = measure(settings, connection, int(argv[0]), int(argv[1]))
    finally:
        embedded.remove(settings)
        shutil.rmtree(home, ignore_errors=True)
    print(json.dumps({"measure": "layout", **asdict(found)}), flush=True)
    return 0


def measure(
    settings: Settings,
    connection: psycopg.Connection,
    outlets: int,
    quiet: int,
    past: int = PAST_DAYS,
    changes: int = len(FAMILIES),
) -> LayoutFigures:
    """Measure `outlets` over `past` days and then `quiet` ones, and `changes` redesigns of each at most. The warehouse must be
    empty."""
    press = _Press(settings, outlets)
    days = [shift(FIRST, number) for number in range(past + quiet)]
    pages = sum(_put(connection, press, day, press.slugs) for day in days)
    tests, alarms = 0, list[tuple[str, str, str]]()
    for day in days[past:]:
        verdict = read_verdict(connection, day)
        tests += len(verdict.judged)
        alarms += [(day, drop.outlet, drop.field) for drop in verdict.drops]
    told, fields, missed = 0, Counter[str](), list[str]()
    for place, slug in enumerate(press.slugs):
        others = [name for name in FAMILIES if name != press.family(slug)][:changes]
        for number, name in enumerate(others):
            drops = _redesign(connection, press, slug, name, days[-1], HOURS[(place + number) % len(HOURS)])
            told += bool(drops)
            fields.update(drops)
            missed += [] if drops else [f"{press.family(slug)} → {name}"]
    redesigns = told + len(missed)
    return LayoutFigures(outlets, pages, quiet, tests, len(alarms), redesigns, told, dict(fields), tuple(missed))


def _redesign(connection: psycopg.Connection, press: _Press, slug: str, name: str, last: str, hour: int) -> list[str]:
    """Give an outlet another markup at an hour of the day after `last`; return the fields told on the first day with 20 touched
    articles. The rows of the days after `last` are removed again."""
    day = shift(last, 1)
    since = datetime.fromisoformat(f"{day}T{hour:02d}:00:00+07:00")
    press.site.redesigns[slug] = since, name
    try:
        while True:
            _put(connection, press, day, [slug])
            touched = connection.execute(
                "SELECT count(*) FROM article_rows WHERE outlet = %s AND day = %s AND fetched_at >= %s", [slug, day, since]
            ).fetchone()
            if touched and touched[0] >= LEAST_PAGES:
                return [drop.field for drop in read_verdict(connection, day, slug).drops]
            day = shift(day, 1)
    finally:
        del press.site.redesigns[slug]
        connection.execute("DELETE FROM article_rows WHERE outlet = %s AND day > %s", [slug, last])


class _Press:
    """Outlets of the newsroom, one of each family as far as they go, and how Pantau reads their pages."""

    def __init__(self, settings: Settings, outlets: int) -> None:
        config = Config(outlets=60, per_day=PER_DAY, port=_PORT, clock=lambda: datetime(2027, 1, 1, tzinfo=UTC))
        self.site = Site(Addresses(Desk(config), _PORT))
        self._papers = papers(config.outlets)
        first = {paper.family: slug for slug, paper in reversed(self._papers.items()) if "flaky" not in paper.quirks}
        self.slugs = [first[name] for name in FAMILIES if name in first][:outlets]
        with tempfile.TemporaryDirectory() as folder:
            write_catalogue(Path(folder), config)
            self._outlets = read_catalogue(Path(folder)).outlets
            self._rules = read_rules(settings.seeds_dir / "rules", Path(folder) / "rules")
        self._folder, self._containers = settings.seeds_dir / "extraction", NO_CONTAINERS
        self._containers = self._learn()

    def family(self, slug: str) -> str:
        return self._papers[slug].family

    def readings(self, slug: str, day: str) -> Iterator[tuple[str, PageReading, datetime]]:
        """Yield address, reading and time of the fetch of the articles of a day, each page as it was when it appeared."""
        for plan, url, bodies in self._pages(slug, day):
            fetched = plan.appears + _FETCHED
            reading = self._read(url, bodies, fetched, slug)
            if not reading.outcome:
                yield url, reading, fetched

    def _pages(self, slug: str, day: str) -> Iterator[tuple[Plan, str, list[bytes]]]:
        for plan in self.site.addresses.desk.planner.day(slug, date.fromisoformat(day)):
            url = self.site.addresses.url(plan)
            if bodies := self.site.whole(url, plan.appears + _FETCHED):
                yield plan, url, bodies

    def _read(self, url: str, bodies: Sequence[bytes], fetched: datetime, slug: str) -> PageReading:
        body, *more = bodies
        return extract_page(
            body, url, fetched_at=fetched, outlet=self._outlets[slug], folder=self._folder, rules=self._rules, more=more,
            containers=self._containers,
        )  # fmt: skip

    def _observe(self, slug: str, day: str, url: str, bodies: Sequence[bytes], at: datetime) -> Observation:
        page = Page(url_key(url), url, url, at, 200, "text/html", "", 0, "", 0)
        return observe(
            bodies[0], page, self._read(url, bodies, at, slug), folder=self._folder, rules=self._rules,
            entry=Entry("", page.url_key, url, slug, day, "feed", ""), outlet=self._outlets[slug],
        )  # fmt: skip

    def _learn(self) -> Containers:
        """Return the containers that the first days teach of hosts without a rule, as `pantau learn` does."""
        seen = [
            (urlsplit(url).hostname or "", self._observe(slug, day, url, bodies, plan.appears))
            for slug in self.slugs
            for day in (shift(FIRST, -number) for number in range(1, LEARNT + 1))
            for plan, url, bodies in self._pages(slug, day)
        ]
        by_host: dict[str, tuple[str, ...]] = {}
        for one in containers_of(seen):
            by_host[one.host] = (*by_host.get(one.host, ()), one.selector)
        return Containers(by_host)


def _put(connection: psycopg.Connection, press: _Press, day: str, slugs: Sequence[str]) -> int:
    """Load the articles of a day; return how many."""
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY article_rows ({', '.join(_COLUMNS)}) FROM STDIN".encode()) as copy:
        for slug in slugs:
            for url, reading, fetched in press.readings(slug, day):
                copy.write_row(_row(day, slug, url, reading, fetched))
                count += 1
    return count


def _row(day: str, slug: str, url: str, reading: PageReading, fetched: datetime) -> list[object]:
    values: dict[str, object] = dict.fromkeys(_COLUMNS, "")
    values |= {
        "article_id": f"{slug} {url}", "day": day, "outlet": slug, "url": url, "url_key": url, "title": reading.title,
        "words": len(reading.text.split()), "authors": list(reading.authors), "section": reading.section,
        "published_at": reading.published_at, "time_source": reading.time_source, "method": reading.method,
        "fetched_at": fetched, "removed": [],
    }  # fmt: skip
    return [values[name] for name in _COLUMNS]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BadInput as error:
        sys.exit(f"bench: {error}")
