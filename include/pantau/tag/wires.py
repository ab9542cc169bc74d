"""Names the wire or medium from which an article takes its news: what cleaning found, a credit, or "dilansir dari …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pantau.tag.matcher import fold
from pantau.tag.places import NameReading
from pantau.tag.seeds import Entity

_VERBS = (
    r"(?:di|me)lansir|dikutip|mengutip|seperti dilansir|diberitakan|diwartakan|mewartakan|dilaporkan|melaporkan|lapor|disadur"
    r"|dinukil|menukil"
)
# Words that newspapers put between the verb and the source: "dilansir dari laman kantor berita AS".
_BETWEEN = (
    r"(?:\s+(?:oleh|dari|laman|kantor|berita|media|situs|surat|kabar|harian|resmi|stasiun|televisi"
    r"|AS|Inggris|Rusia|China|Turki)){0,5}"
)

# Parts of the verbs, which are found much faster than the verbs; a text without them names no source.
_STEMS = ("lansir", "kutip", "gutip", "beritakan", "wartakan", "lapor", "sadur", "nukil")
_BEGINNING = 4  # letters of a verb before its stem, at most
_TAIL = 80  # a credit is the last thing in a text; searching further back costs much time in a long text


class Wires:
    """The wires of wires.csv."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._by_name = {name: entity for entity in entities for name in entity.names}
        names = "|".join(sorted(map(re.escape, self._by_name), key=len, reverse=True))
        self._said = re.compile(rf"\b(?i:{_VERBS}){_BETWEEN}\s+(?P<name>{names})(?![\w-])(?!\s+Indonesia\b)")
        self._credit = re.compile(rf"\((?P<name>{names})(?:,\s*\w+|/\w+)?\)\s*$|\n\s*(?P<bare>{names})\s*$")
        self._folded = {name.casefold(): entity for name, entity in self._by_name.items()}

    def read(self, text: str, found: str) -> list[NameReading]:
        """Return the wires: those of the chain `found` by cleaning (span -1), a credit at the end, attributions in the text."""
        chain = (self._folded.get(name.strip().casefold()) for name in found.split(";"))
        readings = [NameReading(entity, 0.95, -1, -1) for entity in chain if entity]
        if credit := self._credit.search(text, max(0, len(text) - _TAIL)):
            group = "name" if credit["name"] else "bare"
            readings.append(NameReading(self._by_name[credit[group]], 0.95, *credit.span(group)))
        said = filter(None, (self._said.match(text, at) for at in _begins_of_verbs(text)))
        readings += [NameReading(self._by_name[one["name"]], 0.75, *one.span("name")) for one in said]
        return readings


def _begins_of_verbs(text: str) -> list[int]:
    """Return where the words begin that hold one of the stems, in order."""
    low, found = fold(text), set()
    for stem in _STEMS:
        at = low.find(stem)
        while at >= 0:
            begin = at
            while begin > at - _BEGINNING and begin and (low[begin - 1].isalnum() or low[begin - 1] == "_"):
                begin -= 1
            found.add(begin)
            at = low.find(stem, at + 1)
    return sorted(found)
