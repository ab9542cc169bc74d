"""SINDO-like: `?showpage=all` holds the whole article but hardly any metadata, which only its first page carries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

from newsroom.articles import Article, Headline
from newsroom.dice import dice
from newsroom.markup.base import (
    Extra,
    Family,
    Scene,
    from_number,
    is_split,
    json_ld,
    number_of,
    og,
    page_links,
    page_number,
    related_extras,
    safe_date,
)  # fmt: skip

_BASE = 1_500_000
_PATH = re.compile(r"/read/(\d{7})/[a-z]+/[a-z0-9-]+")
_INDEX = re.compile(r"/indeks/0/(\d+)")


class Sindo(Family):
    """Listing by /indeks/0/OFFSET?t=YYYY-MM-DD; line breaks instead of paragraphs."""

    name = "sindo"
    link = "div.desc-indeks div.title a"
    archive = "/indeks/0/{offset}?t={yyyy}-{mm}-{dd}"
    page_size = 10
    first_page = 0
    step = 10
    page_name = "showpage"
    per_page = 6

    def asked(self, query: Mapping[str, str]) -> int:
        return 0 if query.get("showpage") == "all" else page_number(query, "showpage")

    def forms(self, pages: int) -> tuple[str, ...]:
        return ("", "showpage=all") if pages > 1 else ("",)

    def rule(self) -> dict[str, Any]:
        return {
            "article": r"/read/\d{7}/",
            "pages": {"next": "?showpage=all", "count": ".article-paging a"},
            "generations": [
                {
                    "rule": "newsroom",
                    "body": ["div#detail-desc"],
                    "drop": ["div.baca-inline"],
                    "title": "h1.detail-title",
                    "authors": ".detail-nama-redaksi",
                    "time": ".detail-date-artikel",
                    "section": ".detail-breadcrumb li:last-child",
                }
            ],
        }

    def path(self, headline: Headline, section: str) -> str:
        return f"/read/{_BASE + number_of(headline.plan)}/{section}/{headline.slug}"

    def find(self, path: str) -> tuple[date, int] | None:
        match = _PATH.fullmatch(path)
        return from_number(int(match[1]) - _BASE) if match else None

    def pattern(self, host: str) -> str:
        return super().pattern(host) + r"read/\d{7}/"

    def listing_day(self, path: str, query: dict[str, str]) -> tuple[date, int] | None:
        match = _INDEX.fullmatch(path)
        if not match or query.get("t", "").count("-") != 2:
            return None
        found = safe_date(*query["t"].split("-"))
        return (found, int(match[1]) // self.page_size) if found else None

    def dateline(self, article: Article) -> tuple[str, str]:
        plain = f"{article.dateline_place.upper()} - "
        return plain, f"<b>{escape(article.dateline_place.upper())}</b> - "

    def extras(self, scene: Scene) -> tuple[Extra, ...]:
        article, last = scene.article, len(scene.article.paragraphs) - 1
        rng = dice("sindo", str(article.plan.ref))
        found = related_extras(scene, "related", "Baca Juga: ", 2, 0.8)
        if article.wire:
            found.append(Extra(last, "credit", f"({article.wire})"))
        found += [Extra(last, "tail", line) for line in article.tail]
        found.append(Extra(last, "initials", f"({''.join(rng.choice('abdefhikmnprsty') for _ in range(3))})"))
        return tuple(found)

    def draw(self, extra: Extra) -> str:
        text = escape(extra.text, quote=False)
        if extra.kind != "related":
            return text
        label, _, title = text.partition(": ")
        return f'<div class="baca-inline"><strong>{label}: </strong><a href="{escape(extra.href)}">{title}</a></div>'

    def text(self, scene: Scene) -> str:
        article, (start, stop) = scene.article, self.span(scene)
        extras = self.extras(scene)
        lines: list[str] = []
        for number, paragraph in enumerate(article.paragraphs[start:stop], start):
            prefix = self.dateline(article)[1] if number == 0 else ""
            lines.append(prefix + escape(paragraph.text, quote=False))
            lines += [self.draw(extra) for extra in extras if extra.after == number]
        return "<br><br>\n".join(lines)

    def details(self, scene: Scene) -> dict[str, str]:
        if not is_split(scene, self):
            return {"paging": ""}
        links = page_links(scene, self, '<li><a href="{href}">{number}</a></li>')
        every = f'<li><a href="{escape(scene.url)}?showpage=all">Show All</a></li>'
        return {"paging": f'<div class="article-paging"><ul>{links}{every}</ul></div>'}

    def head(self, scene: Scene) -> str:
        article = scene.article
        if scene.page != 1 and self.pages(article) > 1:  # what the later pages leave out has to be read from the first
            return (
                f'<title>{escape(article.headline.title)}</title>\n<link rel="canonical" href="{escape(scene.url)}">\n'
                '<meta name="robots" content="noindex">'
            )
        return f"{og(article, scene.url, '', '', f' | {article.paper.name}')}\n{json_ld(article, scene.url)}"
