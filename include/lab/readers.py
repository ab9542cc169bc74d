"""One call for Pantau and for the readers with which it is compared: it takes a page and returns a reading."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from lab.cases import Sample
from pantau.clean import Press, clean_text
from pantau.errors import BadInput
from pantau.extract import extract_page
from pantau.model import Outlet, PageReading
from pantau.rules import Rules, read_rules
from pantau.settings import settings

Outlets = dict[str, Outlet]


@dataclass(frozen=True, slots=True)
class ReaderAnswer:
    """What a reader says of a page; None for a field that the reader does not know. `kind` is "" for an article; `failed` is an
    error."""

    title: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    kind: str = ""
    method: str = ""
    rule: str = ""
    failed: bool = False
    section: str | None = None
    dateline_place: str | None = None
    wire_source: str | None = None


Reader = Callable[[Sample], ReaderAnswer]


def reader(name: str, outlets: Outlets, rules: Rules | None = None, folder: Path | None = None) -> Reader:
    """Return the reader called `name`; raise BadInput, which says how to install a missing reader.

    `outlets`, `rules` and `folder` (of extraction seeds) are those that Pantau uses (None: those of seeds and catalogue).
    """
    if name == "newspaper4k" and find_spec("newspaper") is None:
        raise BadInput("newspaper4k is not installed; `.venv/bin/uv pip install newspaper4k` puts it beside Pantau")
    if name in OURS:
        return OURS[name](outlets, rules, folder)
    return _forgiving(OTHERS[name]())


def _forgiving(call: Reader) -> Reader:
    """Treat an error of another project's reader as an empty answer; Pantau's own reader must never raise an error.

    These readers read one page. The texts of an article over several pages are joined, as users of these readers would do.
    """

    def read(sample: Sample) -> ReaderAnswer:
        try:
            first = call(sample)
            texts = [first.text, *(call(replace(sample, body=body)).text for body in sample.more)]
            return replace(first, text="\n".join(texts)) if sample.more else first
        except Exception as error:
            return ReaderAnswer(method=error.__class__.__name__, failed=True)

    return read


def _extraction(outlets: Outlets, rules: Rules | None, folder: Path | None) -> Callable[[Sample], PageReading]:
    find = finder(outlets)
    logging.getLogger("pantau.extract").setLevel(logging.CRITICAL)  # each failed page is counted here
    chosen = settings()
    known, by_outlet = folder or chosen.seeds_dir / "extraction", rules if rules is not None else read_rules(*chosen.rule_folders)

    def read(sample: Sample) -> PageReading:
        return extract_page(
            sample.body,
            sample.url,
            fetched_at=sample.fetched_at,
            outlet=find(sample),
            folder=known,
            rules=by_outlet,
            more=sample.more,
        )

    return read


def _pantau(outlets: Outlets, rules: Rules | None, folder: Path | None) -> Reader:
    """Extract and clean, as `pantau extract` does."""
    extract, find = _extraction(outlets, rules, folder), finder(outlets)
    names, cleaning = tuple(sorted(outlet.name for outlet in outlets.values())), settings().seeds_dir / "cleaning"

    def read(sample: Sample) -> ReaderAnswer:
        page, own = extract(sample), find(sample)
        clean = clean_text(
            page.text, folder=cleaning, outlet=own.outlet if own else sample.outlet, title=page.title,
            description=page.description, authors=page.authors, press=Press(own.name if own else "", names),
        )  # fmt: skip
        return ReaderAnswer(
            clean.title, clean.text, page.authors, page.published_at,
            kind=page.reason if page.outcome == "not_article" else "",
            method=page.method.partition("+")[0],
            rule=page.rule,
            failed=page.outcome == "failed",
            section=page.section, dateline_place=clean.dateline_place, wire_source=clean.wire_source,
        )  # fmt: skip

    return read


def _extract_only(outlets: Outlets, rules: Rules | None, folder: Path | None) -> Reader:
    extract = _extraction(outlets, rules, folder)

    def read(sample: Sample) -> ReaderAnswer:
        page = extract(sample)
        return ReaderAnswer(page.title, page.text, page.authors, page.published_at, method=page.method.partition("+")[0])

    return read


def _trafilatura(favor_precision: bool) -> Callable[[], Reader]:
    def make() -> Reader:
        import trafilatura
        from trafilatura.settings import Document

        logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # trafilatura logs an error for every page without text

        def read(sample: Sample) -> ReaderAnswer:
            found = trafilatura.bare_extraction(
                sample.body, url=sample.url or None, with_metadata=True, favor_precision=favor_precision
            )
            if not isinstance(found, Document):
                return ReaderAnswer(kind="no_text")
            authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
            return ReaderAnswer(found.title or "", found.text or "", authors, _moment(found.date))

        return read

    return make


def _newspaper4k() -> Reader:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the warning is about a language library, which the reading of a page does not need
        from newspaper import Article

    def read(sample: Sample) -> ReaderAnswer:
        page = Article(sample.url or "https://kabar.example/a", language="id", fetch_images=False)
        page.download(input_html=sample.body.decode("utf-8", "replace"))
        page.parse()
        return ReaderAnswer(page.title or "", page.text or "", tuple(page.authors), page.publish_date)

    return read


OURS: dict[str, Callable[[Outlets, Rules | None, Path | None], Reader]] = {
    "pantau": _pantau,
    "pantau, extraction only": _extract_only,
}
OTHERS: dict[str, Callable[[], Reader]] = {
    "trafilatura": _trafilatura(favor_precision=False),
    "trafilatura, favor_precision": _trafilatura(favor_precision=True),
    "newspaper4k": _newspaper4k,
}


def finder(outlets: Outlets) -> Callable[[Sample], Outlet | None]:
    """Return the function that finds the outlet of a page: the one with the longest domain of the address, else the one it
    names."""
    by_domain = {domain: outlet for outlet in outlets.values() for domain in outlet.domains}

    def find(sample: Sample) -> Outlet | None:
        host = urlsplit(sample.url).hostname or ""
        while host:
            if host in by_domain:
                return by_domain[host]
            host = host.partition(".")[2]
        return outlets.get(sample.outlet)

    return find


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
