"""Reads one page: metadata first, then the text, then whether it is an article. A pure function from bytes to a reading."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from pantau.extract.body import LONGEST_TEXT
from pantau.extract.captions import with_captions
from pantau.extract.containers import NO_CONTAINERS, Containers
from pantau.extract.decode import decode
from pantau.extract.document import Document, parse
from pantau.extract.identity import article_of, canonical_of, image_of, safe_url, section_of, sites_of
from pantau.extract.kinds import PageKind, kind_of
from pantau.extract.knowledge import Knowledge, read_knowledge
from pantau.extract.language import language_of
from pantau.extract.pages import join_pages
from pantau.extract.people import authors_of, editors_of
from pantau.extract.printed import Frame
from pantau.extract.ruled import Ruled, part_by_rule, read_by_rule
from pantau.extract.times import times_of
from pantau.extract.titles import clean_title, normal_title, title_of
from pantau.extract.unruled import Unruled, read_unruled
from pantau.limits import TooCostly
from pantau.model import Entry, Outlet, PageReading
from pantau.rules import Furniture, Generation, OutletRule, Rules
from pantau.text import join_halves, limit_marks, make_all_storable, make_storable

log = logging.getLogger(__name__)
_LARGEST = 12_000_000


class Loan:
    """What a page lacks and its entry has. `mark` names the fields, so that a later change of the entry is noticed."""

    def __init__(self, entry: Entry | None) -> None:
        self._offer = offered(entry) if entry else {}
        self.mark = ""

    def or_from_entry(self, field: str, own: str) -> str:
        """Return the page's own value, or else the entry's."""
        if not own and self._offer.get(field):
            self.mark += f"+{field}"
            return self._offer[field]
        return own


def offered(entry: Entry) -> dict[str, str]:
    """Return the fields an entry can lend to a page."""
    texts = {"title": entry.title, "section": entry.section, "description": entry.summary}
    return {field: normal_title(text) for field, text in texts.items()}


def extract_page(
    body: bytes | str, url: str, *, folder: Path, rules: Rules, content_type: str = "", entry: Entry | None = None,
    fetched_at: datetime | None = None, outlet: Outlet | None = None, more: Sequence[bytes] = (),
    containers: Containers = NO_CONTAINERS, shifts: Mapping[str, int] = MappingProxyType({}),
) -> PageReading:  # fmt: skip
    """Return what a page says, whatever its bytes are; `failed` with `extract_error` for a page that cannot be read, with
    `too_costly` for one over a limit.

    Times without offset are in the zone of the rule or outlet; `entry` fills what the page lacks; nothing depends on the clock.
    `folder` holds what is known of all pages (seeds/extraction), `rules` are the outlets' own. `more` are the further pages of
    the article. `containers` are the boxes that held the text on earlier pages of hosts without a rule, `shifts` the hours (by
    offset as written) by which the outlet's metadata were wrong there.
    """
    known = read_knowledge(folder)
    url = _address(url)
    try:
        document = parse(_text(body, content_type))
        if document is None:
            return PageReading(canonical_url=safe_url(url), outcome="not_article", reason="no_text", kind="no_text")
        rule = rules.for_page(outlet.outlet if outlet else "", document.tree)
        reading = _Reader(document, url, known, rule, rules.furniture, entry, fetched_at, outlet, containers, shifts).read(
            [_text(part, content_type) for part in more]
        )
        return make_all_storable(reading)
    except TooCostly as error:
        log.warning("%s is not read: %s", url, error)
        return PageReading(canonical_url=safe_url(url), outcome="failed", reason="too_costly")
    except (MemoryError, ImportError):  # the budget of the page is over: the caller that set it names the outcome
        raise
    except Exception as error:  # promised: one hostile page never stops a day; its bytes stay landed for a better rule
        log.warning("%s cannot be read: %s: %s", url, error.__class__.__name__, error, exc_info=True)
        return PageReading(canonical_url=safe_url(url), outcome="failed", reason="extract_error")


def _address(url: str) -> str:
    """Return the URL, or "" for text that is no URL, such as `http://[::1`."""
    try:
        urlsplit(url)
    except ValueError:
        return ""
    return url


def _text(body: bytes | str, content_type: str) -> str:
    text = decode(body[:_LARGEST], content_type) if isinstance(body, bytes) else make_storable(body[:_LARGEST])
    return limit_marks(join_halves(text))


class _Reader:
    """One page while it is read: its tree, its rule, and what both say of it."""

    def __init__(
        self, document: Document, url: str, known: Knowledge, rule: OutletRule | None, furniture: Furniture,
        entry: Entry | None, fetched_at: datetime | None, outlet: Outlet | None,
        containers: Containers, shifts: Mapping[str, int],
    ) -> None:  # fmt: skip
        self.document, self.url, self.known, self.rule, self.furniture = document, url, known, rule, furniture
        self.entry, self.fetched_at, self.outlet = entry, fetched_at, outlet
        self.containers, self.shifts = containers.for_url(url), shifts
        self.article = article_of(document, known, url)
        self.sites = sites_of(document, url, known, outlet, rule.title_ends if rule else ())

    def read(self, more: Sequence[str]) -> PageReading:
        """Return the reading of the page and its further pages."""
        document, article, known = self.document, self.article, self.known
        loan = Loan(self.entry)
        general = loan.or_from_entry("title", title_of(document, article, self.sites, known))
        description = loan.or_from_entry("description", normal_title(next(document.metas(known.meta["description"]), "")))
        captured = self.fetched_at.date() if self.fetched_at else None
        ruled = (
            read_by_rule(document, self.rule, captured, article, (general, description), self.furniture) if self.rule else None
        )
        generation = ruled.generation if ruled else None
        title = self._title(generation) or general
        times = times_of(document, article, known, self._frame(title), generation)
        section = loan.or_from_entry("section", section_of(document, article, known, generation.section if generation else ""))
        read = self._read_text(ruled, title, (general, description))
        text = read.text
        parts = [self._part(part, generation) for part in more]
        text = join_pages(text, parts)[:LONGEST_TEXT] if parts else text
        told = ruled is not None and times.source not in ("", "feed")
        text, kind = self._judge_kind(title, text, told=told)
        return PageReading(
            canonical_url=canonical_of(document, article, self.url, self.outlet),
            title=title,
            text=text,
            authors=_normal(authors_of(document, article, self.sites, known, generation)),
            editors=_normal(editors_of(document, article, self.sites, known, generation)),
            published_at=times.published_at,
            modified_at=times.modified_at,
            time_source=times.source,
            time_flag=times.flag,
            section=section,
            language=language_of(text, document.language or (self.outlet.language if self.outlet else "")),
            description=description,
            image_url=image_of(document, article, self.url),
            method=read.method + loan.mark,
            confidence=read.confidence,
            rule=f"{self.rule.name}/{generation.rule}" if self.rule and generation else "",
            pages=(ruled.pages if ruled else 1) + len(parts),
            kind=kind.kind,
            outcome="not_article" if kind.reason else "",
            reason=kind.reason,
        )

    def _judge_kind(self, title: str, text: str, *, told: bool) -> tuple[str, PageKind]:
        """Return the text (of a gallery with its captions) and the kind of the page; `told`: the rule found the time."""
        document, article, known = self.document, self.article, self.known
        address = self.url or safe_url(document.canonical or next(document.metas(("og:url",)), ""))
        kind = kind_of(document, address, title, text, article, known, self.rule, told=told)
        if kind.kind == "gallery" and (captioned := with_captions(document, text)[:LONGEST_TEXT]) != text:
            return captioned, kind_of(document, address, title, captioned, article, known, self.rule, told=told)
        return text, kind

    def _read_text(self, ruled: Ruled | None, title: str, hints: Sequence[str]) -> Unruled:
        if ruled:
            return Unruled(ruled.text[:LONGEST_TEXT], "rule", 1.0)
        return read_unruled(self.document, self.article, self.known, title, hints, self.furniture, self.containers)

    def _title(self, generation: Generation | None) -> str:
        return clean_title(self.document.first(generation.title), self.sites, self.known) if generation else ""

    def _frame(self, title: str) -> Frame:
        zone = (self.rule.zone if self.rule else "") or (self.outlet.zone if self.outlet else "") or "WIB"
        return Frame(self.url, title, zone, self.entry.published_at if self.entry else None, self.fetched_at, self.shifts)

    def _part(self, source: str, generation: Generation | None) -> str:
        """Return the text of a further page: by the generation that read the first, else as any page without a rule."""
        document = parse(source)
        if document is None:
            return ""
        found = part_by_rule(document, generation, self.furniture) if generation else ""
        return (
            found
            or read_unruled(document, article_of(document, self.known), self.known, "", (), self.furniture, self.containers).text
        )


def _normal(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(normal_title, names)))
