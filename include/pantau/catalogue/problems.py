"""Collects the problems of the catalogue, so that one start names every bad line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pantau.errors import BadInput

_SHOWN = 40


class BadCatalogue(BadInput):
    """The catalogue cannot be used; each line of the message is `file:line: what is wrong; what to do`."""


@dataclass
class Problems:
    """The problems found so far, each with its file and line."""

    found: list[tuple[str, int, str]] = field(default_factory=list)

    def add(self, file: Path, line: int, what: str) -> None:
        """Note one problem; `what` says what is wrong and, after a semicolon, what to do."""
        self.found.append((str(file), line, what))

    def stop_if_any(self) -> None:
        """Raise BadCatalogue with all problems, in file order; do nothing when there is none."""
        if not self.found:
            return
        lines = [f"{file}:{line}: {what}" for file, line, what in sorted(self.found)]
        more = [f"… and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
        raise BadCatalogue("\n".join(lines[:_SHOWN] + more))
