"""Past days: lists what each outlet published, from its own archives and, if enabled, from web archives kept by others."""

from __future__ import annotations

from pantau.archives.completeness import DayListing, Listing
from pantau.archives.entries import ArchiveReader

__all__ = ["ArchiveReader", "DayListing", "Listing"]
