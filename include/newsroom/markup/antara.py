"""Antara-like: a news agency with bureau hosts, `City (AGENCY) -`, and a sign-off glued to a ban on crawling."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from newsroom.articles import Article, Headline
from newsroom.clock import DAYS, MONTHS
from newsroom.markup.base import (
    Extra,
    Family,
    Scene,
    boxes,
    document,
    from_number,
    local,
    number_of,
    og,
    related_extras,
    safe_date,
    text_blocks,
)  # fmt: skip
from newsroom.papers import Paper
from newsroom.plans import Plan

_BASE = 5_000_000
_PATH = re.compile(r"/(?:berita|video|foto)/(\d{7})/[a-z0-9-]+")
_INDEX = re.compile(r"/indeks/(\d\d)-(\d\d)-(\d{4})(?:/(\d+))?")


class Antara(Family):
    """Listing by DD-MM-YYYY in the path; the id is a number per agency."""

    name = "antara"
    link = "article.simple-post h3 a"
    archive = "/indeks/{dd}-{mm}-{yyyy}/{page}"
    page_size = 10

    def path(self, headline: Headline, paper: Paper, section: str) -> str:
        folder = {"video": "video", "foto": "foto"}.get(section, "berita")
        return f"/{folder}/{_BASE + number_of(headline.plan)}/{headline.slug}"

    def find(self, path: str) -> tuple[date, int] | None:
        match = _PATH.fullmatch(path)
        return from_number(int(match[1]) - _BASE) if match else None

    def pattern(self, host: str) -> str:
        return super().pattern(host) + r"(berita|video|foto)/\d+/"

    def listing_day(self, path: str, query: dict[str, str]) -> tuple[date, int] | None:
        match = _INDEX.fullmatch(path)
        found = safe_date(match[3], match[2], match[1]) if match else None
        return (found, int(match[4] or 1) - 1) if match and found else None

    def dateline(self, article: Article) -> tuple[str, str]:
        plain = f"{article.dateline_place} ({article.paper.mark}) - "
        return plain, escape(plain)

    def extras(self, scene: Scene) -> tuple[Extra, ...]:
        article, last = scene.article, len(scene.article.paragraphs) - 1
        found = related_extras(scene, "related", "Baca juga: ", 2, 0.9)
        mark, year = article.paper.mark, article.published.year
        found.append(
            Extra(last, "signoff", f"Pewarta: {article.authors[0]}\nEditor: {article.editor}\nCopyright © {mark} {year}")
        )
        ban = f"Dilarang keras mengambil konten, melakukan crawling atau pengindeksan otomatis untuk AI di situs web ini tanpa izin tertulis dari {mark}."
        found.append(Extra(last, "ban", ban))
        return tuple(found)

    def extra(self, extra: Extra) -> str:
        text = escape(extra.text, quote=False)
        if extra.kind == "related":
            return f'<p class="baca-juga"><span class="baca-juga"><b><a href="{escape(extra.href)}">{text}</a></b></span></p>'
        if extra.kind == "signoff":
            return f'<p class="text-muted mt-2 small">{text.replace(chr(10), "<br>")}</p>'
        return f'<p class="text-muted small"><em>{text}</em></p>'

    def page(self, scene: Scene) -> str:
        article = scene.article
        moment = local(article)
        printed = (
            f"{DAYS[moment.weekday()]}, {moment.day} {MONTHS[moment.month - 1]} {moment.year} {moment:%H:%M} {article.paper.zone}"
        )
        body = (
            f'<div class="main-content"><article class="post-wrapper"><header class="post-header"><h1 class="post-title">{escape(article.headline.title)}</h1>'
            f'<p class="simple-share"><span class="article-date"><i class="fa fa-clock-o"></i> {printed}</span></p></header>'
            f'<figure><picture><img src="/static/foto.jpg" alt=""></picture><figcaption class="wp-caption-text">Ilustrasi. ({escape(article.paper.mark)}/HO)</figcaption></figure>'
            f'<div class="post-content clearfix" itemprop="articleBody">\n{text_blocks(scene, self)}\n</div>'
            f'<footer class="post-meta"></footer></article>{boxes(scene, "Berita Terkait", "related-posts")}</div>'
        )
        stamp = f'<meta itemprop="datePublished" content="{moment.isoformat()}">\n<meta name="author" content="{escape(article.authors[0])}">'
        return document(article.paper, f"{og(article, scene.url, '')}\n{stamp}", body)

    def listing_item(self, title: str, url: str, plan: Plan, paper: Paper) -> str:
        return (
            f'<article class="simple-post simple-big clearfix"><header><h3><a href="{escape(url)}" title="{escape(title)}">{escape(title)}</a></h3>'
            f'<p class="simple-share"><span>{plan.published:%d/%m/%Y %H:%M} WIB</span></p></header></article>'
        )
