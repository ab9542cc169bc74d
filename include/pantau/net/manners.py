"""What single outlets need beyond the settings: a longer gap, or fewer requests at once, on all their hosts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pantau.model import Outlet


@dataclass(frozen=True, slots=True)
class HostManners:
    """What a host needs: at least `gap_s` seconds between two starts, and at most `at_once` requests (0: as the settings say)."""

    gap_s: float = 0.0
    at_once: int = 0


class Manners:
    """The manners of hosts by name; a host below one of an outlet's domains has those of the outlet."""

    def __init__(self, outlets: Iterable[Outlet] = ()) -> None:
        slow = [outlet for outlet in outlets if outlet.gap_s or outlet.at_once]
        self._outlets = {outlet.outlet: HostManners(outlet.gap_s, outlet.at_once) for outlet in slow}
        self._of = {domain: self._outlets[outlet.outlet] for outlet in slow for domain in outlet.domains}

    def of_outlet(self, outlet: str) -> HostManners:
        """Return the manners of an outlet by its short name."""
        return self._outlets.get(outlet, HostManners())

    def of(self, key: str) -> HostManners:
        """Return the manners of a host, which may end in a port; those of the settings if no outlet asks for others."""
        name = key.rpartition(":")[0] if key.rpartition(":")[2].isdigit() else key
        while name and self._of:
            if name in self._of:
                return self._of[name]
            name = name.partition(".")[2]
        return HostManners()
