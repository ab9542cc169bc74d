"""The one lock of writers: copies and stories reach across days, so only one day at a time is swapped in."""

from __future__ import annotations

SWAP_LOCK = 0x6C6F6164  # "load" in ASCII
