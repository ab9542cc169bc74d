"""Antara-like: a news agency with bureau hosts, `City (AGENCY) -`, and a sign-off glued to a ban on crawling."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from newsroom.articles import Article, Headline
from newsroom.markup.base import (
    Extra,
    Family,
    Scene,
    from_number,
    local,
    names,
    number_of,
    og,
    related_extras,
    safe_date,
)  # fmt: skip

_BASE = 5_000_000
_PATH = re.compile(r"/(?:berita|video|foto)/(\d{7})/[a-z0-9-]+")
_INDEX = re.compile(r"/indeks/(\d\d)-(\d\d)-(\d{4})(?:/(\d+))?")


_BAN = (
    "Dilarang keras mengambil konten, melakukan crawling atau pengindeksan otomatis untuk AI di situs web ini "
    "tanpa izin tertulis dari {mark}."
)


class Antara(Family):
    """Listing by DD-MM-YYYY in the path; the id is a number per agency."""

    name = "antara"
    link = "article.simple-post h3 a"
    archive = "/indeks/{dd}-{mm}-{yyyy}/{page}"
    page_size = 10

    def path(self, headline: Headline, section: str) -> str:
        folder = {"video": "video", "foto": "foto"}.get(section, "berita")
        return f"/{folder}/{_BASE + number_of(headline.plan)}/{headline.slug}"

    def find(self, path: str) -> tuple[date, int] | None:
        match = _PATH.fullmatch(path)
        return from_number(int(match[1]) - _BASE) if match else None

    def pattern(self, host: str) -> str:
        return super().pattern(host) + r"(berita|video|foto)/\d+/"

    def listing_day(self, path: str, query: dict[str, str]) -> tuple[date, int] | None:
        del query
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
        found.append(Extra(last, "signoff", f"Pewarta: {names(article)}\nEditor: {article.editor}\nCopyright © {mark} {year}"))
        found.append(Extra(last, "ban", _BAN.format(mark=mark)))
        return tuple(found)

    def draw(self, extra: Extra) -> str:
        text = escape(extra.text, quote=False)
        if extra.kind == "related":
            return f'<p class="baca-juga"><span class="baca-juga"><b><a href="{escape(extra.href)}">{text}</a></b></span></p>'
        if extra.kind == "signoff":
            return f'<p class="text-muted mt-2 small">{text.replace(chr(10), "<br>")}</p>'
        return f'<p class="text-muted small"><em>{text}</em></p>'

    def head(self, scene: Scene) -> str:
        article = scene.article
        stamp = f'<meta itemprop="datePublished" content="{local(article).isoformat()}">'
        return f'{og(article, scene.url, "")}\n{stamp}\n<meta name="author" content="{escape(names(article))}">'
