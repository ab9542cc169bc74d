"""Saved queries over tags and words: a mention is an article that holds any of, all of and none of what a watchlist names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantau.errors import BadInput
from pantau.files import files_in
from pantau.tag.matcher import Hit, Matcher
from pantau.tag.seeds import load_yaml
from pantau.tagged import Tag

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEYS = {"id", "name", "description", "any", "all", "none"}
_REF = re.compile(r"(language|topic|province|regency|country|body|person|wire):(\S+)")


@dataclass(frozen=True, slots=True)
class Watchlist:
    """One file of seeds/watchlists; items are words, or tags written `kind:id`."""

    id: str
    name: str
    description: str
    any: tuple[str, ...]
    all: tuple[str, ...]
    none: tuple[str, ...]

    @property
    def items(self) -> tuple[str, ...]:
        """Everything that the watchlist searches or refuses."""
        return self.any + self.all + self.none


@dataclass(frozen=True, slots=True)
class Mention:
    """A match: how sure (0 to 1) and the first span that makes it one (-1, -1: the title or a tag without a span)."""

    watchlist: Watchlist
    score: float
    start: int
    end: int


def read_watchlists(folder: Path, known: Mapping[str, Collection[str]]) -> tuple[Watchlist, ...]:
    """Return the watchlists of `folder` by id; `known` is kind → ids, to refuse a `kind:id` that no tag can have."""
    lists = [_read(file, known) for file in files_in(folder, "*.yaml")]
    return tuple(sorted(lists, key=lambda one: one.id))


def _read(file: Path, known: Mapping[str, Collection[str]]) -> Watchlist:
    data = load_yaml(file)
    if not isinstance(data, dict) or set(data) - _KEYS:
        odd = sorted(map(str, set(data) - _KEYS)) if isinstance(data, dict) else [type(data).__name__]
        raise BadInput(f"{file}: unknown {', '.join(odd)}; a watchlist has id, name, description, any, all, none")
    ident = data.get("id")
    if not isinstance(ident, str) or not _SLUG.fullmatch(ident) or ident != file.stem:
        raise BadInput(f"{file}: id {ident!r} must be a slug (a-z, 0-9, -) and equal to the file's name {file.stem!r}")
    name, description = data.get("name"), data.get("description", "")
    if not isinstance(name, str) or not name.strip() or not isinstance(description, str):
        raise BadInput(f"{file}: name is needed, and name and description must be text")
    parts = {key: _items(file, key, data.get(key), known) for key in ("any", "all", "none")}
    if not parts["any"] and not parts["all"]:
        raise BadInput(f"{file}: any and all are both empty, so it would match everything or nothing; name at least one term")
    return Watchlist(ident, name, description, **parts)


def _items(file: Path, key: str, value: Any, known: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise BadInput(f"{file}: {key} must be a list of words or kind:id; quote what YAML reads as a number")
    for item in value:
        ref = _REF.fullmatch(item)
        if ref and ref[2] not in known[ref[1]]:
            raise BadInput(f"{file}: {key}: there is no {ref[1]} {ref[2]!r} in seeds/tags; check the id")
    return tuple(item.strip() for item in value)


class Watcher:
    """Matches articles against all watchlists at once; `former` are ids that topics had before → theirs now."""

    def __init__(self, watchlists: tuple[Watchlist, ...], former: Mapping[str, str] | None = None) -> None:
        self.watchlists = watchlists
        self._former = {f"topic:{was}": f"topic:{now}" for was, now in (former or {}).items()}
        terms = dict.fromkeys(item for one in watchlists for item in one.items if not _REF.fullmatch(item))
        self._terms = tuple(terms)
        self._matcher = Matcher((_spelling(term), owner) for owner, term in enumerate(self._terms))

    def mentions(self, title: str, text: str, tags: Collection[Tag]) -> list[Mention]:
        """Return the mentions of an article with these tags."""
        found: dict[str, tuple[float, int, int]] = {f"{tag.kind}:{tag.id}": (tag.score, tag.start, tag.end) for tag in tags}
        found |= {was: found[now] for was, now in self._former.items() if now in found}
        for where, place in ((title, lambda _: (0.95, -1, -1)), (text, lambda hit: (0.9, hit.start, hit.end))):
            self._collect(where, place, found)
        return [mention for one in self.watchlists if (mention := _match(one, found))]

    def _collect(
        self, where: str, place: Callable[[Hit], tuple[float, int, int]], found: dict[str, tuple[float, int, int]]
    ) -> None:
        for hit in self._matcher.find_all(where):
            for owner in hit.owners:
                term = self._terms[owner]
                before = found.get(term)
                if before is None:
                    found[term] = place(hit)
                elif before[1] < 0 <= hit.start and place(hit)[1] >= 0:
                    found[term] = (before[0], hit.start, hit.end)


def _spelling(term: str) -> str:
    """Terms in capitals only match as written (MBG); any other term matches in any case."""
    return term if term.isupper() else term.lower()


def _match(one: Watchlist, found: Mapping[str, tuple[float, int, int]]) -> Mention | None:
    some = [found[item] for item in one.any if item in found]
    every = [found[item] for item in one.all if item in found]
    if (one.any and not some) or len(every) < len(one.all) or any(item in found for item in one.none):
        return None
    score = min([*(score for score, _, _ in every), *([max(score for score, _, _ in some)] if some else [])])
    spans = sorted((start, end) for _, start, end in some + every if start >= 0)
    return Mention(one, score, *(spans[0] if spans else (-1, -1)))
