"""Prints how fast and how right the tagger is: `python tests/tag/measure_tags.py [FOLDER]`.

Speed is taken on the case texts. With FOLDER (articles of 2019 with their outlets' sections, topic/sections_2019.jsonl.gz)
it also prints, per outlet, the share of articles whose first topic is the one their section stands for; the weights were made
without wowkeren and fimela. Lifestyle sections hold health and travel too, so those count as right there.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import Counter
from pathlib import Path

from pantau.tag import Tagger

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parents[1] / "seeds"
UNSEEN = ("wowkeren", "fimela")
# What the sections of 2019 are called → our topics; `nasional` mixes everything that happens at home.
AS_OURS = {
    "olahraga": {"olahraga"},
    "ekonomi": {"ekonomi"},
    "otomotif": {"otomotif"},
    "internasional": {"internasional"},
    "hiburan": {"hiburan"},
    "gaya_hidup": {"gaya-hidup", "kesehatan", "wisata"},
    "sains_tekno": {"teknologi"},
    "agama": {"agama"},
    "wisata": {"wisata"},
    "nasional": {"politik", "hukum", "peristiwa", "bencana", "pendidikan", "kesehatan", "lingkungan", "agama"},
}


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


def topic_accuracy(tagger: Tagger, file: Path, every: int = 1) -> dict[str, tuple[int, int]]:
    """Return outlet → (right, all) over every `every`th article that has a section we know, by title and text alone."""
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            wanted = AS_OURS.get(row["topic"])
            if number % every or not wanted:
                continue
            scores = tagger.topics.scores(row["title"] or "", row["content"] or "")
            seen[row["outlet"]] += 1
            right[row["outlet"]] += bool(scores) and scores[0].topic in wanted
    return {outlet: (right[outlet], seen[outlet]) for outlet in sorted(seen)}


def main(argv: list[str]) -> None:
    """Print the figures."""
    started = time.perf_counter()
    tagger = Tagger(SEEDS)
    print(f"built in {time.perf_counter() - started:.2f} s; {speed(tagger):.0f} articles a second")
    if argv:
        for outlet, (right, seen) in topic_accuracy(tagger, Path(argv[0]) / "topic" / "sections_2019.jsonl.gz").items():
            print(f"topic {outlet}{' (unseen)' if outlet in UNSEEN else ''}: {right / seen:.3f} of {seen}")


if __name__ == "__main__":
    main(sys.argv[1:])
