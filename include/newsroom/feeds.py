"""What a feed shows: the latest items of three days in order of appearance, with the misleading guids of real feeds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newsroom.addresses import Addresses
from newsroom.clock import wib_day
from newsroom.config import FIRST_DAY
from newsroom.feed_formats import Item
from newsroom.papers import Paper
from newsroom.plans import Plan

PATHS = {"rss": "/rss", "atom": "/feed/atom", "rdf": "/rdf", "sitemap": "/sitemap-news.xml"}
ITEMS = 50
DAYS = 3  # real feeds span hours to a few days, a news sitemap spans two; an outlet with few articles has a short feed


def latest(addresses: Addresses, paper: Paper, bureau: str, now: datetime) -> list[Plan]:
    """Return the items (50 at most, of three days) that the feed shows at `now`, late ones too, newest appearance first."""
    planner = addresses.desk.planner
    day, found = wib_day(now), list[Plan]()
    # A late item of yesterday may come between newer ones, so one more day is read before sorting.
    enough = ITEMS + addresses.desk.config.per_day
    while day >= FIRST_DAY and len(found) < enough and (wib_day(now) - day).days < DAYS:
        plans = planner.day(paper.slug, day)
        there = (plan for plan in plans if not addresses.desk.withdrawn(plan, now))
        found += [plan for plan in there if plan.appears <= now and (not bureau or plan.bureau == bureau)]
        day -= timedelta(days=1)
    return sorted(found, key=lambda plan: (plan.appears, plan.ref.index), reverse=True)[:ITEMS]


def items(addresses: Addresses, paper: Paper, bureau: str, now: datetime) -> list[Item]:
    """Return the items in the form that the feed prints."""
    plans = latest(addresses, paper, bureau, now)
    return [_item(addresses, paper, plan, position, now) for position, plan in enumerate(plans, 1)]


def _item(addresses: Addresses, paper: Paper, plan: Plan, position: int, now: datetime) -> Item:
    desk = addresses.desk
    edited = desk.edited(plan, now)
    shown = desk.headline(plan, edited)
    link = addresses.announced(plan)
    guid = addresses.url(plan)
    if "guid_home" in paper.quirks:  # tribunnews.com gave every item the home page as guid
        guid = addresses.base(paper)
    if "guid_position" in paper.quirks:  # a Tempo mirror numbers guids 1..N on every run
        guid = str(position)
    changed = plan.modified if edited and plan.modified else plan.published
    touched = max(plan.appears, changed)
    return Item(shown.title, link, guid, desk.summary(plan), plan.published, changed, touched, addresses.folder(plan))


def last_change(items: list[Item]) -> datetime:
    """Return the time of a feed's last change. A late item changes the feed when the item appears, whatever its printed date
    is."""
    return max((item.touched for item in items), default=datetime(2025, 1, 1, tzinfo=UTC))
