"""Families: groups articles that share a key. It knows nothing of URLs or texts."""

from __future__ import annotations

from collections.abc import Hashable, Iterable


def families(pairs: Iterable[tuple[str, Hashable]]) -> list[list[str]]:
    """Return the groups of two or more ids that share a key, directly or through each other (union-find). `pairs` are (id,
    key).

    Each group and the list of groups are sorted, whatever the order of `pairs`, so the same articles make the same families in
    every run. A near-duplicate signature is one more key here, or several keys if it is cut into bands.
    """
    parent: dict[str, str] = {}

    def root(member: str) -> str:
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    first: dict[Hashable, str] = {}
    for member, key in pairs:
        parent.setdefault(member, member)
        one, other = root(first.setdefault(key, member)), root(member)
        parent[max(one, other)] = min(one, other)
    groups: dict[str, list[str]] = {}
    for member in sorted(parent):
        groups.setdefault(root(member), []).append(member)
    return sorted(group for group in groups.values() if len(group) > 1)
