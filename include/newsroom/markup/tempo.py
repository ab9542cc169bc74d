"""Tempo-like: `NAME, City -`, an editor's choice at the end, useless published times in the meta tags."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from newsroom.articles import Article, Headline
from newsroom.clock import MONTHS
from newsroom.dice import share
from newsroom.markup.base import (
    Extra,
    Family,
    Scene,
    boxes,
    document,
    from_number,
    json_ld,
    local,
    number_of,
    og,
    related_extras,
    safe_date,
    text_blocks,
)  # fmt: skip
from newsroom.papers import Paper
from newsroom.plans import Plan

_BASE = 1_200_000
_PATH = re.compile(r"/[a-z]+/[a-z0-9-]*?-(\d{7})")
_INDEX = re.compile(r"/indeks/(\d{4})-(\d\d)-(\d\d)")


class Tempo(Family):
    """Listing by YYYY-MM-DD in the path; the id ends the address."""

    name = "tempo"
    link = "main.indeks article h2 > a"
    archive = "/indeks/{yyyy}-{mm}-{dd}?page={page}"
    page_size = 12

    def path(self, headline: Headline, paper: Paper, section: str) -> str:
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

    def extra(self, extra: Extra) -> str:
        text = escape(extra.text, quote=False)
        if extra.kind == "scroll":
            return f'<div class="ads-parallax"><span>{text}</span></div>'
        if extra.kind in ("related", "choice"):
            return f'<p><strong><a href="{escape(extra.href)}">{text}</a></strong></p>'
        return f"<p><b>{text}</b></p>"

    def page(self, scene: Scene) -> str:
        article = scene.article
        moment = local(article)
        printed = f"{moment.day} {MONTHS[moment.month - 1]} {moment.year} | {moment:%H.%M} {article.paper.zone}"
        body = (
            f'<main class="detail"><article><h1 class="title">{escape(article.headline.title)}</h1>'
            f'<div class="reporter"><span>Reporter</span> <a href="/penulis">{escape(article.authors[0])}</a> '
            f'<span>Editor</span> <a href="/editor">{escape(article.editor)}</a></div><p class="date">{printed}</p>'
            f'<figure class="foto-detail"><img src="/static/foto.jpg" alt=""><figcaption>Ilustrasi. {escape(article.paper.name)}/Dok.</figcaption></figure>'
            f'<div id="isi" class="detail-in" itemprop="articleBody">\n{text_blocks(scene, self)}\n</div></article>'
            f"{boxes(scene, 'Berita terkait', 'terkait')}</main>"
        )
        ld = json_ld(article, scene.url, author={"@type": "Organization", "name": article.paper.name})
        # The meta time is literally "null WIB" at the outlet this is modelled on.
        return document(article.paper, f"{og(article, scene.url, 'null WIB')}\n{ld}", body)

    def listing_item(self, title: str, url: str, plan: Plan, paper: Paper) -> str:
        return f'<article class="text-card"><h2 class="title"><a href="{escape(url)}">{escape(title)}</a></h2><h4 class="date">{plan.published:%H.%M} WIB</h4></article>'

    def listing(self, paper: Paper, items: list[str], day: date, pager: str) -> str:
        head = f"<title>Indeks {day:%Y-%m-%d} - {paper.name}</title>"
        return document(paper, head, f'<main class="indeks">{"".join(items)}{pager}</main>')
