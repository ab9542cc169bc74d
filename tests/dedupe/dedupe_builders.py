"""Clean articles as stage results, for the tests of dedupe."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from pantau.day import shift
from pantau.model import Cleaned, Extracted
from pantau.settings import Settings
from pantau.workspace import Workspace

DAY = "2026-11-20"
SYLLABLES = ("ba", "ke", "mi", "ran", "su", "tak", "lo", "ding")


def extracted(number: int, **change: object) -> Extracted:
    fields = {
        "article_id": f"a{number}",
        "url_key": f"lintang.test/{number}",
        "url": f"https://lintang.test/{number}",
        "outlet": "lintang",
        "digest": f"p{number}",
        "fetched_at": datetime(2026, 11, 20, 9, tzinfo=UTC),
        "canonical_key": f"lintang.test/{number}",
        "published_at": datetime(2026, 11, 20, number, tzinfo=UTC),
    }
    return Extracted(**{**fields, **change})  # type: ignore[arg-type]


def clean(number: int, text_digest: str, words: int = 80, text: str = "teks") -> Cleaned:
    return Cleaned(
        article_id=f"a{number}", digest=f"p{number}", title=f"Judul {number}", text=text, text_digest=text_digest, words=words
    )


def told(theme: int) -> str:
    dice = random.Random(theme)
    return "\n".join(" ".join("".join(dice.choices(SYLLABLES, k=3)) for _ in range(30)) for _ in range(4))


def workspace(settings: Settings, **more: int) -> Workspace:
    return Workspace(settings.model_copy(update=more))


def write(work: Workspace, shard: int, rows: list[Extracted], texts: list[Cleaned], day: str = DAY) -> None:
    work.results.write("extract", work.version("extract"), day, work.part(shard), rows, Extracted)
    work.results.write("clean", work.version("clean"), day, work.part(shard), texts, Cleaned)


def three_days(work: Workspace) -> None:
    """The same report on three days, the last of them eight days after the first; and another report on each day."""
    for number, day in enumerate((DAY, shift(DAY, 4), shift(DAY, 8))):
        at = datetime(2026, 11, 20, tzinfo=UTC).replace(day=20 + 4 * number, hour=1)
        one = extracted(number, published_at=at)
        other = extracted(number + 5, outlet="samudra", published_at=at)
        write(work, 0, [one], [clean(number, f"d{number}", text=told(1))], day)
        write(work, 1, [other], [clean(number + 5, f"e{number}", text=told(10 + number))], day)
