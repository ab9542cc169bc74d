"""The name of the outlet in its own article ("kepada Kompas.com", "ANTARA/Wahyu"): the medium, and nobody that the news names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_OTHER = re.compile(r"[^a-z0-9]+")
# What names of media end in beside the outlet's: addresses, and the same house on another channel.
_ENDS = ("", "com", "co", "coid", "id", "net", "news", "newscom", "online", "tv", "digital")


class OwnNames:
    """Knows by which names outlets call themselves: the words of their id, and the names of the wire that they are a part of."""

    def __init__(self, wires: Mapping[str, Iterable[str]]) -> None:
        """Keep the names of wires by id; the outlets of a wire have its id, or one that begins with it ("antara-aceh")."""
        self._wires = {wire: frozenset(map(_squash, names)) for wire, names in wires.items()}

    def has(self, outlet: str, name: str) -> bool:
        """Return whether `name` is what the outlet calls itself, with or without the ending of an address or a section."""
        if not outlet:
            return False
        said, own = _squash(name), _squash(outlet.partition(".")[0])
        if said in self._wires.get(outlet.partition("-")[0], ()):
            return True
        if not own or not said.startswith(own):
            return False
        # "detikNews", "detikFinance": the ending is a word of its own that begins with a capital.
        section = name[: len(own)].isalnum() and name[len(own) :].istitle() and name[len(own) :].isalpha()
        return said[len(own) :] in _ENDS or section


def _squash(name: str) -> str:
    return _OTHER.sub("", name.lower())
