"""Containers: selectors of boxes that held the text on earlier pages of a host, for the reader of pages without a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_LABELS = 2  # labels of a host at least: selectors for `id` or `com` would apply to every outlet


@dataclass(frozen=True, slots=True)
class Containers:
    """CSS selectors by host, best first. The caller gives them; nothing is learnt here, so a reading never depends on pages
    read before."""

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
