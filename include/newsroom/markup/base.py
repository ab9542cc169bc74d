"""What every family of pages shares: addresses, extras between paragraphs, meta tags and the surrounding chrome."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from newsroom.articles import Article, Headline
from newsroom.clock import MONTHS, MONTHS_SHORT, ZONES, weekday
from newsroom.config import FIRST_DAY
from newsroom.dice import dice
from newsroom.markup.chrome import chrome
from newsroom.papers import Paper
from newsroom.plans import Plan

WIB = ZONES["WIB"]
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Extra:
    """A line a site puts between or after the paragraphs: after paragraph `after` (-1: before all), of a kind, its text."""

    after: int
    kind: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a page is drawn from: the article, the base address with port, and headlines of the day before for its boxes.

    `page` is the page of a long article that is asked for; 0 means all of them in one answer.
    """

    article: Article
    base: str
    url: str
    related: tuple[tuple[str, str], ...]
    form: str = "desktop"
    page: int = 1


class Family:
    """One markup: how addresses are built and read back, how a page and a dated listing are drawn."""

    name = ""
    link = "a"
    archive = ""
    page_size = 20
    page_name = "page"  # the parameter that names a page of a long article
    per_page = 0  # paragraphs of one page of a long article; 0: articles are never split
    first_page = 1
    step = 1
    list_open, list_close = '<div class="list-content">', "</div>"

    # addresses
    def path(self, headline: Headline, section: str) -> str:
        """Return the path of an item."""
        raise NotImplementedError

    def find(self, path: str) -> tuple[date, int] | None:
        """Return the (day, position) an address names, or None when it is no article address."""
        raise NotImplementedError

    def pattern(self, host: str) -> str:
        """Return the regex the canonical URL of an item matches."""
        return rf"^https?://([a-z]+\.)?{re.escape(host)}(:\d+)?/"

    def listing_day(self, path: str, query: dict[str, str]) -> tuple[date, int] | None:
        """Return the (day, page counted from 0) of a dated listing, or None when the address is no listing."""
        raise NotImplementedError

    # long articles
    def asked(self, query: Mapping[str, str]) -> int:
        """Return which page of an article a query asks for, 0 for all in one answer."""
        del query
        return 1

    def forms(self, pages: int) -> tuple[str, ...]:
        """Return the queries of the answers that hold an article of so many pages together, in reading order."""
        del pages
        return ("",)

    def pages(self, article: Article) -> int:
        """Return how many pages an article is split into."""
        return max(1, -(-len(article.paragraphs) // self.per_page)) if self.per_page else 1

    def span(self, scene: Scene) -> tuple[int, int | None]:
        """Return the paragraphs shown, first and one past the last; AMP copies show all, past the end comes the last page."""
        pages = self.pages(scene.article)
        if pages == 1 or scene.page == 0 or scene.form == "amp":
            return 0, None
        page = min(scene.page, pages)
        return (page - 1) * self.per_page, page * self.per_page

    def rule(self) -> dict[str, Any]:
        """Return what the catalogue's rule for an outlet of this family says; empty where it is read without one."""
        return {}

    # pages
    def dateline(self, article: Article) -> tuple[str, str]:
        """Return the dateline before the first paragraph as (plain text, markup); empty when the family prints none."""
        raise NotImplementedError

    def extras(self, scene: Scene) -> tuple[Extra, ...]:
        """Return the lines the family puts into the text."""
        raise NotImplementedError

    def draw(self, extra: Extra) -> str:
        """Return the markup of one such line."""
        return f"<p>{escape(extra.text, quote=False)}</p>"

    def head(self, scene: Scene) -> str:
        """Return title, meta tags and JSON-LD."""
        raise NotImplementedError

    def text(self, scene: Scene) -> str:
        """Return the markup of the text itself."""
        return text_blocks(scene, self, *self.span(scene))

    def details(self, scene: Scene) -> dict[str, str]:
        """Return what this family's template needs beyond the common fields."""
        del scene
        return {}

    def page(self, scene: Scene) -> str:
        """Return the page: templates/<family>.html filled and surrounded by the outlet's chrome."""
        fields = {**_fields(scene), "text": self.text(scene), **self.details(scene)}
        body = template(self.name).format_map(fields)
        return document(scene.article.paper, self.head(scene), body, scene.form)

    def listing_item(self, title: str, url: str, plan: Plan) -> str:
        """Return one item of a dated listing: templates/<family>.item.html filled."""
        moment = plan.published
        return template(f"{self.name}.item").format_map(
            {
                "title": escape(title),
                "url": escape(url),
                "moment": moment,
                "iso": moment.isoformat(),
                "epoch": int(moment.timestamp()),
                "day_name": weekday(moment.date()),
            }
        )

    def listing(self, paper: Paper, items: list[str], day: date, pager: str) -> str:
        """Return a dated listing page."""
        title = f"<title>Indeks Berita {day:%d-%m-%Y} - {escape(paper.name)}</title>"
        return document(paper, title, f"{self.list_open}{''.join(items)}{self.list_close}{pager}")


@cache
def template(name: str) -> str:
    """Return a file of the templates folder."""
    return (_TEMPLATES / f"{name}.html").read_text(encoding="utf-8")


def _fields(scene: Scene) -> dict[str, object]:
    """Return what every template may print; names and titles are escaped, times are the outlet's own."""
    article = scene.article
    moment = local(article)
    return {
        "title": escape(article.headline.title),
        "name": escape(article.paper.name),
        "mark": escape(article.paper.mark),
        "authors": escape(names(article)),
        "editor": escape(article.editor),
        "section_slug": article.section[0],
        "section": article.section[1],
        "index": article.plan.ref.index,
        "moment": moment,
        "iso": moment.isoformat(),
        "day_name": weekday(moment.date()),
        "month": MONTHS[moment.month - 1],
        "month_short": MONTHS_SHORT[moment.month - 1],
        "zone": article.paper.zone,
        "related": "".join(f'<li><a href="{escape(url)}">{escape(title)}</a></li>' for title, url in scene.related),
    }


def document(paper: Paper, head: str, body: str, form: str = "desktop") -> str:
    """Return a whole page: head, the outlet's own navigation and scripts, the body, the footer; AMP pages carry no scripts."""
    top, bottom, scripts = chrome(paper.slug, paper.name, paper.family)
    if form == "amp":
        scripts, bottom = '<script async src="/static/amp-v0.js"></script>', ""
    return (
        f'<!DOCTYPE html>\n<html{" amp" if form == "amp" else ""} lang="id">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n{head}\n{scripts}\n</head>\n'
        f"<body>\n{top}\n{body}\n{bottom}\n</body>\n</html>\n"
    )


def og(article: Article, url: str, published: str, modified: str = "", suffix: str = "") -> str:
    """Return title, canonical link, description and OpenGraph tags; times are left out when empty."""
    title, about = escape(article.headline.title), escape(summary(article))
    lines = [
        f"<title>{title}{escape(suffix)}</title>",
        f'<link rel="canonical" href="{escape(url)}">',
        f'<meta name="description" content="{about}">',
        '<meta property="og:type" content="article">',
        f'<meta property="og:title" content="{title}{escape(suffix)}">',
        f'<meta property="og:url" content="{escape(url)}">',
        f'<meta property="og:site_name" content="{escape(article.paper.name)}">',
        f'<meta property="og:description" content="{about}">',
    ]
    if published:
        lines.append(f'<meta property="article:published_time" content="{published}">')
    if modified:
        lines.append(f'<meta property="article:modified_time" content="{modified}">')
    return "\n".join(lines)


def json_ld(article: Article, url: str, **changes: Any) -> str:
    """Return the NewsArticle JSON-LD block; `changes` replaces or (with None) removes keys."""
    fields: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": article.headline.title,
        "datePublished": local(article).isoformat(),
        "dateModified": local(article, modified=True).isoformat() if article.modified else None,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": {"@type": "Organization", "name": article.paper.name},
        "articleSection": article.section[1],
        "description": summary(article),
    }
    fields.update(changes)
    kept = {key: value for key, value in fields.items() if value is not None}
    text = json.dumps(kept, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def summary(article: Article) -> str:
    """Return the description sites cut from the first paragraph."""
    text = article.paragraphs[0].text
    return text if len(text) <= 155 else text[:150].rsplit(" ", 1)[0] + " ..."


def names(article: Article) -> str:
    """Return the authors as a byline prints them."""
    return ", ".join(article.authors)


def local(article: Article, modified: bool = False) -> datetime:
    """Return the published (or last) time in the outlet's own zone."""
    moment = (article.modified if modified else None) or article.published
    return moment.astimezone(ZONES[article.paper.zone])


def related_extras(scene: Scene, kind: str, label: str, count: int, rate: float = 1.0) -> list[Extra]:
    """Return `count` links to yesterday's items, spread over the text."""
    article = scene.article
    rng = dice("extras", str(article.plan.ref), kind)
    last = len(article.paragraphs) - 1
    if last < 3 or rng.random() > rate:
        return []
    chosen = scene.related[:count]
    return [
        Extra(1 + (last - 1) * number // max(1, len(chosen)), kind, f"{label}{title}", url)
        for number, (title, url) in enumerate(chosen)
    ]


def text_blocks(scene: Scene, family: Family, start: int = 0, stop: int | None = None) -> str:
    """Return paragraphs `start` to `stop` as `<p>` with the family's extras between them, in order."""
    article = scene.article
    extras: dict[int, list[Extra]] = {}
    for extra in family.extras(scene):
        extras.setdefault(extra.after, []).append(extra)
    blocks = [family.draw(extra) for extra in extras.get(-1, ())] if start == 0 else []
    for number, paragraph in enumerate(article.paragraphs[start:stop], start):
        prefix = family.dateline(article)[1] if number == 0 else ""
        blocks.append(f"<p>{prefix}{escape(paragraph.text, quote=False)}</p>")
        blocks += [family.draw(extra) for extra in extras.get(number, ())]
    return "\n".join(blocks)


def page_number(query: Mapping[str, str], name: str) -> int:
    """Return the page a query names, 1 when it names none or something else."""
    given = query.get(name, "")
    return max(1, int(given)) if given.isdecimal() and len(given) < 6 else 1


def page_links(scene: Scene, family: Family, link: str) -> str:
    """Return the numbered links of a long article's pages; `link` is the markup of one, with {href} and {number}."""
    numbers = range(1, family.pages(scene.article) + 1)
    return "".join(link.format(href=escape(f"{scene.url}?{family.page_name}={number}"), number=number) for number in numbers)


def is_split(scene: Scene, family: Family) -> bool:
    """Say whether a page shows only a part of its article."""
    return family.span(scene) != (0, None)


def number_of(plan: Plan) -> int:
    """Return the number that names an item in addresses: days since the first day, then the position."""
    return (plan.ref.day - FIRST_DAY).days * 100 + plan.ref.index


def from_number(number: int) -> tuple[date, int] | None:
    """Return the (day, position) of an address number, or None when it is out of range."""
    if not 0 <= number < 4_000_000:
        return None
    return FIRST_DAY + timedelta(days=number // 100), number % 100


def safe_date(year: str, month: str, day: str) -> date | None:
    """Return the calendar day, or None when there is no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
