"""A watchlist: a query with other names and exclusions, and the one query that these make together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from pantau.errors import BadInput

COLOURS = ("blue", "green", "orange", "red", "purple", "grey")
ALERTS = ("off", "unusual", "main", "daily")  # nothing; a day above the usual; each new main mention; a digest at six
FACTOR = 2.0  # times the usual count, for `unusual`
FACTORS = (1.0, 100.0)
MOST_NAMES = 200  # aliases, and exclusions, of one watchlist
LONGEST_NAME = 200
LONGEST_QUERY = 4000
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NO_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class SavedWatchlist:
    """A watchlist as it is kept; `owner` is a login, empty for those of the office."""

    watchlist: str
    version: int
    name: str
    description: str
    query: str
    aliases: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    owner: str = ""
    shared: bool = True
    colour: str = COLOURS[0]
    alert: str = ALERTS[0]
    alert_factor: float = FACTOR

    @property
    def whole(self) -> str:
        """The query of all parts: the query or an alias, and none of the exclusions."""
        return compose(self.query, self.aliases, self.exclusions)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self) | {"aliases": list(self.aliases), "exclusions": list(self.exclusions)}


def compose(query: str, aliases: Sequence[str], exclusions: Sequence[str]) -> str:
    """Return the query that all parts make together; aliases and exclusions are words or phrases, without operators."""
    wanted = " OR ".join([f"({query})", *map(_quote_phrase, aliases)])
    return f"({wanted}) AND NOT ({' OR '.join(map(_quote_phrase, exclusions))})" if exclusions else wanted


def slug_of(name: str) -> str:
    """Return the id that a name gives. Raises BadInput for a name without a letter or digit of ASCII."""
    slug = _NO_SLUG.sub("-", name.lower()).strip("-")[:60].strip("-")
    if not slug:
        raise BadInput(f"the name {name[:60]!r} gives no id; write it with at least one letter or digit")
    return slug


def lines_of(text: str) -> tuple[str, ...]:
    """Return the names that stand in the lines of a form's field, each once."""
    return tuple(dict.fromkeys(" ".join(line.replace('"', " ").split()) for line in text.splitlines() if line.strip(' "\t\r')))


def checked(given: Mapping[str, Any]) -> SavedWatchlist:
    """Return a watchlist out of JSON values of a file or an order. Raises BadInput that names what cannot be one."""
    unknown = given.keys() - SavedWatchlist.__dataclass_fields__.keys()
    if unknown:
        raise BadInput(f"a watchlist has no {', '.join(sorted(map(str, unknown)))}; take that out")
    texts = {key: given.get(key, "") for key in ("watchlist", "name", "description", "query", "owner")}
    lists = {key: given.get(key) or [] for key in ("aliases", "exclusions")}
    wrong = [key for key, value in texts.items() if not isinstance(value, str)]
    wrong += [key for key, value in lists.items() if not _is_names(value)]
    if wrong:
        raise BadInput(
            f"{', '.join(wrong)}: write text, and for aliases and exclusions a list of at most {MOST_NAMES} short texts"
        )
    if not _SLUG.fullmatch(texts["watchlist"]):
        raise BadInput(f"the id {texts['watchlist'][:60]!r} is none: write small letters, digits and - between them")
    if not texts["name"].strip() or not texts["query"].strip() or len(texts["query"]) > LONGEST_QUERY:
        raise BadInput(f"a watchlist needs a name and a query of at most {LONGEST_QUERY} characters")
    colour = given.get("colour") or COLOURS[0]
    if colour not in COLOURS:
        raise BadInput(f"{str(colour)[:40]!r} is no colour here; take one of {', '.join(COLOURS)}")
    alert, factor = _read_alert(given)
    aliases, exclusions = (tuple(lines_of("\n".join(lists[key]))) for key in ("aliases", "exclusions"))
    shared = bool(given.get("shared", True))
    made = SavedWatchlist(version=1, shared=shared, colour=colour, aliases=aliases, exclusions=exclusions, **texts)
    return replace(made, alert=alert, alert_factor=factor)


def _read_alert(given: Mapping[str, Any]) -> tuple[str, float]:
    alert, factor = given.get("alert") or ALERTS[0], given.get("alert_factor", FACTOR)
    if alert is False:  # YAML reads a bare `off` so
        alert = ALERTS[0]
    if alert not in ALERTS:
        raise BadInput(f"{str(alert)[:40]!r} is no alert of a watchlist; take one of {', '.join(ALERTS)}")
    if isinstance(factor, bool) or not isinstance(factor, int | float) or not FACTORS[0] <= factor <= FACTORS[1]:
        raise BadInput(f"the factor {str(factor)[:40]!r} cannot be used; write a number from {FACTORS[0]:g} to {FACTORS[1]:g}")
    return alert, float(factor)


def _is_names(value: object) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) <= MOST_NAMES
        and all(isinstance(one, str) and len(one) <= LONGEST_NAME for one in value)
    )


def _quote_phrase(name: str) -> str:
    return '"' + name.replace("\\", " ").replace('"', " ") + '"'
