"""JSON-LD-only: a script-built page whose whole article stands in one JSON-LD block; the visible markup is a shell."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from newsroom.articles import Article, Headline
from newsroom.dice import share
from newsroom.markup.base import (
    Extra,
    Family,
    Scene,
    from_number,
    json_ld,
    number_of,
    related_extras,
    safe_date,
    text_blocks,
)

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PATH = re.compile(r"/(?:video/|foto/)?[a-z0-9-]*?-([0-9a-z]{5})")
_INDEX = re.compile(r"/indeks/(\d{4})/(\d\d)/(\d\d)")
_BASE = 36**4 * 3


class JsonLd(Family):
    """Listing by /indeks/YYYY/MM/DD?mulai=OFFSET; a five-character code ends the address."""

    name = "jsonld"
    link = "div[data-qa-id=news-item] > a"
    archive = "/indeks/{yyyy}/{mm}/{dd}?mulai={offset}"
    page_size = 10
    first_page = 0
    step = 10

    def path(self, headline: Headline, section: str) -> str:
        folder = f"/{section}" if section in ("video", "foto") else ""
        return f"{folder}/{headline.slug}-{_code(_BASE + number_of(headline.plan))}"

    def find(self, path: str) -> tuple[date, int] | None:
        match = _PATH.fullmatch(path)
        return from_number(int(match[1], 36) - _BASE) if match else None

    def pattern(self, host: str) -> str:
        return super().pattern(host) + r"((video|foto)/)?[a-z0-9-]+-[0-9a-z]{5}$"

    def listing_day(self, path: str, query: dict[str, str]) -> tuple[date, int] | None:
        match = _INDEX.fullmatch(path)
        found = safe_date(match[1], match[2], match[3]) if match else None
        return (found, int(query.get("mulai", "0")) // self.page_size) if found else None

    def dateline(self, article: Article) -> tuple[str, str]:
        del article
        return "", ""

    def extras(self, scene: Scene) -> tuple[Extra, ...]:
        article, last = scene.article, len(scene.article.paragraphs) - 1
        found = related_extras(scene, "related", "Baca juga: ", 1, 0.4)
        if article.wire:
            found.append(Extra(last, "credit", f"({article.wire})"))
        found += [Extra(last, "tail", line) for line in article.tail]
        return tuple(found)

    def text(self, scene: Scene) -> str:
        # Half of these outlets render the text on the server too, the others leave an empty shell.
        if share("server", scene.article.paper.slug) < 0.5:
            return f'<div data-qa-id="story-paragraph">{text_blocks(scene, self)}</div>'
        return '<div id="__next" data-hydrate="1"></div>'

    def head(self, scene: Scene) -> str:
        article, extras = scene.article, self.extras(scene)
        lines: list[str] = []
        for number, paragraph in enumerate(article.paragraphs):
            lines += [paragraph.text, *(extra.text for extra in extras if extra.after == number)]
        title = f"<title>{escape(article.headline.title)} | {escape(article.paper.name)}</title>"
        link = f'<link rel="canonical" href="{escape(scene.url)}">'
        return f"{title}\n{link}\n{json_ld(article, scene.url, articleBody=chr(10).join(lines))}"


def _code(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
