"""Items of a feed that are no articles: videos, photo galleries, live schedules."""

from __future__ import annotations

from dataclasses import dataclass

from newsroom.clock import long_date
from newsroom.dice import dice
from newsroom.events import Event
from newsroom.plans import Plan
from newsroom.prose import headline
from newsroom.teller import Voice
from newsroom.topics import general


@dataclass(frozen=True, slots=True)
class Special:
    """A non-article: its title and the few lines that its page shows."""

    title: str
    lines: tuple[str, ...]


def special(plan: Plan, event: Event, voice: Voice, seed: int) -> Special:
    """Return the video, gallery or live schedule of a plan."""
    rng = dice(seed, plan.kind, str(plan.ref))
    subject = headline(event, voice, seed, str(plan.ref)).text
    phrases = general()["khusus"]
    if plan.kind == "video":
        return Special(f"Video: {subject}", (rng.choice(phrases["video"]),))
    if plan.kind == "gallery":
        captions = rng.sample(phrases["foto"], 5)
        return Special(f"Foto: {subject}", tuple(f"{number} / 5 {text}" for number, text in enumerate(captions, 1)))
    kind = rng.choice(phrases["jadwal"])
    rows = [f"{name} {rng.randrange(4, 22):02d}.{rng.randrange(60):02d}" for name in kind["baris"]]
    return Special(f"{kind['judul']} {event.regency.name} {long_date(plan.ref.day)}", (f"{kind['judul']} hari ini:", *rows))
