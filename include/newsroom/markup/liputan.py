"""Liputan-like: all pages of a long article stand in one document, one block after the other, with breaks between them."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from typing import Any

from newsroom.articles import Article, Headline
from newsroom.markup.base import (
    Extra,
    Family,
    Scene,
    from_number,
    json_ld,
    local,
    number_of,
    og,
    related_extras,
    safe_date,
    text_blocks,
)  # fmt: skip

_BASE = 6_200_000
_PATH = re.compile(r"/[a-z]+/read/(\d{7})/[a-z0-9-]+")
_INDEX = re.compile(r"/indeks/(\d{4})/(\d\d)/(\d\d)")
_PER_BLOCK = 6


class Liputan(Family):
    """Listing by /indeks/YYYY/MM/DD; the id stands before the slug."""

    name = "liputan"
    link = "article.articles--rows--item h4 > a"
    archive = "/indeks/{yyyy}/{mm}/{dd}?page={page}"
    page_size = 12

    def rule(self) -> dict[str, Any]:
        return {
            "article": r"/read/\d{7}/",
            "pages": {"siblings": ".article-content-body__item-page[data-page]"},
            "generations": [
                {
                    "rule": "newsroom",
                    "body": [".article-content-body__item-page"],
                    "drop": [".baca-juga-collections", ".article-content-body__item-break"],
                    "title": "h1.read-page--header--title",
                    "authors": ".read-page--header--author__name",
                    "time": "time.read-page--header--author__datetime",
                    "modified": ".read-page--header--author__modified-time",
                    "section": "ul.read-page--breadcrumb li:last-child",
                }
            ],
        }

    def path(self, headline: Headline, section: str) -> str:
        return f"/{section}/read/{_BASE + number_of(headline.plan)}/{headline.slug}"

    def find(self, path: str) -> tuple[date, int] | None:
        match = _PATH.fullmatch(path)
        return from_number(int(match[1]) - _BASE) if match else None

    def pattern(self, host: str) -> str:
        return super().pattern(host) + r"[a-z]+/read/\d{7}/"

    def listing_day(self, path: str, query: dict[str, str]) -> tuple[date, int] | None:
        match = _INDEX.fullmatch(path)
        found = safe_date(match[1], match[2], match[3]) if match else None
        return (found, int(query.get("page", "1")) - 1) if found else None

    def dateline(self, article: Article) -> tuple[str, str]:
        plain = f"{article.paper.mark}, {article.dateline_place} - "
        return plain, f"<b>{escape(article.paper.mark)}, {escape(article.dateline_place)} - </b>"

    def extras(self, scene: Scene) -> tuple[Extra, ...]:
        article, last = scene.article, len(scene.article.paragraphs) - 1
        found = related_extras(scene, "related", "Baca Juga: ", 2, 0.8)
        if article.wire:
            found.append(Extra(last, "credit", f"Sumber: {article.wire}"))
        found += [Extra(last, "tail", line) for line in article.tail]
        return tuple(found)

    def draw(self, extra: Extra) -> str:
        text = escape(extra.text, quote=False)
        if extra.kind == "related":
            return f'<div class="baca-juga-collections"><a href="{escape(extra.href)}">{text}</a></div>'
        return f"<p><em>{text}</em></p>"

    def text(self, scene: Scene) -> str:
        count = len(scene.article.paragraphs)
        blocks = -(-count // _PER_BLOCK)
        drawn = []
        for number in range(blocks):
            inside = text_blocks(scene, self, number * _PER_BLOCK, (number + 1) * _PER_BLOCK)
            drawn.append(
                f'<div class="article-content-body__item-page" data-page="{number + 1}">'
                f'<div class="article-content-body__item-content">\n{inside}\n</div></div>'
            )
            if number + 1 < blocks:
                drawn.append(f'<div class="article-content-body__item-break">{number + 2} dari {blocks} halaman</div>')
        return "\n".join(drawn)

    def details(self, scene: Scene) -> dict[str, str]:
        article = scene.article
        moment = local(article, modified=True)
        changed = f"Diperbarui {moment:%d/%m/%Y, %H:%M} {article.paper.zone}"
        mark = f'<p class="read-page--header--author__modified-time">{changed}</p>' if article.modified else ""
        return {"updated": mark}

    def head(self, scene: Scene) -> str:
        article = scene.article
        published = local(article).isoformat()
        return f"{og(article, scene.url, published, '', f' - {article.paper.name}')}\n{json_ld(article, scene.url)}"
