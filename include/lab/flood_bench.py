"""`make bench`: dedupe on a day of one template, of one text and of ordinary articles, one JSON line for each measure.

`python -m lab.flood_bench 5000 20000` signs, searches and compares that many articles of one day, each kind in a separate
process. `cpu_s` are of one core; `times_ordinary` is that figure divided by the ordinary day's; `peak_mb` is the largest size of
the process. The time to make the articles does not count.
"""

from __future__ import annotations

import json
import math
import resource
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from multiprocessing import get_context

from lab.newsroom_families import FIRST_DAY, articles
from newsroom.dice import dice
from newsroom.places import provinces, regencies
from pantau.dedupe.command import shipped_judge
from pantau.dedupe.compare import Text
from pantau.dedupe.comparing import compared
from pantau.dedupe.neighbours import candidates
from pantau.dedupe.signature import sign
from pantau.errors import BadInput
from pantau.files import parse_yaml
from pantau.settings import settings

KINDS = ("ordinary", "template", "same_text")
_DAY, _OUTLETS = FIRST_DAY.isoformat(), 400


@dataclass(frozen=True, slots=True)
class _FloodMark:
    """A signature of the day."""

    values: bytes
    day: str = _DAY


def main(argv: Sequence[str]) -> int:
    """Measure every named size, the smallest first. Raises BadInput for an argument that is no size."""
    if not argv or not all(size.isdigit() and int(size) for size in argv):
        raise BadInput("give numbers of articles, such as: 5000 20000")
    sizes, spent = sorted(map(int, argv)), dict[tuple[str, int], float]()
    for size in sizes:
        for kind in KINDS:
            with ProcessPoolExecutor(1, get_context("spawn")) as pool:
                seconds, pairs, peak = pool.submit(measure, kind, size).result()
            spent[kind, size] = seconds
            _say(kind, size, cpu_s=seconds, pairs=pairs, times_ordinary=seconds / spent["ordinary", size], peak_mb=peak)
    for small, large in pairwise(sizes):
        for kind in KINDS:
            _say(f"{kind}_growth", large, exponent=math.log(spent[kind, large] / spent[kind, small]) / math.log(large / small))
    return 0


def measure(kind: str, size: int) -> tuple[float, int, float]:
    """Return the CPU seconds, the pairs compared and the largest size in MB, of `size` articles of a kind on one day."""
    texts = _make_texts(kind, size)
    began = time.process_time()
    marks = [_FloodMark(values) for values in sign(text.text for text in texts)]
    pairs = [(one, other) for one, other in candidates(marks, marks) if one < other]
    compared(pairs, texts.__getitem__, shipped_judge())
    return time.process_time() - began, len(pairs), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _make_texts(kind: str, size: int) -> list[Text]:
    if kind == "ordinary":
        return [Text(item.title, item.text, item.outlet, item.published_at, _DAY) for item in islice(articles(size), size)]
    template = parse_yaml((settings().seeds_dir / "evaluation" / "flood.yaml").read_text(encoding="utf-8"))
    return [_tell_of_a_town(template, number, 0 if kind == "same_text" else number) for number in range(size)]


def _tell_of_a_town(template: dict[str, str], number: int, place: int) -> Text:
    """Return an article of the template, filled for a town; the number chooses the outlet."""
    rng = dice(1, "flood", place)
    town = rng.choice(regencies()[rng.choice(sorted(provinces()))])
    said = (
        f"{rng.uniform(2, 6):.1f}".replace(".", ","),
        town.title,
        town.province.name,
        f"{rng.randrange(24):02d}.{rng.randrange(60):02d}",
        rng.randrange(2, 60),
        rng.randrange(3, 60),
    )
    moment = datetime.combine(FIRST_DAY, datetime.min.time(), UTC) + timedelta(seconds=number)
    return Text(template["title"].format(*said), template["text"].format(*said), f"outlet{number % _OUTLETS}", moment, _DAY)


def _say(measure: str, size: int, **figures: float) -> None:
    rounded = {name: value if isinstance(value, int) else float(f"{value:.4g}") for name, value in figures.items()}
    print(json.dumps({"measure": f"flood.{measure}", "articles": size, **rounded}), flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BadInput as error:
        sys.exit(f"bench: {error}")
