"""The office or description that a text prints with a person's name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pantau.errors import BadInput
from pantau.tag.seeds import load_yaml

FILE = "roles.yaml"
_BEFORE, _TRIED = 140, 3  # letters before a name, mentions of it
_WORDS = r"(?:\s+(?:[A-Z0-9][\w./&-]*|dan|bidang|untuk|di|urusan|\([A-Z]\w+\)))*"
_RUN = re.compile(r"\w+")
_LONGEST = 100  # letters


class Roles:
    """Finds the office of a person, by the words of roles.yaml. Raises BadInput for a file of another form."""

    def __init__(self, folder: Path) -> None:
        data = load_yaml(folder / FILE)
        try:
            roles, ranks = (_alternatives(data[key].split(",")) for key in ("roles", "ranks"))
        except (KeyError, TypeError, AttributeError) as error:
            raise BadInput(f"{folder / FILE}: {error}; expected roles and ranks, words between commas") from None
        self._begins = frozenset(run for role in data["roles"].lower().split(",") for run in _RUN.findall(role)[:1])
        self._rank_ends = tuple(rank.strip().lower() for rank in data["ranks"].split(",") if rank.strip())
        self._ranks = re.compile(rf"(?:\b(?:{ranks})\.?\s+)+$")
        self._before = re.compile(rf"(?<![\w-])((?:{roles})(?![\w-]){_WORDS}),?\s+$")
        self._after = re.compile(
            rf",?\s+(?:(?:selaku|sebagai|yang juga)\s+)?((?:{roles})(?![\w-])[^,.;:()\n\"“”]{{0,80}})(?=[,.;(\n])"
        )

    def role_of(self, text: str, spans: Iterable[tuple[int, int]]) -> str:
        """Return the office printed before or after one of the first mentions, "" if there is none."""
        for number, (start, end) in enumerate(spans):
            if number == _TRIED:
                break
            left = max(text.rfind("\n", 0, start) + 1, start - _BEFORE)
            if before := self._find_before(text, left, self._begin_of_rank(text, left, start)):
                return before[:_LONGEST]
            if text[end : end + 1] == "," and (after := self._after.match(text, end)):
                return after[1].strip()[:_LONGEST]
        return ""

    def _begin_of_rank(self, text: str, left: int, start: int) -> int:
        """Return where the ranks before a name begin; `start` if there are none."""
        if not text[left:start].rstrip().removesuffix(".").lower().endswith(self._rank_ends):
            return start
        rank = self._ranks.search(text, left, start)
        return rank.start() if rank else start

    def _find_before(self, text: str, left: int, stop: int) -> str:
        """Return the office that ends at `stop`. Only where a word begins one, the pattern is tried, because that costs much."""
        for word in _RUN.finditer(text, left, stop):
            if word[0].lower() in self._begins and (found := self._before.match(text, word.start(), stop)):
                return str(found[1])
        return ""


def _alternatives(words: Iterable[str]) -> str:
    """Return a pattern of the words, the longest first; the small first letter of each word may be a capital."""
    ranked = sorted({word.strip() for word in words if word.strip()}, key=lambda word: (-len(word), word))
    return "|".join(" ".join(_either(part) for part in word.split()) for word in ranked)


def _either(word: str) -> str:
    first = word[0]
    return (f"[{first}{first.upper()}]" if first.islower() else re.escape(first)) + re.escape(word[1:])
