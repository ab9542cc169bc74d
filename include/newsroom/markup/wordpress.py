"""WordPress: the regional portals, `entry-content`, a day archive in the path, share buttons and a loading line."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from newsroom.articles import Article, Headline
from newsroom.dice import share
from newsroom.markup.base import Extra, Family, Scene, json_ld, local, og, related_extras, safe_date

_PATH = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/[a-z0-9-]*?-(\d{1,2})/?")
_INDEX = re.compile(r"/(\d{4})/(\d\d)/(\d\d)(?:/page/(\d+))?/?")


class WordPress(Family):
    """Listing by /YYYY/MM/DD/page/N/."""

    name = "wordpress"
    link = "h2.entry-title a[rel=bookmark]"
    archive = "/{yyyy}/{mm}/{dd}/page/{page}/"
    page_size = 9

    def path(self, headline: Headline, section: str) -> str:
        folder = f"/{section}" if section in ("video", "foto") else ""
        return f"{folder}/{headline.plan.ref.day:%Y/%m/%d}/{headline.slug}-{headline.plan.ref.index}/"

    def find(self, path: str) -> tuple[date, int] | None:
        match = _PATH.fullmatch(re.sub(r"^/(video|foto)/", "/", path))
        day = safe_date(match[1], match[2], match[3]) if match else None
        return (day, int(match[4])) if match and day else None

    def pattern(self, host: str) -> str:
        return super().pattern(host) + r"((video|foto)/)?\d{4}/\d\d/\d\d/[a-z0-9-]+-\d+/?$"

    def listing_day(self, path: str, query: dict[str, str]) -> tuple[date, int] | None:
        del query
        match = _INDEX.fullmatch(path)
        found = safe_date(match[1], match[2], match[3]) if match else None
        return (found, int(match[4] or 1) - 1) if match and found else None

    def dateline(self, article: Article) -> tuple[str, str]:
        form = int(share("form", article.paper.slug) * 3)
        place, mark = article.dateline_place, article.paper.mark
        if form == 0:
            return f"{place.upper()}, {mark} - ", f"<strong>{escape(place.upper())}, {escape(mark)}</strong> &#8211; "
        if form == 1:
            return f"{place}, {mark} -- ", f"<b>{escape(place)}, {escape(mark)}</b> -- "
        return f"{mark}, {place} - ", f"<strong>{escape(mark)}</strong>, {escape(place)} – "

    def extras(self, scene: Scene) -> tuple[Extra, ...]:
        article, last = scene.article, len(scene.article.paragraphs) - 1
        found = related_extras(scene, "related", "Baca Juga: ", 1, 0.7)
        if article.wire:
            found.append(Extra(last, "credit", f"({article.wire})"))
        else:
            found.append(
                Extra(
                    last,
                    "initials",
                    f"({''.join(word[0] for word in article.authors[0].split()).lower()}{article.plan.ref.index % 9})",
                )
            )
        found += [Extra(last, "tail", line) for line in article.tail]
        if share("loading", article.paper.slug) < 0.3:
            found.append(Extra(last, "loading", "loading..."))
        return tuple(found)

    def draw(self, extra: Extra) -> str:
        text = escape(extra.text, quote=False)
        if extra.kind == "related":
            return f'<div class="gmr-related-infinite"><p><a href="{escape(extra.href)}"><strong>{text}</strong></a></p></div>'
        return f"<p>{text}</p>"

    def head(self, scene: Scene) -> str:
        article = scene.article
        times = local(article).isoformat(), local(article, True).isoformat() if article.modified else ""
        tags = og(article, scene.url, *times, f" - {article.paper.name}")
        # Half of the regional portals run an SEO plugin that adds JSON-LD.
        return f"{tags}\n{json_ld(article, scene.url)}" if share("yoast", article.paper.slug) < 0.5 else tags
