"""Tempo-like: `NAME, City -`, an editor's choice at the end, useless published times in the meta tags."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from newsroom.articles import Article, Headline
from newsroom.dice import share
from newsroom.markup.base import (
    Extra,
    Family,
    Scene,
    from_number,
    json_ld,
    number_of,
    og,
    related_extras,
    safe_date,
)  # fmt: skip

_BASE = 1_200_000
_PATH = re.compile(r"/[a-z]+/[a-z0-9-]*?-(\d{7})")
_INDEX = re.compile(r"/indeks/(\d{4})-(\d\d)-(\d\d)")


class Tempo(Family):
    """Listing by YYYY-MM-DD in the path; the id ends the address."""

    name = "tempo"
    link = "main.indeks article h2 > a"
    archive = "/indeks/{yyyy}-{mm}-{dd}?page={page}"
    page_size = 12
    list_open, list_close = '<main class="indeks">', "</main>"

    def path(self, headline: Headline, section: str) -> str:
        return f"/{section}/{headline.slug}-{_BASE + number_of(headline.plan)}"

    def find(self, path: str) -> tuple[date, int] | None:
        match = _PATH.fullmatch(path)
        return from_number(int(match[1]) - _BASE) if match else None

    def pattern(self, host: str) -> str:
        return super().pattern(host) + r"[a-z]+/[a-z0-9-]+-\d{7}$"

    def listing_day(self, path: str, query: dict[str, str]) -> tuple[date, int] | None:
        match = _INDEX.fullmatch(path)
        found = safe_date(match[1], match[2], match[3]) if match else None
        return (found, int(query.get("page", "1")) - 1) if found else None

    def dateline(self, article: Article) -> tuple[str, str]:
        dash = " - " if share("dash", str(article.plan.ref)) < 0.85 else "- "
        plain = f"{article.paper.mark}, {article.dateline_place}{dash}"
        return plain, f"<b>{escape(article.paper.mark)}</b>, <b>{escape(article.dateline_place)}</b>{dash}"

    def extras(self, scene: Scene) -> tuple[Extra, ...]:
        article, last = scene.article, len(scene.article.paragraphs) - 1
        found: list[Extra] = []
        if last > 3:
            found.append(Extra(2, "scroll", "Scroll ke bawah untuk melanjutkan membaca"))
        found += related_extras(scene, "related", "Baca juga: ", 1, 0.3)
        if article.wire:
            found.append(Extra(last, "credit", article.wire.upper()))
        else:
            names = " | ".join(article.authors).upper()
            found.append(Extra(last, "byline", names))
        if scene.related and share("editor", str(article.plan.ref)) < 0.7:
            found.append(Extra(last, "choice", f"Pilihan Editor: {scene.related[0][0]}", scene.related[0][1]))
        found += [Extra(last, "tail", line) for line in article.tail]
        return tuple(found)

    def draw(self, extra: Extra) -> str:
        text = escape(extra.text, quote=False)
        if extra.kind == "scroll":
            return f'<div class="ads-parallax"><span>{text}</span></div>'
        if extra.kind in ("related", "choice"):
            return f'<p><strong><a href="{escape(extra.href)}">{text}</a></strong></p>'
        return f"<p><b>{text}</b></p>"

    def head(self, scene: Scene) -> str:
        article = scene.article
        ld = json_ld(article, scene.url, author={"@type": "Organization", "name": article.paper.name})
        # The meta time is literally "null WIB" at the outlet this is modelled on.
        return f"{og(article, scene.url, 'null WIB')}\n{ld}"
