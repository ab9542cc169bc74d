"""Addresses: every URL at which an item can be fetched, and the item that a URL means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from newsroom.articles import Desk
from newsroom.dice import share
from newsroom.markup import FAMILIES
from newsroom.markup.base import Family
from newsroom.papers import Paper, section
from newsroom.plans import Plan, Ref

_FOLDERS = {"video": "video", "gallery": "foto", "live": "jadwal"}
_FORMS = {"m": "mobile", "amp": "amp", "www": "desktop", "baca": "alias"}
TRACKING = "utm_source=ABC&utm_medium=rss&utm_campaign=rss"


@dataclass(frozen=True, slots=True)
class HostMeaning:
    """What a Host header means: the outlet, its bureau ("" for none), and the form of page (desktop, mobile, amp, alias)."""

    paper: Paper
    bureau: str
    form: str


class Addresses:
    """Turns plans into URLs and back; every URL has the `port`, because no server listens on port 80 here."""

    def __init__(self, desk: Desk, port: int) -> None:
        self.desk, self.port = desk, port

    def family(self, paper: Paper) -> Family:
        """Return the markup family of an outlet."""
        return FAMILIES[paper.family]

    def base(self, paper: Paper, bureau: str = "") -> str:
        """Return the address of an outlet's (or bureau's) root, without a slash at the end."""
        return f"http://{f'{bureau}.' if bureau else ''}{paper.host}:{self.port}"

    def place(self, host: str) -> HostMeaning | None:
        """Return what a Host header names, or None when no outlet has that host."""
        labels = host.partition(":")[0].lower().removesuffix(".newsroom.test").split(".")
        paper = self.desk.planner.papers.get(labels[-1])
        if paper is None or len(labels) > 3:
            return None
        form = "desktop"
        if len(labels) > 1 and labels[0] in _FORMS:
            form = _FORMS[labels[0]]
            labels = labels[1:]
        if len(labels) == 1:
            return HostMeaning(paper, "", form)
        return HostMeaning(paper, labels[0], form) if len(labels) == 2 and labels[0] in paper.bureaus else None

    def path(self, plan: Plan) -> str:
        """Return the canonical path of an item; after an edit the path keeps the words of the first headline."""
        paper = self.desk.planner.papers[plan.ref.outlet]
        return self.family(paper).path(self.desk.headline(plan, False), self.folder(plan))

    def folder(self, plan: Plan) -> str:
        """Return the first folder of an item's path: its section, or the kind of a non-article."""
        paper = self.desk.planner.papers[plan.ref.outlet]
        if plan.kind in _FOLDERS:
            return _FOLDERS[plan.kind]
        if "robots_premium" in paper.quirks and share("premium", str(plan.ref)) < 0.15:
            return "premium"
        return section(paper, self.desk.event(plan).scenario.topic)[0]

    def url(self, plan: Plan) -> str:
        """Return the canonical URL of an item."""
        return self.base(self.desk.planner.papers[plan.ref.outlet], plan.bureau) + self.path(plan)

    def alias(self, plan: Plan) -> str:
        """Return an item's second URL, if it has one: another host or section, the same page, a canonical tag with the first
        URL."""
        paper, path = self.desk.planner.papers[plan.ref.outlet], self.path(plan)
        if paper.family == "tribun":
            return self.base(paper, plan.bureau) + "/newsread" + path
        if paper.family in ("detik", "tempo"):
            return self.base(paper, plan.bureau) + "/terkini/" + path.split("/", 2)[2]
        return f"http://baca.{paper.host}:{self.port}{path}"

    def twins(self, plan: Plan) -> tuple[str, ...]:
        """Return every other URL under which the item is published: mobile, AMP, the second URL."""
        paper, path = self.desk.planner.papers[plan.ref.outlet], self.path(plan)
        bureau = f"{plan.bureau}." if plan.bureau else ""
        found = [f"http://m.{bureau}{paper.host}:{self.port}{path}"] if "mobile" in paper.quirks else []
        if "amp" in paper.quirks:
            found.append(f"http://amp.{bureau}{paper.host}:{self.port}{path}")
            found.append(f"{self.url(plan)}/amp")
        return (*found, self.alias(plan)) if plan.alias else tuple(found)

    def announced(self, plan: Plan) -> str:
        """Return the link that a feed prints. Some outlets add tracking parameters or link the mobile host."""
        paper, url = self.desk.planner.papers[plan.ref.outlet], self.url(plan)
        if "mobile" in paper.quirks and share("mobile link", str(plan.ref)) < 0.1:
            url = self.twins(plan)[0]
        return f"{url}?{TRACKING}" if "tracking" in paper.quirks else url

    def find(self, place: HostMeaning, path: str) -> tuple[Plan, str] | None:
        """Return the item that a path names and the form of page that is requested, or None."""
        form = place.form
        if path.endswith("/amp") and "amp" in place.paper.quirks:
            path, form = path.removesuffix("/amp"), "amp"
        found = self.family(place.paper).find(path)
        plan = self._plan(place.paper, *found) if found else None
        if plan is None or (place.bureau != plan.bureau and form != "alias"):
            return None
        return plan, form

    def _plan(self, paper: Paper, day: date, index: int) -> Plan | None:
        return self.desk.planner.plan(Ref(paper.slug, day, index))
