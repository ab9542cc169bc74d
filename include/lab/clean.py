"""Measures cleaning on noisy bodies: what cleaning left but should remove, and what it removed but should leave.

The answer to a body is the body without the lines in seeds/evaluation/interstitials.yaml. Bars: nothing on the list is left,
and 99.9 % of all other words are kept. A line that moved into `author_note` counts as kept, because a column of its own stores
it.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

import yaml

from lab.cases import Sample, catalogue_outlets, digest_of
from lab.cost import interleaved, watched
from lab.readers import finder
from lab.report import Column, Figure, Options, Report, Table
from lab.scores import lost_sentences, precision_recall, sentences
from pantau.clean import Press, clean_text
from pantau.errors import BadInput
from pantau.files import parse_yaml
from pantau.model import CleanText
from pantau.settings import settings
from pantau.text import normal_text

_SHOWN = 8
_COLUMNS = (
    Column("bodies", ",.0f"), Column("leaky before", ",.0f"), Column("leaky after", ",.0f"), Column("words kept", ".5f"),
    Column("sentences lost", ">"),
)  # fmt: skip
_PARTS = {"line": r"^(?:{})", "words": r"(?:{})"}


@dataclass(frozen=True, slots=True)
class Interstitial:
    """One pattern of the list: whether text that fits it is a leak, and whether its whole line is removed."""

    pattern: re.Pattern[str]
    leak: bool
    line: bool


@dataclass(frozen=True, slots=True)
class Body:
    """A noisy body, the address of its page, and the outlet and names that cleaning gets."""

    text: str
    url: str
    outlet: str
    press: Press


def measure(path: str, options: Options) -> Report:
    """Measure what cleaning leaves and removes. Raises BadInput for a file without bodies, or for a baseline, because there
    is none."""
    if options.baselines:
        raise BadInput(f"{options.baselines[0]!r}: no other project cleans Indonesian bodies; leave --baseline out")
    file = _file(path)
    bodies, listed = list(_bodies(file)), read_interstitials(settings().seeds_dir / "evaluation" / "interstitials.yaml")
    cleaned = [clean(body) for body in bodies]
    stored = [f"{each.text}\n{each.author_note}" for each in cleaned]
    gold = [without(body.text, listed) for body in bodies]
    before = sum(bool(leaks(body.text, listed)) for body in bodies)
    left = [found for each in cleaned if (found := leaks(each.text, listed))]
    kept = [precision_recall(wanted, text)[1] for wanted, text in zip(gold, stored, strict=True)]
    lost = [sentence for wanted, text in zip(gold, stored, strict=True) for sentence in lost_sentences(wanted, text)]
    whole = sum(len(sentences(wanted)) for wanted in gold)
    figures = [
        Figure("leaky", len(left), "low"),
        Figure("words_kept", fmean(kept), "high"),
        Figure("sentences_lost", len(lost), "low"),
    ]
    columns = [*_COLUMNS]
    row: list[str | float] = [len(bodies), before, len(left), fmean(kept), f"{len(lost)}/{whole}"]
    if options.rounds:
        cost = _cost(bodies, options.rounds)
        figures += cost
        columns += [Column("bodies/s", ",.0f"), Column("peak MB", ",.0f")]
        row += [figure.value for figure in cost]
    tables = [Table("Cleaning (CPU time of one core)", tuple(columns), (tuple(row),)), _examples(left, lost)]
    shown = tuple(table for table in tables if table.rows)
    return Report(
        "clean", f"{len(bodies)} bodies of {file.name}", len(bodies), digest_of([file.read_bytes()]), tuple(figures), shown
    )


def clean(body: Body) -> CleanText:
    """Return what cleaning makes of a body."""
    return clean_text(body.text, folder=settings().seeds_dir / "cleaning", outlet=body.outlet, press=body.press)


def cleaner() -> Any:
    """Return `clean`, for use in a separate process."""
    return clean


def read_interstitials(file: Path) -> tuple[Interstitial, ...]:
    """Return the list of a file; raise BadInput, which names the faulty file."""
    try:
        rows = parse_yaml(file.read_text(encoding="utf-8"))
        return tuple(
            Interstitial(re.compile(_PARTS[row["where"]].format(row["pattern"]), re.I), bool(row["leak"]), row["where"] == "line")
            for row in rows
        )
    except (KeyError, TypeError, re.error, yaml.YAMLError) as error:
        raise BadInput(
            f"{file}: {error.__class__.__name__}: {error}; each item has leak, where (line, words) and pattern"
        ) from None


def leaks(text: str, listed: tuple[Interstitial, ...]) -> list[str]:
    """Return the lines of `text` that hold a listed leak."""
    return [line for line in text.split("\n") if any(each.leak and each.pattern.search(line) for each in listed)]


def without(text: str, listed: tuple[Interstitial, ...]) -> str:
    """Return `text`, normalised, without the parts that the list names."""
    kept = []
    for line in normal_text(text).split("\n"):
        if any(each.line and each.pattern.search(line) for each in listed):
            continue
        for each in listed:
            line = line if each.line else each.pattern.sub(" ", line)
        kept.append(line)
    return "\n".join(filter(str.strip, kept))


def _file(path: str) -> Path:
    found = Path(path)
    files = sorted([*found.glob("clean/*.jsonl.gz"), *found.glob("*.jsonl.gz")]) if found.is_dir() else [found]
    if not files or not files[0].is_file():
        raise BadInput(f"{path}: no .jsonl or .jsonl.gz of {{url, body}} there; give the file or the folder it is in")
    return files[0]


def _bodies(file: Path) -> Iterator[Body]:
    find = finder(outlets := catalogue_outlets())
    names = tuple(sorted(outlet.name for outlet in outlets.values()))
    count = 0
    opener = gzip.open if file.suffix == ".gz" else open
    try:
        with opener(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, filter(str.strip, lines)):
                if not isinstance(row.get("body"), str):
                    continue  # collections also hold answers of other shapes
                count += 1
                url = str(row.get("url") or "")
                own = find(Sample(b"", url))
                yield Body(row["body"], url, own.outlet if own else "", Press(own.name if own else "", names))
    except (ValueError, AttributeError, gzip.BadGzipFile) as error:
        raise BadInput(f"{file}: {error}; give JSON lines of {{url, body}}, packed with gzip or plain") from None
    if not count:
        raise BadInput(f"{file}: no line has a `body`; give JSON lines of {{url, body}}")


def _cost(bodies: list[Body], rounds: int) -> list[Figure]:
    every = partial(_each, bodies)
    seconds = interleaved({"clean": every}, rounds)["clean"]
    usage = watched(cleaner, (), bodies, len(bodies))
    return [Figure("bodies_per_s", len(bodies) / max(seconds, 1e-6)), Figure("peak_mb", usage.peak_mb)]


def _each(bodies: list[Body]) -> None:
    for body in bodies:
        clean(body)


def _examples(left: list[list[str]], lost: list[str]) -> Table:
    rows = [("left", line[:120]) for lines in left for line in lines][:_SHOWN] + [("lost", text[:120]) for text in lost][:_SHOWN]
    return Table("Examples", (Column("what"), Column("text")), tuple(rows))
