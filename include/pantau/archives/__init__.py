"""Past days: lists what each outlet published, from its own archives and, if enabled, from web archives kept by others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pantau.archives.completeness import DayListing, Listing

if TYPE_CHECKING:
    from pantau.archives.entries import ArchiveReader

__all__ = ["ArchiveReader", "DayListing", "Listing"]


def __getattr__(name: str) -> Any:
    if name == "ArchiveReader":  # a process that reads one listing needs neither the stores nor aiohttp: half a second of import
        from pantau.archives.entries import ArchiveReader

        return ArchiveReader
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
