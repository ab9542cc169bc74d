"""`make bench`: dedupe over fifteen days of invented articles, one JSON line for each measure.

`python -m lab.dedupe_bench 10000 100000` signs, searches and compares that many articles, in as many processes as there are
cores. It works like the stage: all signatures are written before any is read, and texts and signatures come from files. `seconds`
are of the clock, `cpu_s` of all cores; on a shared machine `cpu_s` is more reliable. The time to make the articles does not
count. `peak_mb` is the sum of the largest size of each process.
"""

from __future__ import annotations

import json
import math
import os
import pickle
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from lab.newsroom_families import DAYS, FIRST_DAY, FamilyArticle, articles
from pantau.dedupe.command import shipped_judge
from pantau.dedupe.compare import COPY, EDITED_COPY, SAME_EVENT, Text
from pantau.dedupe.comparing import compared
from pantau.dedupe.neighbours import neighbours
from pantau.dedupe.pairs import REACH_DAYS
from pantau.dedupe.signature import VALUES, matrix, sign
from pantau.errors import BadInput

if TYPE_CHECKING:
    from pantau.dedupe.neighbours import Indexes
    from pantau.dedupe.signature import Values

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Counts:
    """The result of one day's search; `true` pairs are found copies of one family."""

    candidates: int
    copies: int
    true: int
    same_event: int
    search_s: float
    compare_s: float


def main(argv: Sequence[str]) -> int:
    """Measure every named size, the smallest first, then the growth of the time. Raises BadInput for an argument that is no
    size."""
    if not argv or not all(size.isdigit() and int(size) for size in argv):
        raise BadInput("give numbers of articles, such as: 10000 100000")
    totals = [(size, _measure_size(size)) for size in sorted(map(int, argv))]
    for (small, before), (large, after) in pairwise(totals):
        for name, index in (("wall", 0), ("cpu", 1)):
            grown = after[index] / before[index]
            _say(f"growth_{name}", large, than=small, exponent=math.log(grown) / math.log(large / small),
                 time_per_article=grown * small / large)  # fmt: skip
    return 0


def _measure_size(size: int) -> tuple[float, float]:
    """Print the measures of one size; return the seconds it took, of the wall and of all cores."""
    workers = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder, _workers(workers) as pool:
        root, share = Path(folder), math.ceil(size / workers)
        with _workers(workers) as makers:  # other processes, whose copy of the newsroom's words is not measured
            true = sum(makers.map(_make, [(root, min(share, size - share * part), part, workers) for part in range(workers)]))
        days = [(FIRST_DAY + timedelta(days=number)).isoformat() for number in range(DAYS)]
        list(pool.map(_memory, range(workers * 2)))  # the processes have started and imported what they need
        started = time.perf_counter()
        signed = list(pool.map(_sign, [(root, day) for day in days]))
        middle = time.perf_counter()
        found = list(pool.map(_pair, [(root, day) for day in days]))
        wall = (middle - started, time.perf_counter() - middle)
        peak = sum(pool.map(_memory, range(workers * 4))) / 4
    cpu = _print_times(size, wall, sum(signed), found)
    copies, right = sum(day.copies for day in found), sum(day.true for day in found)
    figures = {"precision": right / max(1, copies), "recall": right / max(1, true)}
    events = sum(day.same_event for day in found)
    _say("pairs", size, candidates=sum(day.candidates for day in found), copies=copies, same_event=events, **figures)
    _say("memory", size, peak_mb=peak / 1024, processes=workers)
    return sum(wall), cpu


def _workers(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, get_context("spawn"))


def _print_times(size: int, wall: tuple[float, float], sign_s: float, found: Sequence[Counts]) -> float:
    """Print the times of every step; return the seconds of all cores."""
    search, comparing = sum(day.search_s for day in found), sum(day.compare_s for day in found)
    share = wall[1] / (search + comparing)  # both are done together, so their wall time is divided between them
    for step, seconds, cpu in (("sign", wall[0], sign_s), ("search", search * share, search),
                               ("compare", comparing * share, comparing),
                               ("end_to_end", sum(wall), sign_s + search + comparing)):  # fmt: skip
        _say(step, size, seconds=seconds, cpu_s=cpu, docs_per_s=size / seconds, docs_per_cpu_s=size / cpu)
    return sign_s + search + comparing


def _say(measure: str, size: int, **figures: float) -> None:
    rounded = {name: value if isinstance(value, int) else float(f"{value:.4g}") for name, value in figures.items()}
    load = round(os.getloadavg()[0], 1)
    print(json.dumps({"measure": f"dedupe.{measure}", "articles": size, **rounded, "load": load}), flush=True)


def _make(job: tuple[Path, int, int, int]) -> int:
    """Write a part of the articles, one file for each day. Return the number of pairs of one family; a search can reach all of
    them."""
    root, count, part, parts = job
    files = {(FIRST_DAY + timedelta(days=number)).isoformat(): [] for number in range(DAYS)}  # type: dict[str, list[FamilyArticle]]
    pairs, family = 0, list[FamilyArticle]()
    for item in articles(count, part=part, parts=parts):
        if family and item.family != family[0].family:
            pairs += math.comb(len(family), 2)
            family = []
        family.append(item)
        files[item.day].append(item)
        if len(files[item.day]) >= _BATCH:
            _append(root / f"{item.day}.{part}", files[item.day])
    for day, items in files.items():
        _append(root / f"{day}.{part}", items)
    return pairs + math.comb(len(family), 2)


def _append(path: Path, items: list[FamilyArticle]) -> None:
    """Write articles one by one, so that a search unpacks only those that it compares."""
    rows = [pickle.dumps((item.family, Text(item.title, item.text, item.outlet, item.published_at, item.day))) for item in items]
    with path.open("ab") as file:
        pickle.dump(rows, file)
    items.clear()


def _read(path: Path) -> Iterator[bytes]:
    """Yield the packed articles of a day, always in the same order."""
    for part in sorted(path.parent.glob(f"{path.name}.[0-9]*")):
        with part.open("rb") as file:
            while file.peek(1):
                yield from pickle.load(file)  # noqa: S301  # written above


def _unpack(row: bytes) -> tuple[str, Text]:
    """Return the family and the text of an article."""
    family, text = pickle.loads(row)  # noqa: S301  # written above
    return family, text


def _sign(job: tuple[Path, str]) -> float:
    """Write the signatures of a day; return the seconds it took."""
    root, day = job
    began = time.process_time()
    (root / f"{day}.signatures").write_bytes(b"".join(sign(_unpack(row)[1].text for row in _read(root / day))))
    return time.process_time() - began


def _pair(job: tuple[Path, str]) -> Counts:
    """Search for pairs within a day and between that day and the seven after it, and compare the pairs."""
    root, day = job
    last = FIRST_DAY + timedelta(days=DAYS - 1)
    start = FIRST_DAY.fromisoformat(day)
    days = [(start + timedelta(days=ahead)).isoformat() for ahead in range(min(REACH_DAYS, (last - start).days) + 1)]
    began = time.process_time()
    found = neighbours(_signatures(root, [day]), _signatures(root, days))
    found = found[found[:, 1] > found[:, 0]]  # the day itself comes first; so each of its own pairs is kept once
    searched = time.process_time()
    wanted = set(found[:, 1].tolist()) | set(found[:, 0].tolist())
    read = (row for near in days for row in _read(root / near))
    texts = {number: _unpack(row) for number, row in enumerate(read) if number in wanted}
    counts: Counter[str] = Counter()
    two = list(map(tuple, found.tolist()))
    for (one, other), verdict in compared(two, lambda number: texts[number][1], shipped_judge()).items():
        families = texts[one][0], texts[other][0]
        counts[verdict.kind] += 1
        counts["true"] += verdict.kind in (COPY, EDITED_COPY) and families[0] == families[1]
    return Counts(len(found), counts[COPY] + counts[EDITED_COPY], counts["true"], counts[SAME_EVENT],
                  searched - began, time.process_time() - searched)  # fmt: skip


def _signatures(root: Path, days: Sequence[str]) -> tuple[Values, Indexes]:
    """Return the signatures of days, and the day of each. They are read into one array, because a second copy of a million is 400
    MB."""
    import numpy as np

    files = [root / f"{day}.signatures" for day in days]
    values = np.empty((sum(file.stat().st_size for file in files) // (2 * VALUES), VALUES), dtype="<u2")
    numbers, start = np.empty(len(values), dtype=np.int64), 0
    for number, file in enumerate(files):
        rows = matrix([file.read_bytes()])
        values[start : start + len(rows)], numbers[start : start + len(rows)] = rows, number
        start += len(rows)
    return values, numbers


def _memory(_: int) -> int:
    """Return the peak size of this process in kilobytes; slowly enough that every process gets one call."""
    time.sleep(0.2)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BadInput as error:
        sys.exit(f"bench: {error}")
