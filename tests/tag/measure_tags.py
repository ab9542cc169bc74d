"""`python tests/tag/measure_tags.py` prints how fast the tagger is on the case texts; `pantau evaluate` says how right it is."""

from __future__ import annotations

import json
import time
from pathlib import Path

from pantau.tag import Tagger

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parents[1] / "seeds"


def speed(tagger: Tagger, articles: int = 400) -> float:
    """Return articles of about 300 words tagged per second."""
    texts = [
        case["text"] for file in sorted((HERE / "cases").glob("*.json")) for case in json.loads(file.read_text(encoding="utf-8"))
    ]
    text = "\n".join(texts)[:2200]
    started = time.perf_counter()
    for number in range(articles):
        tagger.tags("Warga Menunggu Kabar", f"{text} {number}")
    return articles / (time.perf_counter() - started)


def main() -> None:
    """Print the figures."""
    started = time.perf_counter()
    tagger = Tagger(SEEDS)
    print(f"built in {time.perf_counter() - started:.2f} s; {speed(tagger):.0f} articles a second")


if __name__ == "__main__":
    main()
