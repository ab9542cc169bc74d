"""Any number of articles with known families, in the newsroom's words: copies as desks make them, and texts that only look like
copies.

About two of ten stories are copied, by one to eight outlets. A copy keeps the text, or is cut, shuffled, partly rewritten
or has an added line. Other articles are reports of the same event by another reporter, and tables, forecasts and schedules, which
return every day with other figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from newsroom.clock import long_date
from newsroom.dice import dice
from newsroom.events import Event, event
from newsroom.places import provinces, regencies
from newsroom.prose import headline, insert, write
from newsroom.teller import Voice
from pantau.files import parse_yaml
from pantau.settings import settings

FIRST_DAY = date(2026, 6, 1)
DAYS = 15
_OUTLETS = 400
_SHARE_COPIED, _MOST_COPIES = 0.2, 8
_SHARE_SECOND, _SHARE_TEMPLATE = 0.05, 0.03
SECOND = "-100"  # ends the id of an article by a second reporter
# Shares of a second report: sentences in quite other words, and words exchanged in the rest. With these two reports of an
# event share as much as labelled real ones do: a tenth of their sentences (real .08), a fifth of their five-word runs (real .25).
_OWN_SENTENCES, _OWN_WORDS = 0.2, 0.025
_CUT, _REWRITTEN = (0.45, 0.85), 0.2
_SENTENCE = re.compile(r"(?<=[.!?]) ")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class FamilyArticle:
    """An article and its family (its own id if it has no family); `edits` name what a copier changed."""

    article_id: str
    family: str
    day: str
    outlet: str
    published_at: datetime
    title: str
    text: str
    edits: tuple[str, ...] = ()

    @property
    def told_again(self) -> bool:
        """Tell whether the article is a second reporter's."""
        return self.family.endswith(SECOND)


def articles(count: int, seed: int = 7, part: int = 0, parts: int = 1) -> Iterator[FamilyArticle]:
    """Yield `count` articles over fifteen days, the same for the same seed. Their only order is that a copy follows its origin.

    Several processes may make them together: part 0 of 2 has every other story, part 1 has the stories between.
    """
    number, made = part, 0
    while made < count:
        for item in _story(seed, number):
            if made < count:
                made += 1
                yield item
        number += parts


def _story(seed: int, number: int) -> Iterator[FamilyArticle]:
    rng = dice(seed, "story", number)
    day = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
    if rng.random() < _SHARE_TEMPLATE:
        yield _template(rng, number, day)
        return
    happening = event(seed, day, f"happening {number}")
    first = _item(rng, happening, seed, number, 0)
    yield first
    if rng.random() < _SHARE_COPIED:
        copies = min(_MOST_COPIES, 1 + int(rng.expovariate(0.6)))
        for turn, outlet in enumerate(_others(rng, first.outlet, copies), 1):
            yield _copy(rng, first, happening, turn, outlet)
    if rng.random() < _SHARE_SECOND:
        yield _item(rng, happening, seed, number, int(SECOND[1:]))


def _item(rng: Random, happening: Event, seed: int, number: int, turn: int) -> FamilyArticle:
    """Return one reporter's article on an event; every reporter's article has a separate family."""
    name = f"{number:07d}-{turn:03d}"
    outlet = rng.randrange(_OUTLETS)
    text = "\n".join(_in_own_words(rng, [paragraph.text for paragraph in write(happening, _voice(outlet), seed, name)]))
    moment = datetime.combine(happening.day, datetime.min.time(), UTC) + timedelta(minutes=rng.randrange(600))
    title = headline(happening, _voice(outlet), seed, name).text
    return FamilyArticle(name, name, happening.day.isoformat(), f"outlet{outlet}", moment, title, text)


def _voice(outlet: int) -> Voice:
    quotes = ("“", "”") if outlet % 3 == 0 else ('"', '"')
    return Voice(f"Koran {outlet}", ("slash", "long", "name", "short")[outlet % 4], quotes, outlet % 10 == 0)


def _others(rng: Random, outlet: str, count: int) -> list[str]:
    return [name for name in (f"outlet{number}" for number in rng.sample(range(_OUTLETS), count + 1)) if name != outlet][:count]


def _copy(rng: Random, first: FamilyArticle, happening: Event, turn: int, outlet: str) -> FamilyArticle:
    """Return a copy with any of the edits of desks; one of ten copies is published a day or more later."""
    paragraphs, edits = first.text.split("\n"), []
    if len(paragraphs) > 3 and rng.random() < 0.45:
        edits.append("cut_tail")
        paragraphs = paragraphs[: max(2, round(len(paragraphs) * rng.uniform(*_CUT)))]
    if rng.random() < 0.3:
        edits.append("inserted_line")
        line = insert(happening, _voice(turn), first.article_id, turn).text
        paragraphs.insert(rng.randrange(1, len(paragraphs) + 1), line)
    if rng.random() < 0.15:
        edits.append("shuffled")
        rng.shuffle(paragraphs)
    rewrite = rng.random()
    if rewrite < 0.15:
        edits.append("rewritten_words")
        paragraphs = _rewritten_words(rng, paragraphs)
    elif rewrite < 0.3:
        edits.append("rewritten_sentences")
        paragraphs = _rewritten_sentences(rng, paragraphs)
    title = first.title
    if rng.random() < 0.6:
        edits.append("new_headline")
        title = headline(happening, _voice(turn), first.article_id, turn).text
    later = timedelta(minutes=rng.randrange(5, 600)) + timedelta(days=rng.randrange(1, 6) if rng.random() < 0.1 else 0)
    moment = first.published_at + later
    day = min(moment.date(), FIRST_DAY + timedelta(days=DAYS - 1))
    name = f"{first.article_id[:7]}-{turn:03d}"
    return FamilyArticle(name, first.family, day.isoformat(), outlet, moment, title, "\n".join(paragraphs), tuple(edits))


def _in_own_words(rng: Random, paragraphs: Sequence[str]) -> list[str]:
    """Report an event as a reporter does who has the facts, but not the sentences of other reports."""
    return _rewritten_words(rng, _rewritten_sentences(rng, paragraphs, _OWN_SENTENCES), _OWN_WORDS)


def _rewritten_words(rng: Random, paragraphs: Sequence[str], share: float = _REWRITTEN) -> list[str]:
    """Replace a share of the words, every fifth, by other words of the language."""
    return [
        " ".join(rng.choice(_vocabulary()) if rng.random() < share else word for word in paragraph.split(" "))
        for paragraph in paragraphs
    ]


def _rewritten_sentences(rng: Random, paragraphs: Sequence[str], share: float = _REWRITTEN) -> list[str]:
    """Write a share of the sentences, every fifth, in quite other words."""
    return [
        " ".join(
            " ".join(rng.choice(_vocabulary()) for _ in sentence.split()) + "." if rng.random() < share else sentence
            for sentence in _SENTENCE.split(paragraph)
        )
        for paragraph in paragraphs
    ]


@cache
def _vocabulary() -> tuple[str, ...]:
    """Return the words of two hundred articles, each as often as it occurs there."""
    happenings = (event(0, FIRST_DAY, f"word {number}") for number in range(200))
    texts = (paragraph.text for happening in happenings for paragraph in write(happening, _voice(1), 0, happening.story))
    return tuple(word for text in texts for word in re.findall(r"\w+", text))


@cache
def _templates(folder: Path) -> tuple[dict[str, str], ...]:
    return tuple(parse_yaml((folder / "evaluation" / "templates.yaml").read_text(encoding="utf-8")))


def _template(rng: Random, number: int, day: date) -> FamilyArticle:
    """Return a table, forecast or schedule for a day and a city."""
    template = rng.choice(_templates(settings().seeds_dir))
    city = rng.choice(regencies()[rng.choice(sorted(provinces()))])
    said = {"city": city.name, "province": city.province.name, "day": long_date(day)}

    def slot(found: re.Match[str]) -> str:
        return said.get(found[1]) or _FIGURES[found[1]](rng)

    name = f"{number:07d}-000"
    moment = datetime.combine(day, datetime.min.time(), UTC) + timedelta(minutes=rng.randrange(600))
    title, text = (_SLOT.sub(slot, template[part]).strip() for part in ("title", "text"))
    return FamilyArticle(name, name, day.isoformat(), f"outlet{rng.randrange(_OUTLETS)}", moment, title, text)


_FIGURES = {
    "price": lambda rng: f"{rng.randrange(900, 30_000)}.{rng.randrange(0, 1000, 500):03d}",
    "temperature": lambda rng: str(rng.randrange(18, 36)),
    "percent": lambda rng: f"{rng.randrange(0, 100)},{rng.randrange(10)}",
    "hour": lambda rng: f"{rng.randrange(4, 20):02d}.{rng.randrange(60):02d}",
    "score": lambda rng: f"{rng.randrange(0, 4)},{rng.randrange(10)}",
}
