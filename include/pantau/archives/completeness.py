"""What was listed of a past day, and whether the listing is complete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pantau.archives.links import Link
from pantau.model import Archive, Entry

State = Literal["complete", "incomplete", "cannot"]
_WHOLE = ("ok", "empty")
_CLOSED_TO_US = ("robots",)  # the outlet is not asked for other days either, as long as it says so


@dataclass(frozen=True, slots=True)
class Listing:
    """What one archive listed.

    `result` is ok, empty, or why the listing may be incomplete. Reasons are cut_off (there was more after the last page that
    can be read), cached_page (a cache hid pages), undated (entries without a time), selector_stale, block_page, or the kind of
    a failure.
    """

    result: str
    links: Mapping[str, Link]
    pages: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """A kept copy of a page: the address of the page, the time at which it was kept, and the address of the copy."""

    url: str
    timestamp: str
    address: str


@dataclass(frozen=True, slots=True)
class DayListing:
    """The entries of one outlet and day from all sources, and whether these are all entries.

    `state` is complete, incomplete or cannot; `reason` says why it is not complete. `result` is the short name of both (ok,
    empty, partial, cut_off, before_archive, no_archive, blocked, …). `captures` are kept copies by URL key, if some were found.
    """

    outlet: str
    day: str
    entries: tuple[Entry, ...]
    state: State
    result: str
    reason: str = ""
    requests: int = 0
    pages: int = 0
    captures: Mapping[str, Capture] = field(default_factory=dict)


def verdict(listings: Sequence[Listing], reasons: Sequence[Archive] = ()) -> tuple[State, str, str]:
    """Return state, result and reason of an outlet's day, from what its archives listed or from `reasons`, which say why
    none could be asked. The result is that of the failure, or `partial` if other archives listed something."""
    if not listings:
        return _why_not(reasons)
    failed = [listing for listing in listings if listing.result not in _WHOLE]
    listed = any(listing.links for listing in listings)
    if not failed:
        return ("complete", "ok", "") if listed else ("complete", "empty", "no article is listed for this day")
    message = "; ".join(f"{listing.result}: {listing.message}" for listing in failed)[:500]
    first = failed[0].result
    state: State = "cannot" if not listed and all(listing.result in _CLOSED_TO_US for listing in failed) else "incomplete"
    alone = len(listings) == 1 and first in ("cut_off", "cached_page", "undated")
    return state, "partial" if listed and not alone else first, message


def _why_not(reasons: Sequence[Archive]) -> tuple[State, str, str]:
    if reasons:
        return "cannot", reasons[0].cannot, "; ".join(block.reason for block in reasons)[:500]
    return "cannot", "before_archive", "no archive of this outlet reaches this day; add a block to archives.yaml if there is one"
