"""Watchlists in the warehouse: reads, saves and deletes them, keeps every change, and creates those of seeds/watchlists."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import class_row

from pantau.errors import BadInput
from pantau.files import parse_yaml
from pantau.tag.watchlists import Watchlist
from pantau.watchlists.model import SavedWatchlist, checked

SEEDS = "seeds"  # the author of what the files of seeds/watchlists say
_COLUMNS = ", ".join(field.name for field in fields(SavedWatchlist))
_READ = f"SELECT {_COLUMNS} FROM watchlists WHERE %(one)s = '' OR watchlist = %(one)s ORDER BY name, watchlist"  # noqa: S608
_SAVE = f"""INSERT INTO watchlists ({_COLUMNS}) VALUES ({", ".join(f"%({field.name})s" for field in fields(SavedWatchlist))})
ON CONFLICT (watchlist) DO UPDATE SET version = excluded.version, name = excluded.name, description = excluded.description,
  query = excluded.query, aliases = excluded.aliases, exclusions = excluded.exclusions, owner = excluded.owner,
  shared = excluded.shared, colour = excluded.colour, alert = excluded.alert, alert_factor = excluded.alert_factor,
  alert_since = CASE WHEN watchlists.alert = excluded.alert THEN watchlists.alert_since ELSE now() END"""  # noqa: S608 — the names of our own columns
_CHANGE = "INSERT INTO watchlist_changes (watchlist, who, before, after) VALUES (%s, %s, %s, %s)"
_CHANGES = (
    """SELECT who, changed_at, before, after FROM watchlist_changes WHERE watchlist = %s ORDER BY change_id DESC LIMIT 20"""
)
_EVER = "SELECT watchlist, count(*) FROM watchlist_changes GROUP BY watchlist"
_KINDS = {
    "province": "provinsi",
    "regency": "tempat",
    "country": "tempat",
    "topic": "topik",
    "person": "orang",
    "body": "lembaga",
}


@dataclass(frozen=True, slots=True)
class WatchChange:
    """A change: who made it and when, and the watchlist before and after (None: it was made, or deleted)."""

    who: str
    changed_at: datetime
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def parts(self) -> list[str]:
        """The names of the parts that changed; none if it was made or deleted."""
        if not self.before or not self.after:
            return []
        return [name for name in self.after if name != "version" and self.after[name] != self.before.get(name)]


def read_saved(connection: psycopg.Connection, one: str = "") -> list[SavedWatchlist]:
    """Return all watchlists by name, or the one of an id ([] if there is none)."""
    with connection.cursor(row_factory=class_row(SavedWatchlist)) as cursor:
        rows = cursor.execute(_READ.encode(), {"one": one}).fetchall()
    return [replace(row, aliases=tuple(row.aliases), exclusions=tuple(row.exclusions)) for row in rows]


def changes_of(connection: psycopg.Connection, ident: str) -> list[WatchChange]:
    """Return the latest changes of a watchlist, the newest first."""
    with connection.cursor(row_factory=class_row(WatchChange)) as cursor:
        return cursor.execute(_CHANGES, [ident]).fetchall()


def as_text(one: SavedWatchlist) -> str:
    """Return a watchlist as one line of JSON, as an order carries it."""
    return json.dumps({name: value for name, value in one.as_json().items() if name != "version"}, ensure_ascii=False)


def visible_to(lists: Iterable[SavedWatchlist], user: str, *, everything: bool = False) -> list[SavedWatchlist]:
    """Return those that a user may see: shared ones, those of the office and his own; an admin sees everything."""
    return [one for one in lists if everything or one.shared or not one.owner or one.owner == user]


def save(connection: psycopg.Connection, wanted: SavedWatchlist, who: str) -> SavedWatchlist:
    """Keep a watchlist and the change; return it with its new version, which is the old one if nothing changed."""
    connection.execute("LOCK TABLE watchlists IN SHARE ROW EXCLUSIVE MODE")
    before = next(iter(read_saved(connection, wanted.watchlist)), None)
    if before and replace(wanted, version=before.version) == before:
        return before
    changes: dict[str, int] = dict(connection.execute(_EVER).fetchall())
    after = replace(wanted, version=changes.get(wanted.watchlist, 0) + 1)
    connection.execute(_SAVE, after.as_json())
    _note(connection, wanted.watchlist, who, before, after)
    return after


def take_away(connection: psycopg.Connection, ident: str, who: str) -> None:
    """Delete a watchlist with its matches; its changes stay. Raises BadInput if there is none of that id."""
    before = next(iter(read_saved(connection, ident)), None)
    if before is None:
        raise BadInput(f"there is no watchlist {ident[:60]!r}; `pantau watchlists list` names them")
    connection.execute("DELETE FROM watchlists WHERE watchlist = %s", [ident])
    _note(connection, ident, who, before, None)


def seed(connection: psycopg.Connection, found: Iterable[Watchlist]) -> list[str]:
    """Make the watchlists of seeds/ that the warehouse never had; one that people changed or deleted stays so."""
    ever = {str(row[0]) for row in connection.execute(_EVER)}
    new = [one for one in found if one.id not in ever]
    for one in new:
        save(connection, from_seed(one), SEEDS)
    return [one.id for one in new]


def from_seed(one: Watchlist) -> SavedWatchlist:
    """Return the watchlist that a file of seeds/watchlists means: any of, all of and none of its words and tags."""
    some = " OR ".join(map(_word_of, one.any))
    every = [_word_of(item) for item in one.all]
    parts = [f"({some})" if len(one.any) > 1 and every else some, *every]
    return checked(
        {
            "watchlist": one.id,
            "name": one.name,
            "description": one.description,
            "query": " AND ".join(part for part in parts if part),
            "exclusions": list(one.none),
        }
    )


def write_files(lists: Iterable[SavedWatchlist], folder: Path) -> None:
    """Write each watchlist into a file of a folder, which `read_files` reads. Raises OSError if the folder cannot be written."""
    import yaml

    folder.mkdir(parents=True, exist_ok=True)
    for one in lists:
        data = {name: value for name, value in one.as_json().items() if name != "version"}
        (folder / f"{one.watchlist}.yaml").write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


def read_files(folder: Path) -> list[SavedWatchlist]:
    """Return the watchlists that `pantau watchlists export` wrote into a folder. Raises BadInput that names file and reason."""
    import yaml

    found = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            data = parse_yaml(file.read_text(encoding="utf-8"))
            found.append(checked(data if isinstance(data, dict) else {}))
        except (yaml.YAMLError, UnicodeDecodeError, BadInput) as error:
            raise BadInput(f"{file}: {' '.join(str(error).split())}") from None
    return found


def _note(connection: psycopg.Connection, ident: str, who: str, *sides: SavedWatchlist | None) -> None:
    """Keep a change: the watchlist before and after."""
    connection.execute(_CHANGE, [ident, who, *(json.dumps(one.as_json()) if one else None for one in sides)])


def _word_of(item: str) -> str:
    kind, colon, ident = item.partition(":")
    if colon and kind in _KINDS:
        return f'{_KINDS[kind]}:"{ident}"'
    return f'"{item}"' if " " in item else item
