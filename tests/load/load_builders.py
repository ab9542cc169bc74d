"""Tiny days for the load tests: they put what the landing and the stages would write straight into both stores."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from landed import bare_seeds
from pantau.catalogue import Catalogue
from pantau.dedupe.stage import run as dedupe
from pantau.lexemes.analyzer import Analyzer
from pantau.model import (
    Cleaned,
    Extracted,
    Feed,
    Outlet,
    QualityResult,
    Quarantined,
    Removal,
    StageReport,
)
from pantau.settings import Settings
from pantau.tagged import Tag, Tagged
from pantau.workspace import Workspace

START = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
STATES = {"failed": "http_404", "blocked": "robots", "pending": ""}
DAYS = ("2026-11-20", "2026-11-21", "2026-11-22")
OUTLETS = ("kabar", "suara", "warta")


@dataclass(frozen=True)
class Piece:
    """One discovered URL: `end` is article, video, extract_error, or a landing state without a page."""

    name: str
    day: str = "2026-11-20"
    outlet: str = "kabar"
    end: str = "article"
    canonical: str = ""
    text: str = ""
    minutes: int | None = 0
    refused: str = ""
    title: str = ""

    @property
    def url_key(self) -> str:
        return f"{self.outlet}.test/{self.name}"

    @property
    def article_id(self) -> str:
        return hashlib.blake2b(self.url_key.encode(), digest_size=8).hexdigest()

    @property
    def published_at(self) -> datetime | None:
        return None if self.minutes is None else START + timedelta(minutes=self.minutes)

    @property
    def body(self) -> str:
        return self.text or f"Isi berita {self.name} di {self.outlet}."


def workspace(settings: Settings) -> Workspace:
    """A workspace with a catalogue of three outlets."""
    seeds = settings.state_dir / "seeds"  # its own: people edit the project's seeds, and the versions of stages follow them
    bare_seeds(seeds)
    # these tests load a day whatever it loses; test_held_days.py tests what holds a day
    bold = {"shrink_share": 1.0, "unreadable_share": 1.0}
    work = Workspace(settings.model_copy(update={"seeds_dir": seeds} | bold))
    landing = Path(settings.landing_root)
    landing.mkdir(parents=True, exist_ok=True)
    (landing / "a.warc.gz").touch()  # the rows of all pages name this file: without it, the landing would count as another one
    outlets = {
        name: Outlet(name, name.title(), "", "31", "id", "WIB", "national", (f"{name}.test",), f"https://{name}.test/")
        for name in OUTLETS
    }
    feeds = tuple(Feed(f"https://{name}.test/rss", name, "", "rss", True) for name in OUTLETS)
    work.catalogue = Catalogue(outlets, feeds, {})
    return work


def put(work: Workspace, pieces: Iterable[Piece], days: Iterable[str] = DAYS) -> None:
    """Make `pieces` all that was ever discovered and landed, and work them up to dedupe; `load` does the rest."""
    pieces = list(pieces)
    with work.connect() as connection:
        connection.execute("DELETE FROM landing.entries")
        for piece in pieces:
            _land(connection, piece)
    for day in days:
        work_day(work, day, [piece for piece in pieces if piece.day == day])


def _land(connection: psycopg.Connection, piece: Piece) -> None:
    state = piece.end if piece.end in STATES else "landed"
    connection.execute(
        "INSERT INTO landing.entries (url_key, article_id, url, outlet, day, source, source_url, state, reason, first_seen_at) "
        "VALUES (%s, %s, %s, %s, %s, 'archive', '', %s, %s, '2026-11-20')",
        [piece.url_key, piece.article_id, f"https://{piece.url_key}", piece.outlet, piece.day, state, STATES.get(state, "")],
    )
    if state == "landed":
        connection.execute(
            "INSERT INTO landing.pages VALUES (%s, %s, %s, %s, 200, 'text/html', %s, 10, 'a.warc.gz', 0)",
            [piece.url_key, START, f"https://{piece.url_key}", f"https://{piece.url_key}", piece.article_id],
        )


def work_day(work: Workspace, day: str, pieces: list[Piece]) -> None:
    """Write the results of every stage of a day except dedupe, as the stages would."""
    worked = [piece for piece in pieces if piece.end not in STATES]
    articles = [piece for piece in worked if piece.end == "article"]
    for shard in range(work.settings.shards):
        mine = [piece for piece in worked if work.shard_of(piece.outlet) == shard]
        part = work.part(shard)
        work.results.write("extract", work.version("extract"), day, part, [extracted(piece) for piece in mine], Extracted)
        mine = [piece for piece in mine if piece.end == "article"]
        work.results.write("clean", work.version("clean"), day, part, [cleaned(piece) for piece in mine], Cleaned)
        work.results.write("tag", work.version("tag"), day, part, [tagged(piece) for piece in mine], Tagged)
    refused = [Quarantined(piece.article_id, piece.refused, "tidak boleh", piece.name) for piece in articles if piece.refused]
    version = work.version("validate")
    work.results.write("validate.quarantine", version, day, "day", refused, Quarantined)
    rule = QualityResult("title_present", "row", "warning", not refused, len(articles), len(refused), "", "a title is there")
    work.results.write("validate.quality", version, day, "day", [rule], QualityResult)


def extracted(piece: Piece) -> Extracted:
    ends = {"video": ("not_article", "video"), "extract_error": ("failed", "extract_error"), "article": ("", "")}
    outcome, reason = ends[piece.end]
    return Extracted(
        article_id=piece.article_id,
        url_key=piece.url_key,
        url=f"https://{piece.url_key}",
        outlet=piece.outlet,
        digest=piece.article_id,
        fetched_at=START,
        canonical_url=f"https://{piece.canonical}" if piece.canonical else "",
        canonical_key=piece.canonical,
        title=piece.title or f"Judul {piece.name}",
        text=piece.body,
        authors=("Sari Dewi",),
        published_at=piece.published_at,
        language="id",
        outcome=outcome,
        reason=reason,
    )


def cleaned(piece: Piece) -> Cleaned:
    digest = hashlib.blake2b(piece.body.encode(), digest_size=8).hexdigest()
    title = piece.title or f"Judul {piece.name}"
    removed = (Removal("baca_juga", "Baca juga: lain"), Removal("baca_juga", "Baca juga: lagi"))
    return Cleaned(
        article_id=piece.article_id,
        digest=piece.article_id,
        title=title,
        text=piece.body,
        text_digest=digest,
        words=99,
        dateline_place="Jakarta",
        dateline_outlet="KABAR.com",
        wire_source="Reuters; ANTARA",
        reposted_from="Warta Nusa",
        correction="Ralat: bukan dua.",
        author_note="Penulis adalah guru di Kampung Cempaka.",
        removed=removed,
    )


def tagged(piece: Piece) -> Tagged:
    tags = (Tag("topic", "ekonomi", "Ekonomi", 0.5, 0, 3, "1"), Tag("province", "31", "DKI Jakarta", 1.0, 4, 9, "1"))
    words = Analyzer(frozenset()).vector(piece.title or f"Judul {piece.name}", piece.body)
    return Tagged(piece.article_id, piece.article_id, "id", tags, search=words)


def load(work: Workspace, day: str) -> StageReport:
    """Compare the articles of one day with the others, and load it."""
    from pantau.load.stage import run

    for shard in range(work.settings.shards):
        dedupe(work, day, shard)
    return run(work, day)


def wipe(work: Workspace) -> None:
    """Empty the warehouse, not the landing."""
    with work.connect() as connection:
        connection.execute(
            "TRUNCATE watchlist_matches, article_rows, article_tags, mentions, quotes, entities, article_pairs, "
            "article_revisions, story_rows, story_members, event_parts, event_members, entry_outcomes, "
            "flood_days, feeds, outlets, quality_rows, quarantine, source_days, loads"
        )
