"""Seeded chance: a draw depends only on its key. So any article can be made alone, in any order, on any machine."""

from __future__ import annotations

from hashlib import blake2b
from random import Random

Key = str | int


def number(*key: Key) -> int:
    """Return the 64-bit number that belongs to `key`. The function `hash()` would give another number in every process."""
    return int.from_bytes(blake2b("\x1f".join(map(str, key)).encode(), digest_size=8).digest(), "big")


def share(*key: Key) -> float:
    """Return the fraction in [0, 1) that belongs to `key`."""
    return number(*key) / 2**64


def dice(*key: Key) -> Random:
    """Return a random generator that belongs to `key` alone."""
    return Random(number(*key))
