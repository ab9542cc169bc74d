"""Blogger: community papers on a blog host, no meta tags to speak of, line breaks instead of paragraphs."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from newsroom.articles import Article, Headline
from newsroom.dice import share
from newsroom.markup.base import Extra, Family, Scene, related_extras, safe_date

_PATH = re.compile(r"/(\d{4})/(\d\d)/[a-z0-9-]+_(\d\d)(\d\d)\.html")
_INDEX = re.compile(r"/(\d{4})_(\d\d)_(\d\d)_archive\.html")


class Blogger(Family):
    """Listing by /YYYY_MM_DD_archive.html?page=N."""

    name = "blogger"
    link = "h3.post-title.entry-title > a"
    archive = "/{yyyy}_{mm}_{dd}_archive.html?page={page}"
    page_size = 15

    def path(self, headline: Headline, section: str) -> str:
        del section  # a blog has no folders
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

    def text(self, scene: Scene) -> str:
        article, extras = scene.article, self.extras(scene)
        lines: list[str] = []
        for number, paragraph in enumerate(article.paragraphs):
            prefix = self.dateline(article)[1] if number == 0 else ""
            lines.append(prefix + escape(paragraph.text, quote=False))
            lines += [escape(extra.text, quote=False) for extra in extras if extra.after == number]
        return "<br><br>".join(lines)

    def head(self, scene: Scene) -> str:
        article = scene.article
        title = escape(article.headline.title)
        return (
            f"<title>{title} - {escape(article.paper.name)}</title>\n"
            f'<link rel="canonical" href="{escape(scene.url)}">\n<meta content="blogger" name="generator">\n'
            f'<meta content="{title}" property="og:title">'
        )
