"""What an alert says of a fault: what, where, why and the remedy, in the language of the setting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pantau.errors import visible
from pantau.words import text

LONGEST = 1500  # characters of one part: a chat takes some 4,000 in all


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that a person has to look at. Two faults with the same `key` are one fault; `/` separates the parts of a key."""

    key: str
    what: str
    where: str
    why: str
    remedy: str


def told(fault: Fault) -> tuple[str, str]:
    """Return the title and the text of the alert."""
    parts = (("what", fault.what), ("where", fault.where), ("why", fault.why), ("remedy", fault.remedy))
    lines = [text(f"alerts.told.{part}", text=_shorten(said)) for part, said in parts]
    lines += ["", text("alerts.told.once")]
    return _title(f"Pantau: {fault.what}"), "\n".join(lines)


def ended(faults: Sequence[Fault]) -> tuple[str, str]:
    """Return the title and the text that say that these are over."""
    first, more = faults[0].what, len(faults) - 1
    title = text("alerts.over.title_more", first=first, count=more) if more else text("alerts.over.title", first=first)
    lines = [line for one in faults for line in (text("alerts.over.what", text=_shorten(one.what)), _where(one))]
    return _title(title), "\n".join([*lines, "", text("alerts.over.nothing")])


def _where(fault: Fault) -> str:
    return text("alerts.told.where", text=_shorten(fault.where))


def _shorten(said: str) -> str:
    line = visible(" ".join(said.split())) or text("alerts.told.unknown")
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _title(said: str) -> str:
    return _shorten(said)[:200]
