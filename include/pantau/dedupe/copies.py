"""Copies: articles of one day that are the same article, by canonical URL or by text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pantau.dedupe.families import families
from pantau.model import Copy

SAME_URL = "same_url"
SAME_TEXT = "same_text"
Key = tuple[str, ...]

# More articles of one outlet than this, each with its own title and text, cannot be one article: the outlet's template prints
# the same rel=canonical (a section, a campaign page) on every page. A text in five parts has one title, so it stays together.
MOST_ARTICLES = 3
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What dedupe needs to know of one article of the day. `pantau.urls` makes the keys; clean makes the digest and the
    words."""

    article_id: str
    outlet: str
    url_key: str
    canonical_key: str
    title: str
    text_digest: str
    words: int
    published_at: datetime | None


def find_copies(rows: Iterable[Candidate], *, min_words: int = 1) -> list[Copy]:
    """Return one Copy for every article that is not the first of its family, sorted by article id, whatever the order of
    `rows`.

    Articles of a family share a canonical key (over all outlets) or, inside one outlet, the normalised text. The first is the
    earliest published; unknown times come last, then the article id decides. Texts under `min_words` words never match by text.
    """
    known = {row.article_id: row for row in rows}
    template = _template_addresses(known.values())
    keys = {article_id: _keys(row, template, min_words) for article_id, row in known.items()}
    copies = []
    for family in families((article_id, key) for article_id, found in keys.items() for key in found):
        first = min(family, key=lambda member: _age(known[member]))
        copies += [Copy(member, first, _kind(member, first, family, keys)) for member in family if member != first]
    return sorted(copies, key=lambda copy: copy.article_id)


def _keys(row: Candidate, template: set[Key], min_words: int) -> set[Key]:
    """Return the keys that make an article the same as another; a near-duplicate signature would be one more key."""
    trusted = _names_an_article(row.canonical_key) and (row.outlet, row.canonical_key) not in template
    found: set[Key] = {(SAME_URL, row.canonical_key if trusted else row.url_key)}
    if row.text_digest and row.words >= min_words:
        found.add((SAME_TEXT, row.outlet, row.text_digest))
    return found


def _names_an_article(key: str) -> bool:
    """Tell whether a canonical key has a path. A bare host is a front page that a careless template names as canonical."""
    host, _, path = key.partition("/")
    return bool(host and path.strip("/"))


def _template_addresses(rows: Iterable[Candidate]) -> set[Key]:
    """Return the (outlet, canonical key) pairs found on too many different articles to mean one article."""
    claims: dict[Key, list[Candidate]] = defaultdict(list)
    for row in rows:
        claims[row.outlet, row.canonical_key].append(row)
    return {
        pair
        for pair, found in claims.items()
        if len({row.title for row in found}) > MOST_ARTICLES and len({row.text_digest for row in found}) > MOST_ARTICLES
    }


def _age(row: Candidate) -> tuple[datetime, str]:
    return row.published_at or _LAST, row.article_id


def _kind(member: str, first: str, family: Sequence[str], keys: dict[str, set[Key]]) -> str:
    """Return what the copy shares with the first article, else (in a chain) with any article of the family; the URL goes
    before the text."""
    shared = keys[member] & keys[first]
    if not shared:
        counts = Counter(key for other in family for key in keys[other])
        shared = {key for key in keys[member] if counts[key] > 1}
    return SAME_URL if any(key[0] == SAME_URL for key in shared) else SAME_TEXT
