"""The catalogue: outlets, feeds and archives of seeds/, read into dataclasses or refused with file, line and remedy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from pantau.catalogue import checks
from pantau.catalogue.archives import fill_day, read_archives
from pantau.catalogue.problems import BadCatalogue, Problems
from pantau.catalogue.tables import Row, read_rows
from pantau.model import Archive, Feed, Outlet

__all__ = ["BadCatalogue", "Catalogue", "fill_day", "read_catalogue"]

OUTLET_COLUMNS = (
    "outlet",
    "name",
    "owner_group",
    "province_code",
    "language",
    "zone",
    "type",
    "domains",
    "home_url",
    "notes",
)
OUTLET_OPTIONS = ("no_revisits", "gap_s", "at_once")
FEED_STATES = ("yes", "no", "unproven")
FEED_COLUMNS = ("feed_url", "outlet", "section", "kind", "enabled", "reason", "evidence")
FEED_OPTIONS = ("clock",)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that Pantau knows about the outlets: outlets by short name, feeds in file order, archives by outlet.

    `no_archives` says for which days, and why, an outlet cannot list its articles.
    """

    outlets: dict[str, Outlet]
    feeds: tuple[Feed, ...]
    archives: dict[str, tuple[Archive, ...]]
    no_archives: dict[str, tuple[Archive, ...]] = field(default_factory=dict)

    def enabled_feeds(self) -> list[Feed]:
        """Return the feeds that are polled."""
        return [feed for feed in self.feeds if feed.enabled]

    def unproven_feeds(self) -> list[Feed]:
        """Return the feeds that must prove themselves before they are polled."""
        return [feed for feed in self.feeds if feed.unproven]

    def unproven_archives(self) -> list[Archive]:
        """Return the archives that must prove themselves: those called unproven that say which links are articles.

        An index of a whole year is none of them, because finding a day in it takes too many requests for a trial.
        """
        return [block for blocks in self.no_archives.values() for block in blocks if _on_trial(block)]

    def with_proven(self, urls: Collection[str]) -> Catalogue:
        """Return the catalogue in which those of its unproven archives that have these addresses are archives like any other."""
        proven = [block for block in self.unproven_archives() if block.url in urls]
        if not proven:
            return self
        archives, others = dict(self.archives), dict(self.no_archives)
        for block in proven:
            archives[block.outlet] = (*archives.get(block.outlet, ()), replace(block, cannot="", reason=""))
            others[block.outlet] = tuple(one for one in others[block.outlet] if one is not block)
        return replace(self, archives=archives, no_archives=_drop_empty(others))


def read_catalogue(folder: Path) -> Catalogue:
    """Read outlets.csv, feeds.csv and archives.yaml of `folder`; raise BadCatalogue naming every bad line and its remedy."""
    problems = Problems()
    outlets = _read_outlets(folder / "outlets.csv", problems)
    feeds = _read_feeds(folder / "feeds.csv", set(outlets), problems)
    archives = read_archives(folder / "archives.yaml", outlets, problems)
    problems.stop_if_any()
    can = {name: tuple(block for block in blocks if not block.cannot) for name, blocks in archives.items()}
    cannot = {name: tuple(block for block in blocks if block.cannot) for name, blocks in archives.items()}
    return Catalogue({name: outlet for name, outlet in outlets.items() if outlet}, feeds, _drop_empty(can), _drop_empty(cannot))


def _on_trial(block: Archive) -> bool:
    return block.cannot == "unproven" and bool(block.url and block.link_pattern) and not block.year_only


def _drop_empty(blocks: dict[str, tuple[Archive, ...]]) -> dict[str, tuple[Archive, ...]]:
    return {name: found for name, found in blocks.items() if found}


def _read_outlets(file: Path, problems: Problems) -> dict[str, Outlet | None]:
    """Return the outlets. A bad row is kept as None, so that its feeds do not count as feeds of an unknown outlet too."""
    outlets: dict[str, Outlet | None] = {}
    lines: dict[str, int] = {}
    for row in read_rows(file, OUTLET_COLUMNS, problems, OUTLET_OPTIONS):
        wrong = _wrong_outlet(row)
        if (first := lines.setdefault(row["outlet"], row.line)) != row.line:
            wrong.append(f"outlet {row['outlet']!r} is already on line {first}; each short name is used once")
        for what in wrong:
            problems.add(file, row.line, what)
        outlets[row["outlet"]] = None if wrong else _outlet(row)
    if not outlets and not problems.found:
        problems.add(file, 1, "no outlet is listed; add at least one row")
    return outlets


def _outlet(row: Row) -> Outlet:
    read = {"domains": tuple(row["domains"].split()), "gap_s": float(row["gap_s"] or 0), "at_once": int(row["at_once"] or 0)}
    return Outlet(**{**row.values, **read})  # type: ignore[arg-type]


def _wrong_outlet(row: Row) -> list[str]:
    hosts = row["domains"].split()
    wrong = [
        checks.slug(row["outlet"]),
        "" if row["name"] else "name is empty; write the name readers know",
        checks.province(row["province_code"], row["type"]),
        checks.language(row["language"]),
        checks.zone(row["zone"]),
        checks.one_of(row["type"], checks.TYPES, "type"),
        checks.domains(hosts),
        checks.url(row["home_url"], "home_url"),
        checks.gap(row["gap_s"]),
        checks.one_of(row["at_once"], ("", "1", "2"), "at_once"),
    ]
    return [what for what in wrong if what]


def _read_feeds(file: Path, outlets: set[str], problems: Problems) -> tuple[Feed, ...]:
    feeds = []
    lines: dict[str, int] = {}
    for row in read_rows(file, FEED_COLUMNS, problems, FEED_OPTIONS):
        wrong = _wrong_feed(row, outlets)
        same = row["feed_url"].partition("://")[2].rstrip("/")
        if (first := lines.setdefault(same, row.line)) != row.line:
            wrong.append(f"feed_url {row['feed_url']!r} is already on line {first}; remove one of the two")
        for what in wrong:
            problems.add(file, row.line, what)
        state = {"enabled": row["enabled"] == "yes", "unproven": row["enabled"] == "unproven"}
        feeds.append(Feed(**{**row.values, **state}))  # type: ignore[arg-type]
    return tuple(feeds)


def _wrong_feed(row: Row, outlets: set[str]) -> list[str]:
    known = row["outlet"] in outlets
    wrong = [
        checks.url(row["feed_url"], "feed_url"),
        "" if known else f"outlet {row['outlet']!r} is not in outlets.csv; add it there or correct the name",
        checks.one_of(row["kind"], checks.KINDS, "kind"),
        checks.one_of(row["enabled"], FEED_STATES, "enabled"),
        checks.one_of(row["clock"], checks.CLOCKS, "clock"),
    ]
    if row["enabled"] == "no" and not row["reason"]:
        wrong.append("enabled is no without a reason; say why, for the next person")
    return [what for what in wrong if what]
