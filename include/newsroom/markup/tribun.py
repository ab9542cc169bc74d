"""Tribun-like: a network of zone hosts, a summary box, reposts inside the group, authors at the end."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from typing import Any

from newsroom.articles import Article, Headline
from newsroom.dice import share
from newsroom.markup.base import (
    Extra,
    Family,
    Scene,
    from_number,
    json_ld,
    names,
    number_of,
    og,
    related_extras,
    safe_date,
)  # fmt: skip

_BASE = 7_300_000
_PATH = re.compile(r"/(?:newsread/)?[a-z]+/(\d{7})/[a-z0-9-]+")


class Tribun(Family):
    """Listing by YYYY-M-D; past its end the last page comes again."""

    name = "tribun"
    link = "ul.lsi li.ptb15 h3 a"
    archive = "/index-news?date={yyyy}-{m}-{d}&page={page}"
    page_size = 7
    list_open, list_close = '<ul class="lsi">', "</ul>"

    def rule(self) -> dict[str, Any]:
        return {
            "article": r"/\d{7}/[a-z0-9-]+",
            "generations": [
                {
                    "rule": "newsroom",
                    "body": ["div.txt-article"],
                    "drop": ["p.baca"],
                    "title": "h1#arttitle",
                    "authors": "#penulis",
                    "editors": "#editor",
                    "time": "time.grey",
                }
            ],
        }

    def path(self, headline: Headline, section: str) -> str:
        return f"/{section}/{_BASE + number_of(headline.plan)}/{headline.slug}"

    def find(self, path: str) -> tuple[date, int] | None:
        match = _PATH.fullmatch(path)
        return from_number(int(match[1]) - _BASE) if match else None

    def pattern(self, host: str) -> str:
        return super().pattern(host) + r"(newsread/)?[a-z]+/\d{7}/"

    def listing_day(self, path: str, query: dict[str, str]) -> tuple[date, int] | None:
        if path != "/index-news" or query.get("date", "").count("-") != 2:
            return None
        found = safe_date(*query["date"].split("-"))
        return (found, int(query.get("page", "1")) - 1) if found else None

    def dateline(self, article: Article) -> tuple[str, str]:
        plain = f"{article.paper.mark}, {article.dateline_place.upper()} - "
        return plain, f"<strong>{escape(plain.removesuffix(' - '))}</strong>&nbsp;- "

    def extras(self, scene: Scene) -> tuple[Extra, ...]:
        article, last = scene.article, len(scene.article.paragraphs) - 1
        found: list[Extra] = []
        if share("wartawan", str(article.plan.ref)) < 0.3:
            found.append(Extra(-1, "reporter", f"Laporan Wartawan {article.paper.name}, {article.authors[0]}"))
        found += related_extras(scene, "related", "Baca juga: ", 2, 0.8)
        if article.wire:
            found.append(Extra(last, "credit", f"Sumber: {article.wire}"))
        found += [Extra(last, "tail", line) for line in article.tail]
        found.append(Extra(last, "byline", f"Penulis: {names(article)} / Editor: {article.editor}"))
        return tuple(found)

    def draw(self, extra: Extra) -> str:
        text = escape(extra.text, quote=False)
        if extra.kind == "related":
            label, _, title = text.partition(": ")
            return f'<p class="baca"><strong>{label}: <a href="{escape(extra.href)}">{title}</a></strong></p>'
        return f"<p><em>{text}</em></p>" if extra.kind == "reporter" else f"<p>{text}</p>"

    def head(self, scene: Scene) -> str:
        article = scene.article
        return f"{og(article, scene.url, '', '', f' - {article.paper.name}')}\n{json_ld(article, scene.url)}"
