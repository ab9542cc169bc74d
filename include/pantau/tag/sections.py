"""Maps an outlet's section, or the parts of an address, to topics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pantau.errors import BadInput
from pantau.tag.seeds import rows

_SEGMENT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_GAP = re.compile(r"[\s&-]+")
_OWNER = 2  # labels of a host without a section: detik.com
_PATH_PARTS = 2  # first parts of an address's path that may be sections; what follows are numbers and titles


class SectionMap:
    """The rows of sections.csv: a section of an outlet (`*`: of any outlet) → the topics that it may mean."""

    def __init__(self, folder: Path, topics: Mapping[str, tuple[str, ...]]) -> None:
        """Read the rows; `topics` are the names a row may use, each with its topics. Raises BadInput, which names file and
        line."""
        file = folder / "sections.csv"
        self._found: dict[tuple[str, str], tuple[str, ...]] = {}
        for line, row in rows(file):
            topic = row.get("topic", "")
            if topic not in topics:
                raise BadInput(f"{file}:{line}: {topic!r} is not a topic of topics.yaml; use one of {', '.join(sorted(topics))}")
            key = (row.get("outlet", ""), row.get("section", ""))
            if not all(key) or key in self._found:
                raise BadInput(f"{file}:{line}: outlet (or *) and section are needed, and each pair only once; got {key}")
            self._found[key] = topics[topic]

    def topics_of(self, section: str, outlet: str = "") -> tuple[str, ...]:
        """Return the topics that the first known part of a section's name or path may mean, the outlet's own meaning first."""
        for part in _SEGMENT.findall(_GAP.sub("-", section.strip().lower())):
            if found := self._found.get((outlet, part)) or self._found.get(("*", part)):
                return found
        return ()


def parts_of_address(url: str) -> str:
    """Return the parts of an address that may name a section, the narrowest first, with / between.

    They are the first parts of the path, the last of these first, then the first label of the host. A text that is no address has
    none.
    """
    try:
        address = urlsplit(url)
        labels = (address.hostname or "").split(".")
    except ValueError:
        return ""
    path = [part for part in address.path.split("/") if part][:_PATH_PARTS]
    host = labels[:1] if len(labels) > _OWNER else []  # the owner's name and the domain ending say nothing about the topic
    return "/".join([*reversed(path), *host])
