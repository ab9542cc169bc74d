"""Tribun-like: a network of zone hosts, a summary box, reposts inside the group, authors at the end."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from newsroom.articles import Article, Headline
from newsroom.clock import DAYS, MONTHS
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

_BASE = 7_300_000
_PATH = re.compile(r"/(?:newsread/)?[a-z]+/(\d{7})/[a-z0-9-]+")


class Tribun(Family):
    """Listing by YYYY-M-D; past its end the last page comes again."""

    name = "tribun"
    link = "ul.lsi li.ptb15 h3 a"
    archive = "/index-news?date={yyyy}-{m}-{d}&page={page}"
    page_size = 7

    def path(self, headline: Headline, paper: Paper, section: str) -> str:
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
        found += [Extra(last, "tail", line) for line in article.tail]
        found.append(Extra(last, "credit", f"Penulis: {article.authors[0]} / Editor: {article.editor}"))
        return tuple(found)

    def extra(self, extra: Extra) -> str:
        text = escape(extra.text, quote=False)
        if extra.kind == "related":
            label, _, title = text.partition(": ")
            return f'<p class="baca"><strong>{label}: <a href="{escape(extra.href)}">{title}</a></strong></p>'
        return f"<p><em>{text}</em></p>" if extra.kind == "reporter" else f"<p>{text}</p>"

    def page(self, scene: Scene) -> str:
        article = scene.article
        moment = local(article)
        printed = (
            f"{DAYS[moment.weekday()]}, {moment.day} {MONTHS[moment.month - 1]} {moment.year} {moment:%H:%M} {article.paper.zone}"
        )
        points = "".join(f"<li>{escape(article.headline.title)}</li>")
        body = (
            f'<div class="fl w677"><div id="article_con"><h1 class="f50 black2 f400 crimson" id="arttitle">{escape(article.headline.title)}</h1>'
            f'<div class="grey bdr3 pb10"><time class="grey">{printed}</time></div>'
            f'<div id="penulis">Penulis: {escape(article.authors[0])}</div><div id="editor">Editor: {escape(article.editor)}</div>'
            f'<div class="ringkasan"><b>Ringkasan Berita:</b><ul>{points}</ul></div>'
            f'<div class="side-article txt-article multi-fontsize">\n{text_blocks(scene, self)}\n</div>'
            f'<div class="tagcloud3"><a href="/tag/berita">{article.section[1]}</a></div></div>{boxes(scene, "Berita Populer", "populer")}</div>'
        )
        head = og(article, scene.url, "", "", f" - {article.paper.name}")
        return document(article.paper, f"{head}\n{json_ld(article, scene.url)}", body)

    def listing_item(self, title: str, url: str, plan: Plan, paper: Paper) -> str:
        return (
            f'<li class="ptb15"><h3 class="f16 fbo"><a class="fbo2 f16" href="{escape(url)}" title="{escape(title)}">{escape(title)}</a></h3>'
            f'<time class="grey">{DAYS[plan.published.weekday()]}, {plan.published:%d/%m/%Y %H:%M} WIB</time></li>'
        )

    def listing(self, paper: Paper, items: list[str], day: date, pager: str) -> str:
        head = f"<title>Indeks Berita {day:%Y-%m-%d} - {paper.name}</title>"
        return document(paper, head, f'<ul class="lsi">{"".join(items)}</ul>{pager}')
