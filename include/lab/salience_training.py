"""`make train-salience GOLD=gold.jsonl.gz`: learns from marked articles whom an article is about.

Each line has text, title, entities (type, canonical, start, end) and salience.main (canonical names). The least probability is
the one with the best F1 when each article is judged by weights learnt on other articles; that F1 is printed and kept.
"""

from __future__ import annotations

import gzip
import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from lab.logistic import Fitted, fit
from pantau.errors import BadInput
from pantau.settings import settings
from pantau.tag.article import ArticleReader
from pantau.tag.salience import FILE, features_of_salience

_RIDGE, _MOST = 20.0, 3
_LEAST = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)


@dataclass(frozen=True, slots=True)
class MarkedEntity:
    """An entity of an article: its features, its name among the marked ones, and whether the article is about it."""

    article: int
    name: str
    features: tuple[float, ...]
    main: bool


def main(argv: Sequence[str]) -> int:
    """Write seeds/tags/salience.yaml; raises BadInput for a file of another shape."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--gold", required=True, type=Path)
    file = parser.parse_args(argv).gold
    reader = ArticleReader(settings().seeds_dir)
    names, found, wanted = _read(file, reader)
    rows = np.array([one.features for one in found])
    truth = np.array([float(one.main) for one in found])
    held = _judge_each(found, rows, truth)
    best = max((_score(found, held, least, wanted), -least) for least in _LEAST)
    whole = fit(rows, truth, np.ones(len(truth)), _RIDGE)
    weights = whole.weights / whole.scales
    data = {
        "intercept": round(float(whole.intercept - (whole.means * weights).sum()), 3),
        "least": -best[1],
        "f1_crossed": round(best[0], 3),
        "articles": len(wanted),
        "weights": {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)},
    }
    head = "# What an article is about: weights of a logistic regression, written by `make train-salience`. Not edited by hand.\n"
    (settings().seeds_dir / "tags" / FILE).write_text(head + yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    print(f"F1 {best[0]:.3f} on articles not learnt from, least {-best[1]}")
    return 0


def _read(file: Path, reader: ArticleReader) -> tuple[list[str], list[MarkedEntity], list[int]]:
    """Return the names of the features, the entities of all articles, and how many each article is about."""
    names: list[str] = []
    found: list[MarkedEntity] = []
    wanted: list[int] = []
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                gold = json.loads(line)
                wanted.append(len(set(gold["salience"]["main"])))
                read = reader.read(gold["title"], gold["text"])
                rows = features_of_salience(gold["title"], gold["text"], read.entities, read.quotes)
                for one in read.entities:
                    if one.type != "place":
                        names = names or list(rows[one.entity])
                        name = _name_in(gold, one.spans)
                        row = tuple(rows[one.entity][key] for key in names)
                        found.append(MarkedEntity(number, name or f"?{one.label}", row, name in gold["salience"]["main"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{file}: {error}; give gzipped JSON lines with text, title, entities and salience") from None
    return names, found, wanted


def _name_in(gold: dict[str, Any], spans: Sequence[tuple[int, int]]) -> str:
    marked = [one for one in gold["entities"] if one["type"] != "place"]
    over = (one["canonical"] for one in marked if any(start < one["end"] and one["start"] < end for start, end in spans))
    return next(iter(over), "")


def _judge_each(found: Sequence[MarkedEntity], rows: Any, truth: Any) -> Any:
    """Return the probability of each entity. The weights are learnt without the article of the entity."""
    articles = np.array([one.article for one in found])
    held = np.zeros(len(found))
    for article in sorted(set(articles)):
        mine = articles == article
        learnt: Fitted = fit(rows[~mine], truth[~mine], np.ones(int((~mine).sum())), _RIDGE)
        held[mine] = learnt.probabilities(rows[mine])
    return held


def _score(found: Sequence[MarkedEntity], sure: Any, least: float, wanted: Sequence[int]) -> float:
    right = said = 0
    for article in range(len(wanted)):
        mine = sorted((-sure[at], at) for at, one in enumerate(found) if one.article == article and sure[at] >= least)[:_MOST]
        names = {found[at].name for _, at in mine}
        said += len(names)
        right += len({found[at].name for _, at in mine if found[at].main})
    return 2 * right / max(1, said + sum(wanted))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
