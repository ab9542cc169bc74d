"""Blogger: community papers on a blog host, no meta tags to speak of, line breaks instead of paragraphs."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from newsroom.articles import Article, Headline
from newsroom.clock import MONTHS
from newsroom.dice import share
from newsroom.markup.base import Extra, Family, Scene, boxes, document, local, related_extras, safe_date
from newsroom.papers import Paper
from newsroom.plans import Plan

_PATH = re.compile(r"/(\d{4})/(\d\d)/[a-z0-9-]+_(\d\d)(\d\d)\.html")
_INDEX = re.compile(r"/(\d{4})_(\d\d)_(\d\d)_archive\.html")


class Blogger(Family):
    """Listing by /YYYY_MM_DD_archive.html?page=N."""

    name = "blogger"
    link = "h3.post-title.entry-title > a"
    archive = "/{yyyy}_{mm}_{dd}_archive.html?page={page}"
    page_size = 15

    def path(self, headline: Headline, paper: Paper, section: str) -> str:
        ref = headline.plan.ref
        return f"/{ref.day:%Y/%m}/{headline.slug[:39].strip('-')}_{ref.day:%d}{ref.index:02d}.html"

    def find(self, path: str) -> tuple[date, int] | None:
        match = _PATH.fullmatch(path)
        day = safe_date(match[1], match[2], match[3]) if match else None
        return (day, int(match[4])) if match and day else None

    def pattern(self, host: str) -> str:
        return super().pattern(host) + r"\d{4}/\d\d/[a-z0-9-]+_\d{4}\.html$"

    def listing_day(self, path: str, query: dict[str, str]) -> tuple[date, int] | None:
        match = _INDEX.fullmatch(path)
        found = safe_date(match[1], match[2], match[3]) if match else None
        return (found, int(query.get("page", "1")) - 1) if found else None

    def dateline(self, article: Article) -> tuple[str, str]:
        plain = f"{article.dateline_place.upper()} - "
        return plain, f"<b>{escape(article.dateline_place.upper())}</b> - "

    def extras(self, scene: Scene) -> tuple[Extra, ...]:
        article, last = scene.article, len(scene.article.paragraphs) - 1
        found = related_extras(scene, "related", "Baca juga: ", 1, 0.3)
        if article.wire:
            found.append(Extra(last, "credit", f"({article.wire})"))
        elif share("sign", str(article.plan.ref)) < 0.6:
            found.append(Extra(last, "initials", f"({article.authors[0].split()[0].lower()[:3]})"))
        found += [Extra(last, "tail", line) for line in article.tail]
        found.append(Extra(last, "loading", "loading..."))
        return tuple(found)

    def page(self, scene: Scene) -> str:
        article = scene.article
        moment = local(article)
        lines: list[str] = []
        extras = self.extras(scene)
        for number, paragraph in enumerate(article.paragraphs):
            prefix = self.dateline(article)[1] if number == 0 else ""
            lines.append(prefix + escape(paragraph.text, quote=False))
            lines += [escape(extra.text, quote=False) for extra in extras if extra.after == number]
        printed = f"{MONTHS[moment.month - 1]} {moment.day:02d}, {moment.year}"
        body = (
            f'<div class="post-outer"><div class="post hentry uncustomized-post-template"><h1 class="post-title entry-title">{escape(article.headline.title)}</h1>'
            f'<div class="post-header"><abbr class="published" title="{moment.isoformat()}">{printed}</abbr></div>'
            f'<div class="post-body entry-content" id="post-body-{article.plan.ref.index}">\n{"<br><br>".join(lines)}\n</div>'
            f'<div class="post-footer"><span class="post-author vcard">Diposting oleh <span class="fn">{escape(article.authors[0])}</span></span></div></div></div>'
            f"{boxes(scene, 'Postingan Populer', 'PopularPosts')}"
        )
        head = (
            f'<title>{escape(article.headline.title)} - {escape(article.paper.name)}</title>\n<link rel="canonical" href="{escape(scene.url)}">\n'
            f'<meta content="blogger" name="generator">\n<meta content="{escape(article.headline.title)}" property="og:title">'
        )
        return document(article.paper, head, body)

    def listing_item(self, title: str, url: str, plan: Plan, paper: Paper) -> str:
        return f'<div class="post"><h3 class="post-title entry-title"><a href="{escape(url)}">{escape(title)}</a></h3></div>'
