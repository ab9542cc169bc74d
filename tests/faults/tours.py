"""Walks through what no command of the shell does: the live round, the look before a day, the watch, the pages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from pantau.errors import PantauError
from pantau.workspace import Workspace

TOUR = "tour"
DAY = "2026-11-09"


def main(name: str) -> int:
    """Walk; end like a task does: a named error is one line and exit code 2, a bug is raised."""
    from pantau.remedies import named

    try:
        TOURS[name](Workspace())
    except Exception as error:
        if not (said := error if isinstance(error, PantauError) else named(error)):
            raise
        print(f"{name}: {said}", file=sys.stderr)
        return 2
    return 0


def live(work: Workspace) -> None:
    """Do what `poll_feeds` and `revisit_articles` do."""
    from pantau.fetch.stage import fetch_due, is_due
    from pantau.poll.stage import poll_due
    from pantau.revisit.round import revisit_due

    poll_due(work)
    fetch_due(work)
    revisit_due(work)
    is_due(work, DAY)


def look(work: Workspace) -> None:
    """Do what the task `look` does."""
    from pantau.runs.settled import is_settled

    is_settled(work, DAY)


def watch(work: Workspace) -> None:
    """Do what `watch_polling` does when nothing was polled, and when it is over."""
    from pantau.alerts.telling import is_open
    from pantau.poll.watching import KEY, watch

    now = datetime.now(UTC)
    watch(work, now + timedelta(days=3))
    is_open(work, KEY)
    watch(work, now)


def dark(work: Workspace) -> None:
    """Send an alert for a fault while the warehouse does not answer, and one that it is over."""
    from pantau.alerts import Fault, kept

    fault = Fault("gelap", "Gudang data tidak menjawab", "tugas muat", "ditolak", "nyalakan")
    if not kept.was_told(work.settings, fault.key):
        kept.tell_once(work.settings, fault, lambda: True)
    kept.told_below(work.settings, fault.key)
    kept.forget(work.settings, fault.key)


def pages(work: Workspace) -> None:
    """Ask what the pages ask."""
    from pantau.alerts.telling import open_faults
    from pantau.poll.silence import find_silence
    from pantau.report import changes, events, pages, reading, stories, terms
    from pantau.report import today as first_page
    from pantau.search.compiled import compile_query
    from pantau.search.facets import count_facets
    from pantau.search.find import SearchRequest, find_articles
    from pantau.validate import article_releases
    from pantau.validate.releases import held_day, held_items, releasable
    from pantau.warehouse import connect_reading

    with connect_reading(work.settings) as connection:
        pages.days(connection, DAY, DAY)
        pages.health(connection)
        open_faults(connection)
        find_silence(connection, work.settings, datetime.now(UTC))
        first_page.outlet_series(connection, DAY, None)
        first_page.most_tagged(connection, DAY, None, "province", 3)
        first_page.story_cards(connection, DAY, 3)
        terms.day_terms(connection, DAY, 3)
        first_page.outlet_names(connection)
        pages.outlets_of_day(connection, DAY)
        pages.missing(connection, DAY)
        pages.rules(connection, DAY)
        pages.held(connection, DAY, "", 1)
        pages.feeds(connection, "", False, 1)
        for event in events.events_of_day(connection, DAY, "", 1)[:1]:
            events.tell_event(connection, event.event_id)
            events.event_places(connection, event.event_id)
        changes.last_changes(connection, [DAY])
        for one in held_day(connection, DAY):
            held_items(connection, DAY, one.rule, 10)
        with suppress(PantauError):  # a day that is not held
            releasable(connection, DAY, "sudah dilihat")
        article_releases.list_releases(connection, day=DAY)
        with suppress(PantauError):  # an article that nobody refused
            article_releases.releasable_article(connection, "a1", "sudah dilihat")
        words = compile_query("banjir OR NOT banjir", work.settings.seeds_dir)
        asked = SearchRequest(words, most=5)
        find_articles(connection, asked, work.settings.seeds_dir)
        count_facets(connection, asked, work.settings.seeds_dir)
        for headline in reading.headlines(connection, DAY, "", words, 1)[:1]:
            found = reading.article(connection, headline.article_id)
            assert found
            reading.tags(connection, found.article_id)
            reading.twins(connection, found)
            stories.revisions(connection, found.article_id)
            stories.timeline(connection, stories.story_of(connection, found.article_id))
            stories.told_changes(connection, stories.story_of(connection, found.article_id))
            events.event_of(connection, found.article_id)
            stories.find(connection, found.article_id)
        stories.stories(connection, DAY, "", 1)
        stories.largest(connection, DAY, 5)
        stories.counts(connection, DAY)
        stories.floods(connection, DAY)


def teach(work: Workspace) -> None:
    """Keep lessons, show and export them, as `pantau learn` does after many days; the exported ones are no seeds here."""
    from pantau.learn.shown import show_lessons
    from pantau.lessons import LessonBook
    from pantau.lessons.written import from_yaml

    book = LessonBook(work.results.store, work.settings.state_dir / "imports")
    kept = book.keep(from_yaml(LESSONS, "", "the lessons of this tour"))
    assert book.read(kept.name) == kept
    with work.connect() as connection:
        show_lessons(connection, kept)
    book.export(kept)
    assert book.exported().without(book.off()).digests() == kept.digests()


LESSONS = f"""format: 1
first_day: '{DAY}'
last_day: '{DAY}'
pages: 90
containers: [{{host: lintaskini.test, selector: div.isi, pages: 9, of: 9}}]
lines: [{{outlet: lintaskini, text: Ikuti kabar terbaru kami setiap pagi, articles: 9, of: 15, days: 3}}]
"""

TOURS: dict[str, Callable[[Workspace], None]] = {
    "live": live,
    "look": look,
    "watch": watch,
    "dark": dark,
    "pages": pages,
    "teach": teach,
}
