"""Clusters words by their neighbours, for the features of the sequence model. The steps are counts, a projection and k-means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pantau.tag.tokens import pieces

_BESIDE, _DIMENSIONS, _ROUNDS, _SEED = 1000, 100, 25, 17


def clusters_of(texts: Iterable[str], words: int = 25_000, clusters: int = 300) -> list[list[str]]:
    """Return clusters of the `words` most frequent lower-cased words. Words of one cluster have the same neighbours.

    The method is positive pointwise mutual information with the 1,000 most frequent words on either side, its 100 first principal
    directions, and spherical k-means from a fixed seed. The same texts give the same clusters.
    """
    import numpy as np

    sentences = [[word.lower() for word in words] for text in texts for words, _ in pieces(text)]
    count = Counter(word for sentence in sentences for word in sentence)
    vocabulary = [word for word, _ in sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))[:words]]
    number = {word: at for at, word in enumerate(vocabulary)}
    table = np.zeros((len(vocabulary), 2 * _BESIDE), dtype=np.float32)
    for sentence in sentences:
        ids = [number.get(word, -1) for word in sentence]
        for left, right in pairwise(ids):
            if left >= 0 and 0 <= right < _BESIDE:
                table[left, _BESIDE + right] += 1
            if right >= 0 and 0 <= left < _BESIDE:
                table[right, left] += 1
    share = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    usual = table.sum(axis=0) / max(float(table.sum()), 1.0)
    table = np.log(np.maximum(share / np.maximum(usual, 1e-9), 1.0))
    _, directions = np.linalg.eigh(table.T @ table)
    points = table @ directions[:, -_DIMENSIONS:]
    points /= np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
    random = np.random.default_rng(_SEED)
    centres = points[random.choice(len(points), min(clusters, len(points)), replace=False)]
    for _ in range(_ROUNDS):
        nearest = (points @ centres.T).argmax(axis=1)
        for cluster in range(len(centres)):
            if (nearest == cluster).any():
                centre = points[nearest == cluster].sum(axis=0)
                centres[cluster] = centre / max(float(np.linalg.norm(centre)), 1e-9)
    return _lists(vocabulary, nearest.tolist())


def _lists(vocabulary: Sequence[str], nearest: Sequence[int]) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for word, cluster in zip(vocabulary, nearest, strict=True):
        found.setdefault(cluster, []).append(word)
    return [found[cluster] for cluster in sorted(found)]
