"""Everything that is read out of one article: its tags, its names, its quotes and its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pantau.tag.about import AboutPlace, about_place
from pantau.tag.entities import TYPES, NamedEntity
from pantau.tag.identity import Identities
from pantau.tag.language import UNKNOWN
from pantau.tag.matcher import fold
from pantau.tag.own_name import OwnNames
from pantau.tag.quotes import Quote, quotes_of
from pantau.tag.roles import Roles
from pantau.tag.salience import mark_main, read_salience
from pantau.tag.tagger import Tagger, ranked
from pantau.tagged import EntityMentions, SaidWords, Tag, Tagged

_UNREAD = frozenset({"en"})  # languages that the model of names does not know
_SURE, _VERY_SURE = 0.8, 0.9  # least score of a tag that no list knows, and of one that the article names once in passing
_TAGGED = {"person": "person", "organisation": "body"}


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """What one article says: language, tags, entities with ids, quotes, and where it happens."""

    language: str
    tags: tuple[Tag, ...]
    entities: tuple[NamedEntity, ...]
    quotes: tuple[Quote, ...]
    about: AboutPlace


class ArticleReader:
    """Reads articles with the lists, words and models of a folder of seeds; built once per process, then only read."""

    def __init__(self, seeds_dir: Path, version: str = "") -> None:
        folder = Path(seeds_dir) / "tags"
        self.tagger = Tagger(seeds_dir, version)
        self._identities = Identities(folder, self.tagger.entities)
        self._roles = Roles(folder)
        self._own = OwnNames({one.id: one.names for one in self.tagger.entities if one.kind == "wire"})
        self._salience = read_salience(folder)
        # If the guards refused a name of a list here (the initials PAN, the Democrats in Washington), it does not mean that
        # entry.
        self._listed = {fold(name) for one in self.tagger.entities if one.kind in TYPES for name in one.names}
        self._provinces = {one.id: one.label for one in self.tagger.provinces.values()}

    def read(
        self, title: str, text: str, *, outlet: str = "", section: str = "", wire_source: str = "", language: str = ""
    ) -> ReadArticle:
        """Return everything that title and text say; the same words give the same answer, whatever was read before."""
        tags = self.tagger.tags(title, text, outlet=outlet, section=section, wire_source=wire_source, language=language)
        code = next((tag.id for tag in tags if tag.kind == "language"), UNKNOWN)
        tags = self.tagger.without_namesakes(text, tags, with_model=code not in _UNREAD)
        named = self.tagger.named_entities(text, tags, with_model=code not in _UNREAD)
        named = tuple(one for one in named if not self._is_medium(one, outlet, title))
        about = about_place(title, text, named, self._provinces)
        roles = [self._roles.role_of(text, one.spans) if one.type == "person" else "" for one in named]
        entities = self._identities.identify(f"{title}\n{text}", named, roles, about.regency_code or about.province_code)
        quotes = quotes_of(text, entities, self.tagger.phrases.speech)
        entities = mark_main(title, text, entities, quotes, self._salience)
        return ReadArticle(code, ranked([*tags, *self._tags(entities)]), entities, quotes, about)

    def _is_medium(self, one: NamedEntity, outlet: str, title: str) -> bool:
        """Return whether an entity is only the outlet itself; if the headline names it, the news is about it."""
        own = one.type != "place" and not one.id and self._own.has(outlet, one.label)
        return own and one.label.lower() not in title.lower()

    def _tags(self, entities: Iterable[NamedEntity]) -> Iterable[Tag]:
        """Yield the tags of persons and organisations that no list knows, if the model is sure enough of them."""
        for one in entities:
            if one.type not in _TAGGED or one.id or fold(one.label) in self._listed:
                continue
            often = one.main or len(one.spans) > 1
            if one.score >= (_SURE if often else _VERY_SURE):
                ident = one.entity.partition(":")[2]
                yield Tag(_TAGGED[one.type], ident, one.label, one.score, *one.spans[0], self.tagger.version)


def tagged_of(article_id: str, digest: str, read: ReadArticle, version: str) -> Tagged:
    """Return the row of the stage for an article that was read."""
    about = read.about.regency_code, read.about.province_code
    entities = tuple(_mentions(one, version) for one in read.entities)
    roles = {one.entity: one.role for one in read.entities}
    quotes = tuple(_said_words(one, roles.get(one.entity, ""), version) for one in _distinct(read.quotes))
    return Tagged(article_id, digest, read.language, read.tags, "", entities, quotes, *about)


def _mentions(one: NamedEntity, version: str) -> EntityMentions:
    starts, ends = zip(*one.spans, strict=True)
    return EntityMentions(
        one.entity, one.type, one.kind, one.label, one.role, one.score, one.main, bool(one.id), starts, ends, version
    )


def _said_words(one: Quote, role: str, version: str) -> SaidWords:
    return SaidWords(one.start, one.end, one.entity, one.speaker, role, one.cue, one.direct, version)


def _distinct(quotes: Sequence[Quote]) -> Iterable[Quote]:
    """Return the first of the quotes that begin at the same place, because the table holds one."""
    return {one.start: one for one in reversed(quotes)}.values()
