"""Containers: selectors of boxes that held the text on an outlet's earlier pages, for the reader of pages without a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_LABELS = 2  # of a host at least: selectors of `id` or `com` would be everybody's


@dataclass(frozen=True, slots=True)
class Containers:
    """CSS selectors by host, best first. They are given, never learnt here: a page's reading depends on nothing that was read."""

    by_host: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def for_url(self, url: str) -> tuple[str, ...]:
        """Return the selectors of the address's host, else those of the nearest domain above it that has any."""
        try:
            labels = (urlsplit(url).hostname or "").split(".")
        except ValueError:
            return ()
        hosts = (".".join(labels[start:]) for start in range(len(labels) - _LABELS + 1))
        return next((self.by_host[host] for host in hosts if host in self.by_host), ())


NO_CONTAINERS = Containers()
