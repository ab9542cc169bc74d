"""What the stage `tag` finds in an article: its tags, who and what it names where, who says what, and where it happens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """One label on an article: score 0 to 1, evidence = [start, end) in the clean text (-1, -1: the title or metadata)."""

    kind: str
    id: str
    label: str
    score: float
    start: int
    end: int
    version: str


@dataclass(frozen=True, slots=True)
class EntityMentions:
    """One person, organisation or place in one article: span n is [starts[n], ends[n]) of the clean text, in order.

    `entity` is its id over all articles and days ("person:…", "organisation:…", "place:…"); `type` is that first word, `kind` is
    finer where the registry knows it (person, body, province, regency, country). `name` is the fullest name there, `role` the
    office printed with it, `score` 0 to 1, `main` whether the article is about it, `registered` whether `seeds/tags` knows it.
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
    """Words [start, end) of the clean text that somebody says.

    `entity` is who in `EntityMentions`, "" for a speaker who is only described; `speaker` is the name or the description, `verb`
    the word of saying as printed ("" where the quote before goes on), `direct` whether the words stand in quotation marks.
    """

    start: int
    end: int
    entity: str
    speaker: str
    role: str
    verb: str
    direct: bool
    version: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """All that is found in one article; `about_regency` and `about_province` are codes, "" where the text does not tell.
    `search` is the literal of a tsvector: its words, see pantau.lexemes.

    `reason` says why there is nothing when its text could not be tagged (too_costly, tag_error).
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
