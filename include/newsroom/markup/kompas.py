"""Kompas-like: articles over several pages with `?page=all`, a capitals dateline, channel promos, the time in the address."""

from __future__ import annotations

import re
from datetime import UTC, date
from html import escape

from newsroom.articles import Article, Headline
from newsroom.dice import share
from newsroom.markup.base import Extra, Family, Scene, boxes, document, json_ld, local, og, related_extras, safe_date, text_blocks
from newsroom.papers import Paper
from newsroom.plans import Plan

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

    def path(self, headline: Headline, paper: Paper, section: str) -> str:
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
        found += [Extra(last, "tail", line) for line in article.tail]
        draw = share("promo", str(article.plan.ref))
        if draw < 0.8:
            found.append(Extra(last, "promo", _PROMOS[int(draw * 10) % 3].format(name=article.paper.name)))
        return tuple(found)

    def extra(self, extra: Extra) -> str:
        text = escape(extra.text, quote=False)
        if extra.kind == "related":
            label, _, title = text.partition(": ")
            return f'<p><strong>{label}: <a href="{escape(extra.href)}" class="inner-link-baca-juga">{title}</a></strong></p>'
        return f"<p><em>{text}</em></p>"

    def page(self, scene: Scene) -> str:
        article = scene.article
        moment = local(article)
        pages = max(1, -(-len(article.paragraphs) // _PER_PAGE))
        shown = min(max(scene.page, 0), pages)
        start, stop = (0, None) if shown == 0 or pages == 1 else ((shown - 1) * _PER_PAGE, shown * _PER_PAGE)
        updated = f" Diperbarui {local(article, True):%d/%m/%Y, %H:%M} {article.paper.zone}" if article.modified else ""
        body = (
            f'<div class="row article"><h1 class="read__title">{escape(article.headline.title)}</h1>'
            f'<div class="read__time">{escape(article.paper.name)} - {moment:%d/%m/%Y, %H:%M} {article.paper.zone}{updated}</div>'
            f'<div class="credit"><div class="credit-title-name">{escape(", ".join(article.authors))}, </div>'
            f'<div class="credit-title-name">{escape(article.editor)}</div><span>Tim Redaksi</span></div>'
            f'<div class="photo"><img src="/static/foto.jpg" alt=""><div class="photo__caption">Ilustrasi.(DOK. {escape(article.paper.mark)})</div></div>'
            f'<div class="read__content"><div class="clearfix">\n{text_blocks(scene, self, start, stop)}\n</div></div>'
            f"{_paging(scene, pages, shown)}{boxes(scene, 'Berita Terkait', 'most__wrap')}</div>"
        )
        # Kompas prints UTC in the meta tags and WIB in JSON-LD; both are right.
        published = article.published.astimezone(UTC).isoformat()
        head = og(article, scene.url, published, (article.modified or article.published).astimezone(UTC).isoformat())
        return document(article.paper, f"{head}\n{json_ld(article, scene.url)}", body)

    def listing_item(self, title: str, url: str, plan: Plan, paper: Paper) -> str:
        return (
            f'<div class="articleItem"><a class="article-link" href="{escape(url)}"><div class="articleTitle-wrap"><h2 class="articleTitle">'
            f'{escape(title)}</h2></div><div class="articlePost"><span class="articlePost-date">{plan.published:%d/%m/%Y, %H:%M} WIB</span></div></a></div>'
        )


def _paging(scene: Scene, pages: int, shown: int) -> str:
    if pages == 1 or shown == 0:
        return ""
    links = "".join(
        f'<a class="paging__link" href="{escape(scene.url)}?page={number}">{number}</a>' for number in range(1, pages + 1)
    )
    return (
        f'<div class="read__paging"><div class="paging__wrap">Halaman {links}'
        f'<a class="paging__link paging__link--show" href="{escape(scene.url)}?page=all">Tampilkan Semua</a></div></div>'
    )
