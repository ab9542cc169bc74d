"""Empty parameters: an address gave the same article without them, or with another value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations
from urllib.parse import parse_qsl

from pantau.lessons import Parameter

_PAIRS = 3  # least pairs of addresses that gave the same article
_WORDS = 60  # a text with so many words identifies an article; several articles may share a shorter text
_MOST = 20  # addresses of one text


def parameters_of(pages: Iterable[tuple[str, str, int]]) -> tuple[Parameter, ...]:
    """Return the parameters that mean nothing on a host. `pages` have the key of an address, the digest of its text, and its
    words.

    Three pairs of addresses that differ in nothing else must have given the same text, and no pair different texts.
    """
    texts: dict[str, tuple[str, str]] = {}
    for key, digest, words in pages:
        if words >= _WORDS:
            texts[key] = digest, key.partition("?")[0]
    same: Counter[tuple[str, str]] = Counter()
    other: set[tuple[str, str]] = set()
    by_place: dict[str, list[str]] = defaultdict(list)
    for key, (_, place) in sorted(texts.items()):
        by_place[place].append(key)
    for place, keys in by_place.items():
        for one, two in combinations(keys[:_MOST], 2):
            name = _only_difference(one, two)
            if not name:
                continue
            at = place.partition("/")[0], name
            if texts[one][0] == texts[two][0]:
                same[at] += 1
            else:
                other.add(at)
    return tuple(
        Parameter(host, name, count)
        for (host, name), count in sorted(same.items())
        if count >= _PAIRS and (host, name) not in other
    )


def _only_difference(one: str, two: str) -> str:
    """Return the name of the one parameter in which two addresses of one place differ; "" for none or several."""
    first, second = (dict(parse_qsl(key.partition("?")[2], keep_blank_values=True)) for key in (one, two))
    names = {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}
    return names.pop() if len(names) == 1 else ""
