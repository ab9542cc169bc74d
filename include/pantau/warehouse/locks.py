"""The one lock of writers: copies and stories reach across days, so a day is swapped in while no other is."""

from __future__ import annotations

SWAP_LOCK = 0x6C6F6164  # "load" in ASCII
