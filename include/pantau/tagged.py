"""What the stage `tag` finds in an article: tags, entities with their mentions, quotes, and where the news happens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """One label on an article. The score is 0 to 1; the evidence is [start, end) in the clean text (-1, -1: the title or
    metadata)."""

    kind: str
    id: str
    label: str
    score: float
    start: int
    end: int
    version: str


@dataclass(frozen=True, slots=True)
class EntityMentions:
    """One person, organisation or place in one article. Mention n is [starts[n], ends[n]) of the clean text, in order.

    `entity` is its id over all articles and days ("person:…", "organisation:…", "place:…"). `type` is the first word of the id;
    `kind` is finer if the registry knows it (person, body, province, regency, country). `name` is the fullest name in the
    article, `role` the office printed with it, `score` 0 to 1. `main` says whether the article is about the entity,
    `registered` whether `seeds/tags` knows it.
    """

    entity: str
    type: str
    kind: str
    name: str
    role: str
    score: float
    main: bool
    registered: bool
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    version: str


@dataclass(frozen=True, slots=True)
class SaidWords:
    """A quote: the words [start, end) of the clean text that somebody says.

    `entity` is the speaker's id as in `EntityMentions`, "" for a speaker who is only described. `speaker` is the name or the
    description. `verb` is the verb of saying as printed ("" if the quote continues the one before). `direct` says whether the
    words stand in quotation marks. `search` is the literal of a tsvector with the words (see pantau.lexemes).
    """

    start: int
    end: int
    entity: str
    speaker: str
    role: str
    verb: str
    direct: bool
    version: str
    search: str = ""


@dataclass(frozen=True, slots=True)
class Tagged:
    """Everything that `tag` finds in one article. `about_regency` and `about_province` are codes, "" if the text does not say
    where.

    `search` is the literal of a tsvector with the words of the article (see pantau.lexemes). If the text could not be tagged,
    `reason` says why (too_costly, tag_error) and all else is empty.
    """

    article_id: str
    digest: str
    language: str
    tags: tuple[Tag, ...] = ()
    reason: str = ""
    entities: tuple[EntityMentions, ...] = ()
    quotes: tuple[SaidWords, ...] = ()
    about_regency: str = ""
    about_province: str = ""
    search: str = ""
