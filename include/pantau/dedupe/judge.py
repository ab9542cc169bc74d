"""The judge: how probable it is that two texts are copies, by a few named features with trained weights (a logistic
regression).

Weights, thresholds and the scores of the training stand in seeds/dedupe/judge.yaml, which `make train` writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any

from pantau.dedupe.features import NAMES
from pantau.errors import BadInput
from pantau.files import parse_yaml, read_text
from pantau.seed_cache import seed_cache

FILE = Path("dedupe") / "judge.yaml"
_RETRAIN = "put the file of the release back, or train anew: make train PAIRS=pairs.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Judge:
    """Weights in the order of NAMES, for features as they are measured, and the least probability of each kind."""

    intercept: float
    weights: tuple[float, ...]
    copy: float
    edited_copy: float
    same_event: float

    def probability(self, features: Sequence[float]) -> float:
        """Return the probability, 0 to 1, that two texts with these features are copies."""
        score = self.intercept + sum(weight * value for weight, value in zip(self.weights, features, strict=True))
        return 1 / (1 + exp(-max(-50.0, min(50.0, score))))


@seed_cache()
def read_judge(file: Path) -> Judge:
    """Read a judge. Raises BadInput for a bad file, or one that was trained on other features than the code measures."""
    import yaml

    try:
        text = read_text(file)
        return judge_of(parse_yaml(text))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: not readable ({error}); {_RETRAIN}") from None
    except yaml.YAMLError as error:
        raise BadInput(f"{file}: not YAML ({' '.join(str(error).split())}); {_RETRAIN}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{file}: {error}; {_RETRAIN}") from None


def judge_of(told: Any) -> Judge:
    """Return the judge that the content of such a file describes. Raises KeyError, TypeError or ValueError if it describes
    none."""
    rows = {row["name"]: row for row in told["features"]}
    if tuple(rows) != NAMES:
        raise ValueError(f"features are {', '.join(rows)}; the code measures {', '.join(NAMES)}")
    weights = tuple(float(row["weight"]) / float(row["scale"]) for row in rows.values())
    means = (float(row["mean"]) for row in rows.values())
    intercept = float(told["intercept"]) - sum(weight * mean for weight, mean in zip(weights, means, strict=True))
    return Judge(intercept, weights, **{kind: float(told["thresholds"][kind]) for kind in ("copy", "edited_copy", "same_event")})
