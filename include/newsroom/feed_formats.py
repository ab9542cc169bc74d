"""How feeds are written: RSS 2.0, Atom, RDF and news sitemaps, and the many forms of the dates in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from newsroom.clock import DAYS, MONTHS_SHORT, ZONES
from newsroom.papers import Paper

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_RDF_SPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
_MAP_SPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


@dataclass(frozen=True, slots=True)
class Item:
    """One item in the form that a feed prints."""

    title: str
    link: str
    guid: str
    summary: str
    published: datetime
    changed: datetime
    touched: datetime
    section: str


def render(kind: str, paper: Paper, home: str, items: list[Item], changed: datetime) -> tuple[str, str]:
    """Return (media type, body) of a feed of `kind` rss, atom, rdf or sitemap."""
    if kind == "rss":
        return "text/xml; charset=utf-8", _rss(paper, home, items)
    if kind == "atom":
        return "application/atom+xml; charset=utf-8", _atom(paper, home, items, changed)
    if kind == "rdf":
        return "application/rdf+xml; charset=utf-8", _rdf(paper, home, items)
    return "application/xml; charset=utf-8", _sitemap(paper, items)


def _rss(paper: Paper, home: str, items: list[Item]) -> str:
    rows = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(item.link)}</link>"
        f'<guid isPermaLink="{"true" if item.guid.startswith("http") else "false"}">{escape(item.guid)}</guid>'
        f"<pubDate>{printed(item.published, paper)}</pubDate><category>{item.section}</category>"
        f'<description><![CDATA[<img src="{home}/static/foto.jpg"/>{escape(item.summary)}]]></description></item>\n'
        for item in items
    )
    name = escape(paper.name)
    start = "\ufeff" if "bom" in paper.quirks else ""
    return (
        f'{start}{_DECLARATION}<rss version="2.0"><channel><title>{name}</title><link>{home}/</link>'
        f"<description>Berita terkini {name}</description><language>id</language>\n{rows}</channel></rss>\n"
    )


def _atom(paper: Paper, home: str, items: list[Item], changed: datetime) -> str:
    rows = "".join(
        f'<entry><id>{escape(item.guid)}</id><title type="html">{escape(item.title)}</title>'
        f'<link rel="alternate" href="{escape(item.link)}"/>'
        f"<published>{_iso(item.published, paper)}</published><updated>{_iso(item.changed, paper)}</updated>"
        f'<category term="{item.section}"/><summary>{escape(item.summary)}</summary></entry>\n'
        for item in items
    )
    return (
        f'{_DECLARATION}<feed xmlns="http://www.w3.org/2005/Atom"><id>{home}/</id><title>{escape(paper.name)}</title>'
        f"<updated>{_iso(changed, paper)}</updated>\n{rows}</feed>\n"
    )


def _rdf(paper: Paper, home: str, items: list[Item]) -> str:
    order = "".join(f'<rdf:li rdf:resource="{escape(item.link)}"/>' for item in items)
    rows = "".join(
        f'<item rdf:about="{escape(item.link)}"><title>{escape(item.title)}</title><link>{escape(item.link)}</link>'
        f"<description>{escape(item.summary)}</description><dc:date>{_iso(item.published, paper)}</dc:date>"
        f"<dc:subject>{item.section}</dc:subject></item>\n"
        for item in items
    )
    return (
        f'{_DECLARATION}<rdf:RDF {_RDF_SPACES}>\n<channel rdf:about="{home}/"><title>{escape(paper.name)}</title>'
        f"<link>{home}/</link><description>Berita</description><items><rdf:Seq>{order}</rdf:Seq></items></channel>\n"
        f"{rows}</rdf:RDF>\n"
    )


def _sitemap(paper: Paper, items: list[Item]) -> str:
    rows = "".join(
        f"<url><loc>{escape(item.link)}</loc><lastmod>{_iso(item.changed, paper)}</lastmod><news:news><news:publication>"
        f"<news:name>{escape(paper.name)}</news:name><news:language>id</news:language></news:publication>"
        f"<news:publication_date>{_iso(item.published, paper)}</news:publication_date>"
        f"<news:title>{escape(item.title)}</news:title></news:news></url>\n"
        for item in items
    )
    return f"{_DECLARATION}<urlset {_MAP_SPACES}>\n{rows}</urlset>\n"


def _iso(moment: datetime, paper: Paper) -> str:
    return moment.astimezone(ZONES[paper.zone]).isoformat()


def printed(moment: datetime, paper: Paper) -> str:
    """Return an RSS date in the outlet's form: with the right offset by default, else in one of the odd forms of real feeds."""
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
