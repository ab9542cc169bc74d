"""What people are told of a fault: what, where, why and the remedy, in Indonesian."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pantau.errors import visible

LONGEST = 1500  # characters of one part: a chat takes some 4,000 in all


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a person has to look at. Two faults with the same `key` are one; parts of a key are separated by `/`."""

    key: str
    what: str
    where: str
    why: str
    remedy: str


def told(fault: Fault) -> tuple[str, str]:
    """Return the title and the text that say what is wrong."""
    parts = (("Apa", fault.what), ("Di mana", fault.where), ("Mengapa", fault.why), ("Yang harus dilakukan", fault.remedy))
    lines = [f"{name}: {_shown(text)}" for name, text in parts]
    lines += ["", "Pesan ini dikirim sekali; kabar berikutnya kalau sudah pulih."]
    return _title(f"Pantau: {fault.what}"), "\n".join(lines)


def ended(faults: Sequence[Fault]) -> tuple[str, str]:
    """Return the title and the text that say that these are over."""
    first, more = faults[0].what, f" (dan {len(faults) - 1} lagi)" if len(faults) > 1 else ""
    lines = [f"Sudah pulih: {_shown(fault.what)}\nDi mana: {_shown(fault.where)}" for fault in faults]
    return _title(f"Pantau: sudah pulih: {first}{more}"), "\n".join([*lines, "", "Tidak ada yang perlu dilakukan."])


def _shown(text: str) -> str:
    text = visible(" ".join(text.split())) or "tidak diketahui"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _title(text: str) -> str:
    return _shown(text)[:200]
