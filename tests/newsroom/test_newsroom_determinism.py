"""An article is a pure function of seed, outlet, day and position; a past day never changes."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from newsroom import Config
from newsroom.articles import Desk
from newsroom.clock import WIB, ZONES, wib_day
from newsroom.server import Server
from newsroom.truth import TruthBook

PROJECT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 19)
LATER = datetime(2026, 11, 20, 9, tzinfo=WIB)


def _book(**options: object) -> TruthBook:
    return TruthBook(Server(Config(clock=lambda: LATER, **options)).site)  # type: ignore[arg-type]


def test_two_newsrooms_of_one_seed_publish_the_same() -> None:
    assert list(_book().day(DAY)) == list(_book().day(DAY))


def test_another_seed_publishes_something_else() -> None:
    mine, other = (list(_book(seed=seed).day(DAY, "lintaskini")) for seed in (7, 8))
    assert not {truth.text for truth in mine} & {truth.text for truth in other}


def test_another_process_writes_the_same_words() -> None:
    code = (
        "from datetime import date; from newsroom.articles import Desk; from newsroom import Config; d = Desk(Config());"
        "print(d.article(d.planner.day('kacapena', date(2026, 11, 19))[3], True).text)"
    )
    environment = {"PYTHONPATH": str(PROJECT / "include"), "PYTHONHASHSEED": "99"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    desk = Desk(Config())
    assert run.stdout.strip() == desk.article(desk.planner.day("kacapena", DAY)[3], True).text


def test_a_past_day_answers_byte_for_byte_the_same_whenever_asked() -> None:
    server, moments = Server(Config()), [LATER, LATER + timedelta(days=40)]
    for paper in server.desk.planner.papers.values():
        family = server.addresses.family(paper)
        path, _, query = family.archive.format(
            yyyy="2026", mm="11", dd="19", m="11", d="19", page=family.first_page, offset=0
        ).partition("?")
        asked = dict(pair.split("=") for pair in query.replace("%2F", "/").split("&")) if query else {}
        plans = server.desk.planner.day(paper.slug, DAY)[:4]
        forms: tuple[dict[str, str], ...] = ({}, {"page": "2"}, {"page": "all"}, {"showpage": "all"})
        pages = [(path, asked), *((server.addresses.path(plan), form) for plan in plans for form in forms)]
        for where, fields in pages:
            plan = server.addresses.find(server.addresses.place(paper.host), where)  # type: ignore[arg-type]
            host = f"{plan[0].bureau}.{paper.host}" if plan and plan[0].bureau else paper.host
            first, second = (server.site.answer(host, where, fields, moment) for moment in moments)
            assert first == second
            assert first.status == 200 or "flaky" in paper.quirks or plan is None


@pytest.mark.parametrize("zone", ["WIB", "WITA", "WIT"])
def test_publication_and_edits_stay_inside_the_wib_day_and_the_outlets_own(zone: str) -> None:
    desk = Desk(Config())
    for slug, paper in desk.planner.papers.items():
        for plan in desk.planner.day(slug, DAY):
            for moment in filter(None, (plan.published, plan.modified)):
                assert wib_day(moment) == DAY
                if paper.zone == zone:
                    assert moment.astimezone(ZONES[zone]).date() == DAY
            assert plan.modified is None or plan.modified > plan.published
            assert plan.appears >= plan.published


def test_most_articles_come_by_day() -> None:
    desk = Desk(Config())
    hours = Counter(plan.published.hour for slug in desk.planner.papers for plan in desk.planner.day(slug, DAY))
    assert sum(hours[hour] for hour in range(6, 22)) > 0.8 * hours.total()
    assert hours.total() == 260


def test_copies_are_published_after_their_origin_and_share_its_story() -> None:
    truths = {truth.url: truth for truth in _book().day(DAY)}
    copies = [truth for truth in truths.values() if truth.origin]
    assert len(copies) > 15
    for copy in copies:
        origin = truths[copy.origin]
        assert origin.published_at < copy.published_at
        assert origin.story == copy.story
        assert not origin.origin
        assert origin.text.split("\n")[0] == copy.text.split("\n")[0]


def test_an_edit_changes_the_page_at_its_moment_and_keeps_the_address() -> None:
    server = Server(Config())
    plans = [plan for slug in server.desk.planner.papers for plan in server.desk.planner.day(slug, DAY) if plan.modified]
    assert len(plans) > 10
    for plan in plans:
        before, after = (server.desk.article(plan, edited) for edited in (False, True))
        assert (before.text, before.headline.title) != (after.text, after.headline.title)
        assert before.headline.slug == after.headline.slug
        assert before.modified is None
        assert after.modified == plan.modified
