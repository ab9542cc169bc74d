"""Detik-like: a bold dateline, interstitials in mid text, video boxes, reporter initials at the end."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from newsroom.articles import Article, Headline
from newsroom.clock import DAYS, MONTHS_SHORT
from newsroom.dice import dice
from newsroom.markup.base import (
    WIB,
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

_BASE = 7_000_000
_PATH = re.compile(r"/[a-z]+/d-(\d{7,8})/[a-z0-9-]+")
_SCROLL = "SCROLL TO CONTINUE WITH CONTENT"


class Detik(Family):
    """Listing by MM/DD/YYYY; the id stands in `d-<number>`."""

    name = "detik"
    link = "article.list-content__item h3.media__title a"
    archive = "/indeks?date={mm}%2F{dd}%2F{yyyy}&page={page}"
    page_size = 6

    def path(self, headline: Headline, paper: Paper, section: str) -> str:
        return f"/{section}/d-{_BASE + number_of(headline.plan)}/{headline.slug}"

    def find(self, path: str) -> tuple[date, int] | None:
        match = _PATH.fullmatch(path)
        return from_number(int(match[1]) - _BASE) if match else None

    def pattern(self, host: str) -> str:
        return super().pattern(host) + r"[a-z]+/d-\d+/"

    def listing_day(self, path: str, query: dict[str, str]) -> tuple[date, int] | None:
        if path != "/indeks" or query.get("date", "").count("/") != 2:
            return None
        month, day, year = query["date"].split("/")
        found = safe_date(year, month, day)
        return (found, int(query.get("page", "1")) - 1) if found else None

    def dateline(self, article: Article) -> tuple[str, str]:
        return f"{article.dateline_place} - ", f"<strong>{escape(article.dateline_place)}</strong> - "

    def extras(self, scene: Scene) -> tuple[Extra, ...]:
        article = scene.article
        rng, last = dice("detik", str(article.plan.ref)), len(article.paragraphs) - 1
        found = related_extras(scene, "related", "Baca juga: ", 1, 0.6)
        if rng.random() < 0.98:
            found.append(Extra(min(2, last), "scroll", _SCROLL))
        if rng.random() < 0.25 and scene.related:
            word = rng.choice(("Lihat juga Video", "Simak juga Video", "Tonton juga Video"))
            found.append(Extra(last, "video", f"{word}: {scene.related[-1][0]}", scene.related[-1][1]))
            found.append(Extra(last, "embed", "[Gambas:Video 20detik]".replace("20detik", f"{article.paper.name}TV")))
        found += [Extra(last, "tail", line) for line in article.tail]
        initials = "".join(rng.choice("abdefhikmnprsty") for _ in range(3)), "".join(rng.choice("aeghikmrst") for _ in range(3))
        found.append(Extra(last, "initials", f"({initials[0]}/{initials[1]})"))
        return tuple(found)

    def extra(self, extra: Extra) -> str:
        text = escape(extra.text, quote=False)
        if extra.kind == "scroll":
            return f'<div class="clearfix"></div><div class="para_caption"><p>{text}</p></div><div class="paradetail"></div>'
        if extra.kind == "related":
            return f'<table class="linksisip"><tr><td><div class="lihatjg"><strong>{text}</strong></div></td></tr></table>'
        if extra.kind == "video":
            return f'<p><strong><a href="{escape(extra.href)}">{text}</a></strong></p>'
        if extra.kind == "initials":
            return f"<br><br> <strong>{text}</strong>"
        return super().extra(extra)

    def page(self, scene: Scene) -> str:
        article = scene.article
        moment = local(article)
        printed = f"{DAYS[moment.weekday()]}, {moment.day:02d} {MONTHS_SHORT[moment.month - 1]} {moment.year} {moment:%H:%M} {article.paper.zone}"
        body = (
            f'<article class="detail"><div class="detail__header"><div class="page__breadcrumb"><a href="/">{article.paper.name}</a> '
            f'<a href="/{article.section[0]}">{article.section[1]}</a></div><h1 class="detail__title">{escape(article.headline.title)}</h1>'
            f'<div class="detail__author">{escape(article.authors[0])} - <span class="detail__label">{escape(article.paper.name)}</span></div>'
            f'<div class="detail__date">{printed}</div></div>'
            f'<div class="detail__media"><figure><img src="/static/foto.jpg" alt=""><figcaption class="detail__media-caption">'
            f"Foto: ilustrasi/{escape(article.paper.name)}</figcaption></figure></div>"
            f'<div class="detail__body itp_bodycontent_wrapper"><div class="detail__body-text itp_bodycontent">\n{text_blocks(scene, self)}\n</div>'
            f'<div class="detail__body-tag"><a href="/tag/berita">{article.section[1].lower()}</a></div></div></article>{boxes(scene, "Berita Terkait", "terkait")}'
        )
        head = og(article, scene.url, "", "", f" - {article.paper.name}")
        meta = f'<meta name="publishdate" content="{moment.astimezone(WIB):%Y/%m/%d %H:%M:%S}">\n<meta name="author" content="{escape(article.authors[0])}">'
        return document(article.paper, f"{head}\n{meta}\n{json_ld(article, scene.url)}", body)

    def listing_item(self, title: str, url: str, plan: Plan, paper: Paper) -> str:
        epoch = int(plan.published.timestamp())
        return (
            f'<article class="list-content__item"><div class="media media--left"><div class="media__text"><h3 class="media__title">'
            f'<a href="{escape(url)}" class="media__link">{escape(title)}</a></h3><div class="media__date"><span d-time="{epoch}">'
            f"{plan.published:%d/%m/%Y %H:%M}</span></div></div></div></article>"
        )
