"""The reporter: turns an event into a headline and paragraphs of newspaper Indonesian, each with what it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from newsroom.dice import Key, dice
from newsroom.events import Event
from newsroom.teller import Mark, Teller, Voice
from newsroom.topics import general

MIN_WORDS, MAX_WORDS = 150, 900


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an article and the places, bodies and people it names."""

    text: str
    marks: frozenset[Mark]


def headline(event: Event, voice: Voice, *key: Key) -> Paragraph:
    """Return the headline a given writer puts on an event."""
    rng = dice(*key, "headline")
    teller = Teller(event, voice, rng)
    return Paragraph(teller.headline(rng.choice(event.scenario.headlines)), teller.take_marks())


def lead(event: Event, voice: Voice, *key: Key) -> Paragraph:
    """Return the first paragraph alone, the same that `write` begins with: feeds print it as the summary."""
    return _lead(Teller(event, voice, dice(*key, "lead")))


def write(event: Event, voice: Voice, *key: Key) -> tuple[Paragraph, ...]:
    """Return the paragraphs of an article of 150 to 900 words, the same for the same key for ever."""
    teller = Teller(event, voice, dice(*key, "lead"))
    paragraphs = [_lead(teller)]
    teller.rng = dice(*key, "body")
    target = min(MAX_WORDS - 60, max(MIN_WORDS, int(teller.rng.lognormvariate(5.75, 0.42))))
    return _tell(teller, paragraphs, target)


def insert(event: Event, voice: Voice, *key: Key) -> Paragraph:
    """Return a paragraph an editor adds to somebody else's text."""
    rng = dice(*key, "insert")
    teller = Teller(event, voice, rng)
    return Paragraph(teller.fill(rng.choice(general()["sisipan"])), teller.take_marks())


def _lead(teller: Teller) -> Paragraph:
    text = teller.sentence(teller.rng.choice(teller.event.scenario.leads))
    return Paragraph(text, teller.take_marks())


def _tell(teller: Teller, paragraphs: list[Paragraph], target: int) -> tuple[Paragraph, ...]:
    """Add body, quotes and background in a reporter's order until the article is long enough."""
    rng, scenario = teller.rng, teller.event.scenario
    body = _sample(rng, scenario.body, 0.8)
    background = _sample(rng, (*scenario.background, *rng.sample(general()["latar"], 2)), 1.0)
    quotes = _quotes(rng, scenario.quotes)
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
    """Keep the file's order, which is the order of telling, but leave some lines out and swap neighbours."""
    order = sorted((index + rng.uniform(0, 2.5), line) for index, line in enumerate(lines) if rng.random() < kept)
    return [line for _, line in order]


def _quotes(rng: Random, quotes: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str, str]]:
    """Pair up what each speaker says: (speaker, first remark, second remark or nothing)."""
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
    """Tell one or two remarks of a speaker in one of five forms papers use."""
    rng, (opening, closing) = teller.rng, teller.voice.quotes
    one = teller.sentence(first)
    who = teller.fill(f"{{{speaker}}}")
    where = teller.fill(rng.choice(general()["kepada"])) if rng.random() < 0.45 else ""
    by = f"{rng.choice(general()['ujar'])} {who}{where}" if where else f"{rng.choice(general()['ujar'])} {who}".rstrip(",")
    two = teller.sentence(second) if second else ""
    form = rng.random()
    if form < 0.25:
        told, who = rng.choice(general()["menyebut"]), who[:1].upper() + who[1:]
        text = f"{who} {told}, {opening}{one}.{closing}" if form < 0.08 else f"{who} {told} {_inner(first, one)}."
        text = text if not two else f"{text} {opening}{two},{closing} {rng.choice(general()['ujar'])}nya."
    elif not two:
        text = f"{opening}{one},{closing} {by}."
    elif form < 0.65:
        text = f"{opening}{one},{closing} {by}. {opening}{two}.{closing}"
    else:
        text = f"{opening}{one}. {two},{closing} {by}."
    return Paragraph(text, teller.take_marks())


def _inner(template: str, text: str) -> str:
    """Lower the first letter of reported speech, unless it opens with a name or a figure from the event."""
    return f"bahwa {text}" if template[0] == "{" else f"bahwa {text[0].lower()}{text[1:]}"
