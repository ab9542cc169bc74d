"""The frames that the suites judge: plain columns made from the stage results, one row per article, URL, outlet or day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from pantau.day import WIB, bounds
from pantau.model import Cleaned, Extracted, Outlet
from pantau.tagged import Tagged
from pantau.urls import in_domains
from pantau.validate.row_rules import LANGUAGE_WORDS, OWN_LANGUAGE
from pantau.validate.rules import stored_words

TEXT, NUMBER, FLAG = "str", "float64", "bool"
ARTICLE_COLUMNS = {
    "article_id": TEXT,
    "title_length": NUMBER,
    "text_start": TEXT,
    "length": NUMBER,
    "markup": TEXT,
    "mojibake": TEXT,
    "confidence": NUMBER,
    "url": TEXT,
    "url_live": TEXT,
    "url_stray": TEXT,
    "canonical_url": TEXT,
    "canonical_stray": TEXT,
    "time_stated": TEXT,
    "hours_after_fetch": NUMBER,
    "days_from_day": NUMBER,
    "published": TEXT,
    "language": TEXT,
    "evidence_outside": TEXT,
    "tags": NUMBER,
    "entities": NUMBER,
    "complete": FLAG,
}

# What a wrong extraction leaves of the code of a page: tags, entities, scripts of adverts and tracking.
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|img|ul|ol|li|h[1-6]|strong|em|script|style|iframe|figure|table|tr|td)\b[^<>]{0,200}/?>"
    r"|&(?:nbsp|amp|quot|lt|gt|apos|[lr]dquo|[lr]squo|hellip|[mn]dash|#\d{2,6}|#x[0-9a-f]{2,6});"
    r"|googletag\.cmd|window\.dataLayer|document\.(?:getElementById|write)|function\s*\(\w*\)\s*\{",
    re.IGNORECASE,
)
# A wrong charset: bytes that are no letter, or UTF-8 read as Windows-1252. Outlets print a few such names themselves (Detik:
# "MÃ¼ller" three times in a football report), which is no reason to refuse the article; one in 300 characters is a broken page.
_MOJIBAKE = re.compile("\ufffd|â€[œ™˜\u009d“”¦]|Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]")
MOJIBAKE_CHARACTERS = 300
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


@dataclass(frozen=True, slots=True)
class JudgedArticle:
    """One article with what the stages made of it; `clean` or `tagged` is None if a stage lost it.

    `live` says that a feed announced it; archives and captures have the addresses of their time, often plain http.
    """

    extracted: Extracted
    clean: Cleaned | None
    tagged: Tagged | None
    live: bool = True


def article_rows(day: str, articles: Iterable[JudgedArticle], outlets: Mapping[str, Outlet]) -> list[dict[str, Any]]:
    """Return the rows of the frame `articles`, sorted by outlet and article id; columns as in ARTICLE_COLUMNS and more."""
    start, every = bounds(day)[0], tuple(domain for outlet in outlets.values() for domain in outlet.domains)
    ordered = sorted(articles, key=lambda article: (article.extracted.outlet, article.extracted.article_id))
    return [_article_row(article, start, outlets.get(article.extracted.outlet), every) for article in ordered]


def _article_row(article: JudgedArticle, start: datetime, outlet: Outlet | None, every: tuple[str, ...]) -> dict[str, Any]:
    extracted, clean, tagged = article.extracted, article.clean, article.tagged
    title, text = (clean.title, clean.text) if clean else (extracted.title, "")
    length = _length(text, clean.words if clean else 0)
    return {
        "article_id": extracted.article_id,
        "outlet": extracted.outlet,
        "title": title,
        "title_length": len(title.strip()),
        "text_start": text.strip()[:80] or None,
        "length": length,
        "markup": _markup(title, text),
        "mojibake": _mojibake(text),
        "confidence": extracted.confidence,
        "url": extracted.url,
        "url_live": extracted.url if article.live else None,
        "url_stray": _stray(extracted.url, outlet.domains if outlet else ()),
        "canonical_url": extracted.canonical_url or None,
        "canonical_stray": _stray(extracted.canonical_url, every) if extracted.canonical_url else None,
        **_times(extracted, start),
        "language": _judged_language(extracted, tagged, length, outlet),
        "evidence_outside": _evidence_outside(tagged, len(text)),
        "tags": sum(tag.kind not in ("language", "tone") for tag in tagged.tags) if tagged else 0,
        "entities": len(tagged.entities) if tagged else 0,
        "complete": clean is not None and tagged is not None,
    }


def _length(text: str, words: int) -> int:
    """Return the length in words. In scripts without spaces (a Chinese edition) two characters count as a word."""
    return max(words, len(_CJK.findall(text)) // 2)


def _markup(title: str, text: str) -> str | None:
    found = _MARKUP.search(title) or _MARKUP.search(text)
    return found.group()[:120] if found else None


def _mojibake(text: str) -> str | None:
    found = list(_MOJIBAKE.finditer(text))
    if len(found) < 3 or len(found) * MOJIBAKE_CHARACTERS < len(text):
        return None
    return text[max(0, found[0].start() - 20) : found[0].end() + 20].strip()


def _stray(url: str, domains: Sequence[str]) -> str | None:
    """Return the host of a URL if it is in none of the domains ('?' for no host at all), else None."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return None if host and in_domains(host, domains) else host or "?"


def _times(extracted: Extracted, start: datetime) -> dict[str, Any]:
    published = extracted.published_at
    if published is None:
        return {
            "published_at": None,
            "time_stated": extracted.time_flag or None,
            "hours_after_fetch": None,
            "days_from_day": None,
            "published": None,
        }
    return {
        "published_at": published,
        "time_stated": extracted.time_source or "stated",
        "hours_after_fetch": (published - extracted.fetched_at).total_seconds() / 3600,
        "days_from_day": (published - start).total_seconds() / 86_400,
        "published": printed(published),
    }


def printed(moment: datetime) -> str:
    """Return a time as people here read it: `2026-11-22 21:30 WIB`."""
    return f"{moment.astimezone(WIB):%Y-%m-%d %H:%M} WIB"


def _judged_language(extracted: Extracted, tagged: Tagged | None, length: int, outlet: Outlet | None) -> str | None:
    """Return the language to judge, OWN_LANGUAGE for the outlet's; None for an unknown language or a short text, because
    detectors guess there."""
    language = re.split(r"[-_]", (tagged.language if tagged else "") or extracted.language)[0].lower()
    if length < LANGUAGE_WORDS or language in ("", "und"):
        return None
    return OWN_LANGUAGE if outlet and language in re.split(r"[;, ]+", outlet.language.lower()) else language


def _evidence_outside(tagged: Tagged | None, length: int) -> str | None:
    """Return the first tag whose evidence is no span of the text; (-1, -1) means the title or metadata and is correct."""
    for tag in tagged.tags if tagged else ():
        if (tag.start, tag.end) != (-1, -1) and not 0 <= tag.start < tag.end <= length:
            span = {"tag": f"{tag.kind}:{tag.id}", "start": tag.start, "end": tag.end}
            return stored_words("observed", "evidence", length=length, **span)
    return None
