"""The newsroom as a corpus: two days of its press, made in this process, with the truth about every article."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from lab.cases import NEWSROOM, Case, Corpus, Gold, Sample
from newsroom.addresses import Addresses
from newsroom.articles import Desk
from newsroom.catalogue import write_catalogue
from newsroom.config import Config
from newsroom.markup.chrome import chrome
from newsroom.site import Site
from newsroom.truth import Truth, TruthBook
from pantau.catalogue import read_catalogue
from pantau.model import Outlet
from pantau.rules import read_rules
from pantau.settings import settings

DAYS = ("2026-11-17", "2026-11-18")
_NOW = datetime(2026, 11, 20, tzinfo=UTC)  # both days are past, so their pages never change
_PORT = 8090  # printed in every address; no server listens there
_KINDS = {"live": "live_schedule"}  # the newsroom's word → Pantau's


def newsroom_cases(days: Sequence[str] = DAYS, most: int = sys.maxsize) -> Corpus:
    """Return the articles for which the newsroom's outlets answer 200 on some days, with all pages that a fetch requests.

    Of an outlet and day there are the first `most` articles.
    """
    config = Config(port=_PORT, clock=lambda: _NOW)
    site = Site(Addresses(Desk(config), _PORT))
    with tempfile.TemporaryDirectory() as folder:
        write_catalogue(Path(folder), config)
        outlets = read_catalogue(Path(folder)).outlets
        rules = read_rules(settings().seeds_dir / "rules", Path(folder) / "rules")
    truths = (truth for day in days for truth in TruthBook(site).day(day) if truth.index < most)
    cases = tuple(_cases(site, truths, outlets))
    return Corpus(f"{len(cases)} pages of the {NEWSROOM}", cases, outlets, rules)


def _cases(site: Site, truths: Iterator[Truth], outlets: dict[str, Outlet]) -> Iterator[Case]:
    for truth in truths:
        if truth.broken_status:
            continue
        body, *more = site.whole(truth.url, _NOW)
        sample = Sample(body, truth.url, truth.outlet, _NOW, tuple(more))
        gold = _gold(truth, _without_chrome(body.decode(), outlets[truth.outlet]))
        yield Case(f"{truth.outlet}/{truth.day}/{truth.index}", truth.outlet, sample, gold)


def _without_chrome(page: str, outlet: Outlet) -> str:
    """Return the page without menu and footer, because these name every section."""
    family = outlet.notes.removeprefix("newsroom, ")
    top, bottom, _ = chrome(outlet.outlet, outlet.name, family)
    return page.replace(top, "").replace(bottom, "")


def _gold(truth: Truth, page: str) -> Gold:
    """Return the answer that the page itself shows: section, place and source only if the page prints them."""
    lines = [line for block in truth.boilerplate for line in block.split("\n")]
    section = any(mark.format(truth.section) in page for mark in (">{}<", '"{}"'))
    place = truth.dateline_place.casefold() in truth.dateline.casefold()
    source = any(truth.wire_source in line for line in (*lines, truth.dateline))
    return Gold(
        kind="" if truth.is_article else _KINDS.get(truth.kind, truth.kind),
        title=truth.title,
        text=truth.text,
        authors=truth.authors,
        published_at=truth.published_at,
        section=truth.section if section else None,
        dateline_place=truth.dateline_place if place else "",
        wire_source=truth.wire_source if source else None,
        noise=(*lines, truth.dateline),
    )
