"""The words that both ends of the pipe use: what became of an item, and what it logged."""

from __future__ import annotations

DONE, FAILED, MEMORY, REFUSED = "done", "failed", "memory", "refused"
Told = list[tuple[str, int, str]]  # the logger's name, the level, the text
