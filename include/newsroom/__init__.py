"""A fictional Indonesian press on loopback HTTP, with known truth. The demo, the tests and the benchmarks read it.

In a test: `with serving(Config(outlets=8)) as room:` gives `room.port`, `room.truth`, `room.log` and `room.faults`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsroom.config import Config

if TYPE_CHECKING:
    from newsroom.room import Room, serving

__all__ = ["Config", "Room", "serving"]


def __getattr__(name: str) -> Any:
    """Load the server only when a caller asks for it, because the import of aiohttp takes half a second."""
    if name in ("Room", "serving"):
        from newsroom import room

        return getattr(room, name)
    raise AttributeError(f"module 'newsroom' has no attribute {name!r}")
