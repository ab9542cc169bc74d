"""Detik-like: a bold dateline, interstitials in mid text, video boxes, reporter initials at the end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

from newsroom.articles import Article, Headline
from newsroom.dice import dice
from newsroom.markup.base import (
    WIB,
    Extra,
    Family,
    Scene,
    from_number,
    is_split,
    json_ld,
    names,
    number_of,
    og,
    page_links,
    page_number,
    related_extras,
    safe_date,
)  # fmt: skip

_BASE = 7_000_000
_PATH = re.compile(r"/[a-z]+/d-(\d{7,8})/[a-z0-9-]+")
_SCROLL = "SCROLL TO CONTINUE WITH CONTENT"


class Detik(Family):
    """Listing by MM/DD/YYYY; the id stands in `d-<number>`."""

    name = "detik"
    link = "article.list-content__item h3.media__title a"
    archive = "/indeks?date={mm}%2F{dd}%2F{yyyy}&page={page}"
    page_size = 6
    per_page = 7

    def asked(self, query: Mapping[str, str]) -> int:
        return page_number(query, "page")  # there is no way to all pages at once

    def forms(self, pages: int) -> tuple[str, ...]:
        return ("", *(f"page={number}" for number in range(2, pages + 1)))

    def rule(self) -> dict[str, Any]:
        return {
            "article": r"/d-\d{7,8}/",
            "pages": {"next": "?page={n}", "count": "a.detail__anchor-numb", "most": 20},
            "generations": [
                {
                    "rule": "newsroom",
                    "body": ["div.detail__body-text"],
                    "drop": [".para_caption", "table.linksisip", ".detail__long-nav"],
                    "title": "h1.detail__title",
                    "authors": ".detail__author",
                    "time": ".detail__date",
                    "section": ".page__breadcrumb a:last-child",
                }
            ],
        }

    def path(self, headline: Headline, section: str) -> str:
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
        if article.wire:
            found.append(Extra(last, "credit", f"({article.wire})"))
        found += [Extra(last, "tail", line) for line in article.tail]
        initials = "".join(rng.choice("abdefhikmnprsty") for _ in range(3)), "".join(rng.choice("aeghikmrst") for _ in range(3))
        found.append(Extra(last, "initials", f"({initials[0]}/{initials[1]})"))
        return tuple(found)

    def draw(self, extra: Extra) -> str:
        text = escape(extra.text, quote=False)
        if extra.kind == "scroll":
            return f'<div class="clearfix"></div><div class="para_caption"><p>{text}</p></div><div class="paradetail"></div>'
        if extra.kind == "related":
            return f'<table class="linksisip"><tr><td><div class="lihatjg"><strong>{text}</strong></div></td></tr></table>'
        if extra.kind == "video":
            return f'<p><strong><a href="{escape(extra.href)}">{text}</a></strong></p>'
        if extra.kind == "initials":
            return f"<br><br> <strong>{text}</strong>"
        return super().draw(extra)

    def details(self, scene: Scene) -> dict[str, str]:
        if not is_split(scene, self):
            return {"paging": ""}
        links = page_links(scene, self, '<a class="detail__anchor-numb" href="{href}">{number}</a> ')
        last = f'<a class="itp-pagination-next" href="{escape(scene.url)}?page={scene.page + 1}">Selanjutnya</a>'
        return {"paging": f'<div class="detail__long-nav"><span>Halaman</span> {links}{last}</div>'}

    def head(self, scene: Scene) -> str:
        article = scene.article
        stamp = article.published.astimezone(WIB)
        tags = og(article, scene.url, "", "", f" - {article.paper.name}")
        date_tag = f'<meta name="publishdate" content="{stamp:%Y/%m/%d %H:%M:%S}">'
        author_tag = f'<meta name="author" content="{escape(names(article))}">'
        return f"{tags}\n{date_tag}\n{author_tag}\n{json_ld(article, scene.url)}"
