"""Kompas-like: articles over several pages with `?page=all`, a capitals dateline, channel promos, the time in the address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date
from html import escape
from typing import Any

from newsroom.articles import Article, Headline
from newsroom.dice import share
from newsroom.markup.base import (
    Extra,
    Family,
    Scene,
    is_split,
    json_ld,
    local,
    og,
    page_links,
    page_number,
    related_extras,
    safe_date,
)

_PATH = re.compile(r"/(?:[a-z]+/)?read/(\d{4})/(\d\d)/(\d\d)/\d{6}(\d\d)/[a-z0-9-]+")
_PROMOS = (
    "Dapatkan update berita pilihan dan breaking news setiap hari dari {name}. Mari bergabung di saluran WhatsApp {name}.",
    "{name} berkomitmen memberikan fakta jernih, tepercaya, dan berimbang. Dukung keberlanjutan jurnalisme jernih.",
    "Simak breaking news dan berita pilihan kami langsung di ponselmu. Pilih saluran andalanmu akses berita {name}.",
)


class Kompas(Family):
    """Listing by YYYY-MM-DD; pages of nine paragraphs."""

    name = "kompas"
    link = "div.articleItem a.article-link"
    archive = "/indeks?site=all&date={yyyy}-{mm}-{dd}&page={page}"
    page_size = 8
    per_page = 9

    def asked(self, query: Mapping[str, str]) -> int:
        return 0 if query.get("page") == "all" else page_number(query, "page")

    def forms(self, pages: int) -> tuple[str, ...]:
        del pages
        return ("page=all",)

    def rule(self) -> dict[str, Any]:
        return {
            "article": r"/read/\d{4}/\d\d/\d\d/\d{8}/",
            "pages": {"whole": "page=all"},
            "generations": [
                {
                    "rule": "newsroom",
                    "body": ["div.read__content"],
                    "title": "h1.read__title",
                    "authors": ".credit-title-name:first-child",
                    "editors": ".credit-title-name + .credit-title-name",
                    "time": ".read__time",
                }
            ],
        }

    def path(self, headline: Headline, section: str) -> str:
        moment = headline.plan.published
        return f"/{section}/read/{moment:%Y/%m/%d/%H%M%S}{headline.plan.ref.index:02d}/{headline.slug}"

    def find(self, path: str) -> tuple[date, int] | None:
        match = _PATH.fullmatch(path)
        day = safe_date(match[1], match[2], match[3]) if match else None
        return (day, int(match[4])) if match and day else None

    def pattern(self, host: str) -> str:
        return super().pattern(host) + r"[a-z]+/read/\d{4}/\d\d/\d\d/\d{8}/"

    def listing_day(self, path: str, query: dict[str, str]) -> tuple[date, int] | None:
        if path != "/indeks" or query.get("date", "").count("-") != 2:
            return None
        found = safe_date(*query["date"].split("-"))
        return (found, int(query.get("page", "1")) - 1) if found else None

    def dateline(self, article: Article) -> tuple[str, str]:
        place = f"{article.dateline_place.upper()}, " if share("kompas", str(article.plan.ref)) < 0.7 else ""
        plain = f"{place}{article.paper.mark} - "
        return plain, f"<strong>{escape(plain.removesuffix(' - '))}</strong> - "

    def extras(self, scene: Scene) -> tuple[Extra, ...]:
        article, last = scene.article, len(scene.article.paragraphs) - 1
        found = related_extras(scene, "related", "Baca juga: ", 2, 0.9)
        if article.wire:
            found.append(Extra(last, "credit", f"Sumber: {article.wire}"))
        found += [Extra(last, "tail", line) for line in article.tail]
        draw = share("promo", str(article.plan.ref))
        if draw < 0.8:
            found.append(Extra(last, "promo", _PROMOS[int(draw * 10) % 3].format(name=article.paper.name)))
        return tuple(found)

    def draw(self, extra: Extra) -> str:
        text = escape(extra.text, quote=False)
        if extra.kind == "related":
            label, _, title = text.partition(": ")
            return f'<p><strong>{label}: <a href="{escape(extra.href)}" class="inner-link-baca-juga">{title}</a></strong></p>'
        return f"<p><em>{text}</em></p>"

    def details(self, scene: Scene) -> dict[str, str]:
        article = scene.article
        updated = f" Diperbarui {local(article, True):%d/%m/%Y, %H:%M} {article.paper.zone}" if article.modified else ""
        return {"updated": updated, "paging": _paging(scene, self)}

    def head(self, scene: Scene) -> str:
        article = scene.article
        # Kompas prints UTC in the meta tags and WIB in JSON-LD; both are right.
        published = article.published.astimezone(UTC).isoformat()
        modified = article.modified.astimezone(UTC).isoformat() if article.modified else ""
        tags = og(article, scene.url, published, modified)
        return f"{tags}\n{json_ld(article, scene.url)}"


def _paging(scene: Scene, family: Family) -> str:
    if not is_split(scene, family):
        return ""
    links = page_links(scene, family, '<a class="paging__link" href="{href}">{number}</a>')
    every = f'<a class="paging__link paging__link--show" href="{escape(scene.url)}?page=all">Tampilkan Semua</a>'
    return f'<div class="read__paging"><div class="paging__wrap">Halaman {links}{every}</div></div>'
