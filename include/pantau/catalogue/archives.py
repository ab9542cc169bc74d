"""Reading archives.yaml, how each outlet lists a past day: placeholders, patterns and selectors are tried before any fetch."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from pantau.catalogue import checks
from pantau.catalogue.problems import Problems
from pantau.catalogue.tables import read_text
from pantau.model import Archive

_WORDS = {"outlet", "url", "link", "link_pattern", "since", "evidence"}
_NUMBERS = {"first_page", "step", "max_pages"}
_NEEDED = ("outlet", "url", "link", "link_pattern")
DAY_PLACES = ("yyyy", "mm", "dd", "m", "d", "next")
PAGE_PLACES = ("page", "offset")
_PLACE = re.compile(r"\{([^{}]*)\}")
_DAY_PLACE = re.compile(r"\{(yyyy|mm|dd|m|d|next)\}")


def fill_day(template: str, day: str) -> str:
    """Put a day `YYYY-MM-DD` into {yyyy} {mm} {dd} {m} {d} and {next} (the day after); anything else is left alone."""
    yyyy, mm, dd = day.split("-")
    following = date.fromordinal(date.fromisoformat(day).toordinal() + 1).isoformat()
    values = {"yyyy": yyyy, "mm": mm, "dd": dd, "m": str(int(mm)), "d": str(int(dd)), "next": following}
    return _DAY_PLACE.sub(lambda match: values[match[1]], template)


def read_archives(file: Path, outlets: set[str], problems: Problems) -> dict[str, tuple[Archive, ...]]:
    """Return the archives by outlet, in file order; problems are noted with the line their block begins on."""
    archives: dict[str, tuple[Archive, ...]] = {}
    seen: dict[str, int] = {}
    for line, block in _blocks(file, problems):
        wrong = _wrong_shape(block) or _wrong_values(block, outlets)
        if not wrong and (first := seen.setdefault(str(block["url"]), line)) != line:
            wrong = [f"url is the same as on line {first}; remove one of the two"]
        if wrong:
            for what in wrong:
                problems.add(file, line, what)
            continue
        archive = Archive(**block)
        archives[archive.outlet] = (*archives.get(archive.outlet, ()), archive)
    return archives


def _blocks(file: Path, problems: Problems) -> list[tuple[int, Any]]:
    """Return the blocks of the file with their line numbers; YAML loads without them, so the nodes are walked."""
    import yaml

    text = read_text(file, problems)
    if text is None:
        return []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            problems.add(file, 1, "not a list; begin each archive with '- outlet:', or write [] when there is none")
            return []
        return [(item.start_mark.line + 1, loader.construct_document(item)) for item in node.value]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problems.add(file, line, f"not YAML ({getattr(error, 'problem', error)}); check the indentation and the quotes")
        return []
    finally:
        loader.dispose()


def _wrong_shape(block: Any) -> list[str]:
    if not isinstance(block, dict):
        return ["not a block of 'name: value' lines; see the archives above it for an example"]
    wrong = [f"{name} is missing; add it" for name in _NEEDED if not block.get(name)]
    for name, value in block.items():
        if name not in _WORDS | _NUMBERS:
            wrong.append(f"{name} is not known; use {', '.join(sorted(_WORDS | _NUMBERS))}")
        elif name in _WORDS and not isinstance(value, str):
            wrong.append(f"{name} must be text; put quotes around {value!r}")
        elif name in _NUMBERS and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10_000):
            wrong.append(f"{name} must be a whole number from 0 to 10000, not {value!r}")
    return wrong


def _wrong_values(block: dict[str, Any], outlets: set[str]) -> list[str]:
    wrong = []
    if block["outlet"] not in outlets:
        wrong.append(f"outlet {block['outlet']!r} is not in outlets.csv; add it there or correct the name")
    wrong += _wrong_places("url", block["url"], DAY_PLACES + PAGE_PLACES)
    wrong.append(checks.url(_PLACE.sub("1", block["url"]), "url"))
    wrong.append(_wrong_paging(block))
    wrong.append(_wrong_pattern(block["link_pattern"]))
    wrong.append(_wrong_selector(block["link"]))
    wrong.append(_wrong_since(block.get("since", "")))
    return [what for what in wrong if what]


def _wrong_places(column: str, template: str, known: tuple[str, ...]) -> list[str]:
    unknown = [name for name in _PLACE.findall(template) if name not in known]
    wrong = [f"{column} has the unknown placeholder {{{name}}}; use {' '.join('{' + k + '}' for k in known)}" for name in unknown]
    if not _DAY_PLACE.search(template):
        wrong.append(f"{column} names no day; it needs {{yyyy}}, {{mm}} and, for a page of one day, {{dd}}")
    return wrong


def _wrong_paging(block: dict[str, Any]) -> str:
    paged = "{page}" in block["url"] or "{offset}" in block["url"]
    if not paged and block.get("max_pages", 1) > 1:
        return "max_pages is more than 1 but url has neither {page} nor {offset}; add one, or set max_pages: 1"
    if paged and (block.get("step", 1) < 1 or block.get("max_pages", 1) < 1):
        return "step and max_pages must be at least 1"
    return ""


def _wrong_pattern(pattern: str) -> str:
    try:
        re.compile(fill_day(pattern, "2026-01-31"))
    except re.error as error:
        return f"link_pattern is not a regular expression ({error}); correct it"
    return ""


def _wrong_selector(selector: str) -> str:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("<p></p>").css(selector)
    except SelectolaxError:
        return f"link {selector!r} is not a CSS selector; correct it, for example 'article a[href]'"
    return ""


def _wrong_since(since: str) -> str:
    try:
        return "" if not since or date.fromisoformat(since).isoformat() == since else "since must be YYYY-MM-DD"
    except ValueError:
        return f"since {since!r} is not a day; write it as YYYY-MM-DD"
