"""The reporter: turns an event into a headline and paragraphs of newspaper Indonesian. Each paragraph has a list of what it
names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from newsroom.dice import Key, dice
from newsroom.events import Event
from newsroom.teller import Mark, Teller, Voice
from newsroom.topics import general

MIN_WORDS, MAX_WORDS = 150, 900
_FIRST_PERSON = re.compile(r"\b(?:[Kk]ami|[Ss]aya|[Kk]ita)\b")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an article and the places, bodies and people it names."""

    text: str
    marks: frozenset[Mark]


def headline(event: Event, voice: Voice, *key: Key) -> Paragraph:
    """Return the headline that a given writer gives to an event."""
    rng = dice(*key, "headline")
    teller = Teller(event, voice, rng)
    return Paragraph(teller.headline(rng.choice(event.scenario.headlines)), teller.take_marks())


def lead(event: Event, voice: Voice, *key: Key) -> Paragraph:
    """Return the first paragraph alone, with which `write` also begins. Feeds print this paragraph as the summary."""
    return _lead(Teller(event, voice, dice(*key, "lead")))


def write(event: Event, voice: Voice, *key: Key) -> tuple[Paragraph, ...]:
    """Return the paragraphs of an article of 150 to 900 words; the same key always gives the same paragraphs."""
    teller = Teller(event, voice, dice(*key, "lead"))
    paragraphs = [_lead(teller)]
    teller.rng = dice(*key, "body")
    target = min(MAX_WORDS - 60, max(MIN_WORDS, int(teller.rng.lognormvariate(5.75, 0.42))))
    return _tell(teller, paragraphs, target)


def insert(event: Event, voice: Voice, *key: Key) -> Paragraph:
    """Return a paragraph that an editor adds to a copied text."""
    rng = dice(*key, "insert")
    teller = Teller(event, voice, rng)
    return Paragraph(teller.fill(rng.choice(general()["sisipan"])), teller.take_marks())


def _lead(teller: Teller) -> Paragraph:
    text = teller.sentence(teller.rng.choice(teller.event.scenario.leads))
    return Paragraph(text, teller.take_marks())


def _tell(teller: Teller, paragraphs: list[Paragraph], target: int) -> tuple[Paragraph, ...]:
    """Add body, quotes and background in the order of a reporter, until the article is long enough."""
    rng, scenario = teller.rng, teller.event.scenario
    body = _sample(rng, scenario.body, 0.8)
    background = _sample(rng, (*scenario.background, *rng.sample(general()["latar"], 2 + target // 110)), 1.0)
    quotes = _quotes(rng, scenario.quotes if target < 320 else {**scenario.quotes, **general()["reaksi"]["kutipan"]})
    words = _words(paragraphs)
    turn = 0
    while words < target and (body or quotes or background):
        tail = words > target * 0.75 or not body
        if turn % 2 and quotes:
            paragraph = _quote(teller, *quotes.pop(0))
        elif tail and background:
            paragraph = _prose(teller, background, 1)
        elif body:
            paragraph = _prose(teller, body, rng.choice((1, 1, 2, 2, 3)))
        elif quotes:
            paragraph = _quote(teller, *quotes.pop(0))
        else:
            paragraph = _prose(teller, background, 1)
        paragraphs.append(paragraph)
        words += _words([paragraph])
        turn += 1
    return tuple(paragraphs)


def _words(paragraphs: list[Paragraph]) -> int:
    return sum(paragraph.text.count(" ") + 1 for paragraph in paragraphs)


def _sample(rng: Random, lines: tuple[str, ...], kept: float) -> list[str]:
    """Return most lines in the order of the file, which is that of a report. Some lines are left out and some neighbours
    swapped."""
    order = sorted((index + rng.uniform(0, 2.5), line) for index, line in enumerate(lines) if rng.random() < kept)
    return [line for _, line in order]


def _quotes(rng: Random, quotes: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str, str]]:
    """Pair the remarks of each speaker: (speaker, first remark, second remark or nothing)."""
    found: list[tuple[str, str, str]] = []
    for speaker, lines in quotes.items():
        said = rng.sample(lines, len(lines))
        while said:
            first = said.pop()
            found.append((speaker, first, said.pop() if said and rng.random() < 0.5 else ""))
    rng.shuffle(found)
    return found


def _prose(teller: Teller, lines: list[str], count: int) -> Paragraph:
    text = " ".join(teller.sentence(lines.pop(0)) for _ in range(min(count, len(lines))))
    return Paragraph(text, teller.take_marks())


def _quote(teller: Teller, speaker: str, first: str, second: str) -> Paragraph:
    """Write one or two remarks of a speaker, who is named before, between or after them, in direct or reported speech."""
    rng, (opening, closing) = teller.rng, teller.voice.quotes
    verbs: list[str] = general()["ujar"]
    if rng.random() < 0.3:
        text = _report_speech(teller, speaker, first)
        text = f"{text} {opening}{teller.sentence(second)},{closing} {rng.choice(verbs)}nya." if second else text
        return Paragraph(text, teller.take_marks())
    one, who = teller.sentence(first), teller.fill(f"{{{speaker}}}")
    where = teller.fill(rng.choice(general()["kepada"])) if rng.random() < 0.45 else ""
    by = f"{rng.choice(verbs)} {who}{where}" if where else f"{rng.choice(verbs)} {who}".rstrip(",")
    if not second:
        text = f"{opening}{one},{closing} {by}."
    elif rng.random() < 0.5:
        text = f"{opening}{one},{closing} {by}. {opening}{teller.sentence(second)}.{closing}"
    else:
        text = f"{opening}{one}. {teller.sentence(second)},{closing} {by}."
    return Paragraph(text, teller.take_marks())


def _report_speech(teller: Teller, speaker: str, remark: str) -> str:
    """Put the speaker first. A remark with the speaker's own pronouns stays in quotes, because reported speech cannot keep
    them."""
    who, told = teller.sentence(f"{{{speaker}}}"), teller.rng.choice(general()["menyebut"])
    text, (opening, closing) = teller.sentence(remark), teller.voice.quotes
    if teller.rng.random() < 0.25 or _FIRST_PERSON.search(text):
        return f"{who} {told}, {opening}{text}.{closing}"
    return f"{who} {told} {_inner(remark, text)}."


def _inner(template: str, text: str) -> str:
    """Put the first letter of reported speech in lower case, unless the speech begins with a name or a figure of the event."""
    return f"bahwa {text}" if template[0] == "{" else f"bahwa {text[0].lower()}{text[1:]}"
