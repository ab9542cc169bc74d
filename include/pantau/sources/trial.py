"""When a source is proven and when it is demoted. Pure functions: from the kept state and an answer to the next state."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pantau.landing.probation import Probation

GOOD = "good"
PROVEN_AFTER = 2  # good answers; one may be a page that a cache still held
APART = timedelta(hours=6)  # hours between two answers that both count
AGAIN = timedelta(hours=12)  # hours after the first good answer, so that a living source is proven within two days
DAILY = timedelta(days=1)
WEEKLY = timedelta(days=7)
MONTHLY = timedelta(days=30)  # surprisingly many dead feeds revive (Media Cloud), so none is dropped
DEMOTED_AFTER = 5.0  # weighted failures
LOST_AFTER = 10.0  # weighted failures of polling, which show that a proven source has died
_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """What one try of a source showed: `result` is good or the kind of the failure.

    `weight` is how much a failure counts: 0 if it says nothing of the source. `moved_to` is where redirects led; `for_good`
    says that each of them was a permanent one.
    """

    result: str
    message: str = ""
    weight: float = 0.0
    items: int = 0
    dated: int = 0
    titles: tuple[str, ...] = ()
    lag_s: float | None = None
    moved_to: str = ""
    for_good: bool = False

    @property
    def good(self) -> bool:
        """Whether the answer counts for the source."""
        return self.result == GOOD


def begin(source_url: str, outlet: str, now: datetime, origin: str = "seeds", within: timedelta = DAILY) -> Probation:
    """Return the state of a source seen first at `now`. Its first try is `within` the next 24 hours, at a time that follows
    from its address.

    So a catalogue with hundreds of new sources does not ask them all at once. `origin` says what it is: seeds (a feed), archive
    (one of seeds/) or moved (a redirect of another source led to it). If Pantau found it on the outlet's site, it says where:
    front_page (the page itself, for there is no feed), home_page, robots, sitemap_index, usual_path.
    """
    share = zlib.crc32(source_url.encode()) / 2**32
    return Probation(source_url, outlet, now + share * within, origin=origin)


def after(state: Probation, answer: SourceAnswer, now: datetime, *, polled: bool = True) -> Probation:
    """Return what is kept after an answer at `now`.

    Two good answers, six hours or more apart, prove a source. Five weighted failures in a row demote it; a demoted source is
    tried once a month and begins anew with its next good answer. A proven source that is not `polled` is judged by its tries, one
    a week.
    """
    shown = replace(
        state,
        tries=state.tries + 1,
        last_try_at=now,
        result=answer.result,
        message=answer.message[:_MESSAGE],
        items=answer.items,
        dated=answer.dated,
        titles=answer.titles,
        lag_s=answer.lag_s,
        moved_to=answer.moved_to,
    )
    if answer.good:
        return _after_good(shown, now, MONTHLY if polled else WEEKLY)
    return _after_failure(shown, answer.weight, now, polled)


def follow(
    state: Probation, answer: SourceAnswer, now: datetime, origin: str = "moved"
) -> tuple[Probation, Probation | None]:  # fmt: skip
    """Return the state after an answer, and that of the address which takes the place of one that has moved for good.

    The new address, of this `origin`, keeps what the old one has proved, so polling of a proven source goes on without a pause;
    the old one rests a month.
    """
    kept = after(state, answer, now)
    if not (answer.good and answer.for_good and answer.moved_to):
        return kept, None
    heir = after(begin(answer.moved_to, state.outlet, now, origin), replace(answer, moved_to="", for_good=False), now)
    heir = replace(heir, state=kept.state, good=kept.good, proven_at=kept.proven_at, next_try_at=kept.next_try_at)
    return replace(demote(kept, f"it has moved to {answer.moved_to} for good", now), result="moved"), heir


def demote(state: Probation, reason: str, now: datetime) -> Probation:
    """Return the state of a proven source that polling has lost."""
    return replace(
        state, state="demoted", good=0, proven_at=None, result="lost", message=reason[:_MESSAGE], next_try_at=now + MONTHLY
    )


def _after_good(state: Probation, now: datetime, rest: timedelta) -> Probation:
    counts = state.last_good_at is None or state.good == 0 or now - state.last_good_at >= APART
    good = state.good + counts
    kept = replace(state, good=good, failures=0.0, last_good_at=now if counts else state.last_good_at)
    if state.state == "proven":
        return replace(kept, next_try_at=now + rest)
    if good >= PROVEN_AFTER:
        return replace(kept, state="proven", proven_at=now, next_try_at=now + rest)
    return replace(kept, state="waiting", next_try_at=now + AGAIN)


def _after_failure(state: Probation, weight: float, now: datetime, polled: bool) -> Probation:
    if not weight:  # nothing was asked
        return replace(state, next_try_at=now + DAILY)
    failures = state.failures + weight
    if state.state == "proven" and polled:  # polling judges a proven source, because it asks far more often
        return replace(state, next_try_at=now + MONTHLY)
    if failures >= DEMOTED_AFTER or state.state == "demoted":
        return replace(state, state="demoted", good=0, proven_at=None, failures=failures, next_try_at=now + MONTHLY)
    return replace(state, good=0, failures=failures, next_try_at=now + DAILY)
