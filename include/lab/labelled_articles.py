"""Articles whose outlet says the topic: reads files of JSON lines, and maps section and address to topics with the section
map."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.cases import digest_of
from pantau.errors import BadInput
from pantau.tag.sections import SectionMap, parts_of_address
from pantau.tag.topics import TopicList, read_topics

_TEXTS = ("text", "content", "body")
_FEWEST_WORDS = 20
_SECTIONS = ("subcategory", "category", "section")  # the narrowest first
_NOT_NAMES = frozenset({"com", "co", "id", "net", "org", "news", "www"})


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """An article, its outlet, and the topics that its section may mean."""

    outlet: str
    title: str
    text: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledCorpus:
    """The articles of some files, each address once, with the digest of the files and the topics with which they were read."""

    articles: tuple[LabelledArticle, ...]
    digest: str
    topics: TopicList


def read_told(files: Sequence[Path], seeds_tags: Path) -> LabelledCorpus:
    """Return the articles of files of JSON lines whose section or address the section map knows; a pair (`a`, `b`) is two
    articles.

    A row has `title`, a text (`text`, `content` or `body`), `outlet`, `url` and, if there is one, `section` or `category` and
    `subcategory`. Raises BadInput for a file of another shape, and if no article is left.
    """
    told = read_topics(seeds_tags)
    sections = SectionMap(seeds_tags, told.meanings())
    parts = []
    found: dict[str, LabelledArticle] = {}
    for file in files:
        try:
            raw = file.read_bytes()
            lines = (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode().splitlines()
            rows = [row for line in lines if line.strip() for row in _single(json.loads(line))]
            found = dict(_read_rows(rows, sections)) | found
        except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput(f"{file}: {error}; give JSON lines, each with title, text, outlet and url") from None
        parts.append(raw)
    if not found:
        raise BadInput(f"{', '.join(map(str, files))}: no article there has a section that sections.csv knows")
    return LabelledCorpus(tuple(found[url] for url in sorted(found)), digest_of(parts), told)


def _single(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from (row["a"], row["b"]) if "a" in row and "b" in row else (row,)


def _read_rows(rows: Iterable[Mapping[str, Any]], sections: SectionMap) -> Iterator[tuple[str, LabelledArticle]]:
    for row in rows:
        text = str(next((row[name] for name in _TEXTS if row.get(name)), ""))
        outlet = outlet_in(str(row["outlet"]))
        section = "/".join([*(str(row.get(name) or "") for name in _SECTIONS), parts_of_address(str(row["url"]))])
        topics = sections.topics_of(section, outlet)
        if topics and len(text.split()) >= _FEWEST_WORDS:
            yield str(row["url"]), LabelledArticle(outlet, str(row["title"] or ""), text, topics)


def outlet_in(name: str) -> str:
    """Return the outlet of a name or host: both `ekonomi.republika.co.id` and `republika.co.id` are `republika`."""
    labels = [label for label in name.lower().split(".") if label not in _NOT_NAMES]
    return labels[-1] if labels else name
