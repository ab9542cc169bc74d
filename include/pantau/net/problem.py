"""Why a URL could not be fetched: one kind, one weight, one sentence."""

from __future__ import annotations

from typing import Any, Literal

from pantau.errors import PantauError

Weight = Literal["hard", "soft", "temporary"]
# How much a failure counts against a feed or source (Media Cloud's scale).
WEIGHTS: dict[Weight, float] = {"hard": 1.0, "soft": 0.5, "temporary": 0.25}

# Statuses that say how it is at the moment, not what the URL is. 404 is among them only for feeds, which do come back.
_SOFT_STATUSES = {404, 408, 425, 429}
_SOFT = {
    "timeout",
    "tls",
    "connection_reset",
    "connection_refused",
    "unreachable",
    "truncated_body",
    "empty_body",
    "bad_http",
    "robots_unreachable",
}
# After these kinds a page is not asked for again, not even by a later run.
PERMANENT = frozenset(
    {
        "private_address",
        "bad_url",
        "too_large",
        "content_type",
        "content_encoding",
        "redirect_loop",
        "too_many_redirects",
        "robots",
        *(f"http_{status}" for status in range(200, 500) if status not in _SOFT_STATUSES - {404}),
    }
)


def weight_of(kind: str) -> Weight:
    """Return how much a failure of this kind says against a feed (see WEIGHTS)."""
    if kind.startswith("http_"):
        status = int(kind[5:])
        return "soft" if status >= 500 or status in _SOFT_STATUSES else "hard"
    return "soft" if kind in _SOFT else "hard"


class FetchProblem(PantauError):
    """A URL could not be fetched. `retry_after_s` is how long to leave it alone, if that is known.

    `host_failed`: every URL of the host would end like this now, so the host rests. `attempted` is False if nothing was sent
    because the host rests; the kind is then that of the failure after which it rests.
    """

    def __init__(
        self,
        kind: str,
        message: str,
        weight: Weight | None = None,
        retry_after_s: float | None = None,
        *,
        attempted: bool = True,
        host_failed: bool = False,
    ) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message
        self.weight: Weight = weight or weight_of(kind)
        self.retry_after_s = retry_after_s
        self.attempted = attempted
        self.host_failed = host_failed

    def __reduce__(self) -> tuple[Any, ...]:
        return FetchProblem, (self.kind, self.message, self.weight, self.retry_after_s), dict(self.__dict__)
