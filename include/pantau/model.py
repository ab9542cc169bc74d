"""The data that stages hand to each other, as frozen dataclasses."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Outcome(StrEnum):
    """The one named end of every discovered URL, each day (promise 1)."""

    LOADED = "loaded"
    DUPLICATE = "duplicate"
    NOT_ARTICLE = "not_article"
    QUARANTINED = "quarantined"
    FAILED = "failed"
    BLOCKED = "blocked"
    PENDING = "pending"


INDEPENDENT = "independent"


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher: one row of seeds/outlets.csv. `owner_group` is empty: unknown; INDEPENDENT: the outlet owns itself.

    `no_revisits`: why its articles are not revisited (empty: they are). `gap_s` seconds, `at_once`: its own manners (0: none).
    """

    outlet: str
    name: str
    owner_group: str
    province_code: str
    language: str
    zone: str
    type: str
    domains: tuple[str, ...]
    home_url: str
    notes: str = ""
    no_revisits: str = ""
    gap_s: float = 0.0
    at_once: int = 0


@dataclass(frozen=True, slots=True)
class Feed:
    """One RSS, Atom, RDF or news-sitemap address: one row of seeds/feeds.csv.

    `clock` is `local` if its times say GMT and mean the local time of the outlet. Pantau polls an `enabled` feed. It tries an
    `unproven` one once a day, and polls it after it has proved itself.
    """

    feed_url: str
    outlet: str
    section: str
    kind: str
    enabled: bool
    reason: str = ""
    evidence: str = ""
    clock: str = ""
    unproven: bool = False


@dataclass(frozen=True, slots=True)
class Archive:
    """How one outlet lists past days, or (`cannot`, `reason`) why it does not: a block of seeds/archives.yaml, which explains
    the fields.

    `url` holds {yyyy} {mm} {dd} {m} {d} {prev} {next} of the day and {page} or {offset}; the block serves the days `since` to
    `until`.
    """

    outlet: str
    url: str = ""
    link_pattern: str = ""
    kind: str = "index"
    link: str = ""
    first_page: int = 1
    step: int = 1
    max_pages: int = 100
    on_repeat: str = "end"
    end_marker: str = ""
    year_only: bool = False
    since: str = ""
    until: str = ""
    cannot: str = ""
    reason: str = ""
    evidence: str = ""

    def serves(self, day: str) -> bool:
        """Return whether the block speaks of this day."""
        return (not self.since or self.since <= day) and (not self.until or day <= self.until)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item a feed or an archive page announced; its identity is `url_key`, never the guid."""

    article_id: str
    url_key: str
    url: str
    outlet: str
    day: str
    source: str
    source_url: str
    title: str = ""
    summary: str = ""
    section: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    raw_date: str = ""
    time_flag: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A landed response and the place of its bytes (WARC file relative to the landing root, byte offset).

    `parts` is the number of the article's parts if this page is the first of several; a further part has 1.
    """

    url_key: str
    url: str
    final_url: str
    fetched_at: datetime
    status: int
    content_type: str
    digest: str
    size: int
    warc_file: str
    warc_offset: int
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Landed:
    """One entry of a day with its newest landed page, or with the state that explains why there is none.

    `parts` are the second and further parts of an article over several pages, in order and without gaps. If some are missing
    (`missing`), `reason` says why.
    """

    entry: Entry
    page: Page | None
    state: str
    reason: str
    attempts: int
    parts: tuple[Page, ...] = ()

    @property
    def pages(self) -> tuple[Page, ...]:
        """All landed parts, the first page first."""
        return (self.page, *self.parts) if self.page else ()

    @property
    def missing(self) -> int:
        """How many parts the page speaks of and the landing has not."""
        return self.page.parts - len(self.pages) if self.page else 0

    @property
    def digest(self) -> str:
        """The key of the stage results: the page's own digest, or one digest over the digests of all parts in order."""
        if not self.parts:
            return self.page.digest if self.page else ""
        return hashlib.blake2b(" ".join(page.digest for page in self.pages).encode(), digest_size=20).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """What one page says. `outcome` is empty for an article, else `not_article` or `failed`, and `reason` says why.

    `method` is how the text was found (rule, learnt, density, jsonld, embedded, trafilatura, paragraphs). `confidence` is how
    sure the reader is (0 to 1; 1 by a rule). `rule` names the rule and its generation (`kompas/2023`). `pages` is the number of
    pages that held the article. `kind` is `article` or what else the page is. `image_url` is the picture that the page names
    for itself (an absolute http address, or empty).
    """

    canonical_url: str = ""
    title: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    time_source: str = ""
    time_flag: str = ""
    section: str = ""
    language: str = ""
    description: str = ""
    image_url: str = ""
    method: str = ""
    rule: str = ""
    pages: int = 1
    editors: tuple[str, ...] = ()
    kind: str = ""
    outcome: str = ""
    reason: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted(PageReading):
    """A row of the extract stage: what one landed page says, and which entry and bytes it was read from."""

    article_id: str
    url_key: str
    url: str
    outlet: str
    digest: str
    fetched_at: datetime
    canonical_key: str = ""


@dataclass(frozen=True, slots=True)
class Removal:
    """A piece of boilerplate taken out of a text, and the rule that took it."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanText:
    """A text without boilerplate, and what cleaning learnt from it.

    `wire_source` and `reposted_from` hold several names as "Coindesk; CNBC Indonesia", in the order of the text. `correction`
    is the outlet's whole note; line feeds divide several notes. `author_note` is the note about the author under an opinion
    piece.
    """

    title: str
    text: str
    text_digest: str
    words: int
    dateline_place: str = ""
    dateline_outlet: str = ""
    wire_source: str = ""
    reposted_from: str = ""
    correction: str = ""
    author_note: str = ""
    removed: tuple[Removal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned(CleanText):
    """A row of the clean stage: the clean text of one article, and the digest of the bytes it was extracted from.

    If the article could not be cleaned, `reason` says why (too_costly, clean_error), and title and text are empty.
    """

    article_id: str
    digest: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """Article `article_id` is the same article as `copy_of`, by canonical URL (`same_url`) or text (`same_text`)."""

    article_id: str
    copy_of: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """One article as a load writes it: the only list of the columns of `article_rows`, in the order in which a person reads
    them.

    Staging, the swap, the check for unchanged rows and the article page take their columns from here. A field with the same
    name in `Cleaned`, `Tagged` or `Extracted` is filled from there; `load/articles.py` fills all others.
    """

    article_id: str
    day: date
    outlet: str
    url: str
    url_key: str
    canonical_url: str
    canonical_key: str
    title: str
    text: str
    text_digest: str
    content_digest: str
    words: int
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    section: str
    language: str
    published_at: datetime | None
    modified_at: datetime | None
    time_source: str
    time_flag: str
    dateline_place: str
    dateline_outlet: str
    wire_source: str
    reposted_from: str
    correction: str
    author_note: str
    untagged: str
    about_regency: str
    about_province: str
    description: str
    image_url: str
    method: str
    rule: str
    pages: int
    digest: str
    fetched_at: datetime
    removed: dict[str, int]
    withdrawn_at: datetime | None
    withdrawn_seen: int
    released: tuple[str, ...]
    facets: tuple[str, ...]
    search: str | None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row a rule refused: the rule, the reason in plain words, the offending value."""

    article_id: str
    rule: str
    reason: str
    value: str


@dataclass(frozen=True, slots=True)
class QualityResult:
    """The result of one expectation on one day."""

    rule: str
    scope: str
    severity: str
    success: bool
    checked: int
    failed: int
    observed: str
    description: str


@dataclass(frozen=True, slots=True)
class StageReport:
    """Counts that a stage hands to the next task and to the UI. It never holds rows."""

    stage: str
    day: str
    counts: dict[str, int] = field(default_factory=dict)
