"""The landing: what was fetched, as WARC files, and the catalogue of feeds, entries, pages and hosts in PostgreSQL."""

from pantau.landing.landing import Landing
from pantau.landing.records import PART, AddResult, Answer, ArchiveRead, FeedState, Mark
from pantau.landing.warc import DamagedLanding

__all__ = ["PART", "AddResult", "Answer", "ArchiveRead", "DamagedLanding", "FeedState", "Landing", "Mark"]
