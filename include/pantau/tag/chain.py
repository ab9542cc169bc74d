"""The best labels of a linear chain and how sure they are, for many sentences at once.

Most words of a text are surely outside of names, whatever their neighbours are. A bound proves this for most of them, so that
only the short runs between them are worked word by word (Viterbi; sums over all paths forward and backward).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int64]
_Flags = npt.NDArray[np.bool_]
_BOUNDS = 4  # times that a bound of the neighbours' weight is made tighter; each one proves less than the one before
_STEPS = 3  # times that the weight of the neighbours is summed after that; the error falls tenfold each time
_LEAST = 0.01  # greatest odds that a word that counts as outside is part of a name
_MOST = 60.0  # greatest difference of two scores of a word, so that no power overflows
_EVERY = 8  # steps after which sums are scaled back to 1, so that none under- or overflows


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of words that are not surely outside, the longest first.

    `first` and `last` are places of words in the text; `after` and `before` say which runs have a word outside before them, and
    behind them. `alive` counts for each step the runs that are as long. `at` is the place of a word at [step, run], `back` the
    same from the end of the run; behind its end, where `inside` is false, stands its last (or first) word again.
    """

    first: Ids
    last: Ids
    after: _Flags
    before: _Flags
    alive: list[int]
    at: Ids
    back: Ids
    inside: _Flags


class Chain:
    """The weights between two labels; `outside` is the label of a word that is no part of a name."""

    def __init__(self, between: Scores, outside: int) -> None:
        self._between, self._outside = between, outside
        moves = np.exp(between - between.max())
        both = np.stack((moves, moves.T))
        self._moves = both
        self._bounds = both / moves[outside, outside]
        self._unknown = (both / both[:, :, outside : outside + 1]).max(axis=1)[:, None]

    def read(self, scores: Scores, starts: Ids, ends: Ids) -> tuple[Ids, Scores]:
        """Return the label of each word, and its probability where it is part of a name (else 0).

        `scores` is [word, label]; `starts` and `ends` are the places of the first and last words of the sentences.
        """
        labels = np.full(len(scores), self._outside)
        sure = np.zeros(len(scores))
        weigh = np.exp(np.clip(scores - scores[:, self._outside, None], -_MOST, _MOST))
        open_, around = self._weigh_neighbours(weigh, starts, ends)
        if not open_.any():
            return labels, sure
        runs = _cut(open_, starts, ends)
        self._choose(scores, runs, labels)
        shares = self._sum_ways(weigh, around, runs)
        named = np.flatnonzero(labels != self._outside)
        sure[named] = shares[named, labels[named]] / shares[named].sum(axis=1)
        return labels, sure

    def _weigh_neighbours(self, weigh: Scores, starts: Ids, ends: Ids) -> tuple[_Flags, Scores]:
        """Return the words that may be part of a name, and the weight that the words before and after add to their labels.

        The second is [before or after, word, label], that of after from the last word to the first. All weights are shares of
        that of the outside label.
        """
        count, size = weigh.shape
        both = np.stack((weigh, weigh[::-1]))
        edge = (np.concatenate((np.zeros_like(starts), np.ones_like(ends))), np.concatenate((starts, count - 1 - ends)))
        around = np.array(np.broadcast_to(self._unknown, (2, count, size)))
        around[edge] = 1.0
        for _ in range(_BOUNDS):
            closer = np.matmul(both[:, :-1] * around[:, :-1], self._bounds)
            np.minimum(around[:, 1:], closer, out=around[:, 1:])
            around[edge] = 1.0
        odds = (weigh * around[0] * around[1, ::-1]).sum(axis=1) - 1.0
        for _ in range(_STEPS):
            step = np.matmul(both[:, :-1] * around[:, :-1], self._moves)
            np.divide(step, step[:, :, self._outside, None], out=around[:, 1:])
            around[edge] = 1.0
        return odds >= _LEAST, around

    def _choose(self, scores: Scores, runs: _Runs, labels: Ids) -> None:
        """Write the labels of the best way through each run, which stands between words outside or edges of a sentence."""
        best = scores.take(runs.at, axis=0)
        between = self._between[:, None]
        best[0, runs.after] += self._between[self._outside]
        stop = np.flatnonzero(runs.before)
        best[(runs.last - runs.first)[stop], stop] += self._between[:, self._outside]
        for step in range(1, len(best)):
            n = runs.alive[step]
            best[step, :n] += (best[step - 1, :n].T[:, :, None] + between).max(axis=0)
        chosen = best.argmax(axis=2)
        into = self._between.T
        for step in range(len(best) - 1, 0, -1):
            n = runs.alive[step]
            chosen[step - 1, :n] = (best[step - 1, :n] + into.take(chosen[step, :n], axis=0)).argmax(axis=1)
        labels[runs.at[runs.inside]] = chosen[runs.inside]

    def _sum_ways(self, weigh: Scores, around: Scores, runs: _Runs) -> Scores:
        """Return the weight of all ways through each label of the words of runs, up to a factor per word."""
        count = len(weigh)
        found = weigh.take(np.stack((runs.at, runs.back), axis=1), axis=0)
        found[0, 0] *= around[0, runs.first]
        found[0, 1] *= around[1, count - 1 - runs.last]
        for step in range(1, len(found)):
            n = runs.alive[step]
            found[step, :, :n] *= np.matmul(found[step - 1, :, :n], self._moves)
            if step % _EVERY == 0:
                found[step, :, :n] /= found[step, :, :n].sum(axis=2, keepdims=True)
        ways = np.ones_like(weigh)
        ways[runs.at[runs.inside]] = found[:, 0][runs.inside]
        ways[runs.back[runs.inside]] *= found[:, 1][runs.inside]
        return ways / weigh


def _cut(open_: _Flags, starts: Ids, ends: Ids) -> _Runs:
    """Return the runs of open words; a run does not go from one sentence into the next."""
    begins, stops = np.array(open_), np.array(open_)
    begins[1:] &= ~open_[:-1]
    stops[:-1] &= ~open_[1:]
    after, before = np.ones_like(open_), np.ones_like(open_)
    after[starts] = before[ends] = False
    begins |= open_ & ~after
    stops |= open_ & ~before
    first, last = np.flatnonzero(begins), np.flatnonzero(stops)
    order = np.argsort(first - last, kind="stable")
    first, last = first[order], last[order]
    steps = np.arange(int(last[0] - first[0]) + 1)[:, None]
    alive = np.searchsorted(first - last, -steps[:, 0], side="right").tolist()
    at, back = np.minimum(first + steps, last), np.maximum(last - steps, first)
    return _Runs(first, last, after[first], before[last], alive, at, back, first + steps <= last)
