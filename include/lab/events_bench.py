"""`make bench`: the events of a day of invented articles, one JSON line for each size, and how the time grows with it.

`python -m lab.events_bench 2000 20000` makes that many articles of two neighbouring days, with the same share of copies, second
reporters and templates for every size. It groups each day and links the two, as two loads do. The figures are CPU time, without
the making of the articles. `flood` has the same number of articles of one template, which differ in two names and a number.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from lab.newsroom_families import articles
from pantau.errors import BadInput
from pantau.events.days import DayArticle, DayPart, find_families, find_links, find_parts, report_of

_MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)
_MINUTES = 24 * 60


def main(argv: Sequence[str]) -> int:
    """Measure every named size, the smallest first, then the growth of the time. Raises BadInput for an argument that is no
    size."""
    if not argv or not all(size.isdigit() and int(size) > 1 for size in argv):
        raise BadInput("give numbers of articles, such as: 2000 20000")
    for name, make in (("days", invented), ("flood", flood)):
        sizes = sorted(map(int, argv))
        taken = [_measure(name, make(size)) for size in sizes]
        for (small, before), (large, after) in pairwise(zip(sizes, taken, strict=True)):
            exponent = math.log(after / before) / math.log(large / small)
            print(json.dumps({"measure": f"events.{name}.growth", "articles": large, "exponent": round(exponent, 3)}), flush=True)
    return 0


def invented(size: int) -> tuple[list[DayArticle], list[DayArticle]]:
    """Return the invented articles of two days; every second story belongs to the first day."""
    days: tuple[list[DayArticle], list[DayArticle]] = ([], [])
    for number, item in enumerate(articles(size)):
        later = int(item.family[:7]) % 2
        moment = _MIDNIGHT + timedelta(days=later, minutes=number % _MINUTES)
        days[later].append(DayArticle(item.article_id, item.title, item.text, moment))
    return days


def flood(size: int) -> tuple[list[DayArticle], list[DayArticle]]:
    """Return the articles of two days, all from one template."""
    rows = [_tell_quake(number, size) for number in range(size)]
    return rows[: size // 2], rows[size // 2 :]


def _tell_quake(number: int, size: int) -> DayArticle:
    place, town, strength = f"Nama{number % (size // 2)}", f"Tempat{number % (size // 3 + 1)}", number % 97
    text = (
        f"Gempa magnitudo {strength} mengguncang Kabupaten {place} pada pukul {strength} WIB, kata petugas di Kota {town}. "
        "Warga diminta tenang."
    )
    return DayArticle(f"{number:08}", f"Gempa Guncang {place}", text, _MIDNIGHT + timedelta(minutes=number % _MINUTES))


def _measure(name: str, days: tuple[list[DayArticle], list[DayArticle]]) -> float:
    """Print and return the CPU seconds that the events of two days take."""
    began = time.process_time()
    parts = [find_parts(find_families(day, ())) for day in days]
    reports = [[report_of(family.first) for part in found for family in part.families] for found in parts]
    of = {family.first.article_id: part.part_id for found in parts for part in found for family in part.families}
    links = find_links(reports[0], reports[1], of)
    seconds = time.process_time() - began
    count = sum(map(len, days))
    figures = {"cpu_s": round(seconds, 2), "ms_per_article": round(1000 * seconds / count, 3), "events": _count(parts)}
    print(json.dumps({"measure": f"events.{name}", "articles": count, **figures, "links": len(links)}), flush=True)
    return seconds


def _count(parts: Sequence[Sequence[DayPart]]) -> int:
    return sum(len(part.families) > 1 for found in parts for part in found)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BadInput as error:
        sys.exit(f"bench: {error}")
