"""The landing: WARC files with what was fetched, and the catalogue of feeds, entries, pages and hosts in PostgreSQL."""

from pantau.landing.landing import Landing, body_digest
from pantau.landing.records import PART, AddResult, ArchiveRead, FeedState, FetchedPage, StateChange
from pantau.landing.warc import DamagedLanding

__all__ = [
    "PART",
    "AddResult",
    "ArchiveRead",
    "DamagedLanding",
    "FeedState",
    "FetchedPage",
    "Landing",
    "StateChange",
    "body_digest",
]
