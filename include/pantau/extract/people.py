"""Reads names of persons out of author fields, without addresses, desks and outlets."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from pantau.extract.document import Document, words_of
from pantau.extract.jsonld import text_of, types_of
from pantau.extract.knowledge import Knowledge
from pantau.extract.titles import fold
from pantau.rules import Generation

_MOST = 8
_LONGEST = 300  # letters of an author field
_DEEPEST = 4  # objects within objects of a JSON-LD author
_READ = 200_000  # letters in which a printed credit is searched
_BEFORE = 10  # letters of a printed credit before its word: "Reporting by"
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*(?:[)\]]|$)")
_TAGS = re.compile(r"</?[a-z][^<>]*>", re.I)
_NOT_PLAIN = re.compile(r"[^a-z0-9]")
_LETTER = re.compile(r"[^\W\d_]")


def authors_of(
    document: Document, article: dict[str, Any], sites: set[str], known: Knowledge, generation: Generation | None = None
) -> tuple[str, ...]:
    """Return the writers in order: those that the rule's selector finds, else JSON-LD, <meta>, bylines, printed credits.

    The first place that names a person wins. Editors and roles are removed.
    """
    for machine, source in (
        (False, _select_words(document, generation.authors if generation else "")),
        (True, _names_in(_resolve_author(article.get("author"), document))),
        (True, document.metas(known.meta["authors"])),
        (False, _bylines(document, known)),
        (False, _find_credit(document, known, known.printed_author)),
    ):
        found = names((known.editor_part.sub(" ", text[:_LONGEST]) for text in source), sites, known)
        if found:
            return _without_editors(found, document, sites, known, generation) if machine else found
    return ()


def _without_editors(
    found: tuple[str, ...], document: Document, sites: set[str], known: Knowledge, generation: Generation | None
) -> tuple[str, ...]:
    """Return the authors in the metadata, without those whom the page credits as editors and nowhere as writers."""
    editors = {name.casefold() for name in editors_of(document, {}, sites, known, generation)}
    if not editors & {name.casefold() for name in found}:
        return found
    written = {name.casefold() for name in names(_find_credit(document, known, known.printed_author), sites, known)}
    return tuple(name for name in found if name.casefold() not in editors - written)


def _names_in(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield the names in a JSON-LD author: a string, an object whose name may be an object or a list, or a list of these."""
    if isinstance(value, list):
        persons = [item for item in value if not (isinstance(item, dict) and _is_organization(item))]
        for item in (persons or value)[:_MOST]:
            yield from _names_in(item, depth + 1) if depth < _DEEPEST else ()
    elif isinstance(value, dict) and isinstance(value.get("name"), (dict, list)):
        yield from _names_in(value["name"], depth + 1) if depth < _DEEPEST else ()
    elif isinstance(value, dict) and not value.get("name") and value.get("givenName"):
        yield f"{text_of(value['givenName'])} {text_of(value.get('familyName'))}"
    else:
        yield text_of(value)


def _resolve_author(author: Any, document: Document) -> Any:
    """Return a JSON-LD author. If it only points to another object of the page (`@id`), return that object."""
    if isinstance(author, list):
        return [_resolve_author(one, document) for one in author[:_MOST] if not isinstance(one, list)]
    if not isinstance(author, dict) or not author.get("@id") or author.get("name"):
        return author
    return next((thing for thing in document.linked if thing.get("@id") == author["@id"] and thing.get("name")), author)


def _is_organization(thing: dict[str, Any]) -> bool:
    return any(kind.endswith("Organization") for kind in types_of(thing))


def editors_of(
    document: Document, article: dict[str, Any], sites: set[str], known: Knowledge, generation: Generation | None = None
) -> tuple[str, ...]:
    """Return the editors: those that the rule's selectors find (a credit of both roles names them too), else the printed
    credit, else JSON-LD."""
    own = _select_words(document, generation.editors if generation else "")
    shared = _select_words(document, generation.authors if generation else "")
    parts = [part for text in own for part in known.editor_part.findall(text) or [text]]
    parts = parts or [part for text in shared for part in known.editor_part.findall(text)]
    return (
        names(parts, sites, known)
        or names(_find_credit(document, known, known.printed_editor), sites, known)
        or names(_names_in(_resolve_author(article.get("editor"), document)), sites, known)
    )


def names(fields: Iterable[str], sites: set[str], known: Knowledge) -> tuple[str, ...]:
    """Return the person names in `fields`, each once, in order, without addresses, desks and names in `sites`."""
    found: dict[str, str] = {}
    for field in fields:
        text = _drop_brackets(known.desks.sub("", _TAGS.sub(" ", html.unescape(field)[:_LONGEST])))
        if known.not_authors.fullmatch(text.strip()):  # an address would be split into parts that look like names
            continue
        for part in known.separators.split(text):
            name = _bare(known.degrees.sub("", _off_site(_bare(part, known), sites)), known)
            if _is_person(name, sites, known):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())[:_MOST]


def _drop_brackets(text: str) -> str:
    """Return a field without brackets after a name (a role, a desk, a place); a bracket may lack its end."""
    outside = _BRACKETS.sub(" ", text)
    return outside if _LETTER.search(outside) else text


def _bare(part: str, known: Knowledge) -> str:
    name = " ".join(part.split())
    while True:
        shorter = known.roles.sub("", name).strip(" -–|,:;.()[]")
        if shorter == name:
            return name.title() if name.isupper() and " " in name else name
        name = shorter


def _off_site(name: str, sites: set[str]) -> str:
    """Return the name without the site's own name after a dash: "Nama - detikNews"."""
    person, dash, site = name.rpartition(" - ")
    return person.strip() if dash and fold(site) in sites else name


def _is_person(name: str, sites: set[str], known: Knowledge) -> bool:
    if not 2 <= len(name) <= 60 or not _LETTER.search(name) or len(name.split()) > 6:
        return False
    folded = _NOT_PLAIN.sub("", name.casefold())
    return folded not in sites and not known.not_authors.fullmatch(name)


def _select_words(document: Document, selector: str) -> Iterable[str]:
    return map(words_of, document.tree.css(selector)[:_MOST]) if selector else ()


def _bylines(document: Document, known: Knowledge) -> Iterable[str]:
    for selector in known.bylines:
        texts = (words_of(element) for element in document.tree.css(selector)[:3])
        yield from islice((text for text in texts if 2 < len(text) < 80), 1)


def _find_credit(document: Document, known: Knowledge, credit: re.Pattern[str]) -> Iterable[str]:
    """Yield the first printed credit. A line of a page is a text node, so a name ends where its element ends."""
    text = document.lines[:_READ]
    tried = (credit.match(text, start) for start in _credit_starts(text, known.credit_words))
    found = next(filter(None, tried), None)
    if found:
        yield found[1]


@lru_cache(maxsize=2)  # it is asked for the writers and then for the editors of one page
def _credit_starts(text: str, words: tuple[str, ...]) -> tuple[int, ...]:
    """Return in order where a credit may begin: up to `_BEFORE` letters before one of its words."""
    starts: set[int] = set()
    for word in words:
        place = text.find(word)
        while place >= 0:
            starts.update(range(max(0, place - _BEFORE), place + 1))
            place = text.find(word, place + 1)
    return tuple(sorted(starts))
