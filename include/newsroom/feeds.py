"""Feeds: RSS 2.0, Atom, RDF and news sitemaps with the latest fifty items, and the traps real ones have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from newsroom.addresses import Addresses
from newsroom.clock import DAYS, MONTHS_SHORT, ZONES, wib_day
from newsroom.config import FIRST_DAY
from newsroom.papers import Paper
from newsroom.plans import Plan

PATHS = {"rss": "/rss", "atom": "/feed/atom", "rdf": "/rdf", "sitemap": "/sitemap-news.xml"}
ITEMS = 50


@dataclass(frozen=True, slots=True)
class Item:
    """One item as a feed prints it."""

    title: str
    link: str
    guid: str
    summary: str
    published: datetime
    changed: datetime
    section: str


def latest(addresses: Addresses, paper: Paper, bureau: str, now: datetime) -> list[Plan]:
    """Return up to fifty items the feed shows at `now`, newest appearance first; late items come when they appear."""
    planner = addresses.desk.planner
    day, found = wib_day(now), list[Plan]()
    # A late item of yesterday may push in, so one day more than enough is read before sorting.
    enough = ITEMS + addresses.desk.config.per_day
    while day >= FIRST_DAY and len(found) < enough and (wib_day(now) - day).days < 40:
        plans = planner.day(paper.slug, day)
        found += [plan for plan in plans if plan.appears <= now and (not bureau or plan.bureau == bureau)]
        day -= timedelta(days=1)
    return sorted(found, key=lambda plan: (plan.appears, plan.ref.index), reverse=True)[:ITEMS]


def items(addresses: Addresses, paper: Paper, bureau: str, now: datetime) -> list[Item]:
    """Return the items of a feed as printed."""
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
    return Item(
        shown.title,
        link,
        guid,
        shown.summary,
        plan.published,
        plan.modified if edited and plan.modified else plan.published,
        addresses.folder(plan),
    )


def changed(items: list[Item]) -> datetime:
    """Return when a feed last changed, for Last-Modified."""
    return max((item.changed for item in items), default=datetime(2025, 1, 1, tzinfo=UTC))


def render(kind: str, paper: Paper, home: str, items: list[Item]) -> tuple[str, str]:
    """Return (media type, body) of a feed; kinds as in PATHS."""
    return {"rss": _rss, "atom": _atom, "rdf": _rdf, "sitemap": _sitemap}[kind](paper, home, items)


def _rss(paper: Paper, home: str, items: list[Item]) -> tuple[str, str]:
    rows = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(item.link)}</link>"
        f'<guid isPermaLink="{"true" if item.guid.startswith("http") else "false"}">{escape(item.guid)}</guid>'
        f"<pubDate>{printed(item.published, paper)}</pubDate><category>{item.section}</category>"
        f'<description><![CDATA[<img src="{home}/static/foto.jpg"/>{escape(item.summary)}]]></description></item>\n'
        for item in items
    )
    start = "\ufeff" if "bom" in paper.quirks else ""
    return "text/xml; charset=utf-8", (
        f'{start}<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{escape(paper.name)}</title>'
        f"<link>{home}/</link><description>Berita terkini {escape(paper.name)}</description><language>id</language>\n{rows}</channel></rss>\n"
    )


def _atom(paper: Paper, home: str, items: list[Item]) -> tuple[str, str]:
    rows = "".join(
        f'<entry><id>{escape(item.guid)}</id><title type="html">{escape(item.title)}</title><link rel="alternate" href="{escape(item.link)}"/>'
        f"<published>{_iso(item.published, paper)}</published><updated>{_iso(item.changed, paper)}</updated>"
        f'<category term="{item.section}"/><summary>{escape(item.summary)}</summary></entry>\n'
        for item in items
    )
    return "application/atom+xml; charset=utf-8", (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><id>{home}/</id><title>{escape(paper.name)}</title>'
        f"<updated>{_iso(changed(items), paper)}</updated>\n{rows}</feed>\n"
    )


def _rdf(paper: Paper, home: str, items: list[Item]) -> tuple[str, str]:
    order = "".join(f'<rdf:li rdf:resource="{escape(item.link)}"/>' for item in items)
    rows = "".join(
        f'<item rdf:about="{escape(item.link)}"><title>{escape(item.title)}</title><link>{escape(item.link)}</link>'
        f"<description>{escape(item.summary)}</description><dc:date>{_iso(item.published, paper)}</dc:date><dc:subject>{item.section}</dc:subject></item>\n"
        for item in items
    )
    return "application/rdf+xml; charset=utf-8", (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<channel rdf:about="{home}/"><title>{escape(paper.name)}</title><link>{home}/</link><description>Berita</description>'
        f"<items><rdf:Seq>{order}</rdf:Seq></items></channel>\n{rows}</rdf:RDF>\n"
    )


def _sitemap(paper: Paper, home: str, items: list[Item]) -> tuple[str, str]:
    rows = "".join(
        f"<url><loc>{escape(item.link)}</loc><lastmod>{_iso(item.changed, paper)}</lastmod><news:news><news:publication><news:name>{escape(paper.name)}</news:name>"
        f"<news:language>id</news:language></news:publication><news:publication_date>{_iso(item.published, paper)}</news:publication_date>"
        f"<news:title>{escape(item.title)}</news:title></news:news></url>\n"
        for item in items
    )
    return "application/xml; charset=utf-8", (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{rows}</urlset>\n'
    )


def _iso(moment: datetime, paper: Paper) -> str:
    return moment.astimezone(ZONES[paper.zone]).isoformat()


def printed(moment: datetime, paper: Paper) -> str:
    """Return an RSS date in the outlet's habit: a right offset by default, else one of the odd forms seen in the wild."""
    local = moment.astimezone(ZONES[paper.zone])
    clock = f"{local:%H:%M:%S}"
    plain = format_datetime(local.replace(tzinfo=None)).removesuffix(" -0000")
    forms = {
        "gmt": format_datetime(moment.astimezone(UTC), usegmt=True),
        "wib": f"{plain} WIB",
        "zone": f"{plain} {paper.zone}",
        "naive": f"{local:%Y-%m-%d} {clock}",
        "offsetless": plain,
        "wrong": f"{plain} +0000",
        "indonesian": f"{DAYS[local.weekday()][:3]}, {local.day:02d} {MONTHS_SHORT[local.month - 1]} {local.year} {clock} +0700",
        "iso_wib": f"{local:%Y-%m-%d}{paper.zone}{clock}+07:00",
    }
    return forms.get(paper.habit("date"), format_datetime(local))
