"""Owners: which outlet a name or host means, and which group owns it, as seeds/outlets.csv says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pantau.catalogue import read_catalogue
from pantau.model import INDEPENDENT, Outlet
from pantau.seed_cache import seed_cache


@dataclass(frozen=True, slots=True)
class PressHosts:
    """The outlets by short name, and their short names by host and by the first word of the host (`okezone`)."""

    outlets: Mapping[str, Outlet]
    hosts: Mapping[str, str]

    def outlet(self, given: str) -> str:
        """Return the short name of the outlet that a short name, a host or its first word means; if none matches, return the
        argument."""
        name = given.strip().lower().removeprefix("www.")
        if name in self.outlets:
            return name
        parts = name.split(".")
        ends = (".".join(parts[place:]) for place in range(len(parts)))
        return next((self.hosts[end] for end in ends if end in self.hosts), given)

    def group(self, outlet: str) -> str:
        """Return the owner of an outlet by its short name, "" if unknown; an independent outlet is its own owner."""
        found = self.outlets[outlet].owner_group if outlet in self.outlets else ""
        return f"{INDEPENDENT} {outlet}" if found == INDEPENDENT else found


@seed_cache()
def press_of(folder: Path) -> PressHosts:
    """Return the press of a catalogue; raises BadInput with file, line and remedy."""
    outlets = read_catalogue(folder).outlets
    hosts: dict[str, str] = {}
    for outlet in outlets.values():
        for host in outlet.domains:
            hosts.setdefault(host, outlet.outlet)
    for host, name in list(hosts.items()):
        hosts.setdefault(host.partition(".")[0], name)
    return PressHosts(outlets, hosts)
