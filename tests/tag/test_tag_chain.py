"""The chain finds the labels of the best path and their probabilities, as going through every word of each sentence does."""

from __future__ import annotations

import numpy as np
import pytest

from pantau.tag.chain import Chain, Scores

BETWEEN = np.array([[-3.0, 6.7, 0.0, -2.2], [-3.3, 6.9, 0.0, -2.2], [-1.5, 0.0, 6.0, -1.9], [1.4, 0.0, 2.4, 3.1]])
OUTSIDE = 3


def _best_path(scores: Scores) -> list[int]:
    best, into = scores[0], []
    for row in scores[1:]:
        ways = best[:, None] + BETWEEN
        into.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + row
    path = [int(best.argmax())]
    for step in reversed(into):
        path.append(int(step[path[-1]]))
    return path[::-1]


def _shares(scores: Scores) -> Scores:
    moves, weigh = np.exp(BETWEEN), np.exp(scores)
    forward, after = [weigh[0]], [np.ones(len(BETWEEN))]
    for row in weigh[1:]:
        step = (forward[-1] @ moves) * row
        forward.append(step / step.sum())
    for row in weigh[:0:-1]:
        step = moves @ (after[-1] * row)
        after.append(step / step.sum())
    both = np.array(forward) * np.array(after[::-1])
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def _text(seed: int, outside: float) -> list[Scores]:
    """Sentences whose words are mostly outside by about `outside`, as those of news are by 6."""
    rng = np.random.default_rng(seed)
    sentences = [rng.normal(0, 3, (int(size), len(BETWEEN))) for size in rng.choice([1, 2, 3, 12, 30, 90], 12)]
    for one in sentences:
        one[:, OUTSIDE] += outside * (rng.random(len(one)) < 0.8)
    return sentences


@pytest.mark.parametrize("outside", [-40.0, 0.0, 3.0, 8.0, 20.0])
@pytest.mark.parametrize("seed", range(6))
def test_labels_are_the_best_path_and_shares_are_sums_over_all_paths(seed: int, outside: float) -> None:
    sentences = _text(seed, outside)
    ends = np.cumsum([len(one) for one in sentences])
    starts = ends - [len(one) for one in sentences]
    labels, sure = Chain(BETWEEN, OUTSIDE).read(np.concatenate(sentences), starts, ends - 1)
    for one, start, end in zip(sentences, starts, ends, strict=True):
        path = _best_path(one)
        assert labels[start:end].tolist() == path
        wanted = [0.0 if label == OUTSIDE else share[label] for label, share in zip(path, _shares(one), strict=True)]
        assert sure[start:end] == pytest.approx(wanted, abs=0.002)


def test_scores_beyond_all_measure_give_probabilities() -> None:
    scores = np.array([[900.0, -900.0, 0.0, 0.0], [-900.0, 900.0, 0.0, 0.0], [0.0, 0.0, 0.0, 900.0]] * 40)
    labels, sure = Chain(BETWEEN, OUTSIDE).read(scores, np.array([0]), np.array([len(scores) - 1]))
    assert labels.tolist() == [0, 1, 3] * 40
    assert sure == pytest.approx(np.array([1.0, 1.0, 0.0] * 40), abs=1e-6)
