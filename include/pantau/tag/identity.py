"""The id of an entity over all articles: that of the registry, else its full name. A line of same.csv changes it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pantau.errors import BadInput
from pantau.tag.entities import TYPES, NamedEntity
from pantau.tag.seeds import Entity, rows

FILE = "same.csv"
_TYPES = frozenset(TYPES.values())
_DEGREES = re.compile(
    r",?\s+(?:S\.?H|S\.?E|S\.?Sos|S\.?IP|S\.?I\.?K|S\.?Pd|S\.?T|S\.?Kom|M\.?H|M\.?M|M\.?Si|M\.?Pd|Ph\.?D|MBA)\b.*$"
)
_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 80  # letters of an id
_ROLE_WORDS = 4


@dataclass(frozen=True, slots=True)
class SameLine:
    """A line of same.csv: the name has the id `id` if a word of `when` stands in the article (None: always)."""

    when: re.Pattern[str] | None
    id: str


class Identities:
    """Gives entities their ids; the same text gives the same ids in every process. Raises BadInput for a bad same.csv."""

    def __init__(self, folder: Path, entities: Iterable[Entity]) -> None:
        self._listed = {f"{TYPES[one.kind]}:{one.id}": one for one in entities if one.kind in TYPES}
        self._same = _read_same(folder / FILE)

    def identify(self, both: str, entities: Sequence[NamedEntity], roles: Sequence[str], about: str) -> tuple[NamedEntity, ...]:
        """Return the entities with their ids and roles; two of one id become one.

        `both` is title and text, `roles` the office of each, `about` the code of the place where it happens. The office, else
        the place, tells a person with one name only from namesakes.
        """
        found: dict[str, NamedEntity] = {}
        for one, role in zip(entities, roles, strict=True):
            named = self._name(both, one, role, about)
            before = found.get(named.entity)
            found[named.entity] = _join(before, named) if before else named
        return tuple(sorted(found.values(), key=lambda one: (one.type, one.spans[0])))

    def _name(self, both: str, one: NamedEntity, role: str, about: str) -> NamedEntity:
        if one.id:
            return _with(one, one, f"{one.type}:{one.id}", role)
        slug = slug_of(one.label)
        same = next((line.id for line in self._same.get((one.type, slug), ()) if not line.when or line.when.search(both)), "")
        listed = self._listed.get(f"{one.type}:{same or slug}")
        if listed is not None and (same or (one.type == "organisation" and " " in one.label)):
            return _with(one, listed, f"{one.type}:{listed.id}", role)
        if not same and one.type == "person" and "-" not in slug:
            other = "-".join(slug_of(role).split("-")[:_ROLE_WORDS]) or about
            slug = f"{slug}@{other}" if other else slug
        return _with(one, one, f"{one.type}:{same or slug}", role)


def _with(one: NamedEntity, listed: NamedEntity | Entity, entity: str, role: str) -> NamedEntity:
    """Return an entity as the lists know it, with its id and role; `dataclasses.replace` takes three times as long."""
    return NamedEntity(one.type, listed.kind, listed.id, listed.label, one.score, one.spans, one.main, entity, role)


@lru_cache(maxsize=50_000)
def slug_of(name: str) -> str:
    """Return a name as an id: small Latin letters and digits with hyphens, without degrees; a digest if nothing is left."""
    plain = unicodedata.normalize("NFKD", _DEGREES.sub("", name)).encode("ascii", "ignore").decode().lower()
    slug = _OTHER.sub("-", plain.replace("'", "")).strip("-")[:_LONGEST].strip("-")
    return slug or (f"x{hashlib.blake2b(name.encode(), digest_size=6).hexdigest()}" if name else "")


def _join(one: NamedEntity, other: NamedEntity) -> NamedEntity:
    label = max(one.label, other.label, key=lambda label: (len(label), label))
    return replace(
        one,
        label=one.label if one.id else label,
        role=one.role or other.role,
        score=max(one.score, other.score),
        spans=tuple(sorted({*one.spans, *other.spans})),
        main=one.main or other.main,
    )


def _read_same(file: Path) -> dict[tuple[str, str], list[SameLine]]:
    found: dict[tuple[str, str], list[SameLine]] = {}
    if not file.exists():
        return found
    for line, row in rows(file):
        try:
            kind, name, when, ident = row["type"], row["name"], row["when"], row["id"]
        except KeyError as error:
            raise BadInput(f"{file}: the column {error} is missing; expected type,name,when,id") from None
        if kind not in _TYPES or not slug_of(name) or not ident.strip():
            raise BadInput(f"{file}:{line}: expected a type ({', '.join(sorted(_TYPES))}), a name and an id")
        words = [word.strip() for word in when.split("|") if word.strip()]
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b") if words else None
        found.setdefault((kind, slug_of(name)), []).append(SameLine(pattern, ident.strip()))
    return found
