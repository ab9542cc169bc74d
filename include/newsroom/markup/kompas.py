"""Kompas-like: articles over several pages with `?page=all`, a capitals dateline, channel promos, the time in the address."""

from __future__ import annotations

import re
from datetime import UTC, date
from html import escape

from newsroom.articles import Article, Headline
from newsroom.dice import share
from newsroom.markup.base import Extra, Family, Scene, json_ld, local, og, related_extras, safe_date, text_blocks

_PATH = re.compile(r"/(?:[a-z]+/)?read/(\d{4})/(\d\d)/(\d\d)/\d{6}(\d\d)/[a-z0-9-]+")
_PER_PAGE = 9
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
    all_pages = "page=all"

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

    def text(self, scene: Scene) -> str:
        pages, shown = _pages(scene)
        whole = shown == 0 or pages == 1
        return (
            text_blocks(scene, self, 0, None) if whole else text_blocks(scene, self, (shown - 1) * _PER_PAGE, shown * _PER_PAGE)
        )

    def details(self, scene: Scene) -> dict[str, str]:
        article = scene.article
        updated = f" Diperbarui {local(article, True):%d/%m/%Y, %H:%M} {article.paper.zone}" if article.modified else ""
        return {"updated": updated, "paging": _paging(scene)}

    def head(self, scene: Scene) -> str:
        article = scene.article
        # Kompas prints UTC in the meta tags and WIB in JSON-LD; both are right.
        published = article.published.astimezone(UTC).isoformat()
        tags = og(article, scene.url, published, (article.modified or article.published).astimezone(UTC).isoformat())
        return f"{tags}\n{json_ld(article, scene.url)}"


def _pages(scene: Scene) -> tuple[int, int]:
    """Return (number of pages, page shown); page 0 is all of them at once, and AMP copies always are."""
    pages = max(1, -(-len(scene.article.paragraphs) // _PER_PAGE))
    return pages, 0 if scene.form == "amp" else min(max(scene.page, 0), pages)


def _paging(scene: Scene) -> str:
    pages, shown = _pages(scene)
    if pages == 1 or shown == 0:
        return ""
    url = escape(scene.url)
    links = "".join(f'<a class="paging__link" href="{url}?page={number}">{number}</a>' for number in range(1, pages + 1))
    every = f'<a class="paging__link paging__link--show" href="{url}?page=all">Tampilkan Semua</a>'
    return f'<div class="read__paging"><div class="paging__wrap">Halaman {links}{every}</div></div>'
