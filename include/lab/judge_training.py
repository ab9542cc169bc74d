"""`make train PAIRS="pairs.jsonl.gz …"`: trains the judge of pairs, chooses its thresholds, writes seeds/dedupe/judge.yaml.

Each probability that chooses a threshold or makes a score comes from a fit that saw no pair of the same event: ten folds, drawn
ten times. Pairs count by the square root of the pairs for which they stand. By the number itself, a dozen pairs would decide
everything. A pair that a rule labelled counts a tenth, because hundreds of them are about the price of gold.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab.cases import digest_of
from lab.logistic import Fitted, fit, held_out
from lab.pair_scores import interval, scores
from lab.pairs import RULE_MADE, LabelledPair, events, read_pairs
from pantau.dedupe.compare import is_template, measured, sides_of
from pantau.dedupe.features import NAMES
from pantau.dedupe.judge import FILE
from pantau.errors import BadInput
from pantau.settings import settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lab.logistic import Floats

FOLDS, TIMES, RIDGE, RULE_WEIGHT = 10, 10, 4.0, 0.1
LEAST = {"copy": 0.95, "edited_copy": 0.9, "same_event": 0.85}  # least precision at the threshold of a kind
_HEAD = """\
# The judge of pairs: made by `make train`, explained in docs/model-card-judge.md. Only thresholds are edited by hand.
# probability = 1 / (1 + exp(-(intercept + sum of weight * (feature - mean) / scale)));
# features: include/pantau/dedupe/features.py
"""


def main(argv: Sequence[str]) -> int:
    """Train on the named files and write the judge. Raises BadInput for a file without pairs."""
    if not argv:
        raise BadInput('name files of labelled pairs: make train PAIRS="pairs.jsonl.gz"')
    files = list(map(Path, argv))
    pairs = [pair for file in files for pair in read_pairs(file) if pair.decided]
    told = trained(pairs) | {"trained": datetime.now(UTC).date().isoformat(), "data": _data(files, pairs)}
    target = settings().seeds_dir / FILE
    target.parent.mkdir(exist_ok=True)
    target.write_text(_HEAD + _yaml(told), encoding="utf-8")
    print(f"{target}: {len(pairs)} pairs; held out: {told['held_out']}")
    return 0


def trained(pairs: Sequence[LabelledPair]) -> dict[str, Any]:
    """Return intercept, features with their weights, thresholds and held-out scores of a judge trained on decided pairs."""
    data = _measure(pairs)
    told, chosen = _told_held_out(pairs, data)
    return _card_of(fit(data.rows, data.truth, data.weights, RIDGE)) | {
        "thresholds": chosen,
        "held_out": _scores(pairs, data.groups, told, chosen["edited_copy"]),
    }


def held_out_copies(pairs: Sequence[LabelledPair]) -> list[bool]:
    """Tell for each decided pair whether judges that were trained without its event call it a copy."""
    told, chosen = _told_held_out(pairs, _measure(pairs))
    return [bool(value >= chosen["edited_copy"]) for value in told]


@dataclass(frozen=True, slots=True)
class _Measured:
    """Decided pairs in numbers: a row of features for each, whether it is a template, and what training needs besides."""

    rows: Floats
    templates: NDArray[np.bool_]
    truth: Floats
    weights: Floats
    groups: Sequence[str]


def _measure(pairs: Sequence[LabelledPair]) -> _Measured:
    import numpy as np

    sides = [sides_of(pair.one, pair.other) for pair in pairs]
    rows = np.array([measured(pair.one, pair.other, *two) for pair, two in zip(pairs, sides, strict=True)])
    templates = np.array([is_template(pair.one, pair.other, *two) for pair, two in zip(pairs, sides, strict=True)])
    return _Measured(rows, templates, np.array([float(pair.is_copy) for pair in pairs]), _weights(pairs), events(pairs))


def _told_held_out(pairs: Sequence[LabelledPair], data: _Measured) -> tuple[Floats, dict[str, float]]:
    """Return the mean held-out probability of each pair over all draws, and the thresholds chosen on them."""
    import numpy as np

    times = [held_out(data.rows, data.truth, data.weights, data.groups, RIDGE, parts=FOLDS, seed=seed) for seed in range(TIMES)]
    drawn = [np.where(data.templates, 0.0, one) for one in times]
    return np.mean(drawn, axis=0), thresholds(pairs, drawn)


def _weights(pairs: Sequence[LabelledPair]) -> Floats:
    import numpy as np

    ruled = np.array([pair.label.endswith(RULE_MADE) for pair in pairs])
    roots = np.sqrt([pair.weight for pair in pairs])
    return np.where(ruled, RULE_WEIGHT, roots / roots[~ruled].mean() if not ruled.all() else 1.0)


def thresholds(pairs: Sequence[LabelledPair], drawn: Sequence[Floats]) -> dict[str, float]:
    """Return for each kind the least probability at which its precision holds in each draw, by pair and by the population.

    For copies, `copy` is right; for same_event, `copy` or `same_story` is right. Pairs that a rule labelled are left out,
    because they are no sample of a population.
    """
    own = [
        [(pair, float(value)) for pair, value in zip(pairs, told, strict=True) if not pair.label.endswith(RULE_MADE)]
        for told in drawn
    ]
    found: dict[str, float] = {}
    for kind, least in LEAST.items():
        steps = [number / 100 for number in range(99, 4, -1)]
        held = [step for step in steps if all(_precise(rows, step, kind, least) for rows in own)]
        found[kind] = min(min(held, default=0.99), *(found.values() or [1.0]))
    return found


def _precise(rows: Sequence[tuple[LabelledPair, float]], step: float, kind: str, least: float) -> bool:
    said = [pair for pair, value in rows if value >= step]
    right = [pair for pair in said if (pair.is_one_event if kind == "same_event" else pair.is_copy)]
    by_number = len(right) >= least * len(said)
    return bool(said) and by_number and sum(pair.weight for pair in right) >= least * sum(pair.weight for pair in said)


def _scores(pairs: Sequence[LabelledPair], groups: Sequence[str], told: Floats, least: float) -> dict[str, Any]:
    """Return the scores of pairs that a person labelled, and the number of rejected pairs among those that a rule called
    templates."""
    rows = [(pair, group, bool(value >= least)) for pair, group, value in zip(pairs, groups, told, strict=True)]
    own = [(pair, said) for pair, _, said in rows if not pair.label.endswith(RULE_MADE)]
    of = [group for pair, group, _ in rows if not pair.label.endswith(RULE_MADE)]
    ruled = [said for pair, _, said in rows if pair.label.endswith(RULE_MADE)]
    found: dict[str, Any] = {"pairs": len(own), "events": len(set(of))}
    for name, weighted in (("by_pair", False), ("weighted", True)):
        low, high = interval(own, of, weighted=weighted)
        numbers = scores(own, weighted=weighted)._asdict()
        found[name] = {key: round(value, 3) for key, value in numbers.items()} | {
            "f1_low": round(low, 3),
            "f1_high": round(high, 3),
        }
    return found | {"rule_pairs": len(ruled), "rule_pairs_rejected": ruled.count(False)}


def _card_of(found: Fitted) -> dict[str, Any]:
    columns = zip(NAMES, found.weights, found.means, found.scales, strict=True)
    features = [
        {"name": name, "weight": round(float(weight), 4), "mean": round(float(mean), 4), "scale": round(float(scale), 4)}
        for name, weight, mean, scale in columns
    ]
    return {"intercept": round(found.intercept, 4), "features": features}


def _data(files: Sequence[Path], pairs: Sequence[LabelledPair]) -> dict[str, Any]:
    named = [{"name": file.name, "digest": digest_of([file.read_bytes()])} for file in files]
    return {"files": named, "pairs": len(pairs), "copies": sum(pair.is_copy for pair in pairs)}


def _yaml(told: dict[str, Any]) -> str:
    import yaml

    order = ("trained", "data", "held_out", "thresholds", "intercept", "features")
    return str(yaml.safe_dump({key: told[key] for key in order}, sort_keys=False, default_flow_style=None, width=130))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BadInput as error:
        sys.exit(f"train: {error}")
