"""Reads archives.yaml, which says how each outlet lists a past day. Placeholders, patterns and selectors are checked before
any fetch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pantau.catalogue import checks
from pantau.catalogue.problems import Problems
from pantau.catalogue.tables import read_text
from pantau.model import Archive, Outlet

KINDS = ("index", "sitemap", "wordpress")
ON_REPEAT = ("end", "retry")
CANNOT = ("no_archive", "unproven", "robots", "blocked", "unwelcome", "closed")
DAY_PLACES = ("yyyy", "mm", "dd", "m", "d", "prev", "next")
PAGE_PLACES = ("page", "offset")
_TEXTS = {
    "outlet", "url", "link", "link_pattern", "kind", "on_repeat", "end_marker", "since", "until", "cannot", "reason", "evidence",
}  # fmt: skip
_NUMBERS = {"first_page", "step", "max_pages"}
_KNOWN = _TEXTS | _NUMBERS | {"outlets", "year_only"}
_PLACE = re.compile(r"\{([^{}]*)\}")
_DAY_PLACE = re.compile(r"\{(yyyy|mm|dd|m|d|prev|next)\}")


def fill_day(template: str, day: str) -> str:
    """Put a day `YYYY-MM-DD` into {yyyy} {mm} {dd} {m} {d}, and the days beside it into {prev} and {next}; leave the rest as
    it is."""
    yyyy, mm, dd = day.split("-")
    number = date.fromisoformat(day).toordinal()
    around = {"prev": date.fromordinal(number - 1).isoformat(), "next": date.fromordinal(number + 1).isoformat()}
    values = {"yyyy": yyyy, "mm": mm, "dd": dd, "m": str(int(mm)), "d": str(int(dd)), **around}
    return _DAY_PLACE.sub(lambda match: values[match[1]], template)


def read_archives(file: Path, outlets: Mapping[str, Outlet | None], problems: Problems) -> dict[str, tuple[Archive, ...]]:
    """Return the blocks by outlet, in file order; a block with several `outlets` stands once under each of them.

    It notes each problem with the line on which its block begins.
    """
    archives: dict[str, tuple[Archive, ...]] = {}
    seen: dict[str, int] = {}
    for line, block in _blocks(file, problems):
        wrong = _wrong_shape(block) or _wrong_values(block, set(outlets))
        for archive in [] if wrong else archives_of(block, outlets):
            if archive.url and (first := seen.setdefault(archive.url, line)) != line:
                wrong.append(f"url is the same as on line {first}; remove one of the two")
            archives[archive.outlet] = (*archives.get(archive.outlet, ()), archive)
        for what in wrong:
            problems.add(file, line, what)
    return archives


def archives_of(block: dict[str, Any], outlets: Mapping[str, Outlet | None]) -> list[Archive]:
    """Return the archives of a block, with the outlet's own values for {home} and {hosts}."""
    values = {name: value for name, value in block.items() if name not in ("outlet", "outlets")}
    found = []
    for name in block.get("outlets") or [block["outlet"]]:
        outlet = outlets.get(name)
        if outlet is None:  # the outlet's own row is wrong, and a problem was noted
            continue
        own = dict(values)
        own["url"] = own.get("url", "").replace("{home}", outlet.home_url.rstrip("/"))
        hosts = "|".join(re.escape(host) for host in outlet.domains)
        own["link_pattern"] = own.get("link_pattern", "").replace("{hosts}", f"(?:{hosts})")
        found.append(Archive(outlet=name, **own))
    return found


def _blocks(file: Path, problems: Problems) -> list[tuple[int, Any]]:
    """Return the blocks of the file with their line numbers. It walks the YAML nodes, because loaded YAML has no line
    numbers."""
    import yaml

    text = read_text(file, problems)
    try:
        return [(node.start_mark.line + 1, block) for node, block in read_nodes(text or "")]
    except TypeError:
        problems.add(file, 1, "not a list; begin each archive with '- outlet:', or write [] when there is none")
        return []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problems.add(file, line, f"not YAML ({getattr(error, 'problem', error)}); check the indentation and the quotes")
        return []


def read_nodes(text: str) -> list[tuple[Any, Any]]:
    """Return the YAML node of each block, which knows its lines, and what it says.

    Raises TypeError for YAML that is no list, and YAMLError for text that is no YAML.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        if node is not None and not isinstance(node, yaml.SequenceNode):
            raise TypeError("not a list")
        return [(item, loader.construct_document(item)) for item in node.value] if node is not None else []
    finally:
        loader.dispose()


def _wrong_shape(block: Any) -> list[str]:
    if not isinstance(block, dict):
        return ["not a block of 'name: value' lines; see the archives above it for an example"]
    used = not block.get("cannot") or (block["cannot"] == "unproven" and "link_pattern" in block)  # Pantau tries it
    needed = ["reason"] if block.get("cannot") else []
    needed += ["url", "link_pattern"] if used else []
    needed += ["link"] if used and block.get("kind", "index") == "index" else []
    wrong = [f"{name} is missing; add it" for name in needed if not block.get(name)]
    if bool(block.get("outlet")) == bool(block.get("outlets")):
        wrong.insert(0, "outlet is missing; add it, or outlets with a list of short names, and not both")
    for name, value in block.items():
        if name not in _KNOWN:
            wrong.append(f"{name} is not known; use {', '.join(sorted(_KNOWN))}")
        elif name in _TEXTS and not isinstance(value, str):
            wrong.append(f"{name} must be text; put quotes around {value!r}")
        elif name in _NUMBERS and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10_000):
            wrong.append(f"{name} must be a whole number from 0 to 10000, not {value!r}")
        elif name == "year_only" and not isinstance(value, bool):
            wrong.append(f"year_only must be true or false, not {value!r}")
        elif name == "outlets" and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
            wrong.append(f"outlets must be a list of short names like [harian-contoh, kabar-timur], not {value!r}")
    return wrong


def _wrong_values(block: dict[str, Any], outlets: set[str]) -> list[str]:
    wrong = [
        f"outlet {name!r} is not in outlets.csv; add it there or correct the name"
        for name in block.get("outlets") or [block["outlet"]]
        if name not in outlets
    ]
    wrong.append(checks.one_of(block.get("kind", "index"), KINDS, "kind"))
    wrong.append(checks.one_of(block.get("on_repeat", "end"), ON_REPEAT, "on_repeat"))
    wrong += [_wrong_day(name, block.get(name, "")) for name in ("since", "until")]
    wrong.append(_wrong_cannot(block))
    if block.get("url"):
        wrong += _wrong_places(block)
        wrong.append(checks.url(_PLACE.sub("1", block["url"].replace("{home}", "https://contoh.id")), "url"))
        wrong.append(_wrong_paging(block))
    wrong.append(_wrong_pattern(block.get("link_pattern", "")))
    wrong += [_wrong_selector(name, block.get(name, "")) for name in ("link", "end_marker")]
    return [what for what in wrong if what]


def _wrong_cannot(block: dict[str, Any]) -> str:
    if block.get("cannot"):
        return checks.one_of(block["cannot"], CANNOT, "cannot")
    return "reason is given without cannot; name in cannot what keeps us from listing this outlet" if block.get("reason") else ""


def _wrong_places(block: dict[str, Any]) -> list[str]:
    template, known = block["url"], (*DAY_PLACES, *PAGE_PLACES, "home")
    unknown = [name for name in _PLACE.findall(template) if name not in known]
    wrong = [f"url has the unknown placeholder {{{name}}}; use {' '.join('{' + k + '}' for k in known)}" for name in unknown]
    if not _DAY_PLACE.search(template):
        wrong.append("url names no day; it needs {yyyy}, {mm} and, for a page of one day, {dd}")
    if len(block.get("outlets") or ()) > 1 and "{home}" not in template:
        wrong.append("url is one for several outlets; begin it with {home}")
    if block.get("year_only") and not all(f"?P<{name}>" in block.get("link_pattern", "") for name in ("y", "m", "d")):
        wrong.append("year_only needs the day in link_pattern, as (?P<y>\\d{4}), (?P<m>\\d\\d) and (?P<d>\\d\\d)")
    return wrong


def _wrong_paging(block: dict[str, Any]) -> str:
    paged = "{page}" in block["url"] or "{offset}" in block["url"]
    if not paged and (block.get("max_pages", 1) > 1 or block.get("year_only")):
        return "max_pages is more than 1 but url has neither {page} nor {offset}; add one, or set max_pages: 1"
    if paged and (block.get("step", 1) < 1 or block.get("max_pages", 1) < 1):
        return "step and max_pages must be at least 1"
    return ""


def _wrong_pattern(pattern: str) -> str:
    try:
        re.compile(fill_day(pattern.replace("{hosts}", "contoh"), "2026-01-31"))
    except re.error as error:
        return f"link_pattern is not a regular expression ({error}); correct it"
    return ""


def _wrong_selector(name: str, selector: str) -> str:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("<p></p>").css(selector or "a")
    except SelectolaxError:
        return f"{name} {selector!r} is not a CSS selector; correct it, for example 'article a[href]'"
    return ""


def _wrong_day(name: str, value: str) -> str:
    try:
        return "" if not value or date.fromisoformat(value).isoformat() == value else f"{name} must be YYYY-MM-DD"
    except ValueError:
        return f"{name} {value!r} is not a day; write it as YYYY-MM-DD"
