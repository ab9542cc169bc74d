"""The rows of `mentions` and `quotes`, from what the stage `tag` found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pantau.model import Cleaned
from pantau.tagged import EntityMentions, Tagged


def mention_row(article_id: str, one: EntityMentions) -> Sequence[Any]:
    """Return a row of `mentions`, in the order of its columns."""
    named = [one.entity, one.type, one.kind, one.name, one.role, one.score, one.main, one.registered]
    return [article_id, *named, list(one.starts), list(one.ends), one.version]


def quote_rows(tagged: Iterable[Tagged], clean: Mapping[str, Cleaned]) -> Iterator[Sequence[Any]]:
    """Yield the rows of `quotes`, with the words as the clean texts have them and as searches find them."""
    for one in tagged:
        text = clean[one.article_id].text if one.article_id in clean else ""
        for said in one.quotes:
            place = [one.article_id, said.start, said.end, said.entity, said.speaker, said.role, said.verb]
            yield [*place, text[said.start : said.end], said.direct, said.version, said.search or None]
