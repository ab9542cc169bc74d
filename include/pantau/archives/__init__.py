"""Past days: what each outlet published then, from its own archives and, where enabled, from what others kept."""

from __future__ import annotations

from pantau.archives.completeness import DayListing, Listing
from pantau.archives.entries import ArchiveReader

__all__ = ["ArchiveReader", "DayListing", "Listing"]
