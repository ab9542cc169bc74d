"""What every family of pages shares: addresses, extras between paragraphs, meta tags and the surrounding chrome."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from typing import Any

from newsroom.articles import Article, Headline
from newsroom.clock import ZONES
from newsroom.config import FIRST_DAY
from newsroom.dice import dice
from newsroom.markup.chrome import chrome
from newsroom.papers import Paper
from newsroom.plans import Plan

WIB = ZONES["WIB"]


@dataclass(frozen=True, slots=True)
class Extra:
    """A line a site puts between or after the paragraphs: after paragraph `after` (-1: before all), of a kind, its text."""

    after: int
    kind: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a page is drawn from: the article, the base address with port, and headlines of the day before for its boxes."""

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
    first_page = 1
    step = 1

    # addresses
    def path(self, headline: Headline, paper: Paper, section: str) -> str:
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

    # pages
    def dateline(self, article: Article) -> tuple[str, str]:
        """Return the dateline before the first paragraph as (plain text, markup); empty when the family prints none."""
        raise NotImplementedError

    def extras(self, scene: Scene) -> tuple[Extra, ...]:
        """Return the lines the family puts into the text."""
        raise NotImplementedError

    def extra(self, extra: Extra) -> str:
        """Return the markup of one such line."""
        return f"<p>{escape(extra.text, quote=False)}</p>"

    def page(self, scene: Scene) -> str:
        """Return the page."""
        raise NotImplementedError

    def listing_item(self, title: str, url: str, plan: Plan, paper: Paper) -> str:
        """Return one item of a dated listing."""
        raise NotImplementedError

    def listing(self, paper: Paper, items: list[str], day: date, pager: str) -> str:
        """Return a dated listing page."""
        title = f"Indeks Berita {day:%d-%m-%Y} - {paper.name}"
        return document(paper, f"<title>{title}</title>", f'<div class="list-content">{"".join(items)}</div>{pager}')


def document(paper: Paper, head: str, body: str) -> str:
    """Return a whole page: head, the outlet's own navigation and scripts, the body, the footer."""
    top, bottom, scripts = chrome(paper.slug, paper.name, paper.family)
    return (
        f'<!DOCTYPE html>\n<html lang="id">\n<head>\n<meta charset="utf-8">\n'
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
        "dateModified": local(article, modified=True).isoformat(),
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
    text = article.headline.summary
    return text if len(text) <= 155 else text[:150].rsplit(" ", 1)[0] + " ..."


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
    blocks = [family.extra(extra) for extra in extras.get(-1, ())] if start == 0 else []
    for number, paragraph in enumerate(article.paragraphs[start:stop], start):
        prefix = family.dateline(article)[1] if number == 0 else ""
        blocks.append(f"<p>{prefix}{escape(paragraph.text, quote=False)}</p>")
        blocks += [family.extra(extra) for extra in extras.get(number, ())]
    return "\n".join(blocks)


def boxes(scene: Scene, title: str, css: str) -> str:
    """Return the box of yesterday's headlines beside or under an article."""
    links = "".join(f'<li class="{css}__item"><a href="{escape(url)}">{escape(name)}</a></li>' for name, url in scene.related)
    return f'<div class="{css}"><h2>{title}</h2><ul>{links}</ul></div>'


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
