"""The small rows of the landing's catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from pantau.net.problem import PERMANENT

if TYPE_CHECKING:
    from pantau.model import Entry
    from pantau.net.response import Response

PART = "part_"  # begins the reason of an article whose first part is landed and a further part is not
NEVER_AGAIN = sorted(PERMANENT | {PART + kind for kind in PERMANENT})  # no later run tries again after these reasons
# Whether an entry `e` was given up for a reason that may have passed; `never` is NEVER_AGAIN.
MAY_BE_RETRIED = "(e.state = 'failed' AND e.reason <> ALL(%(never)s))"


class FetchedPage(NamedTuple):
    """What was fetched for an entry: part `part` of an article in `parts` parts. `page_at` is the time at which its first
    part was fetched."""

    entry: Entry
    response: Response
    parts: int = 1
    part: int = 1
    page_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AddResult:
    """What `add_entries` did, by distinct URL: new + seen is the number of all; `days` are the days that it changed."""

    new: int = 0
    seen: int = 0
    moved: int = 0
    days: frozenset[str] = frozenset()

    def __add__(self, other: AddResult) -> AddResult:
        return AddResult(self.new + other.new, self.seen + other.seen, self.moved + other.moved, self.days | other.days)


@dataclass(frozen=True, slots=True)
class StateChange:
    """A change of state of one entry. `attempts` are the tries to add; if `next_try_at` is None, that time stays as it is."""

    url_key: str
    state: str
    reason: str = ""
    next_try_at: datetime | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between polls (`last_result`: ok, not_modified, same_body or the kind of the failure).

    In `ahead_polls` polls with news in a row, its newest times that say GMT were `ahead_hours` in the future, as local time is.
    """

    feed_url: str
    outlet: str
    interval_s: float
    next_poll_at: datetime
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    last_poll_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_result: str = ""
    last_message: str = ""
    last_new: int = 0
    last_seen: int = 0
    failures: float = 0.0
    polls: int = 0
    safe_s: float | None = None
    ahead_hours: int = 0
    ahead_polls: int = 0


@dataclass(frozen=True, slots=True)
class ArchiveRead:
    """How the reading of one outlet's dated archive of one day ended: `pages` read, `listed` links kept."""

    outlet: str
    day: str
    read_at: datetime
    result: str
    message: str = ""
    pages: int = 0
    listed: int = 0
